package dev.sluice.benchmarks.detect;

import static dev.sluice.benchmarks.detect.Texts.between;
import static dev.sluice.benchmarks.detect.Texts.digits;
import static dev.sluice.benchmarks.detect.Texts.grouped;
import static dev.sluice.benchmarks.detect.Texts.inFours;
import static dev.sluice.benchmarks.detect.Texts.number;
import static dev.sluice.benchmarks.detect.Texts.pick;
import static dev.sluice.benchmarks.detect.Texts.random;
import static dev.sluice.benchmarks.detect.Texts.sentence;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;

/** Data of persons and cards, in the forms in which people and programs write it. */
final class PersonalData {
  private static final String EMAIL = "pii.email";
  private static final String PHONE = "pii.phone";
  private static final String SSN = "pii.ssn";
  private static final String ID = "pii.national_id";
  private static final String IP = "pii.ip";
  private static final String IBAN = "pii.iban";
  private static final String PAN = "pci.pan";

  private static final List<String> PHONE_COLUMNS =
      List.of("customers.contact_no", "leads.call_back", "people.mobile_nr", "shops.tel_1");
  private static final List<String> ID_COLUMNS =
      List.of(
          "persons.national_identifier",
          "citizens.number",
          "clients.identity_document",
          "staff.personal_number",
          "patients.resident_no");

  private PersonalData() {}

  static List<Origin> origins() {
    return List.of(
        neutral("e-mail address", EMAIL, PersonalData::email),
        neutral("e-mail address in capitals", EMAIL, r -> email(r).toUpperCase(Locale.ROOT)),
        neutral("e-mail address with its owner", EMAIL, PersonalData::emailWithOwner),
        prose("e-mail address in a text", EMAIL, PersonalData::email),
        neutral("phone number, E.164", PHONE, r -> phone(r).replaceAll("[ ()-]", "")),
        neutral("phone number, international", PHONE, PersonalData::phone),
        neutral("phone number, national", PHONE, PersonalData::nationalPhone),
        column(
            "phone number, digits",
            PHONE,
            PHONE_COLUMNS,
            r -> nationalPhone(r).replaceAll("[^0-9]", "")),
        prose("phone number in a text", PHONE, PersonalData::phone),
        prose(
            "phone number behind a word",
            PHONE,
            r -> pick(r, "tel. ", "Phone: ", "call ", "mobile ") + nationalPhone(r)),
        neutral("social security number", SSN, r -> grouped(ssn(r), "-", 3, 2, 4)),
        neutral("social security number, spaces", SSN, r -> grouped(ssn(r), " ", 3, 2, 4)),
        column(
            "social security number, digits",
            SSN,
            List.of("employees.ssn_raw", "payees.social_sec", "w2.ssn", "loans.borrower_ssn"),
            PersonalData::ssn),
        prose("social security number in a text", SSN, r -> grouped(ssn(r), "-", 3, 2, 4)),
        neutral("card number, digits", PAN, PersonalData::card),
        neutral("card number in groups", PAN, r -> cardInGroups(r, pick(r, " ", "-"))),
        column(
            "card number, named",
            PAN,
            List.of("payments.card", "wallet.cc_pan"),
            PersonalData::card),
        prose("card number in a text", PAN, r -> cardInGroups(r, " ")),
        prose("card number as digits in a text", PAN, PersonalData::card),
        neutral("IBAN", IBAN, PersonalData::iban),
        neutral("IBAN in groups", IBAN, r -> inFours(iban(r), " ")),
        neutral("IBAN in small letters", IBAN, r -> iban(r).toLowerCase(Locale.ROOT)),
        prose("IBAN in a text", IBAN, r -> r.nextBoolean() ? iban(r) : inFours(iban(r), " ")),
        neutral("codice fiscale", ID, PersonalData::codiceFiscale),
        prose("codice fiscale in a text", ID, PersonalData::codiceFiscale),
        neutral("NIR", ID, r -> grouped(nir(r), pick(r, "", " "), 1, 2, 2, 2, 3, 3, 2)),
        neutral("CPF", ID, r -> cpf(r)),
        prose("CPF in a text", ID, r -> cpf(r)),
        column("CPF, digits", ID, ID_COLUMNS, r -> cpf(r).replaceAll("[.-]", "")),
        neutral("DNI or NIE", ID, PersonalData::dni),
        neutral("National Insurance number", ID, PersonalData::nino),
        column("BSN", ID, ID_COLUMNS, PersonalData::bsn),
        column("PESEL", ID, ID_COLUMNS, PersonalData::pesel),
        neutral("IPv4 address", IP, PersonalData::ipv4),
        column("IPv4 address, named", IP, List.of("logins.client_ip", "s.ip"), PersonalData::ipv4),
        neutral("IPv4 address with a port", IP, r -> ipv4(r) + ":" + between(r, 1024, 65000)),
        prose("IPv4 address in a text", IP, PersonalData::ipv4),
        neutral("IPv6 address", IP, PersonalData::ipv6),
        prose("IPv6 address in a text", IP, PersonalData::ipv6));
  }

