package dev.sluice.benchmarks.detect;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Check digits, worked out to make numbers that have the right ones or just not. */
final class CheckDigits {
  private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);

  private CheckDigits() {}

  /** The number with the digit of Luhn behind it. */
  static String luhn(String number) {
    int sum = 0;
    for (int i = number.length() - 1, place = 0; i >= 0; i--, place++) {
      int digit = number.charAt(i) - '0';
      int weighed = place % 2 == 0 ? digit * 2 : digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return number + (10 - sum % 10) % 10;
  }

  /** The number with its last digit changed, so that no check digit is right. */
  static String broken(String number) {
    int last = number.charAt(number.length() - 1) - '0';
    return number.substring(0, number.length() - 1) + (last + 3) % 10;
  }

  /** An IBAN of a country and its account number (ISO 7064, mod 97-10). */
  static String iban(String country, String account) {
    StringBuilder digits = new StringBuilder();
    for (char c : (account + country + "00").toCharArray()) {
      digits.append(c <= '9' ? c - '0' : c - 'A' + 10);
    }
    int rest = new BigInteger(digits.toString()).mod(NINETY_SEVEN).intValue();
    return country + String.format("%02d", 98 - rest) + account;
  }

  /** Eight digits with the letter of the Spanish DNI. */
  static String dni(String digits) {
    return digits + "TRWAGMYFPDXBNJZSQVHLCKE".charAt(Integer.parseInt(digits) % 23);
  }

  /** A Dutch BSN of eight digits to begin with; null if no ninth fits. */
  static @Nullable String bsn(String eight) {
    int sum = 0;
    for (int i = 0; i < 8; i++) {
      sum += (eight.charAt(i) - '0') * (9 - i);
    }
    return sum % 11 == 10 ? null : eight + sum % 11;
  }

  /** A Polish PESEL of its first ten digits. */
  static String pesel(String ten) {
    int[] weights = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3};
    int sum = 0;
    for (int i = 0; i < 10; i++) {
      sum += (ten.charAt(i) - '0') * weights[i];
    }
    return ten + (10 - sum % 10) % 10;
  }

  /** A Brazilian CPF of its first nine digits. */
  static String cpf(String nine) {
    String ten = nine + cpfDigit(nine);
    return ten + cpfDigit(ten);
  }

  private static int cpfDigit(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      sum += (digits.charAt(i) - '0') * (digits.length() + 1 - i);
    }
    int rest = 11 - sum % 11;
    return rest > 9 ? 0 : rest;
  }

  /** A French NIR of its first thirteen digits. */
  static String nir(String thirteen) {
    return thirteen + String.format("%02d", 97 - Long.parseLong(thirteen) % 97);
  }

  /** An Italian codice fiscale of its first fifteen characters. */
  static String codiceFiscale(String fifteen) {
    String odd = "BAKPLCQDREVOSFTGUHMINJWZYX"; // the letter at place v counts v
    int sum = 0;
    for (int i = 0; i < 15; i++) {
      char c = fifteen.charAt(i);
      int value = Character.isDigit(c) ? c - '0' : c - 'A';
      sum += i % 2 == 0 ? odd.indexOf((char) ('A' + value)) : value;
    }
    return fifteen + (char) ('A' + sum % 26);
  }

  /** An EAN-13 or ISBN-13 of its first twelve digits. */
  static String ean(String twelve) {
    int sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += (twelve.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
    }
    return twelve + (10 - sum % 10) % 10;
  }
}
