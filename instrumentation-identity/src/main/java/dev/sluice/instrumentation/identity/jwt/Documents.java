package dev.sluice.instrumentation.identity.jwt;

import java.io.IOException;
import java.net.URI;

/** Fetches the small documents in which issuers publish where their keys are, and the keys. */
@FunctionalInterface
public interface Documents {
  /**
   * Fetches one; may take seconds.
   *
   * @throws IOException if it cannot be had, or is too large
   */
  String fetch(URI address) throws IOException, InterruptedException;
}
