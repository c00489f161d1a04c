package dev.sluice.detect;

/**
 * Social security numbers of the USA, by the rules of the Social Security Administration: no area
 * 000, 666 or 900 to 999, no group 00, no serial 0000. With hyphens anywhere in a text; with spaces
 * or dots they are likely; without anything between the digits only where a name says so.
 */
final class SsnRecognizer implements Recognizer {
  private static final int DIGITS = 9;
  private static final int WRITTEN = 11;

  @Override
  public Evidence look(Glance glance, Hints hints) {
    if (glance.digits < DIGITS) {
      return Evidence.NONE;
    }
    if (glance.length == DIGITS) {
      boolean named = hints.suggests(Kind.SSN) && Ascii.digits(glance.text);
      return named && isIssued(glance.text) ? Evidence.CERTAIN : Evidence.NONE;
    }
    Evidence evidence = Evidence.NONE;
    for (int i = 0; i + WRITTEN <= glance.length; i++) {
      if (Ascii.isDigit(glance.at(i)) && glance.isStart(i) && glance.at(i - 1) != '/') {
        evidence = Evidence.stronger(evidence, lookAt(glance, i, hints));
      }
    }
    return evidence;
  }

  private static Evidence lookAt(Glance glance, int start, Hints hints) {
    char separator = glance.at(start + 3);
    if ((separator != '-' && separator != ' ' && separator != '.')
        || glance.at(start + 6) != separator
        || !glance.isEnd(start + WRITTEN)) {
      return Evidence.NONE;
    }
    String text = glance.text;
    if (!Ascii.digits(text, start, start + 3)
        || !Ascii.digits(text, start + 4, start + 6)
        || !Ascii.digits(text, start + 7, start + WRITTEN)) {
      return Evidence.NONE;
    }
    String digits =
        text.substring(start, start + 3)
            + text.substring(start + 4, start + 6)
            + text.substring(start + 7, start + WRITTEN);
    if (!isIssued(digits)) {
      return Evidence.NONE;
    }
    if (hints.suggests(Kind.SSN) || glance.wordBefore(start).equals("ssn")) {
      return Evidence.CERTAIN;
    }
    boolean alone = glance.length == WRITTEN;
    if (separator == '-') {
      return hints.isMachine() ? Evidence.LIKELY : Evidence.CERTAIN;
    }
    return alone ? Evidence.LIKELY : Evidence.NONE;
  }

  private static boolean isIssued(String digits) {
    String area = digits.substring(0, 3);
    return !area.equals("000")
        && !area.equals("666")
        && area.charAt(0) != '9'
        && !digits.startsWith("00", 3)
        && !digits.endsWith("0000");
  }
}
