package dev.sluice.remote;

import dev.sluice.policy.Policy;
import org.jspecify.annotations.Nullable;

/** Puts policies in force, both at once. */
public interface PolicySwap {
  /**
   * Called on the thread that offered the update, after all checks. A call that throws must have
   * changed nothing.
   *
   * @param enforced decides from now on
   * @param shadow decides beside it without an effect; null if none is on trial here
   */
  void swap(Policy enforced, @Nullable Policy shadow);
}
