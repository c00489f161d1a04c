package dev.sluice.policy;

import dev.sluice.sql.SessionChange;
import dev.sluice.sql.SqlFacts;
import org.jspecify.annotations.Nullable;

/**
 * Finds a change of the session after which nobody could say what later statements mean, or that
 * would carry a value past a mask. What is followed per connection passes: schemas that stand in
 * the text, and temporary objects with a name.
 */
final class SessionJudgement {
  private SessionJudgement() {}

  /** What is found of a statement; null if it changes nothing that matters. */
  static @Nullable Finding find(SqlFacts facts, Action action) {
    for (SessionChange change : facts.sessionChanges()) {
      Finding finding = find(change, action);
      if (finding != null) {
        return finding;
      }
    }
    return null;
  }

  private static @Nullable Finding find(SessionChange change, Action action) {
    String name = change.name().isEmpty() ? "" : ": " + change.name();
    return switch (change.kind()) {
      case HARMLESS -> null;
      case SCHEMA ->
          change.isKnown()
              ? null
              : finding(
                  action,
                  "where names are looked up, to what is not in its text",
                  "Write the schemas into the statement as plain names.");
      case TEMPORARY ->
          name.isEmpty()
              ? finding(
                  action,
                  "what a name means, by a temporary object whose name is not clear",
                  "Write the name plainly.")
              : null;
      case ROLE ->
          finding(
              action,
              "as whom later statements run",
              "Connect as the user that the statements are meant to run as.");
      case SETTING ->
          finding(
              action,
              "a setting that may change what later statements mean or may do" + name,
              "Set it for the database's user or in the connection's URL, or leave it as it is.");
      case VARIABLE ->
          finding(
              action,
              "a variable that later statements can read" + name,
              "Hold the value in the program, or write one statement with a subquery.");
      case PREPARED ->
          finding(
              action,
              "its prepared statements" + name,
              "Use a PreparedStatement of JDBC, without a name in SQL.");
      case CURSOR ->
          finding(
              action,
              "its cursors" + name,
              "Run the query itself; a fetch size keeps the result from being read at once.");
      case ALL ->
          finding(
              action, "everything at once", "Set back single settings, or close the connection.");
    };
  }

  private static Finding finding(Action action, String what, String fix) {
    return new Finding(
        action,
        Finding.Origin.SESSION,
        Defaults.SESSION,
        "The statement changes of its session " + what + ".",
        fix);
  }
}
