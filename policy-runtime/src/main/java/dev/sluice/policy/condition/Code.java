package dev.sluice.policy.condition;

import java.util.List;

/**
 * A compiled expression, by the type of its value. What fails says so to the evaluation and returns
 * something harmless; whoever asks looks whether it has failed before asking anything else, so an
 * expression always begins without a failure.
 */
sealed interface Code {
  /** A boolean; {@link Result#ERROR} if and only if it failed. */
  @FunctionalInterface
  non-sealed interface Bool extends Code {
    Result test(Evaluation evaluation);
  }

  /** A whole number. */
  @FunctionalInterface
  non-sealed interface Int extends Code {
    long number(Evaluation evaluation);
  }

  /** A decimal number. */
  @FunctionalInterface
  non-sealed interface Real extends Code {
    double number(Evaluation evaluation);
  }

  /** A text. */
  @FunctionalInterface
  non-sealed interface Text extends Code {
    String text(Evaluation evaluation);
  }

  /** A list. */
  @FunctionalInterface
  non-sealed interface Items extends Code {
    List<?> items(Evaluation evaluation);
  }
}
