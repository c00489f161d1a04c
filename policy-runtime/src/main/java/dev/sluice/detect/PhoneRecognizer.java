package dev.sluice.detect;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Phone numbers that libphonenumber knows to be given out: with a plus and the country's code
 * anywhere in a text; without, if they are all of the value or stand behind a word such as {@code
 * tel}, and are written as in one of some large countries, area code apart. Plain runs of digits
 * are phone numbers only where a name says so.
 */
final class PhoneRecognizer implements Recognizer {
  private static final int FEWEST_DIGITS = 7;
  private static final int MOST_DIGITS = 15;
  private static final int LONGEST = 28;

  /** How many numbers of one text are tried, as each costs some microseconds. */
  private static final int MOST_TRIED = 16;

  private static final String SIGNS = " ().-/\u00a0";

  /** The countries whose own way of writing is known here, largest first by written area code. */
  private static final List<String> COUNTRIES =
      List.of("US", "GB", "DE", "FR", "NL", "IN", "AU", "IT", "BR", "JP", "CN", "ZA", "BE", "AT");

  /** Also asked where a name says that a number is one. */
  private static final List<String> NAMED_COUNTRIES = List.of("ES", "PL", "SE", "CH", "MX", "PT");

  @Override
  public Evidence look(Glance glance, Hints hints) {
    if (glance.digits < FEWEST_DIGITS) {
      return Evidence.NONE;
    }
    if (international(glance)) {
      return Evidence.CERTAIN;
    }
    boolean named = hints.suggests(Kind.PHONE) && !hints.isMachine();
    if (glance.length <= LONGEST && glance.digits <= MOST_DIGITS && isWritten(glance, 0)) {
      return national(glance.text, named);
    }
    return behindWord(glance);
  }

