package dev.sluice.gate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands in place of a database's text: one sentence for the class of the SQLState, which is
 * its first two characters (ISO/IEC 9075-2, subclause 24.1; PostgreSQL manual, appendix A).
 */
public final class WithheldText {
  private static final String WITHHELD =
      "Sluice withheld the database's text, which may quote masked values: ";

  private static final Map<String, String> BY_CLASS =
      Map.ofEntries(
          Map.entry("01", "a warning"),
          Map.entry("02", "there is no data"),
          Map.entry("08", "the connection failed"),
          Map.entry("0A", "the feature is not supported"),
          Map.entry("21", "a number of rows or values does not fit"),
          Map.entry("22", "a value does not fit its type or range"),
          Map.entry("23", "a constraint is violated"),
          Map.entry("24", "the cursor is in the wrong state"),
          Map.entry("25", "the transaction is in the wrong state"),
          Map.entry("28", "the database does not accept the user"),
          Map.entry("3D", "there is no such catalog"),
          Map.entry("3F", "there is no such schema"),
          Map.entry("40", "the transaction was rolled back"),
          Map.entry(
              "42",
              "the statement has a syntax error, or names what does not exist or is not allowed"),
          Map.entry("44", "a row does not fit the view's check option"),
          Map.entry("53", "the database is short of resources"),
          Map.entry("54", "a limit of the database is exceeded"),
          Map.entry("55", "an object is in the wrong state"),
          Map.entry("57", "the statement was stopped"),
          Map.entry("58", "the database has a system error"),
          Map.entry("P0", "a procedure raised an error"));

  private WithheldText() {}

  /** The sentence for an SQLState; null stands for none. */
  public static String of(@Nullable String state) {
    String what = state == null || state.length() < 2 ? null : BY_CLASS.get(state.substring(0, 2));
    return WITHHELD
        + (what == null ? "an error of the database" : what)
        + (state == null ? "." : " (SQLState " + state + ").");
  }
}
