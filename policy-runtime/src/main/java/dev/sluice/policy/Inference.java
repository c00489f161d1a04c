package dev.sluice.policy;

/** What a mask says of statements that tell of its columns' values without showing them. */
enum Inference {
  /** They are reported. */
  AUDIT,
  /** They are refused, as {@link InferenceJudgement} defines them. */
  DENY
}
