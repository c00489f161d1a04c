package dev.sluice.policy;

import java.util.List;

/** A policy that cannot be put in force, with everything that is wrong with it. */
public final class PolicyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  PolicyException(List<Problem> problems) {
    super(describe(problems));
    this.problems = List.copyOf(problems);
  }

  /** All problems in the order of the text; at least one. */
  public List<Problem> problems() {
    return problems;
  }

  private static String describe(List<Problem> problems) {
    StringBuilder text = new StringBuilder();
    for (Problem problem : problems) {
      if (!text.isEmpty()) {
        text.append('\n');
      }
      text.append(problem);
    }
    return text.toString();
  }

  /**
   * One thing that is wrong.
   *
   * @param source the name of the file
   * @param line the line, the first is 1
   * @param column the column in characters, the first is 1
   * @param message what is wrong and how to mend it
   */
  public record Problem(String source, int line, int column, String message) {
    @Override
    public String toString() {
      return source + ":" + line + ":" + column + ": " + message;
    }
  }
}
