package dev.sluice.sql;

import java.util.List;

/**
 * Something of the session that a statement changes and that outlives it. Immutable.
 *
 * @param kind what is changed
 * @param name what it is called: the setting (in lower case, behind {@link #OTHERS} where it is
 *     that of other sessions, or of sessions to come), the prepared statement, the table; folded;
 *     empty if there is none or it is not in the text
 * @param values the new value or values as far as the text shows them: the schemas of a search
 *     path, the columns of a temporary table, folded where they are names; {@link #DEFAULT} alone
 *     where the setting goes back to what the session began with; empty if they are not in the text
 * @param local whether it ends with the transaction: {@code SET LOCAL}
 */
public record SessionChange(Kind kind, String name, List<String> values, boolean local) {
  /** Stands for the value that the session began with; no name of a schema, nor of a role. */
  public static final String DEFAULT = "DEFAULT()";

  /** Stands before the name of a setting that is not the session's own. */
  public static final String OTHERS = "global.";

  public SessionChange {
    values = List.copyOf(values);
  }

  /** A change that outlives its transaction. */
  public SessionChange(Kind kind, String name, List<String> values) {
    this(kind, name, values, false);
  }

  /** Whether the new value is in the text. */
  public boolean isKnown() {
    return !values.isEmpty();
  }

  /** Whether the value is that which the session began with. */
  public boolean isReset() {
    return values.size() == 1 && values.get(0).equals(DEFAULT);
  }

  /** What a statement can change of its session. */
  public enum Kind {
    /** What changes neither what a text means nor what it may do: time-outs, labels. */
    HARMLESS,
    /** In which schemas names are looked up: {@code search_path}, {@code USE}, SET SCHEMA. */
    SCHEMA,
    /** As whom statements run: {@code SET ROLE}, SET SESSION AUTHORIZATION. */
    ROLE,
    /** A setting that changes how texts are read, or one that is not known. */
    SETTING,
    /** A statement kept under a name. */
    PREPARED,
    /** A cursor. */
    CURSOR,
    /** A table, view, sequence or routine of the session that hides others of its name. */
    TEMPORARY,
    /** A variable that holds a value from one statement to the next. */
    VARIABLE,
    /** Everything: {@code DISCARD ALL} and RESET ALL. */
    ALL
  }
}
