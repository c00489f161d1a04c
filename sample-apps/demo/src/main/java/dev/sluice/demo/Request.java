package dev.sluice.demo;

/** What is sent to a desk. */
sealed interface Request {
  /** Reads a resource. */
  record Read(String path) implements Request {}

  /** Deletes a resource. */
  record Delete(String path) implements Request {}

  /** Asks the assistant something. */
  record Ask(String message) implements Request {}
}
