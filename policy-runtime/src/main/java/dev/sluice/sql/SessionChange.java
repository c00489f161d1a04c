package dev.sluice.sql;

import java.util.List;

/**
 * Something of the session that a statement changes and that outlives it. Immutable.
 *
 * @param kind what is changed
 * @param name what it is called: the setting, the prepared statement, the table; folded; empty if
 *     there is none
 * @param values the new value or values as far as the text shows them, such as the schemas of a
 *     search path, folded where they are names; empty if they are not in the text
 */
public record SessionChange(Kind kind, String name, List<String> values) {
  public SessionChange {
    values = List.copyOf(values);
  }

  /** What a statement can change of its session. */
  public enum Kind {
    /** A setting that changes neither what a text means nor what it may do: time-outs, labels. */
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
