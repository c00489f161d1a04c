package dev.sluice.identity;

/** The kind of a {@link Caller}, named in lower case by policies and spans. */
public enum CallerKind {
  HUMAN,
  SERVICE,
  AI_AGENT
}
