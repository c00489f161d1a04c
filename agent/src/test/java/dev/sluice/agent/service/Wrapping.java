package dev.sluice.agent.service;

import java.sql.Statement;
import java.util.List;
import java.util.function.UnaryOperator;

/** Statements in two layers around the driver's. */
public final class Wrapping {
  private Wrapping() {}

  /**
   * A query through two wrappers.
   *
   * @param sent what the inner wrapper makes of it; the same text if it only wraps
   */
  public static Task query(String sql, String sent) {
    return connection -> {
      try (Statement driver = connection.createStatement();
          Statement inner = new WrappedStatement(driver, text -> sent);
          Statement outer = new WrappedStatement(inner, UnaryOperator.identity())) {
        return Tasks.read(outer.executeQuery(sql));
      }
    };
  }

  /**
   * {@code executeUpdate} through two wrappers.
   *
   * @param sent what the inner wrapper makes of it; the same text if it only wraps
   */
  public static Task update(String sql, String sent) {
    return connection -> {
      try (Statement driver = connection.createStatement();
          Statement inner = new WrappedStatement(driver, text -> sent);
          Statement outer = new WrappedStatement(inner, UnaryOperator.identity())) {
        return Report.counted(List.of((long) outer.executeUpdate(sql)));
      }
    };
  }

  /** A batch through two wrappers. */
  public static Task batch(String... sql) {
    return connection -> {
      try (Statement driver = connection.createStatement();
          Statement inner = new WrappedStatement(driver, UnaryOperator.identity());
          Statement outer = new WrappedStatement(inner, UnaryOperator.identity())) {
        for (String text : sql) {
          outer.addBatch(text);
        }
        return Report.counted(Tasks.counts(outer.executeBatch()));
      }
    };
  }
}
