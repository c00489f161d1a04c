package dev.sluice.policy.condition;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The running of conditions over one context: several may be evaluated one after another. Confined
 * to one thread.
 */
public final class Evaluation {
  /** Turns of `exists` and `all` in one condition, all loops together. */
  static final int MOST_TURNS = 100_000;

  private static final Object[] NONE = {};

  private final Context context;
  private Object[] variables = NONE;
  private int turns;
  private @Nullable String error;

  public Evaluation(Context context) {
    this.context = context;
  }

  /** Why the last condition came to an error; null if it did not. It quotes no data. */
  public @Nullable String error() {
    return error;
  }

  void begin() {
    error = null;
    turns = 0;
  }

  Context context() {
    return context;
  }

  void fail(String reason) {
    error = reason;
  }

  boolean failed() {
    return error != null;
  }

  /** Forgets the error, for something stronger than it has been found or will be sought. */
  @Nullable String absorb() {
    String absorbed = error;
    error = null;
    return absorbed;
  }

  /** Begins a turn of a loop; if there were too many, false, and it has failed. */
  boolean turn() {
    if (turns >= MOST_TURNS) {
      fail("more than " + MOST_TURNS + " turns of `exists` and `all`");
      return false;
    }
    turns++;
    return true;
  }

  void set(int slot, Object value) {
    if (variables.length == 0) {
      variables = new Object[Compiler.MOST_NESTED];
    }
    variables[slot] = value;
  }

  Object variable(int slot) {
    return Objects.requireNonNull(variables[slot]);
  }
}
