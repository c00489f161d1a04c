package dev.sluice.remote;

import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyBundle;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicySettings;
import dev.sluice.policy.PolicyTests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Bundles as {@link PolicyBundle} builds them. The tests inside are decided by the policy as it is
 * written, whatever this machine's settings make of it: in observe mode too. Immutable and
 * thread-safe.
 */
public final class PolicyBundles implements Bundles {
  private final PolicySettings settings;

  /** For policies that decide by the settings of this machine. */
  public PolicyBundles(PolicySettings settings) {
    this.settings = settings;
  }

  @Override
  public Ready read(String source, byte[] bytes, long serial) throws PolicyException {
    PolicyBundle bundle = PolicyBundle.read(source, bytes);
    List<String> failed = new ArrayList<>();
    if (!bundle.tests().isEmpty()) {
      Policy tested = bundle.policy(source, serial, PolicySettings.standard());
      for (int i = 0; i < bundle.tests().size(); i++) {
        String name = source + ", tests " + (i + 1);
        PolicyTests tests =
            PolicyTests.read(
                name, bundle.tests().get(i), List.of(tested), PolicyBundles::fileOutside);
        tests.run(tested).forEach(result -> addFailure(result, failed));
      }
    }
    return new Ready(bundle.policy(source, serial, settings), failed);
  }

  private static void addFailure(PolicyTests.Result result, List<String> failed) {
    result
        .differences()
        .forEach(
            difference ->
                failed.add(
                    result.source()
                        + ":"
                        + result.line()
                        + ":"
                        + result.column()
                        + ": "
                        + result.name()
                        + ": "
                        + difference));
  }

  private static String fileOutside(String name) throws IOException {
    throw new IOException("a bundle holds all that its tests need: build it again");
  }
}
