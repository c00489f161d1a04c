package dev.sluice.detect;

import org.apache.commons.validator.routines.checkdigit.LuhnCheckDigit;

/**
 * Numbers of payment cards, anywhere in a text: the lengths and first digits that networks issue
 * (<a href="https://en.wikipedia.org/wiki/Payment_card_number">issuer identification numbers</a>),
 * with the check digit of Luhn. In groups as they are embossed they are certain; as one run of
 * digits, of which one in forty-five random ones of sixteen digits is a valid one too, they are
 * likely.
 */
final class PanRecognizer implements Recognizer {
  private static final int SHORTEST = 14;
  private static final int LONGEST = 19;

  /** Groups of four in the longest IBAN. */
  private static final int MOST_GROUPS = 8;

  private static final int[][] GROUPS = {{4, 4, 4, 4}, {4, 4, 4, 4, 3}, {4, 6, 5}, {4, 6, 4}};

  @Override
  public Evidence look(Glance glance, Hints hints) {
    if (glance.digits < SHORTEST) {
      return Evidence.NONE;
    }
    Evidence evidence = Evidence.NONE;
    int i = 0;
    while (i < glance.length) {
      if (!Ascii.isDigit(glance.at(i))) {
        i++;
        continue;
      }
      int end = digitsEnd(glance, i);
      if (glance.isStart(i)) {
        evidence = Evidence.stronger(evidence, lookAt(glance, i, end, hints));
      }
      i = end;
    }
    return evidence;
  }

  private static int digitsEnd(Glance glance, int start) {
    int end = start;
    while (end < glance.length && Ascii.isDigit(glance.at(end))) {
      end++;
    }
    return end;
  }

  private static Evidence lookAt(Glance glance, int start, int end, Hints hints) {
    int run = end - start;
    if (run >= SHORTEST && run <= LONGEST) {
      if (!glance.isEnd(end) || !isCard(glance.text.substring(start, end))) {
        return Evidence.NONE;
      }
      boolean named =
          hints.suggests(Kind.PAN) || (isNaming(glance.wordBefore(start)) && glance.hasSpace);
      return named ? Evidence.CERTAIN : Evidence.LIKELY;
    }
    if (run == 4 && !isInsideIban(glance, start)) {
      for (int[] groups : GROUPS) {
        if (isGrouped(glance, start, groups)) {
          return Evidence.CERTAIN;
        }
      }
    }
    return Evidence.NONE;
  }

  /** Whether groups of four lead back to one of two letters and two digits. */
  private static boolean isInsideIban(Glance glance, int start) {
    int group = start - 5;
    for (int i = 0; i < MOST_GROUPS && group >= 0 && glance.at(group + 4) == ' '; i++) {
      boolean digits = Ascii.digits(glance.text, group + 2, group + 4);
      if (digits && Ascii.isLetter(glance.at(group)) && Ascii.isLetter(glance.at(group + 1))) {
        return true;
      }
      group -= 5;
    }
    return false;
  }

  private static boolean isNaming(String word) {
    return switch (word) {
      case "card", "pan", "visa", "mastercard", "amex", "credit", "debit", "cc" -> true;
      default -> false;
    };
  }

  private static boolean isGrouped(Glance glance, int start, int[] groups) {
    char separator = glance.at(start + 4);
    if (separator != ' ' && separator != '-' && separator != '\u00a0') {
      return false;
    }
    StringBuilder number = new StringBuilder(LONGEST);
    int at = start;
    for (int i = 0; i < groups.length; i++) {
      if (i > 0 && glance.at(at++) != separator) {
        return false;
      }
      int end = at + groups[i];
      if (end > glance.length || !Ascii.digits(glance.text, at, end)) {
        return false;
      }
      number.append(glance.text, at, end);
      at = end;
    }
    return glance.isEnd(at) && isCard(number.toString());
  }

  private static boolean isCard(String number) {
    return isIssued(number) && LuhnCheckDigit.LUHN_CHECK_DIGIT.isValid(number);
  }

  /** Whether a network issues numbers of this length that begin so. */
  private static boolean isIssued(String number) {
    int length = number.length();
    int four = Ascii.two(number, 0) * 100 + Ascii.two(number, 2);
    int two = four / 100;
    int three = four / 10;
    return switch (number.charAt(0)) {
      case '2' ->
          (four >= 2221 && four <= 2720 && length == 16) // Mastercard
              || (four >= 2200 && four <= 2204 && length >= 16); // Mir
      case '3' ->
          ((two == 34 || two == 37) && length == 15) // American Express
              || ((three <= 305 || three == 309 || two == 36 || two >= 38)
                  && length == 14) // Diners
              || (four >= 3528 && four <= 3589 && length >= 16); // JCB
      case '4' -> length == 16 || length == 19; // Visa
      case '5' ->
          (two >= 51 && two <= 55 && length == 16) // Mastercard
              || ((four == 5018 || four == 5020 || four == 5038 || four == 5893) && length >= 16);
      case '6' ->
          ((four == 6011 || (three >= 644 && three <= 649) || two == 65)
                  && length >= 16) // Discover
              || (two == 62 && length >= 16) // UnionPay
              || (two == 60 && length == 16) // RuPay
              || ((four == 6304 || four == 6759 || (four >= 6761 && four <= 6763))
                  && length >= 16); // Maestro
      case '9' -> four == 9792 && length == 16; // Troy
      default -> false;
    };
  }
}
