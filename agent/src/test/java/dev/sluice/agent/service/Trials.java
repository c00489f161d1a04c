package dev.sluice.agent.service;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs a script of PostgreSQL in one session, each statement twice: first for a person, with other
 * values in some columns perhaps, writing down what is seen, and undoing it; then for the service
 * itself, as the script means it. So each statement meets the tables, settings and transactions
 * that those before it have made, whatever the person may do, and values differ nowhere but where
 * they were made to differ.
 */
public final class Trials {
  /** What is noted of a statement that is not tried. */
  public static final String NOT_TRIED = "not tried";

  private static final Pattern TRANSACTION_CONTROL =
      Pattern.compile(
          "(?is)(?:\\s|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)*(?:begin|start|commit|end|rollback|abort"
              + "|savepoint|release|prepare\\s+transaction"
              + "|set\\s+(?:local\\s+|session\\s+)?transaction)\\b.*");

  /**
   * A statement that may be refused, whereupon a session of which too little is known is asked:
   * that is possible outside of transactions only, and all trials are in one.
   */
  private static final String LEARN = "SELECT 1 FROM nothing_of_this_name";

  private static final String NO_TRANSACTION = "25P01";
  private static final String ABORTED_TRANSACTION = "25P02";

  private final Connection connection;
  private final String differ;

  private Trials(Connection connection, String differ) {
    this.connection = connection;
    this.differ = differ;
  }

  /**
   * Runs a piece of a script.
   *
   * @param differ makes the values differ that a statement could meet: an INSERT whose last value,
   *     the statement's text in hexadecimal digits, stands for a question mark
   * @return what was seen of each statement when tried, by its position
   */
  public static Task of(List<String> statements, String differ) {
    return connection -> {
      Trials trials = new Trials(connection, differ);
      Map<String, String> seen = new LinkedHashMap<>();
      for (int i = 0; i < statements.size(); i++) {
        seen.put(String.valueOf(i), trials.tryThenRun(statements.get(i)));
      }
      return Report.noted(seen);
    };
  }

  private String tryThenRun(String sql) throws SQLException {
    if (connection.isClosed()) {
      return NOT_TRIED;
    }
    String seen = TRANSACTION_CONTROL.matcher(sql).matches() ? NOT_TRIED : tryOut(sql);
    if (!connection.isClosed()) {
      run(sql);
    }
    return seen;
  }

  private String tryOut(String sql) throws SQLException {
    List<String> undo = begin();
    if (undo.isEmpty()) {
      return NOT_TRIED;
    }
    List<String> lines = new ArrayList<>();
    if (run(differ.replace(", ?)", ", '" + hexadecimal(sql) + "')")) == null) {
      Visit.by("ann", () -> look(sql, lines));
    } else {
      lines.add(NOT_TRIED);
    }
    for (String statement : undo) {
      if (!connection.isClosed()) {
        run(statement);
      }
    }
    return String.join("\n", lines);
  }

  private static String hexadecimal(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Begins what can be undone, and tells how; nothing in a transaction that has failed. */
  private List<String> begin() throws SQLException {
    SQLException problem = run("SAVEPOINT judge_trial");
    if (problem == null) {
      return List.of("ROLLBACK TO SAVEPOINT judge_trial", "RELEASE SAVEPOINT judge_trial");
    }
    if (NO_TRANSACTION.equals(problem.getSQLState())) {
      Visit.by("ann", () -> look(LEARN, new ArrayList<>()));
      return run("BEGIN") == null ? List.of("ROLLBACK") : List.of();
    }
    if (ABORTED_TRANSACTION.equals(problem.getSQLState())) {
      return List.of();
    }
    throw problem;
  }

  private void look(String sql, List<String> lines) {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      Looks.results(statement, statement.execute(sql), lines);
      Looks.warnings("connection", connection.getWarnings(), lines);
    } catch (SQLException thrown) {
      Looks.error(thrown, lines);
    }
  }

  /** Runs a statement with all its results; tells what went wrong. */
  private @Nullable SQLException run(String sql) throws SQLException {
    connection.clearWarnings();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
      return null;
    } catch (SQLException problem) {
      return problem;
    } finally {
      if (!connection.isClosed()) {
        connection.clearWarnings();
      }
    }
  }
}
