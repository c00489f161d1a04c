package dev.sluice.remote;

import dev.sluice.policy.PolicyBundle;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicySettings;
import java.util.List;

/** Bundles as {@link PolicyBundle} builds them. Immutable and thread-safe. */
public final class PolicyBundles implements Bundles {
  private final PolicySettings settings;

  /** For policies that decide by the settings of this machine. */
  public PolicyBundles(PolicySettings settings) {
    this.settings = settings;
  }

  @Override
  public Ready read(String source, byte[] bytes, long serial) throws PolicyException {
    PolicyBundle bundle = PolicyBundle.read(source, bytes);
    List<String> failed =
        bundle.tests().isEmpty()
            ? List.of()
            : List.of("the tests inside cannot be run by this version: build it without them");
    return new Ready(bundle.policy(source, serial, settings), failed);
  }
}
