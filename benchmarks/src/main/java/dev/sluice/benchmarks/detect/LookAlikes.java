package dev.sluice.benchmarks.detect;

import static dev.sluice.benchmarks.detect.Texts.ALPHANUMERIC;
import static dev.sluice.benchmarks.detect.Texts.HEX;
import static dev.sluice.benchmarks.detect.Texts.UPPER;
import static dev.sluice.benchmarks.detect.Texts.between;
import static dev.sluice.benchmarks.detect.Texts.digits;
import static dev.sluice.benchmarks.detect.Texts.grouped;
import static dev.sluice.benchmarks.detect.Texts.inFours;
import static dev.sluice.benchmarks.detect.Texts.number;
import static dev.sluice.benchmarks.detect.Texts.pick;
import static dev.sluice.benchmarks.detect.Texts.random;
import static dev.sluice.benchmarks.detect.Texts.sentence;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;

/** Values that are nobody's data and no secret, and look like it. */
final class LookAlikes {
  private LookAlikes() {}

  static List<Origin> origins() {
    List<Origin> all = new ArrayList<>(numbers());
    all.addAll(codes());
    all.addAll(justNot());
    all.addAll(words());
    return all;
  }

  private static List<Origin> numbers() {
    return List.of(
        neutral("nine digits", r -> number(r, 9)),
        neutral("ten digits", r -> number(r, 10)),
        neutral("eleven digits", r -> number(r, 11)),
        neutral("sixteen digits", r -> number(r, 16)),
        neutral("snowflake id", r -> "1" + digits(r, 18)),
        neutral("milliseconds of the epoch", r -> "17" + digits(r, 11)),
        neutral("microseconds of the epoch", r -> "17" + digits(r, 14)),
        neutral("price", r -> between(r, 1, 9999) + "." + digits(r, 2)),
        neutral(
            "coordinates", r -> between(r, -89, 89) + "." + digits(r, 6) + ", 4." + digits(r, 6)),
        neutral("number in scientific form", r -> "1." + digits(r, 8) + "E+" + between(r, 10, 30)),
        neutral("zip code", r -> number(r, 5) + "-" + digits(r, 4)),
        column("IMEI", "devices.imei", r -> CheckDigits.luhn("35" + digits(r, 12))),
        column("EAN", "products.ean", r -> CheckDigits.ean(number(r, 12))),
        neutral(
            "ISBN",
            r ->
                grouped(CheckDigits.ean("978" + digits(r, 9)), "-", 3, 1, between(r, 3, 5), 3, 1)));
  }

