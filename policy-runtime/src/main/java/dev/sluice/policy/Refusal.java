package dev.sluice.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.sql.ColumnName;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What the one who is refused reads: a line for people and a line of JSON for programs, an AI agent
 * among them.
 *
 * @param code {@code DENIED}, {@code APPROVAL_REQUIRED}, {@code WRITE_BACK}, {@code LIMIT} or
 *     {@code LOCKED}
 * @param text both lines, separated by a line feed
 */
public record Refusal(String code, String text) {
  /** The policy forbids the statement. */
  public static final String DENIED = "DENIED";

  /** The policy wants somebody's approval first. */
  public static final String APPROVAL_REQUIRED = "APPROVAL_REQUIRED";

  /** The statement would store what a mask showed. */
  public static final String WRITE_BACK = "WRITE_BACK";

  private static final String WRITE_BACK_RULE = "write_back";
  private static final String WRITE_BACK_FIX =
      "Load the entity without the column, or leave the column out of the statement (Hibernate:"
          + " @DynamicUpdate).";

  /** A limit of the policy was passed. */
  public static final String LIMIT = "LIMIT";

  /** The caller is locked out for a time. */
  public static final String LOCKED = "LOCKED";

  /** The rule of what is refused because something that holds for its caller cannot be applied. */
  public static final String UNENFORCEABLE = Defaults.UNENFORCEABLE;

  private static final String NEVER = "never";
  private static final String LATER = "later";

  private static final JsonFactory JSON = new JsonFactory();
  private static final String NO_RULE = "defaults";

  /**
   * The refusal that a decision amounts to.
   *
   * @throws IllegalArgumentException if the decision does not refuse
   */
  public static Refusal of(Decision decision) {
    if (!decision.refuses()) {
      throw new IllegalArgumentException("Not refused: " + decision.action());
    }
    String code = decision.action() == Action.DENY ? DENIED : APPROVAL_REQUIRED;
    String rule = decision.rule() == null ? NO_RULE : decision.rule();
    String message = oneLine(decision.message());
    String people = "Sluice denied this statement: " + message + " (rule " + rule + ")";
    return new Refusal(code, people + "\n" + json(code, rule, oneLine(decision.fix())));
  }

  /**
   * The refusal of a value that a mask may have shown in place of the one it would overwrite.
   *
   * @param column the masked column; null if the statement is not understood so far
   */
  public static Refusal writeBack(@Nullable ColumnName column) {
    return writeBack(column, "what a mask shows in place of its value", WRITE_BACK_FIX);
  }

  /**
   * The refusal of a value that could not be compared with what a mask may have shown.
   *
   * @param column the masked column; null if the statement is not understood so far
   */
  public static Refusal unknownParameter(@Nullable ColumnName column) {
    return writeBack(
        column,
        "a parameter that Sluice failed to look at (told on the service's standard error)",
        "Set the parameter again.");
  }

  private static Refusal writeBack(@Nullable ColumnName column, String what, String fix) {
    String people =
        "Sluice denied this statement: it would store in "
            + (column == null ? "a column that is not known" : oneLine(column.toString()))
            + " "
            + what
            + ". (rule "
            + WRITE_BACK_RULE
            + ")";
    return new Refusal(WRITE_BACK, people + "\n" + json(WRITE_BACK, WRITE_BACK_RULE, fix));
  }

  /** The refusal of all rows beyond a limit. */
  public static Refusal of(Limits.ReturnedRows limit) {
    String people =
        "Sluice stopped this statement: it returns more than the "
            + limit.most()
            + " rows that are allowed. (rule "
            + limit.rule()
            + ")";
    String fix = "Narrow the WHERE clause, aggregate, or add a LIMIT.";
    return new Refusal(LIMIT, people + "\n" + json(LIMIT, limit.rule(), fix));
  }

