package dev.sluice.detect;

/**
 * Numbers that states give to persons: those of Brazil (CPF), France (NIR), Italy (codice fiscale),
 * the Netherlands (BSN), Poland (PESEL), Spain (DNI, NIE) and the United Kingdom (National
 * Insurance). All but the last have check digits. Those that are long or have a form of their own
 * are found as a word of any text; those with one check digit, which every tenth or twentieth
 * number has, only where a name says so and if they are all of the value.
 */
final class NationalIdRecognizer implements Recognizer {
  private static final String SEPARATORS = " .-/";
  private static final String DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";
  private static final String NINO_FIRST = "ABCEGHJKLMNOPRSTWXYZ";
  private static final String NINO_SECOND = "ABCEGHJKLMNPRSTWXYZ";

  /** What each character of a codice fiscale counts at an odd place. */
  private static final int[] ODD = {
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
  };

  @Override
  public Evidence look(Glance glance, Hints hints) {
    if (glance.digits < 6) {
      return Evidence.NONE;
    }
    Evidence evidence = whole(glance, hints);
    if (evidence == Evidence.CERTAIN || glance.length < 12) {
      return evidence;
    }
    int start = 0;
    for (int i = 0; i <= glance.length; i++) {
      char c = glance.at(i);
      if (!Character.isLetterOrDigit(c) && c != '-' && c != '.') {
        if (i - start >= 9 && i - start <= 17) {
          evidence = Evidence.stronger(evidence, word(glance, start, i));
        }
        start = i + 1;
      }
    }
    return evidence;
  }

  /** A word of a text; a full stop behind it belongs to the sentence. */
  private static Evidence word(Glance glance, int start, int end) {
    String word = glance.text.substring(start, glance.at(end - 1) == '.' ? end - 1 : end);
    boolean found = isCodiceFiscale(word) || isWrittenCpf(word);
    return found ? Evidence.CERTAIN : Evidence.NONE;
  }

  private static Evidence whole(Glance glance, Hints hints) {
    if (glance.length > 24) {
      return Evidence.NONE;
    }
    String compact = Glance.compact(glance.text, SEPARATORS);
    if (isCodiceFiscale(compact) || isNir(compact) || isWrittenCpf(glance.text)) {
      return Evidence.CERTAIN;
    }
    boolean named = hints.suggests(Kind.NATIONAL_ID);
    if (isNino(compact)) {
      boolean spaced = glance.text.length() > compact.length();
      return named || spaced ? Evidence.CERTAIN : Evidence.LIKELY;
    }
    if (isDni(compact) && glance.length <= 12) {
      return named ? Evidence.CERTAIN : Evidence.LIKELY;
    }
    boolean numbered = isBsn(compact) || isPesel(compact) || isCpf(compact);
    return named && numbered ? Evidence.CERTAIN : Evidence.NONE;
  }

  /** Six letters, date and sex, municipality, check letter; digits may be letters (omocodia). */
  private static boolean isCodiceFiscale(String text) {
    if (text.length() != 16) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < 15; i++) {
      char c = Ascii.upper(text.charAt(i));
      boolean letter = i < 6 || i == 8 || i == 11;
      boolean good = letter ? Ascii.isUpper(c) : Ascii.isDigit(c) || "LMNPQRSTUV".indexOf(c) >= 0;
      if (!good) {
        return false;
      }
      int value = Ascii.isDigit(c) ? c - '0' : c - 'A';
      sum += i % 2 == 0 ? ODD[value] : value;
    }
    return "ABCDEHLMPRST".indexOf(Ascii.upper(text.charAt(8))) >= 0
        && Ascii.upper(text.charAt(15)) == 'A' + sum % 26;
  }

  /** Sex, year, month, department, municipality, serial; 97 less the rest by 97. */
  private static boolean isNir(String text) {
    if (text.length() != 15) {
      return false;
    }
    String number = text;
    int less = 0;
    if (text.startsWith("2A", 5) || text.startsWith("2B", 5)) {
      less = text.charAt(6) == 'A' ? 1_000_000 : 2_000_000;
      number = text.substring(0, 6) + '0' + text.substring(7);
    }
    if (!Ascii.digits(number) || number.charAt(0) == '0' || number.charAt(0) > '2') {
      return false;
    }
    int month = Ascii.two(number, 3);
    boolean dated = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
    return dated
        && 97 - (Long.parseLong(number.substring(0, 13)) - less) % 97 == Ascii.two(number, 13);
  }

  /** Two letters that are given out, six digits, A to D (HMRC, NIM39110). */
  private static boolean isNino(String text) {
    if (text.length() != 9 || !Ascii.digits(text, 2, 8)) {
      return false;
    }
    String prefix = text.substring(0, 2);
    return NINO_FIRST.indexOf(text.charAt(0)) >= 0
        && NINO_SECOND.indexOf(text.charAt(1)) >= 0
        && "ABCD".indexOf(text.charAt(8)) >= 0
        && !prefix.equals("BG")
        && !prefix.equals("GB")
        && !prefix.equals("NK")
        && !prefix.equals("KN")
        && !prefix.equals("TN")
        && !prefix.equals("NT")
        && !prefix.equals("ZZ");
  }

  /** Eight digits, or X, Y or Z and seven, and the letter of the rest by 23. */
  private static boolean isDni(String text) {
    if (text.length() != 9) {
      return false;
    }
    int foreigner = "XYZ".indexOf(text.charAt(0));
    String digits = foreigner >= 0 ? foreigner + text.substring(1, 8) : text.substring(0, 8);
    return Ascii.digits(digits)
        && DNI_LETTERS.charAt(Integer.parseInt(digits) % 23) == text.charAt(8);
  }

  /** Eight or nine digits; weighed by 9 down to 2 and -1, the sum is a multiple of 11. */
  private static boolean isBsn(String text) {
    if (!Ascii.digits(text) || text.length() < 8 || text.length() > 9) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < text.length(); i++) {
      int weight = text.length() - i;
      sum += (text.charAt(i) - '0') * (weight == 1 ? -1 : weight);
    }
    return sum != 0 && sum % 11 == 0;
  }

  /** Date of birth with its century in the month, serial, check digit. */
  private static boolean isPesel(String text) {
    if (text.length() != 11 || !Ascii.digits(text)) {
      return false;
    }
    int month = Ascii.two(text, 2) % 20;
    int day = Ascii.two(text, 4);
    int sum = 0;
    for (int i = 0; i < 11; i++) {
      sum += (text.charAt(i) - '0') * (i == 10 ? 1 : "1379137913".charAt(i) - '0');
    }
    return month >= 1 && month <= 12 && day >= 1 && day <= 31 && sum % 10 == 0;
  }

  private static boolean isWrittenCpf(String text) {
    return text.length() == 14
        && text.charAt(3) == '.'
        && text.charAt(7) == '.'
        && text.charAt(11) == '-'
        && isCpf(Glance.compact(text, ".-"));
  }

  /** Nine digits and two check digits by 11, not all the same. */
  private static boolean isCpf(String text) {
    if (text.length() != 11 || !Ascii.digits(text)) {
      return false;
    }
    boolean same = true;
    for (int i = 1; i < 11; i++) {
      same &= text.charAt(i) == text.charAt(0);
    }
    return !same && cpfDigit(text, 9) && cpfDigit(text, 10);
  }

  private static boolean cpfDigit(String text, int at) {
    int sum = 0;
    for (int i = 0; i < at; i++) {
      sum += (text.charAt(i) - '0') * (at + 1 - i);
    }
    int rest = sum * 10 % 11;
    return rest % 10 == text.charAt(at) - '0';
  }
}
