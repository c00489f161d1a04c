package dev.sluice.agent.service;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * One of the policies that follow each other in a soak test, and what it makes of values. From one
 * to the next each mask changes.
 *
 * @param number from 1; the statement {@link #PROBE} is denied to everybody with a message that has
 *     it
 */
public record SoakRules(int number) {
  /** Denied by every policy. */
  public static final String PROBE = "SELECT id FROM probe";

  /** The key of the mask {@code hash}. */
  public static final String KEY = "a-key-of-the-soak-test";

  /** How many rows a limit lets through. */
  static final int MOST_ROWS = 50;

  private static final List<Kind> KINDS = List.of(Kind.values());
  private static final List<Cut> CUTS = List.of(Cut.values());

  /** Who asks. */
  enum Who {
    /** The service itself. */
    SERVICE,
    /** A person under no mask. */
    ADMIN,
    /** A person under masks. */
    SUPPORT,
    /** An AI agent under masks, for a person who is under none. */
    AGENT;

    boolean isMasked() {
      return this == SUPPORT || this == AGENT;
    }
  }

  /** What masks may be on. */
  enum Column {
    EMAIL(0),
    CARD(1),
    INCOME(2);

    private final int turn;

    /** By how much its masks are ahead. */
    Column(int turn) {
      this.turn = turn;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The value in the database. */
    String clear(int id) {
      return switch (this) {
        case EMAIL -> "p" + id + "@example.org";
        case CARD -> String.valueOf(4_000_000_000_000_000L + id);
        case INCOME -> String.valueOf(100_000 + id);
      };
    }
  }

  private enum Kind {
    CLEAR(""),
    REDACT("redact"),
    NULL("\"null\""),
    PARTIAL("{partial: {last: 4}}"),
    HASH("hash");

    private final String yaml;

    Kind(String yaml) {
      this.yaml = yaml;
    }
  }

  /** What a limit does. */
  enum Cut {
    NOT,
    TRUNCATES,
    THROWS
  }

  /**
   * The policy as a file.
   *
   * @param leavesOut whether a mask is left out, which the soak test then has to find
   */
  public String yaml(boolean leavesOut) {
    StringBuilder text =
        new StringBuilder(
            """
            sluice: policy/v1
            name: soak-%d
            defaults:
              unmatched: {ai_agent: allow}
            callers:
              support: {kind: human, groups: [support]}
              agent: {kind: ai_agent}
            tags:
              email: ["*.*.people.email"]
              card: ["*.*.people.card"]
              income: ["*.*.people.income"]
            guardrails:
              - id: probe
                match: {tables: ["*.*.probe"]}
                action: deny
                message: This is policy %d here.
            """
                .formatted(number, number));
    if (deniesOrders(Who.AGENT)) {
      text.append("  - {id: no-orders, match: {callers: [agent], tables: [\"*.*.orders\"]},")
          .append(" action: deny}\n");
    }
    StringBuilder masks = new StringBuilder();
    for (Who who : new Who[] {Who.SUPPORT, Who.AGENT}) {
      for (Column column : Column.values()) {
        Kind kind = kind(who, column);
        if (kind != Kind.CLEAR && !(leavesOut && who == Who.AGENT && column == Column.CARD)) {
          masks.append(
              "  - {id: m-%s-%s, tags: [%s], with: %s, callers: [%s]}\n"
                  .formatted(
                      who.name().toLowerCase(Locale.ROOT),
                      column.label(),
                      column.label(),
                      kind.yaml,
                      who.name().toLowerCase(Locale.ROOT)));
        }
      }
    }
    if (masks.length() > 0) {
      text.append("masks:\n").append(masks);
    }
    if (cut(Who.AGENT) != Cut.NOT) {
      text.append("limits:\n  - {id: cap, callers: [support, agent], returned_rows: " + MOST_ROWS)
          .append(cut(Who.AGENT) == Cut.TRUNCATES ? ", on_exceed: truncate}\n" : "}\n");
    }
    return text.toString();
  }

  private Kind kind(Who who, Column column) {
    if (!who.isMasked()) {
      return Kind.CLEAR;
    }
    int turn = number + column.turn + (who == Who.AGENT ? 2 : 0);
    int kinds = column == Column.INCOME ? 3 : KINDS.size();
    return KINDS.get(turn % kinds);
  }

  boolean deniesOrders(Who who) {
    return who == Who.AGENT && number % 3 == 0;
  }

  Cut cut(Who who) {
    return who.isMasked() ? CUTS.get(number % 3) : Cut.NOT;
  }

  /**
   * What a caller is to be shown of a value.
   *
   * @param computed whether it was read through an expression that leaves it as it is
   */
  @Nullable String shown(Who who, Column column, int id, boolean computed) {
    Kind kind = kind(who, column);
    String clear = column.clear(id);
    if (computed && kind != Kind.CLEAR) {
      kind = Kind.REDACT;
    }
    return switch (kind) {
      case CLEAR -> clear;
      case REDACT -> column == Column.INCOME ? "0" : "[redacted]";
      case NULL -> null;
      case PARTIAL -> "*".repeat(clear.length() - 4) + clear.substring(clear.length() - 4);
      case HASH -> hash(clear);
    };
  }

  /** RFC 2104 with SHA-256, of which the first half of the digits is shown. */
  private static String hash(String value) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] digest = mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, digest.length / 2);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
