package dev.sluice.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The receiving end of updates in one process. Bundles are policies as people write them. */
final class TestAgent implements InstantSource {
  /** A line of a bundle that makes a test inside it fail. */
  static final String FAILING_TEST = "# failing test: ";

  static final Instance INSTANCE = new Instance("billing", "host-1", "0.1.0");

  final PolicyUpdates updates;
  Instant now = TestServer.NOON.plus(Duration.ofMinutes(1));
  @Nullable Policy enforced;
  @Nullable Policy shadow;
  int swaps;

  TestAgent() {
    this(INSTANCE, null);
  }

  TestAgent(Instance instance, @Nullable PolicyStore store) {
    this(TestServer.TRUST, instance, store);
  }

  TestAgent(TrustRoot trust, Instance instance, @Nullable PolicyStore store) {
    updates =
        new PolicyUpdates(
            trust, TestServer.CHANNEL, instance, TestAgent::read, this::swap, store, this);
  }

  /** An agent that keeps what it has in a folder. */
  static TestAgent keeping(File folder) {
    return keeping(folder, new LocalDisk());
  }

  static TestAgent keeping(File folder, Disk disk) {
    return new TestAgent(INSTANCE, new PolicyStore(folder, disk, TestServer.TRUST.jca()));
  }

  /** What was read before, for tests that read the same thousands of times. */
  private static final Map<String, Bundles.Ready> READ = new ConcurrentHashMap<>();

  static Bundles.Ready read(String source, byte[] bytes, long serial) throws PolicyException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    String key = serial + source + text;
    Bundles.Ready known = READ.get(key);
    if (known != null) {
      return known;
    }
    List<String> failed = new ArrayList<>();
    text.lines()
        .filter(line -> line.startsWith(FAILING_TEST))
        .forEach(line -> failed.add(line.substring(FAILING_TEST.length())));
    Bundles.Ready ready = new Bundles.Ready(PolicyReader.read(source, text, serial), failed);
    READ.put(key, ready);
    return ready;
  }

  private void swap(Policy enforcedNow, @Nullable Policy shadowNow) {
    enforced = enforcedNow;
    shadow = shadowNow;
    swaps++;
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** What is known of the update in force; fails if there is none. */
  UpdateStatus.InForce inForce() {
    return Objects.requireNonNull(updates.status().inForce());
  }

  /** The name of the policy in force, or "none". */
  String policy() {
    return enforced == null ? "none" : enforced.name();
  }

  void assertApplied(UpdateResult result, long serial, String policyName) {
    assertThat(result).isInstanceOf(UpdateResult.Applied.class);
    assertThat(((UpdateResult.Applied) result).serial()).isEqualTo(serial);
    assertThat(policy()).isEqualTo(policyName);
    assertThat(Objects.requireNonNull(enforced).serial()).isEqualTo(serial);
  }

  /** Fails unless the update was refused by a check, and what was in force still is. */
  void assertRefused(UpdateResult result, Check check, String reason, String policyStillInForce) {
    assertThat(result).isInstanceOf(UpdateResult.Rejected.class);
    UpdateResult.Rejected rejected = (UpdateResult.Rejected) result;
    assertThat(rejected.check()).as(rejected.toString()).isEqualTo(check);
    assertThat(rejected.reason()).contains(reason);
    assertThat(policy()).isEqualTo(policyStillInForce);
    UpdateStatus.Refused refused = Objects.requireNonNull(updates.status().refused());
    assertThat(refused.why()).isEqualTo(rejected);
    assertThat(refused.at()).isEqualTo(now);
  }
}
