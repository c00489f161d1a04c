package dev.sluice.agent.service;

import java.io.IOException;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Steps on one connection, and what each of them gave: the first value of a result, {@code ok},
 * {@code refused}, or what the database said. A step is SQL, or a method of the connection behind
 * an {@code @}; behind {@code @visit} stands a step that is taken for a person, behind {@code @as
 * NAME} one for the person of that name, behind {@code @mdc NAME} and {@code @baggage NAME} one
 * where that person is only mentioned, and behind {@code @tool} one by an AI agent.
 */
public final class Script {
  private final Connection connection;
  private @Nullable Savepoint savepoint;
  private @Nullable PreparedStatement prepared;

  private Script(Connection connection) {
    this.connection = connection;
  }

  /** Opens a connection of its own, takes the steps and closes it. */
  public static Task on(String url, List<String> steps) {
    return ignored -> {
      List<List<@Nullable String>> rows = new ArrayList<>();
      try (Connection connection = DriverManager.getConnection(url)) {
        Script script = new Script(connection);
        for (String step : steps) {
          rows.add(List.of(script.take(step)));
        }
        if (!connection.getAutoCommit()) {
          connection.rollback();
        }
      }
      return new Report("", rows, List.of(), java.util.Map.of(), List.of());
    };
  }

  /** Takes the steps on the connection that it is given. */
  public static Task over(List<String> steps) {
    return connection -> {
      List<List<@Nullable String>> rows = new ArrayList<>();
      Script script = new Script(connection);
      for (String step : steps) {
        rows.add(List.of(script.take(step)));
      }
      return new Report("", rows, List.of(), java.util.Map.of(), List.of());
    };
  }

  /** Takes the steps on a connection of one of the {@link Pools}, which then gets it back. */
  public static Task through(String pool, String url, List<String> steps) {
    return ignored -> {
      try (Connection connection = Pools.connect(pool, url)) {
        return over(steps).run(connection);
      }
    };
  }

  private String take(String step) {
    try {
      return step.startsWith("@") ? call(step.substring(1)) : execute(step);
    } catch (SQLException thrown) {
      String message = String.valueOf(thrown.getMessage());
      return message.startsWith("Sluice") ? "refused" : message;
    }
  }

  private String call(String step) throws SQLException {
    String[] words = step.split(" ", 2);
    switch (words[0]) {
      case "schema" -> connection.setSchema(words[1]);
      case "catalog" -> connection.setCatalog(words[1]);
      case "begin" -> connection.setAutoCommit(false);
      case "auto" -> connection.setAutoCommit(true);
      case "commit" -> connection.commit();
      case "rollback" -> connection.rollback();
      case "savepoint" -> savepoint = connection.setSavepoint();
      case "back" -> connection.rollback(savepoint);
      case "prepare" -> prepared = connection.prepareStatement(words[1]);
      case "run" -> {
        return run(prepared);
      }
      case "batch" -> {
        return batch(words[1].split("; ", -1));
      }
      case "visit" -> {
        List<String> seen = new ArrayList<>();
        Visit.by("ann", () -> seen.add(take(words[1])));
        return seen.get(0);
      }
      case "copy" -> {
        return copy(words[1]);
      }
      case "as" -> {
        String[] rest = words[1].split(" ", 2);
        List<String> seen = new ArrayList<>();
        Visit.by(rest[0], () -> seen.add(take(rest[1])));
        return seen.get(0);
      }
      case "mdc", "baggage" -> {
        String[] rest = words[1].split(" ", 2);
        return words[0].equals("mdc")
            ? Mentions.inDiagnosticContext(rest[0], () -> take(rest[1]))
            : Mentions.inBaggage(rest[0], () -> take(rest[1]));
      }
      case "tool" -> {
        return byAgent(words[1]);
      }
      default -> throw new IllegalArgumentException(step);
    }
    return "ok";
  }

  private String copy(String sql) throws SQLException {
    try {
      return ""
          + connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, new StringWriter());
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private String byAgent(String step) {
    try {
      return String.valueOf(Assistant.does(() -> take(step)));
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String run(@Nullable PreparedStatement statement) throws SQLException {
    if (statement == null) {
      throw new IllegalStateException("nothing is prepared");
    }
    try (ResultSet results = statement.executeQuery()) {
      return first(results);
    }
  }

  private String batch(String... texts) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String text : texts) {
        statement.addBatch(text);
      }
      statement.executeBatch();
      return "ok";
    }
  }

  private String execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "ok";
      }
      try (ResultSet results = statement.getResultSet()) {
        return first(results);
      }
    }
  }

  private static String first(@Nullable ResultSet results) throws SQLException {
    return results == null || !results.next() ? "nothing" : String.valueOf(results.getString(1));
  }
}
