package dev.sluice.policy.condition;

import java.util.List;

/** A condition that cannot be taken, with everything that is wrong with it. */
public final class ConditionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  ConditionException(List<Problem> problems) {
    super(problems.get(0).message());
    this.problems = List.copyOf(problems);
  }

  ConditionException(int offset, String message) {
    this(List.of(new Problem(offset, message)));
  }

  /** All problems, at least one. */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * One thing that is wrong.
   *
   * @param offset where in the text, in UTF-16 units from 0; the text's length at its end
   * @param message what is wrong and how to mend it
   */
  public record Problem(int offset, String message) {}
}