  private static Origin neutral(String name, String tag, Function<Random, String> values) {
    return new Origin(name, tag, Texts.NEUTRAL, values);
  }

  private static Origin prose(String name, String tag, Function<Random, String> values) {
    return new Origin(name, tag, Texts.PROSE, r -> sentence(r, values.apply(r)));
  }

  private static Origin column(
      String name, String tag, List<String> columns, Function<Random, String> values) {
    return new Origin(name, tag, columns, values);
  }

  static String email(Random r) {
    String first =
        pick(r, "kim", "maria", "joao", "anne-marie", "sean", "li", "olga", "j", "müller");
    String last = pick(r, "lee", "o'neil", "garcia", "smith", "van.dijk", "ivanova", "k", "novak");
    String local =
        pick(
            r,
            first + "." + last,
            first + "_" + last,
            first + between(r, 1, 99),
            first.charAt(0) + last,
            last,
            first + "+" + pick(r, "shop", "news", "2024"));
    String domain =
        pick(
            r,
            "example.com",
            "example.co.uk",
            "mail.example.org",
            "posteo.de",
            "163.com",
            "sub-domain.company.io",
            "uni.edu.au",
            "x.nl",
            "bücher.de",
            "startup.dev",
            "corp.example.international");
    return local + "@" + domain;
  }

  private static String emailWithOwner(Random r) {
    String address = email(r);
    return pick(
        r,
        "Kim Lee <" + address + ">",
        "mailto:" + address,
        "\"Lee, Kim\" <" + address + ">",
        address + ", " + email(r),
        address + ";");
  }

  /** With a plus and the country's code, parted in one of the usual ways. */
  static String phone(Random r) {
    return switch (r.nextInt(13)) {
      case 0 -> "+1 " + area(r) + " " + exchange(r) + " " + digits(r, 4);
      case 1 -> "+1 (" + area(r) + ") " + exchange(r) + "-" + digits(r, 4);
      case 2 -> "+44 7" + pick(r, "4", "5", "7", "8") + digits(r, 2) + " " + digits(r, 6);
      case 3 -> "+44 20 7" + digits(r, 3) + " " + digits(r, 4);
      case 4 -> "+49 151 " + number(r, 8);
      case 5 -> "+33 6 " + grouped(digits(r, 8), " ", 2, 2, 2, 2);
      case 6 -> "+31 6 " + between(r, 1, 5) + digits(r, 7);
      case 7 -> "+91 98" + digits(r, 3) + " " + digits(r, 5);
      case 8 -> "+61 4" + between(r, 0, 3) + digits(r, 1) + " " + digits(r, 3) + " " + digits(r, 3);
      case 9 -> "+39 34" + between(r, 0, 9) + " " + digits(r, 7);
      case 10 -> "+81 90-" + number(r, 4) + "-" + digits(r, 4);
      case 11 -> "+86 138 " + digits(r, 4) + " " + digits(r, 4);
      default -> "+34 6" + digits(r, 2) + " " + digits(r, 3) + " " + digits(r, 3);
    };
  }

  /** As it is written and dialled at home. */
  private static String nationalPhone(Random r) {
    return switch (r.nextInt(10)) {
      case 0 -> "(" + area(r) + ") " + exchange(r) + "-" + digits(r, 4);
      case 1 -> area(r) + "-" + exchange(r) + "-" + digits(r, 4);
      case 2 -> "07" + pick(r, "4", "5", "7", "8") + digits(r, 2) + " " + digits(r, 6);
      case 3 -> "020 7" + digits(r, 3) + " " + digits(r, 4);
      case 4 -> "0151 " + number(r, 8);
      case 5 -> "06 " + grouped(digits(r, 8), " ", 2, 2, 2, 2);
      case 6 -> "06-" + between(r, 1, 5) + digits(r, 7);
      case 7 -> "030 " + number(r, 7);
      case 8 -> "04" + between(r, 0, 3) + digits(r, 1) + " " + digits(r, 3) + " " + digits(r, 3);
      default -> "(11) 9" + between(r, 5, 9) + digits(r, 3) + "-" + digits(r, 4);
    };
  }

  private static String area(Random r) {
    return pick(r, "212", "415", "312", "617", "206", "713", "305", "404", "503", "602");
  }

  private static String exchange(Random r) {
    return between(r, 2, 9) + pick(r, "20", "34", "45", "56", "67", "78", "89", "90", "02");
  }

  private static String ssn(Random r) {
    int area;
    do {
      area = between(r, 1, 899);
    } while (area == 666);
    return String.format("%03d%02d%04d", area, between(r, 1, 99), between(r, 1, 9999));
  }

  static String card(Random r) {
    String begun =
        switch (r.nextInt(8)) {
          case 0, 1 -> "4" + digits(r, 14);
          case 2 -> between(r, 51, 55) + digits(r, 13);
          case 3 -> between(r, 2221, 2720) + digits(r, 11);
          case 4 -> pick(r, "34", "37") + digits(r, 12);
          case 5 -> "6011" + digits(r, 11);
          case 6 -> between(r, 3528, 3589) + digits(r, 11);
          default -> "36" + digits(r, 11);
        };
    return CheckDigits.luhn(begun);
  }

