package dev.sluice.policy;

import java.util.Locale;

/** What a mask says of statements that tell of its columns' values without showing them. */
enum Inference {
  /** They are reported. */
  AUDIT,
  /** They are refused, but for asking whether a column equals a given value. */
  EQUALITY,
  /** They are refused, as {@link InferenceJudgement} defines them. */
  DENY;

  /** Whether any are refused. */
  boolean refuses() {
    return this != AUDIT;
  }

  /** As policies write it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
