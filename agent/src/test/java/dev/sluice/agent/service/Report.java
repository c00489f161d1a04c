package dev.sluice.agent.service;

import java.io.Serializable;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a service saw of a task.
 *
 * @param resultClass the class of the result set; empty if there was none
 * @param rows the values as text, in the order of the columns
 * @param counts the update counts, in their order
 * @param seen what else there was, by name
 * @param failures what was thrown, in order
 */
public record Report(
    String resultClass,
    List<List<@Nullable String>> rows,
    List<Long> counts,
    Map<String, String> seen,
    List<Failure> failures)
    implements Serializable {

  /** Nothing but update counts. */
  static Report counted(List<Long> counts) {
    return new Report("", List.of(), counts, Map.of(), List.of());
  }

  /** Nothing but what was noted by name. */
  static Report noted(Map<String, String> seen) {
    return new Report("", List.of(), List.of(), seen, List.of());
  }

  /** Nothing but what was thrown. */
  static Report failed(List<Failure> failures) {
    return new Report("", List.of(), List.of(), Map.of(), failures);
  }

  /** The only value of the only row. */
  public @Nullable String value() {
    if (!failures.isEmpty() || rows.size() != 1 || rows.get(0).size() != 1) {
      throw new AssertionError("not a single value: " + this);
    }
    return rows.get(0).get(0);
  }

  /** The only thing that was thrown. */
  public Failure failure() {
    if (failures.size() != 1) {
      throw new AssertionError("not a single failure: " + this);
    }
    return failures.get(0);
  }

  /**
   * Something thrown at the service.
   *
   * @param sql whether it is an {@code SQLException}
   * @param ofTheJdk whether its class is the JDK's
   * @param stack how it came about
   */
  public record Failure(
      String type,
      boolean sql,
      boolean ofTheJdk,
      @Nullable String state,
      String message,
      String stack)
      implements Serializable {
    static Failure of(Throwable thrown) {
      java.io.StringWriter stack = new java.io.StringWriter();
      thrown.printStackTrace(new java.io.PrintWriter(stack, true));
      return new Failure(
          thrown.getClass().getName(),
          thrown instanceof SQLException,
          thrown.getClass().getName().startsWith("java."),
          thrown instanceof SQLException exception ? exception.getSQLState() : null,
          String.valueOf(thrown.getMessage()),
          stack.toString());
    }
  }
}
