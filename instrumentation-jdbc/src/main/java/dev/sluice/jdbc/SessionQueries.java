package dev.sluice.jdbc;

import dev.sluice.catalog.SessionQuestion;
import dev.sluice.sql.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a session of itself, through a connection that is in no transaction. */
final class SessionQueries {
  private SessionQueries() {}

  /**
   * Asks a session.
   *
   * @return null for a dialect whose sessions are not asked
   */
  static SessionQuestion.@Nullable Answer ask(Connection connection, Dialect dialect)
      throws SQLException {
    SessionQuestion question = SessionQuestion.of(dialect);
    if (question == null) {
      return null;
    }
    List<@Nullable String[]> rows = new ArrayList<>();
    // no time-out: H2 would keep it for the session
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(question.sql())) {
      while (results.next()) {
        rows.add(StringRows.row(results, question.columns()));
      }
    }
    return question.answer(rows);
  }
}