  static String cardInGroups(Random r, String separator) {
    return cardInGroups(card(r), separator);
  }

  static String cardInGroups(String card, String separator) {
    return switch (card.length()) {
      case 15 -> grouped(card, separator, 4, 6, 5);
      case 14 -> grouped(card, separator, 4, 6, 4);
      default -> grouped(card, separator, 4, 4, 4, 4);
    };
  }

  static String iban(Random r) {
    return switch (r.nextInt(11)) {
      case 0 -> CheckDigits.iban("DE", digits(r, 18));
      case 1 -> CheckDigits.iban("NL", pick(r, "ABNA", "INGB", "RABO") + digits(r, 10));
      case 2 -> CheckDigits.iban("GB", pick(r, "NWBK", "BARC", "LOYD") + digits(r, 14));
      case 3 ->
          CheckDigits.iban("FR", digits(r, 10) + random(r, Texts.DIGITS + "MX", 11) + digits(r, 2));
      case 4 -> CheckDigits.iban("ES", digits(r, 20));
      case 5 -> CheckDigits.iban("BE", digits(r, 12));
      case 6 -> CheckDigits.iban("IT", random(r, Texts.UPPER, 1) + digits(r, 22));
      case 7 -> CheckDigits.iban("PL", digits(r, 24));
      case 8 -> CheckDigits.iban("NO", digits(r, 11));
      case 9 -> CheckDigits.iban("CH", digits(r, 17));
      default -> CheckDigits.iban("AT", digits(r, 16));
    };
  }

  static String codiceFiscale(Random r) {
    return CheckDigits.codiceFiscale(
        random(r, "BCDFGLMNPRSTVZ", 3)
            + random(r, "BCDFGLMNPRSTVZAEIO", 3)
            + digits(r, 2)
            + random(r, "ABCDEHLMPRST", 1)
            + String.format("%02d", between(r, 1, 31) + (r.nextBoolean() ? 40 : 0))
            + random(r, "ABCDEFGHIL", 1)
            + digits(r, 3));
  }

  static String nir(Random r) {
    return CheckDigits.nir(
        between(r, 1, 2)
            + digits(r, 2)
            + String.format("%02d", between(r, 1, 12))
            + String.format("%02d", between(r, 1, 95))
            + String.format("%03d%03d", between(r, 1, 600), between(r, 1, 999)));
  }

  static String cpf(Random r) {
    String cpf = CheckDigits.cpf(digits(r, 9));
    return grouped(cpf.substring(0, 9), ".", 3, 3, 3) + "-" + cpf.substring(9);
  }

  private static String dni(Random r) {
    if (r.nextBoolean()) {
      String dni = CheckDigits.dni(digits(r, 8));
      return r.nextBoolean() ? dni : dni.substring(0, 8) + "-" + dni.substring(8);
    }
    int first = r.nextInt(3);
    String digits = digits(r, 7);
    return "XYZ".charAt(first) + digits + CheckDigits.dni(first + digits).charAt(8);
  }

  private static String nino(Random r) {
    String nino =
        pick(r, "AB", "CE", "GH", "JK", "LM", "PR", "SX", "TW", "YZ")
            + digits(r, 6)
            + random(r, "ABCD", 1);
    return r.nextBoolean() ? nino : grouped(nino, " ", 2, 2, 2, 2, 1);
  }

  private static String bsn(Random r) {
    String bsn = null;
    while (bsn == null) {
      bsn = CheckDigits.bsn(number(r, 8));
    }
    return bsn;
  }

  private static String pesel(Random r) {
    int century = pick(r, "0", "20").equals("0") ? 0 : 20;
    return CheckDigits.pesel(
        digits(r, 2)
            + String.format("%02d%02d", between(r, 1, 12) + century, between(r, 1, 28))
            + digits(r, 4));
  }

  private static String ipv4(Random r) {
    return switch (r.nextInt(4)) {
      case 0 -> "192.168." + between(r, 0, 255) + "." + between(r, 1, 254);
      case 1 -> "10." + between(r, 0, 255) + "." + between(r, 0, 255) + "." + between(r, 1, 254);
      default -> {
        int first;
        do {
          first = between(r, 11, 223);
        } while (first == 127);
        yield first
            + "."
            + between(r, 0, 255)
            + "."
            + between(r, 0, 255)
            + "."
            + between(r, 1, 254);
      }
    };
  }

  private static String ipv6(Random r) {
    if (r.nextBoolean()) {
      StringBuilder address = new StringBuilder("2001:0db8");
      for (int i = 0; i < 6; i++) {
        address.append(':').append(random(r, Texts.HEX, 4));
      }
      return address.toString();
    }
    return "2001:db8:" + random(r, Texts.HEX, 3) + "::" + random(r, Texts.HEX, 2) + digits(r, 1);
  }
}
