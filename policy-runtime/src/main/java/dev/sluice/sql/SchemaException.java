package dev.sluice.sql;

import java.util.List;

/** A schema text that cannot be read, with everything that is wrong with it. */
public final class SchemaException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  SchemaException(List<Problem> problems) {
    super(String.join("\n", problems.stream().map(Problem::toString).toList()));
    this.problems = List.copyOf(problems);
  }

  /** All problems in the order of the text; at least one. */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * One thing that is wrong.
   *
   * @param source the name of the file
   * @param line the line, the first is 1
   * @param column the column in characters, the first is 1
   * @param message what is wrong, with the text that is, and how to mend it
   */
  public record Problem(String source, int line, int column, String message) {
    @Override
    public String toString() {
      return source + ":" + line + ":" + column + ": " + message;
    }
  }
}
