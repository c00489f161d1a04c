package dev.sluice.remote;

import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyException;
import java.util.List;

/** Makes bundles ready to decide. */
public interface Bundles {
  /**
   * A bundle that is ready.
   *
   * @param failedTests what the tests inside the bundle say is wrong, each with its place; empty if
   *     all pass or there are none
   */
  record Ready(Policy policy, List<String> failedTests) {
    /** Makes it. */
    public Ready {
      failedTests = List.copyOf(failedTests);
    }
  }

  /**
   * Compiles a bundle and runs the tests inside it.
   *
   * @param source what it is called in messages
   * @param bytes not to be kept or changed
   * @param serial under which the policy decides
   * @throws PolicyException if anything is wrong with it, with all places
   */
  Ready read(String source, byte[] bytes, long serial) throws PolicyException;
}
