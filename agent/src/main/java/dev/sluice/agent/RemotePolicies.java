package dev.sluice.agent;

import dev.sluice.gate.Failures;
import dev.sluice.note.Jca;
import dev.sluice.policy.PolicyInForce;
import dev.sluice.policy.PolicySettings;
import dev.sluice.remote.ChannelFolder;
import dev.sluice.remote.Instance;
import dev.sluice.remote.PolicyBundles;
import dev.sluice.remote.RefusedException;
import dev.sluice.remote.TrustRoot;
import dev.sluice.remote.http.ChannelAddress;
import dev.sluice.remote.http.RemotePolicy;
import dev.sluice.remote.http.ServerAccess;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the settings where signed policies come from. What is wrong with them is an error of
 * which the service hears, and then no server is asked: what {@code sluice.on_missing} says is in
 * force.
 */
final class RemotePolicies {
  private static final Duration LONGEST_START = Duration.ofSeconds(3);
  private static final String KEEP_NOTHING = "none";

  private final Settings settings;

  RemotePolicies(Settings settings) {
    this.settings = settings;
  }

  /** Whether policies are to come from afar. */
  boolean areSet() {
    return !settings.get(Setting.POLICY_URL).isEmpty();
  }

  /**
   * Begins to follow the channel.
   *
   * @param local what decides until a signed policy is there
   * @return null if a setting is wrong, after it was told
   */
  @Nullable RemotePolicy start(
      PolicyInForce local,
      PolicySettings policySettings,
      Consumer<String> warnings,
      Failures failures) {
    try {
      RemotePolicy.Source source = source();
      Instance instance = new Instance(settings.service().name(), hostName(), Version.current());
      return RemotePolicy.start(
          source,
          instance,
          new PolicyBundles(policySettings),
          local,
          LONGEST_START,
          warnings,
          failures);
    } catch (IOException | IllegalArgumentException | RefusedException wrong) {
      warnings.accept(
          "no policy is fetched, as a setting is wrong: "
              + wrong.getMessage()
              + "\nin force: the policy "
              + local.current().name());
      return null;
    }
  }

  private RemotePolicy.Source source() throws IOException, RefusedException {
    String channel = settings.get(Setting.POLICY_CHANNEL);
    File baked = new File(settings.get(Setting.POLICY));
    ChannelFolder bakedIn =
        !baked.getPath().isEmpty() && baked.isDirectory() ? ChannelFolder.of(baked, channel) : null;
    return new RemotePolicy.Source(
        address(channel), channel, access(), trustRoot(), store(), bakedIn);
  }

  private ChannelAddress address(String channel) {
    try {
      return ChannelAddress.of(settings.get(Setting.POLICY_URL), channel);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          Setting.POLICY_URL.property() + ": " + wrong.getMessage(), wrong);
    }
  }

  private ServerAccess access() throws IOException {
    ServerAccess access =
        ServerAccess.of(
            file(Setting.POLICY_CA),
            file(Setting.POLICY_CLIENT_KEYS),
            settings.get(Setting.POLICY_CLIENT_KEYS_PASSWORD).toCharArray(),
            settings.get(Setting.POLICY_TOKEN).isEmpty()
                ? null
                : settings.get(Setting.POLICY_TOKEN),
            file(Setting.POLICY_TOKEN_FILE));
    if (access.hasToken() && address(settings.get(Setting.POLICY_CHANNEL)).isOpen()) {
      throw new IllegalArgumentException(
          Setting.POLICY_URL.property()
              + " is http:// on another machine, where anybody on the way could read the token:"
              + " use https://");
    }
    return access;
  }

  private TrustRoot trustRoot() throws IOException, RefusedException {
    File file = file(Setting.TRUST_ROOT);
    if (file == null) {
      throw new IllegalArgumentException(
          Setting.TRUST_ROOT.property()
              + " is not set: without root keys no policy from afar can be believed");
    }
    try (InputStream in = new FileInputStream(file)) {
      byte[] bytes = in.readNBytes(TrustRoot.MOST_BYTES + 1);
      return TrustRoot.parse(new String(bytes, StandardCharsets.UTF_8), Jca.standard());
    }
  }

  private @Nullable File store() {
    String store = settings.get(Setting.POLICY_STORE);
    if (store.equals(KEEP_NOTHING)) {
      return null;
    }
    if (!store.isEmpty()) {
      return new File(store);
    }
    String service = settings.service().name().replaceAll("[^A-Za-z0-9._-]", "_");
    return new File(
        new File(new File(System.getProperty("user.home", "."), ".sluice"), "policies"),
        service.startsWith(".") ? "_" + service : service);
  }

  private @Nullable File file(Setting setting) {
    String name = settings.get(setting);
    return name.isEmpty() ? null : new File(name);
  }

  /** Without a look-up in the network, which may take its time. */
  private static String hostName() {
    for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
      String name = System.getenv(variable);
      if (name != null && !name.isBlank()) {
        return name.strip();
      }
    }
    try (InputStream in = new FileInputStream("/proc/sys/kernel/hostname")) {
      return new String(in.readNBytes(256), StandardCharsets.UTF_8).strip();
    } catch (IOException elsewhere) {
      return "unknown";
    }
  }
}
