package dev.sluice.detect;

import org.apache.commons.validator.routines.IBANValidator;

/**
 * International bank account numbers (ISO 13616), anywhere in a text, as one word or in groups of
 * four, in capital or small letters: of a country's length and form, with both check digits.
 */
final class IbanRecognizer implements Recognizer {
  private static final int SHORTEST = 15;

  @Override
  public Evidence look(Glance glance, Hints hints) {
    if (glance.length < SHORTEST || glance.digits < 4 || glance.letters < 2) {
      return Evidence.NONE;
    }
    for (int i = 0; i + SHORTEST <= glance.length; i++) {
      if (mayBegin(glance, i) && isIban(glance, i)) {
        return Evidence.CERTAIN;
      }
    }
    return Evidence.NONE;
  }

  private static boolean mayBegin(Glance glance, int i) {
    return Ascii.isLetter(glance.at(i))
        && Ascii.isLetter(glance.at(i + 1))
        && Ascii.isDigit(glance.at(i + 2))
        && Ascii.isDigit(glance.at(i + 3))
        && !Character.isLetterOrDigit(glance.at(i - 1));
  }

  private static boolean isIban(Glance glance, int start) {
    String country =
        String.valueOf(
            new char[] {Ascii.upper(glance.at(start)), Ascii.upper(glance.at(start + 1))});
    IBANValidator.Validator format = IBANValidator.DEFAULT_IBAN_VALIDATOR.getValidator(country);
    if (format == null) {
      return false;
    }
    StringBuilder number = new StringBuilder(format.getIbanLength());
    int i = start;
    while (number.length() < format.getIbanLength()) {
      char c = glance.at(i);
      boolean separates = (c == ' ' || c == '-') && number.length() % 4 == 0;
      if (Ascii.isLetterOrDigit(c)) {
        number.append(Ascii.upper(c));
      } else if (!separates || i >= glance.length || glance.at(i - 1) == c) {
        return false;
      }
      i++;
    }
    return !Character.isLetterOrDigit(glance.at(i))
        && IBANValidator.DEFAULT_IBAN_VALIDATOR.isValid(number.toString());
  }
}