  private static List<Origin> codes() {
    return List.of(
        neutral("UUID", LookAlikes::uuid),
        neutral("ULID", r -> "01" + random(r, "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 24)),
        neutral("SHA-256", r -> random(r, HEX, 64)),
        neutral("MD5", r -> random(r, HEX, 32)),
        neutral("commit", r -> random(r, HEX, 40)),
        neutral("digest of an image", r -> "registry.example/app@sha256:" + random(r, HEX, 64)),
        neutral("order number", r -> pick(r, "ORD-", "INV-2024-", "SO/") + digits(r, 8)),
        neutral("part number", r -> digits(r, 4) + "-" + digits(r, 3) + "-" + digits(r, 3)),
        neutral("article number", r -> digits(r, 3) + "." + digits(r, 3) + "." + digits(r, 2)),
        column(
            "tracking number",
            "parcels.tracking_no",
            r -> "1Z" + random(r, UPPER + Texts.DIGITS, 6) + digits(r, 10)),
        column("VIN", "cars.vin", r -> random(r, "ABCDEFGHJKLMNPRSTUVWXYZ0123456789", 17)),
        neutral("VAT number", r -> pick(r, "DE", "ATU", "FR", "NL") + digits(r, 9)),
        neutral(
            "version", r -> between(r, 0, 20) + "." + between(r, 0, 40) + "." + between(r, 0, 99)),
        column(
            "version of four parts",
            "installs.app_version",
            r ->
                between(r, 1, 30)
                    + "."
                    + between(r, 0, 20)
                    + "."
                    + between(r, 0, 99)
                    + "."
                    + between(r, 0, 50)),
        neutral("MAC address", r -> grouped(random(r, HEX, 12), ":", 2, 2, 2, 2, 2, 2)),
        neutral("time", r -> between(r, 10, 23) + ":" + between(r, 10, 59) + ":" + digits(r, 2)),
        neutral("date", LookAlikes::date),
        neutral(
            "point in time",
            r ->
                "2024-0"
                    + between(r, 1, 9)
                    + "-1"
                    + digits(r, 1)
                    + "T10:1"
                    + digits(r, 1)
                    + ":00."
                    + digits(r, 3)
                    + pick(r, "Z", "+02:00", "+0200")),
        neutral("network", r -> "10." + between(r, 0, 255) + ".0.0/" + between(r, 8, 24)),
        neutral("loopback", r -> pick(r, "127.0.0.1", "0.0.0.0", "::1", "255.255.255.0")),
        column("idempotency key", "requests.idempotency_key", r -> random(r, ALPHANUMERIC, 32)),
        column(
            "cache key",
            "cache.cache_key",
            r -> "v2:user:" + digits(r, 6) + ":" + random(r, HEX, 16)),
        neutral(
            "base 64",
            r ->
                Base64.getEncoder()
                    .encodeToString(random(r, HEX, 60).getBytes(StandardCharsets.UTF_8))),
        neutral(
            "public key",
            r ->
                "-----BEGIN PUBLIC KEY-----\n"
                    + random(r, ALPHANUMERIC, 64)
                    + "\n-----END PUBLIC KEY-----"));
  }

  private static List<Origin> justNot() {
    return List.of(
        neutral(
            "IBAN with a wrong digit",
            r -> CheckDigits.broken(CheckDigits.iban("DE", digits(r, 18)))),
        neutral(
            "IBAN with a wrong digit, in groups",
            r -> inFours(CheckDigits.broken(CheckDigits.iban("ES", digits(r, 20))), " ")),
        neutral("card number with a wrong digit", r -> CheckDigits.broken(PersonalData.card(r))),
        neutral(
            "card number with a wrong digit, in groups",
            r -> PersonalData.cardInGroups(CheckDigits.broken(PersonalData.card(r)), " ")),
        neutral("cut card number", r -> PersonalData.card(r).substring(0, between(r, 6, 12))),
        neutral("impossible social security number", LookAlikes::impossibleSsn),
        neutral(
            "cut e-mail address",
            r -> {
              String address = PersonalData.email(r);
              return address.substring(0, address.indexOf('@') + r.nextInt(2));
            }),
        neutral(
            "codice fiscale with a wrong letter",
            r -> {
              String right = PersonalData.codiceFiscale(r);
              char last = right.charAt(15);
              return right.substring(0, 15) + (char) (last == 'Z' ? 'A' : last + 1);
            }),
        neutral("NIR with a wrong digit", r -> CheckDigits.broken(PersonalData.nir(r))),
        neutral("CPF with a wrong digit", r -> CheckDigits.broken(PersonalData.cpf(r))),
        neutral("cut token", r -> pick(r, "ghp_", "AKIA", "xoxb-", "sk_live_") + digits(r, 5)),
        neutral(
            "masked value",
            r -> pick(r, "**** **** **** ", "***-**-", "[redacted]", "+31 6 ***") + digits(r, 4)),
        neutral(
            "no password",
            r ->
                pick(
                    r,
                    "password=********",
                    "password: ${DB_PASSWORD}",
                    "{\"secret\": true, \"token\": null}",
                    "token: none",
                    "pwd=<your password>",
                    "password reset mail sent on 2024-01-0" + between(r, 1, 9),
                    "https://example.com/reset?token=")));
  }

  private static List<Origin> words() {
    return List.of(
        neutral("handle", r -> "@" + pick(r, "kim", "maria.l", "dev_ops") + between(r, 1, 99)),
        neutral(
            "package",
            r ->
                pick(r, "react@18.", "@scope/pkg@2.", "left-pad@1.")
                    + between(r, 0, 9)
                    + "."
                    + between(r, 0, 9)),
        neutral("file", r -> pick(r, "icon@2x.png", "photo@3x.jpg", "report_2024.pdf", "a@b")),
        neutral("repository", r -> "git@github.com:example/app" + between(r, 1, 99) + ".git"),
        neutral(
            "URL",
            r -> "https://www.example.com/items/" + digits(r, 8) + "?page=" + between(r, 1, 9)),
        neutral("URL of a user", r -> "ssh://deploy@host" + between(r, 1, 9) + ".example.com/srv"),
        neutral("name in a program", r -> pick(r, "std::vector<int>", "app::db::pool", "a::b")),
        neutral("schedule", r -> between(r, 0, 59) + " 3 * * 1-5"),
        prose("order in a text", r -> "order " + number(r, 8)),
        prose("sizes in a text", r -> between(r, 1, 99) + " x " + between(r, 100, 900) + " mm"),
        prose("dates in a text", LookAlikes::date),
        prose(
            "version in a text",
            r ->
                "version "
                    + between(r, 1, 9)
                    + "."
                    + between(r, 0, 9)
                    + "."
                    + between(r, 0, 9)
                    + "."
                    + between(r, 0, 9)),
        prose("UUID in a text", LookAlikes::uuid),
        prose("invoice in a text", r -> "invoice " + digits(r, 4) + "-" + digits(r, 6)),
        neutral(
            "JSON",
            r ->
                "{\"id\": "
                    + number(r, 9)
                    + ", \"qty\": "
                    + between(r, 1, 99)
                    + ", \"at\": \"2024-05-0"
                    + between(r, 1, 9)
                    + "\"}"));
  }

  private static Origin neutral(String name, Function<Random, String> values) {
    return new Origin(name, null, Texts.NEUTRAL, values);
  }

  private static Origin prose(String name, Function<Random, String> values) {
    return new Origin(name, null, Texts.PROSE, r -> sentence(r, values.apply(r)));
  }

  private static Origin column(String name, String column, Function<Random, String> values) {
    return new Origin(name, null, List.of(column), values);
  }

  private static String uuid(Random r) {
    return new UUID(r.nextLong(), r.nextLong()).toString();
  }

  private static String date(Random r) {
    int day = between(r, 10, 28);
    int month = between(r, 10, 12);
    int year = between(r, 1950, 2030);
    return pick(
        r,
        year + "-" + month + "-" + day,
        day + "." + month + "." + year,
        month + "/" + day + "/" + year,
        day + "-" + month + "-" + year,
        "" + year + month + day);
  }

  private static String impossibleSsn(Random r) {
    return switch (r.nextInt(4)) {
      case 0 -> "000-" + digits(r, 2) + "-" + digits(r, 4);
      case 1 -> "666-" + digits(r, 2) + "-" + digits(r, 4);
      case 2 -> between(r, 100, 600) + "-00-" + digits(r, 4);
      default -> between(r, 100, 600) + "-12-0000";
    };
  }
}
