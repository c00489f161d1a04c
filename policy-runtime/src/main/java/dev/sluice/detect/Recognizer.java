package dev.sluice.detect;

/** Recognizes values of one kind, in time linear in their length. Stateless and thread-safe. */
interface Recognizer {
  /** Looks at a value. */
  Evidence look(Glance glance, Hints hints);
}
