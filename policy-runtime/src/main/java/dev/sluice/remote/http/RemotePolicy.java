package dev.sluice.remote.http;

import dev.sluice.gate.Failures;
import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyInForce;
import dev.sluice.policy.PolicyState;
import dev.sluice.remote.Bundles;
import dev.sluice.remote.ChannelFiles;
import dev.sluice.remote.ChannelFolder;
import dev.sluice.remote.Instance;
import dev.sluice.remote.PolicyUpdates;
import dev.sluice.remote.TrustRoot;
import dev.sluice.remote.UpdateResult;
import dev.sluice.remote.UpdateStatus;
import java.io.File;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The policy that decides at this moment where it comes from afar: the one that was signed and has
 * the highest serial, and as long as there is none, that of this machine. What is in force, and
 * what is on trial beside it, are one volatile read; everything here is thread-safe.
 *
 * <p>Nobody reaches anything but the policy by this way: whether it is enforced or only observed,
 * and where it comes from, the machine's own settings say.
 */
public final class RemotePolicy implements Offers, AutoCloseable {
  /**
   * Where policies come from.
   *
   * @param address of the channel
   * @param channel its name
   * @param access to the server
   * @param trust the keys that decide what is believed
   * @param folder where what is in force is kept for the next start; null to keep nothing
   * @param bakedIn a published folder that came with the service; null for none
   */
  public record Source(
      ChannelAddress address,
      String channel,
      ServerAccess access,
      TrustRoot trust,
      @Nullable File folder,
      @Nullable ChannelFolder bakedIn) {}

  private final Source source;
  private final Instance instance;
  private final String process;
  private final PolicyInForce local;
  private final Consumer<String> warnings;
  private final Failures failures;
  private final PolicyUpdates updates;
  private final PolicyFetcher fetcher;
  private volatile Governing governing;
  private volatile @Nullable PolicyState state;
  private final AtomicLong refusals = new AtomicLong();
  private UpdateResult.@Nullable Rejected refused;
  private @Nullable String told;
  private boolean unreachable;

  /** Swapped as a whole; {@code enforced} is null as long as nothing came from afar. */
  private record Governing(@Nullable Policy enforced, @Nullable Policy onTrial) {}

  private RemotePolicy(
      Source source,
      Instance instance,
      Bundles bundles,
      PolicyInForce local,
      Consumer<String> warnings,
      Failures failures) {
    this.source = source;
    this.instance = instance;
    this.process = instance.service() + "@" + instance.host() + ":" + ProcessHandle.current().pid();
    this.local = local;
    this.warnings = warnings;
    this.failures = failures;
    this.governing = new Governing(null, null);
    this.updates =
        PolicyUpdates.of(
            source.trust,
            source.channel,
            instance,
            bundles,
            this::swap,
            source.folder,
            InstantSource.system());
    this.fetcher = new PolicyFetcher(source.address, source.access, this, failures);
  }

