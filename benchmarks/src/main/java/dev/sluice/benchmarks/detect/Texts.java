package dev.sluice.benchmarks.detect;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What the generator makes values of. */
final class Texts {
  static final String DIGITS = "0123456789";
  static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  static final String HEX = "0123456789abcdef";
  static final String ALPHANUMERIC = UPPER + UPPER.toLowerCase(Locale.ROOT) + DIGITS;

  /** Names of columns that tell nothing of what they hold. */
  static final List<String> NEUTRAL =
      List.of(
          "records.value",
          "entries.data",
          "items.remark",
          "events.detail",
          "t1.c3",
          "import_rows.field_7",
          "notes.body",
          "answers.answer",
          "attributes.attr_value");

  /** Names of columns that hold what people write. */
  static final List<String> PROSE =
      List.of(
          "tickets.description",
          "orders.comment",
          "messages.body",
          "audit.message",
          "reviews.text",
          "chat_log.content");

  private static final List<String> SENTENCES =
      List.of(
          "Please use %s from now on.",
          "The customer gave %s when I asked, thanks.",
          "see %s",
          "Updated on Monday; new value is %s, the old one no longer works",
          "%s (confirmed by the second desk)",
          "{\"note\": \"none\", \"value\": \"%s\", \"count\": 3}",
          "Ref 4711 / 2024-03-01: %s",
          "<p>Contact: %s</p>",
          "id=17;value=%s;status=open");

  private Texts() {}

  static String pick(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  static String pick(Random random, List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  static String random(Random random, String alphabet, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  static String digits(Random random, int length) {
    return random(random, DIGITS, length);
  }

  /** A number without a leading zero. */
  static String number(Random random, int length) {
    return random(random, "123456789", 1) + digits(random, length - 1);
  }

  /** The value somewhere in a text that a person or a program wrote. */
  static String sentence(Random random, String value) {
    return pick(random, SENTENCES).replace("%s", value);
  }

  /** Groups of the given lengths, parted by a separator. */
  static String grouped(String text, String separator, int... lengths) {
    StringBuilder grouped = new StringBuilder();
    int at = 0;
    for (int length : lengths) {
      if (at > 0) {
        grouped.append(separator);
      }
      grouped.append(text, at, at + length);
      at += length;
    }
    return grouped.toString();
  }

  static String inFours(String text, String separator) {
    StringBuilder grouped = new StringBuilder();
    for (int i = 0; i < text.length(); i += 4) {
      grouped.append(i > 0 ? separator : "").append(text, i, Math.min(i + 4, text.length()));
    }
    return grouped.toString();
  }

  static int between(Random random, int least, int most) {
    return least + random.nextInt(most - least + 1);
  }
}
