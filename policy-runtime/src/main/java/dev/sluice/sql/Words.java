package dev.sluice.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * A few words that a token is compared with, often and mostly in vain: what their first letters and
 * lengths already rule out is not compared.
 */
final class Words {
  private static final int LETTERS = 26;
  private static final int CASE_BIT = 0x20;

  /** By first letter. */
  private final char[][][] words = new char[LETTERS][][];

  /** For each first letter, the lengths of words that begin with it, as bits. */
  private final int[] lengths = new int[LETTERS];

  /**
   * @param words in upper case, of less than 32 letters
   */
  Words(String... words) {
    List<List<char[]>> byLetter = new ArrayList<>();
    for (int i = 0; i < LETTERS; i++) {
      byLetter.add(new ArrayList<>());
    }
    for (String word : words) {
      int letter = word.charAt(0) - 'A';
      byLetter.get(letter).add(word.toCharArray());
      lengths[letter] |= 1 << word.length();
    }
    for (int i = 0; i < LETTERS; i++) {
      this.words[i] = byLetter.get(i).toArray(char[][]::new);
    }
  }

  /** Whether the word of this length that begins here, in any case, is one of them. */
  boolean hold(byte[] text, int start, int length) {
    int letter = (text[start] | CASE_BIT) - 'a';
    if (letter < 0 || letter >= LETTERS || length > 31 || (lengths[letter] >> length & 1) == 0) {
      return false;
    }
    for (char[] word : words[letter]) {
      if (word.length == length && same(text, start, word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean same(byte[] text, int start, char[] word) {
    for (int i = 1; i < word.length; i++) {
      byte c = text[start + i];
      if ((c >= 'a' && c <= 'z' ? c - CASE_BIT : c) != word[i]) {
        return false;
      }
    }
    return true;
  }
}