  /**
   * Puts in force what is on disk or came with the service, begins to ask the server, and waits for
   * its first answer for a while.
   *
   * @param local what decides until something signed is there
   * @param patience the longest wait for the server
   * @param warnings told of each change and each problem once, in one or more lines
   */
  public static RemotePolicy start(
      Source source,
      Instance instance,
      Bundles bundles,
      PolicyInForce local,
      Duration patience,
      Consumer<String> warnings,
      Failures failures) {
    RemotePolicy policy = new RemotePolicy(source, instance, bundles, local, warnings, failures);
    policy.restore();
    policy.fetcher.start();
    try {
      policy.fetcher.awaitFirst(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return policy;
  }

  /** What is kept here may be damaged in any way: the server still is asked. */
  private void restore() {
    try {
      for (UpdateResult result : updates.start(source.bakedIn)) {
        told(result);
      }
    } catch (RuntimeException | LinkageError problem) {
      failures.count("policy.restore", "no policy could be restored", problem);
    }
  }

  /** The policy in force. */
  public Policy current() {
    Policy enforced = governing.enforced;
    return enforced == null ? local.current() : enforced;
  }

  /** The policy that is tried beside the one in force without an effect; null if none is. */
  public @Nullable Policy onTrial() {
    return governing.onTrial;
  }

  /** The policy in force with what is known of it. */
  public PolicyState state() {
    PolicyState known = state;
    if (known != null) {
      return known;
    }
    PolicyState own = local.state();
    UpdateStatus.Refused latest = updates.status().refused();
    return latest == null
        ? own
        : state(own.policy(), own.source(), own.since(), own.expires(), latest);
  }

  private PolicyState state(
      Policy enforced,
      String from,
      long since,
      long expires,
      UpdateStatus.@Nullable Refused latest) {
    return new PolicyState(
        enforced,
        from,
        since,
        expires,
        latest == null ? null : latest.why().toString(),
        latest == null ? 0 : latest.at().toEpochMilli(),
        local.state().refusals() + refusals.get());
  }

  /** What the status tells of the server. */
  public Map<String, ?> serverStatus() {
    FetchStatus fetch = fetcher.status();
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("channel", source.address.toString());
    status.put("answers", fetch.held() ? "when something changes" : "when it is asked");
    status.put("last_answer", fetch.contact() == null ? "never" : fetch.contact().toString());
    if (fetch.problem() != null) {
      status.put("problem", fetch.problem());
      status.put("failures_in_a_row", fetch.failures());
    }
    UpdateStatus updated = updates.status();
    if (updated.refused() != null) {
      status.put("refused", updated.refused().why().toString());
      status.put("refused_at", updated.refused().at().toString());
    }
    UpdateStatus.InForce inForce = updated.inForce();
    if (inForce != null) {
      status.put("key_set", inForce.keys());
      status.put("head", inForce.headSha256());
      status.put("bundle", inForce.bundleSha256());
      status.put("candidate_enforced", inForce.candidate());
      if (inForce.shadowSha256() != null) {
        status.put("candidate_on_trial", inForce.shadowSha256());
      }
      if (inForce.notKept() != null) {
        status.put("not_on_disk", inForce.notKept());
      }
    }
    return status;
  }

  private void swap(Policy enforced, @Nullable Policy onTrial) {
    governing = new Governing(enforced, onTrial);
  }

  @Override
  public UpdateResult offer(byte[] head, ChannelFiles files) {
    UpdateResult result = updates.offer(head, files);
    told(result);
    return result;
  }

  @Override
  public @Nullable String headInForce() {
    UpdateStatus.InForce inForce = updates.status().inForce();
    return inForce == null ? null : inForce.headSha256();
  }

  @Override
  public AgentReport report() {
    UpdateStatus status = updates.status();
    UpdateStatus.InForce inForce = status.inForce();
    UpdateStatus.Refused refused = status.refused();
    return new AgentReport(
        instance.agentVersion(),
        process,
        inForce == null ? 0 : inForce.serial(),
        refused == null ? AgentReport.APPLIED : AgentReport.FAILED,
        refused == null ? "" : refused.why().toString());
  }

  @Override
  public void asked(FetchStatus status) {
    if (status.problem() == null) {
      if (unreachable) {
        unreachable = false;
        tell("the policy server answers again: " + source.address);
      }
    } else if (!unreachable) {
      unreachable = true;
      tell(
          "the policy server does not answer as it should: "
              + source.address
              + ": "
              + status.problem()
              + inForce());
    }
  }

  private void told(UpdateResult result) {
    countRefusal(result);
    UpdateStatus status = updates.status();
    UpdateStatus.InForce inForce = status.inForce();
    Policy enforced = governing.enforced;
    if (enforced != null && inForce != null) {
      state =
          state(
              enforced,
              source.address + " (" + inForce.origin() + ")",
              inForce.since().toEpochMilli(),
              inForce.expires().toEpochMilli(),
              status.refused());
    }
    if (result instanceof UpdateResult.Applied applied) {
      local.close(); // its file decides no more, and has nothing to tell
      String where = applied.origin() + (applied.candidate() ? ", a candidate" : "");
      tell(
          "in force now: the policy "
              + current().name()
              + ", serial "
              + applied.serial()
              + " ("
              + where
              + ")");
      if (applied.notKept() != null) {
        tell("the policy is in force, but not kept for the next start: " + applied.notKept());
      }
    } else if (result instanceof UpdateResult.Rejected rejected) {
      tell("a policy was refused: " + rejected + inForce());
    }
  }

  /** An update that is offered again and again counts once. Called by one thread at a time. */
  private void countRefusal(UpdateResult result) {
    if (!(result instanceof UpdateResult.Rejected rejected)) {
      refused = null;
    } else if (!rejected.equals(refused)) {
      refused = rejected;
      refusals.incrementAndGet();
    }
  }

  private String inForce() {
    Policy current = current();
    return "\nin force: the policy " + current.name() + ", serial " + current.serial();
  }

  private void tell(String text) {
    if (!text.equals(told)) {
      told = text;
      warnings.accept(text);
    }
  }

  /** Stops asking; the policy stays in force. */
  @Override
  public void close() {
    fetcher.close();
  }
}
