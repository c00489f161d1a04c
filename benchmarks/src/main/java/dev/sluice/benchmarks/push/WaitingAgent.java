package dev.sluice.benchmarks.push;

import dev.sluice.gate.Failures;
import dev.sluice.policy.BuiltInPolicy;
import dev.sluice.policy.PolicyInForce;
import dev.sluice.policy.PolicySettings;
import dev.sluice.remote.ChannelFiles;
import dev.sluice.remote.Instance;
import dev.sluice.remote.PolicyBundles;
import dev.sluice.remote.PolicyUpdates;
import dev.sluice.remote.TrustRoot;
import dev.sluice.remote.UpdateResult;
import dev.sluice.remote.UpdateStatus;
import dev.sluice.remote.http.AgentReport;
import dev.sluice.remote.http.ChannelAddress;
import dev.sluice.remote.http.FetchStatus;
import dev.sluice.remote.http.Offers;
import dev.sluice.remote.http.PolicyFetcher;
import dev.sluice.remote.http.ServerAccess;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What an agent does between two policies, without the service around it. */
final class WaitingAgent implements Offers, AutoCloseable {
  private final String name;
  private final PolicyUpdates updates;
  private final PolicyFetcher fetcher;
  private volatile PolicyInForce inForce =
      PolicyInForce.of(BuiltInPolicy.create(PolicySettings.standard()));
  private volatile long appliedAt;
  private volatile boolean reached;
  private volatile long reachedAt;

  WaitingAgent(String name, ChannelAddress address, String channel, TrustRoot trust) {
    this.name = name;
    this.updates =
        PolicyUpdates.of(
            trust,
            channel,
            new Instance("bench", name, "0.1.0"),
            new PolicyBundles(PolicySettings.standard()),
            (enforced, onTrial) -> {
              inForce = PolicyInForce.of(enforced);
              appliedAt = System.nanoTime();
            },
            null,
            InstantSource.system());
    this.fetcher = new PolicyFetcher(address, ServerAccess.open(), this, new Failures(System.err));
  }

  void start() {
    fetcher.start();
  }

  long serial() {
    return inForce.current().serial();
  }

  /** When the policy in force came into force, by {@link System#nanoTime}. */
  long appliedAt() {
    return appliedAt;
  }

  /** Whether the server answered last time. */
  boolean reached() {
    return reached;
  }

  /** When the server answered after it had not, by {@link System#nanoTime}. */
  long reachedAt() {
    return reachedAt;
  }

  @Override
  public UpdateResult offer(byte[] head, ChannelFiles files) {
    return updates.offer(head, files);
  }

  @Override
  public @Nullable String headInForce() {
    UpdateStatus.InForce update = updates.status().inForce();
    return update == null ? null : update.headSha256();
  }

  @Override
  public AgentReport report() {
    return new AgentReport("0.1.0", name, serial(), AgentReport.APPLIED, "");
  }

  @Override
  public void asked(FetchStatus status) {
    boolean answered = status.problem() == null;
    if (answered && !reached) {
      reachedAt = System.nanoTime();
    }
    reached = answered;
  }

  @Override
  public void close() {
    fetcher.close();
  }
}