  private static boolean international(Glance glance) {
    int tried = 0;
    for (int i = glance.text.indexOf('+');
        i >= 0 && tried < MOST_TRIED;
        i = glance.text.indexOf('+', i + 1)) {
      char next = glance.at(i + 1);
      boolean mayBegin = Ascii.isDigit(next) || (next == '(' && Ascii.isDigit(glance.at(i + 2)));
      if (mayBegin && !Character.isLetterOrDigit(glance.at(i - 1))) {
        String number = number(glance, i + 1);
        if (number != null) {
          tried++;
          if (isValid("+" + number, null)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** What is written as a number here; null if it has too few or too many digits. */
  private static @Nullable String number(Glance glance, int start) {
    int end = start;
    int digits = 0;
    int lastDigit = start;
    while (end < glance.length && end - start < LONGEST) {
      char c = glance.at(end);
      if (Ascii.isDigit(c)) {
        digits++;
        lastDigit = end;
      } else if (SIGNS.indexOf(c) < 0 || (c == ' ' && glance.at(end - 1) == ' ')) {
        break;
      }
      end++;
    }
    boolean goesOn = Character.isLetterOrDigit(glance.at(lastDigit + 1));
    return digits < FEWEST_DIGITS || digits > MOST_DIGITS || goesOn
        ? null
        : glance.text.substring(start, lastDigit + 1);
  }

  /** Whether everything from here on is digits and what parts them, digits first and last. */
  private static boolean isWritten(Glance glance, int start) {
    char first = glance.at(start);
    if (!Ascii.isDigit(first) && first != '(') {
      return false;
    }
    for (int i = start; i < glance.length; i++) {
      if (!Ascii.isDigit(glance.at(i)) && SIGNS.indexOf(glance.at(i)) < 0) {
        return false;
      }
    }
    return Ascii.isDigit(glance.at(glance.length - 1));
  }

  private static Evidence national(String text, boolean named) {
    if (text.startsWith("00") && text.length() > 10) {
      String number = "+" + text.substring(2);
      boolean apart = !Ascii.digits(text);
      if ((named || apart) && text.charAt(2) != '0' && isValid(number, null)) {
        return named ? Evidence.CERTAIN : Evidence.LIKELY;
      }
    }
    if (isDate(text)) {
      return Evidence.NONE;
    }
    if (named) {
      boolean known = isValidInAny(text, COUNTRIES) || isValidInAny(text, NAMED_COUNTRIES);
      return known ? Evidence.CERTAIN : Evidence.NONE;
    }
    boolean trunk = text.startsWith("0") || text.startsWith("(");
    if ((!isTenDigitForm(text) && (!trunk || Ascii.digits(text))) || isOfAnotherForm(text)) {
      return Evidence.NONE;
    }
    for (String country : COUNTRIES) {
      if (isWrittenAsIn(country, text)) {
        return Evidence.LIKELY;
      }
    }
    return Evidence.NONE;
  }

  private static boolean isValidInAny(String text, List<String> countries) {
    for (String country : countries) {
      if (isValid(text, country)) {
        return true;
      }
    }
    return false;
  }

  /** A number behind a word that announces it, in a text that goes on. */
  private static Evidence behindWord(Glance glance) {
    int tried = 0;
    for (int i = 1; i < glance.length && tried < MOST_TRIED; i++) {
      char c = glance.at(i);
      boolean begins = (Ascii.isDigit(c) && glance.isStart(i)) || c == '(';
      if (begins && isAnnouncing(glance, i)) {
        String number = number(glance, i);
        if (number != null) {
          tried++;
          if (national(number, true) == Evidence.CERTAIN) {
            return Evidence.CERTAIN;
          }
        }
      }
    }
    return Evidence.NONE;
  }

  private static boolean isAnnouncing(Glance glance, int at) {
    return switch (glance.wordBefore(at)) {
      case "tel", "phone", "mobile", "cell", "fax", "call", "telephone", "mob", "whatsapp", "ph" ->
          true;
      default -> false;
    };
  }

  /** Three, three and four digits, as in North America. */
  private static boolean isTenDigitForm(String text) {
    int length = text.length();
    if (length != 12 || Ascii.isDigit(text.charAt(3)) || text.charAt(3) != text.charAt(7)) {
      return false;
    }
    return Ascii.digits(text, 0, 3)
        && Ascii.digits(text, 4, 7)
        && Ascii.digits(text, 8, length)
        && text.charAt(0) > '1'
        && text.charAt(4) > '1';
  }

  /** Year, month and day in either order, with two separators. */
  private static boolean isDate(String text) {
    int first = separator(text, 0);
    int second = first < 0 ? -1 : separator(text, first + 1);
    if (second < 0 || text.charAt(first) != text.charAt(second)) {
      return false;
    }
    int rest = text.length() - second - 1;
    int middle = second - first - 1;
    boolean dayLast = first == 4 && middle <= 2 && rest <= 2;
    boolean yearLast = first <= 2 && middle <= 2 && rest >= 4 && separator(text, second + 1) < 0;
    return dayLast || yearLast && rest == 4;
  }

  /** Three, two and four digits, or dots and a hyphen: numbers of persons are written so. */
  private static boolean isOfAnotherForm(String text) {
    boolean threeTwoFour =
        text.length() == 11 && separator(text, 0) == 3 && separator(text, 4) == 6;
    return threeTwoFour || (text.indexOf('.') >= 0 && text.indexOf('-') >= 0);
  }

  private static int separator(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (!Ascii.isDigit(text.charAt(i))) {
        return i;
      }
    }
    return -1;
  }

  /** Whether it is a number there, its first group the area code with what is dialled before. */
  private static boolean isWrittenAsIn(String country, String text) {
    PhoneNumber number = parse(text, country);
    if (number == null || !util().isValidNumberForRegion(number, country)) {
      return false;
    }
    String known = util().format(number, PhoneNumberFormat.NATIONAL);
    String area = firstGroup(text);
    String knownArea = firstGroup(known);
    return area.length() >= 2 && (area.startsWith(knownArea) || knownArea.startsWith(area));
  }

  private static String firstGroup(String text) {
    StringBuilder group = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Ascii.isDigit(c)) {
        group.append(c);
      } else if (!group.isEmpty()) {
        break;
      }
    }
    return group.toString();
  }

  private static boolean isValid(String text, @Nullable String country) {
    PhoneNumber number = parse(text, country);
    if (number == null) {
      return false;
    }
    return country == null
        ? util().isValidNumber(number)
        : util().isValidNumberForRegion(number, country);
  }

  private static @Nullable PhoneNumber parse(String text, @Nullable String country) {
    try {
      return util().parse(text, country);
    } catch (NumberParseException e) { // the library's way to say no
      return null;
    }
  }

  private static PhoneNumberUtil util() {
    return PhoneNumberUtil.getInstance();
  }
}
