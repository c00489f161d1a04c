package dev.sluice.sql;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A few words that a token is compared with, often and mostly in vain: up to eight letters are
 * looked up as one number, in a table without collisions.
 */
final class Words {
  /** Takes the difference of case from eight letters of ASCII. */
  private static final long FOLD = 0xdfdfdfdfdfdfdfdfL;

  /** The golden ratio as a fraction of 2^64: odd, and of well mixed bits. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  /** The lengths of the words, as bits. */
  private int lengths;

  /** Of up to eight letters, each where its hash points to. */
  private long[] table = {0};

  private long multiplier = GOLDEN;
  private int shift = Long.SIZE - 1;

  private final String[] longer;

  /**
   * @param words of ASCII letters in upper case, of less than 32
   */
  Words(String... words) {
    Set<Long> numbers = new LinkedHashSet<>();
    for (String word : words) {
      lengths |= 1 << word.length();
      if (word.length() <= Long.BYTES) {
        numbers.add(number(word));
      }
    }
    longer = Arrays.stream(words).filter(word -> word.length() > Long.BYTES).toArray(String[]::new);
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(4 * numbers.size());
    while (!fill(numbers, bits)) {
      multiplier += 2;
    }
  }

  private static long number(String word) {
    long number = 0;
    for (int i = 0; i < word.length(); i++) {
      number |= (long) word.charAt(i) << (i * Byte.SIZE);
    }
    return number;
  }

  /** False if two of the words would stand in one place. */
  private boolean fill(Set<Long> numbers, int bits) {
    table = new long[1 << bits];
    shift = Long.SIZE - bits;
    for (long number : numbers) {
      int place = place(number);
      if (table[place] != 0) {
        return false;
      }
      table[place] = number;
    }
    return true;
  }

  private int place(long number) {
    return (int) ((number * multiplier) >>> shift);
  }

  /**
   * Whether the word that begins here, in any case, is one of them.
   *
   * @param text with eight bytes or more from the start of the word on
   * @param length of the word, in bytes of letters, digits and what else a name holds
   */
  boolean hold(byte[] text, int start, int length) {
    if (length >= Integer.SIZE || (lengths >> length & 1) == 0) {
      return false;
    }
    if (length > Long.BYTES) {
      return holdLonger(text, start, length);
    }
    long word = (long) Eight.AT.get(text, start) & (FOLD >>> (Long.SIZE - Byte.SIZE * length));
    return table[place(word)] == word;
  }

  private boolean holdLonger(byte[] text, int start, int length) {
    for (String word : longer) {
      if (word.length() == length && same(text, start, word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean same(byte[] text, int start, String word) {
    for (int i = 0; i < word.length(); i++) {
      byte c = text[start + i];
      if ((c >= 'a' && c <= 'z' ? c - 0x20 : c) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