  /**
   * The refusal of a change of more rows than a limit allows, which was taken back.
   *
   * @param rows how many they were; -1 if nobody can tell
   */
  public static Refusal of(Limits.AffectedRows limit, long rows) {
    String people =
        "Sluice took this statement back: "
            + (rows < 0
                ? "nobody can tell how many rows it changes, and "
                : "it changes " + rows + " rows, and ")
            + limit.most()
            + " are allowed. (rule "
            + limit.rule()
            + ")";
    String fix = "Narrow the WHERE clause, or change fewer rows at a time.";
    return new Refusal(LIMIT, people + "\n" + json(LIMIT, limit.rule(), fix));
  }

  /** The refusal of a statement of a caller who did something too often. */
  static Refusal of(Tally.Stop stop) {
    Frequency frequency = stop.frequency();
    String rule = stop.limit().rule();
    boolean refused = frequency.equals(stop.limit().denials());
    String what =
        refused
            ? frequency.most() + " statements of this caller were refused within "
            : "this caller may run " + frequency.most() + " statements within ";
    String people =
        (stop.locks() ? "Sluice locked this caller out" : "Sluice stopped this statement")
            + ": "
            + what
            + frequency.window()
            + ". (rule "
            + rule
            + ")";
    String fix =
        refused
            ? "Do not try variants of what is refused; try again after " + frequency.window() + "."
            : "Send fewer statements; try again after " + frequency.window() + ".";
    String code = stop.locks() ? LOCKED : LIMIT;
    return new Refusal(code, people + "\n" + json(code, rule, fix, LATER));
  }

  /** What people read of it. */
  public String why() {
    return text.lines().findFirst().orElse("");
  }

  /** The refusal of a statement whose driver takes no timeout. */
  public static Refusal ofUntimed(Limits.Timeout limit) {
    return unenforceable(limit.rule(), "its driver takes no timeout", "");
  }

  /**
   * The refusal of a change of rows that could not be taken back.
   *
   * @param why the reason, as part of a sentence
   * @param fix what to do instead; may be empty
   */
  public static Refusal ofIrrevocable(Limits.AffectedRows limit, String why, String fix) {
    return unenforceable(limit.rule(), why, fix);
  }

  /**
   * The refusal of a statement to which what holds for its caller cannot be applied.
   *
   * @param why the reason, as part of a sentence
   * @param fix what to do instead; may be empty
   */
  public static Refusal ofUngoverned(String why, String fix) {
    return denied(UNENFORCEABLE, why, fix);
  }

  /**
   * The refusal of a statement that cannot run as the database's role of its caller.
   *
   * @param why the reason, as part of a sentence
   * @param fix what to do instead; may be empty
   */
  public static Refusal ofRole(DatabaseRole role, String why, String fix) {
    return denied(role.rule(), why, fix);
  }

  private static Refusal denied(String rule, String why, String fix) {
    String people = "Sluice denied this statement: " + why + ". (rule " + rule + ")";
    return new Refusal(DENIED, people + "\n" + json(DENIED, rule, fix));
  }

  private static Refusal unenforceable(String rule, String why, String fix) {
    String people =
        "Sluice denied this statement: "
            + why
            + ", as the limit "
            + rule
            + " asks. (rule "
            + Defaults.UNENFORCEABLE
            + ")";
    return new Refusal(DENIED, people + "\n" + json(DENIED, Defaults.UNENFORCEABLE, fix));
  }

  private static String json(String code, String rule, String fix) {
    return json(code, rule, fix, NEVER);
  }

  private static String json(String code, String rule, String fix, String retry) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeObjectFieldStart("sluice");
      json.writeStringField("code", code);
      json.writeStringField("rule", rule);
      if (!fix.isEmpty()) {
        json.writeStringField("fix", fix);
      }
      json.writeStringField("retry", retry);
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) { // a StringWriter does not throw it
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      line.append(Character.isISOControl(character) ? ' ' : character);
    }
    return line.toString().strip();
  }
}
