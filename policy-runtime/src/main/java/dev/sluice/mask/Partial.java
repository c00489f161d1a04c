package dev.sluice.mask;

import java.util.Arrays;

/**
 * Keeps the first and last code points of a text and puts a {@code *} for each of the others.
 *
 * <p>A short value would be given away by its ends, so a text shows nothing at all, only stars, if
 * it has {@value #SHORTEST_HIDDEN} code points or fewer, or if the ends to be kept are more than
 * half of it. Values of other types have no ends: they are masked as {@link Redact} masks them.
 *
 * @param first code points to keep at the beginning, 0 or more
 * @param last code points to keep at the end, 0 or more
 */
public record Partial(int first, int last) implements Mask {
  private static final int SHORTEST_HIDDEN = 4;

  /**
   * Keeps that many code points.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public Partial {
    if (first < 0 || last < 0) {
      throw new IllegalArgumentException("Negative: first " + first + ", last " + last);
    }
  }

  @Override
  public String name() {
    return "partial";
  }

  @Override
  public String text(String value) {
    int length = value.codePointCount(0, value.length());
    long kept = (long) first + last;
    if (length <= SHORTEST_HIDDEN || kept > length / 2) {
      return "*".repeat(length);
    }
    if (length == value.length()) {
      char[] characters = value.toCharArray();
      Arrays.fill(characters, first, length - last, '*');
      return new String(characters);
    }
    int endOfFirst = value.offsetByCodePoints(0, first);
    int startOfLast = value.offsetByCodePoints(value.length(), -last);
    return value.substring(0, endOfFirst)
        + "*".repeat(length - first - last)
        + value.substring(startOfLast);
  }

  /**
   * To mask what is masked changes nothing, so the values shown are those that stay as they are.
   */
  @Override
  public boolean mayShow(Object value) {
    String text = MaskedForms.textOf(value);
    return MaskedForms.isRedacted(value)
        || (text != null && !text.isEmpty() && text(text).equals(text));
  }
}
