package dev.sluice.r2dbc;

import java.util.concurrent.CompletableFuture;

/**
 * A place in the row of those that have one connection to themselves, one after the other.
 * Thread-safe.
 */
public final class Turn {
  private final CompletableFuture<Void> before;
  private final CompletableFuture<Void> own = new CompletableFuture<>();

  private Turn(CompletableFuture<Void> before) {
    this.before = before;
  }

  /** The first one. */
  static Turn first() {
    Turn first = new Turn(CompletableFuture.completedFuture(null));
    first.end();
    return first;
  }

  /** The next one. */
  Turn next() {
    return new Turn(own);
  }

  /** Completes when it is its turn; never fails. */
  public CompletableFuture<Void> before() {
    return before;
  }

  /** Lets the next one go on when it would have been its turn, which is not wanted any more. */
  public void giveUp() {
    CompletableFuture<Void> unused = before.thenRun(this::end);
  }

  /** Lets the next one go on. */
  public void end() {
    own.complete(null);
  }
}
