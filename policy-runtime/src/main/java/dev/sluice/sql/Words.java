package dev.sluice.sql;

/**
 * A few words that a token is compared with, often and mostly in vain: what their first letters and
 * lengths already rule out is not compared.
 */
final class Words {
  private static final int LETTERS = 26;

  private final String[] words;

  /** For each first letter, the lengths of words that begin with it, as bits. */
  private final int[] lengths = new int[LETTERS];

  /**
   * @param words in upper case, of less than 32 letters
   */
  Words(String... words) {
    this.words = words;
    for (String word : words) {
      lengths[word.charAt(0) - 'A'] |= 1 << word.length();
    }
  }

  /** Whether a word of this length that begins with this letter, in any case, may be one. */
  boolean mayHold(char first, int length) {
    int letter = (first | 0x20) - 'a';
    return letter >= 0 && letter < LETTERS && length < 32 && (lengths[letter] >> length & 1) != 0;
  }

  String[] words() {
    return words;
  }
}
