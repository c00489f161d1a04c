package dev.sluice.policy;

/** What a rule does, weakest first: the strongest of the matched rules wins. */
public enum Action {
  ALLOW,
  AUDIT,
  WARN,
  APPROVE,
  DENY
}
