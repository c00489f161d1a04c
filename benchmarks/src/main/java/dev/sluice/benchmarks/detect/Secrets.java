package dev.sluice.benchmarks.detect;

import static dev.sluice.benchmarks.detect.Texts.ALPHANUMERIC;
import static dev.sluice.benchmarks.detect.Texts.between;
import static dev.sluice.benchmarks.detect.Texts.digits;
import static dev.sluice.benchmarks.detect.Texts.pick;
import static dev.sluice.benchmarks.detect.Texts.random;
import static dev.sluice.benchmarks.detect.Texts.sentence;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;

/** Keys, tokens and passwords, made up in the forms of their makers. */
final class Secrets {
  private Secrets() {}

  static List<Origin> origins() {
    return List.of(
        neutral("token with a prefix", Secrets::token),
        new Origin("token in a text", "secret", Texts.PROSE, r -> sentence(r, token(r))),
        neutral("JSON web token", Secrets::webToken),
        neutral("JSON web token in a header", r -> "Authorization: Bearer " + webToken(r)),
        neutral("private key", Secrets::privateKey),
        neutral("hash of a password", Secrets::passwordHash),
        neutral("URL with a password", Secrets::url),
        neutral("setting with a password", Secrets::setting),
        new Origin(
            "random value, named",
            "secret",
            List.of("integrations.auth_value", "webhooks.signing", "vendors.api_credential"),
            r -> random(r, ALPHANUMERIC, between(r, 24, 48))));
  }

  private static Origin neutral(String name, Function<Random, String> values) {
    return new Origin(name, "secret", Texts.NEUTRAL, values);
  }

  private static String token(Random r) {
    return switch (r.nextInt(9)) {
      case 0 -> "AKIA" + random(r, Texts.UPPER + "234567", 16).replaceFirst("..$", "Q7");
      case 1 -> "ghp_" + random(r, ALPHANUMERIC, 36);
      case 2 -> "xoxb-" + digits(r, 11) + "-" + digits(r, 12) + "-" + random(r, ALPHANUMERIC, 24);
      case 3 -> "sk_live_" + random(r, ALPHANUMERIC, 24);
      case 4 -> "AIza" + random(r, ALPHANUMERIC + "-_", 34) + "4";
      case 5 -> "glpat-" + random(r, ALPHANUMERIC + "-_", 19) + "9";
      case 6 -> "SG." + random(r, ALPHANUMERIC, 22) + "." + random(r, ALPHANUMERIC, 43);
      case 7 -> "sk-ant-api03-" + random(r, ALPHANUMERIC + "-_", 90) + "AA";
      default -> "npm_" + random(r, ALPHANUMERIC, 36);
    };
  }

  private static String webToken(Random r) {
    String header = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    String payload = "{\"sub\":\"" + digits(r, 10) + "\",\"iat\":" + digits(r, 10) + "}";
    return encoded(header) + "." + encoded(payload) + "." + random(r, ALPHANUMERIC + "-_", 43);
  }

  static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String privateKey(Random r) {
    String kind = pick(r, "RSA ", "EC ", "OPENSSH ", "", "ENCRYPTED ");
    return "-----BEGIN "
        + kind
        + "PRIVATE KEY-----\n"
        + random(r, ALPHANUMERIC + "+/", 64)
        + "\n-----END "
        + kind
        + "PRIVATE KEY-----";
  }

  private static String passwordHash(Random r) {
    return pick(
        r,
        "$2b$12$" + random(r, ALPHANUMERIC + "./", 53),
        "$2a$10$" + random(r, ALPHANUMERIC + "./", 53),
        "$argon2id$v=19$m=65536,t=3,p=4$"
            + random(r, ALPHANUMERIC, 22)
            + "$"
            + random(r, ALPHANUMERIC, 43),
        "pbkdf2_sha256$260000$"
            + random(r, ALPHANUMERIC, 12)
            + "$"
            + random(r, ALPHANUMERIC, 43)
            + "=");
  }

  private static String url(Random r) {
    return pick(r, "postgres", "mysql", "amqp", "https", "redis")
        + "://"
        + pick(r, "app", "admin", "svc_reports")
        + ":"
        + random(r, ALPHANUMERIC + "!-_", between(r, 8, 20))
        + "@"
        + pick(r, "db.example.com", "10.0.0.5", "cache")
        + "/main";
  }

  private static String setting(Random r) {
    String value = random(r, ALPHANUMERIC, between(r, 10, 24)) + between(r, 1, 9) + "k";
    return pick(
        r,
        "password=" + value,
        "{\"user\": \"app\", \"password\": \"" + value + "\"}",
        "api_key: " + value,
        "DB_PASSWORD=" + value,
        "Server=db;Uid=sa;Pwd=" + value + ";Encrypt=yes",
        "client_secret=" + value.toLowerCase(Locale.ROOT));
  }
}
