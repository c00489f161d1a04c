package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gate.Failures;
import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyInForce;
import dev.sluice.policy.PolicySettings;
import dev.sluice.remote.ChannelFolder;
import dev.sluice.remote.Head;
import dev.sluice.remote.Instance;
import dev.sluice.remote.PolicyBundles;
import dev.sluice.remote.http.AgentReport;
import dev.sluice.remote.http.ChannelAddress;
import dev.sluice.remote.http.RemotePolicy;
import dev.sluice.remote.http.ServerAccess;
import dev.sluice.remote.serve.ChannelServer;
import dev.sluice.testing.SignedReleases;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a published folder to the policy that decides, over a real connection. */
@Timeout(120)
class RemotePolicyTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir private Path folder;
  @TempDir private Path store;
  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, AgentReport> fleet = new ConcurrentHashMap<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Failures failures =
      new Failures(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    assertThat(failures.counts()).isEmpty();
  }

  @Test
  void followsWhatIsPublishedAndRefusesWhatIsForged() throws IOException {
    SignedReleases releases = SignedReleases.in(folder, "prod");
    releases.publish(policy("first"));
    ChannelServer server = serve(0);
    RemotePolicy policy = follow(releases, server.address().getPort());
    Awaitility.await().atMost(SOON).until(() -> policy.current().name().equals("first"));
    assertThat(policy.current().serial()).isEqualTo(1);

    releases.publish(policy("second"));
    Awaitility.await().atMost(SOON).until(() -> policy.current().name().equals("second"));
    // told once it is on disk too, which is a moment after it decides
    Awaitility.await().atMost(SOON).until(() -> policy.state().problem() == null);

    releases.forge(policy("forged"));
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(fleet.values())
                    .singleElement()
                    .satisfies(
                        report -> {
                          assertThat(report.state()).isEqualTo(AgentReport.FAILED);
                          assertThat(report.serial()).isEqualTo(2);
                          assertThat(report.error()).contains("serial 3", "signatures");
                        }));
    assertThat(policy.current().name()).isEqualTo("second");
    assertThat(policy.state().problem()).contains("serial 3", "`signatures`", "head");
    assertThat(warnings)
        .anyMatch(
            line ->
                line.startsWith("a policy was refused: serial 3")
                    && line.endsWith("in force: the policy second, serial 2"));

    releases.publish(policy("third"));
    Awaitility.await().atMost(SOON).until(() -> policy.current().name().equals("third"));
    // told once it is on disk too, which is a moment after it decides
    Awaitility.await().atMost(SOON).until(() -> policy.state().problem() == null);
  }

  @Test
  void withoutAServerTheLastGoodPolicyIsTakenFromDisk() throws IOException {
    SignedReleases releases = SignedReleases.in(folder, "prod");
    releases.publish(policy("kept"));
    int port;
    try (ChannelServer server = serve(0)) {
      port = server.address().getPort();
      fetchOnce(releases, port, "kept");
    }

    RemotePolicy policy = follow(releases, port);
    Awaitility.await().atMost(SOON).until(() -> policy.current().name().equals("kept"));
    assertThat(policy.state().source()).endsWith("(disk)");
    assertThat(warnings).anyMatch(line -> line.startsWith("the policy server does not answer"));

    releases.publish(policy("next"));
    serve(port);
    Awaitility.await().atMost(SOON).until(() -> policy.current().name().equals("next"));
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(warnings)
                    .anyMatch(line -> line.startsWith("the policy server answers again")));
  }

  @Test
  void withoutAnythingSignedTheMachinesOwnPolicyDecidesUntilThereIs() throws IOException {
    SignedReleases releases = SignedReleases.in(folder, "prod");
    int port = freePort();
    RemotePolicy policy = follow(releases, port);
    assertThat(policy.current().name()).isEqualTo("no-policy-deny");
    assertThat(policy.state().policy()).isSameAs(policy.current());

    releases.publish(policy("late"));
    serve(port);
    Awaitility.await().atMost(SOON).until(() -> policy.current().name().equals("late"));
  }

  @Test
  void aServerThatSaysNothingDelaysTheStartByNoMoreThanItMay() throws IOException {
    SignedReleases releases = SignedReleases.in(folder, "prod");
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      long begin = System.nanoTime();
      RemotePolicy policy = follow(releases, silent.getLocalPort());
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isBetween(Duration.ofMillis(2_900), Duration.ofSeconds(20));
      assertThat(policy.current().name()).isEqualTo("no-policy-deny");
    }
  }

  @Test
  void theHighestSerialOfDiskAndWhatIsBakedInBegins() throws IOException {
    SignedReleases releases = SignedReleases.in(folder, "prod");
    releases.publish(policy("old"));
    try (ChannelServer server = serve(0)) {
      fetchOnce(releases, server.address().getPort(), "old");
    }
    releases.publish(policy("newer"));

    RemotePolicy policy = follow(releases, freePort(), ChannelFolder.of(folder.toFile(), "prod"));
    assertThat(policy.current().name()).isEqualTo("newer");
    assertThat(policy.state().source()).endsWith("(baked_in)");
  }

  @Test
  void whatHasExpiredStaysInForceAndSaysSo() throws IOException {
    SignedReleases releases = SignedReleases.in(folder, "prod");
    releases.publish(policy("short"), Duration.ofSeconds(2));
    RemotePolicy policy = follow(releases, serve(0).address().getPort());

    Awaitility.await().atMost(SOON).until(() -> policy.state().stale(System.currentTimeMillis()));
    assertThat(policy.current().name()).isEqualTo("short");
  }

  @Test
  void aCandidateIsTriedBesideAndThenPromoted() throws IOException {
    SignedReleases releases = SignedReleases.in(folder, "prod");
    releases.publish(policy("stable"), policy("candidate"), 100, Head.Mode.SHADOW);
    RemotePolicy policy = follow(releases, serve(0).address().getPort());
    Awaitility.await().atMost(SOON).until(() -> policy.current().name().equals("stable"));
    Policy onTrial = Objects.requireNonNull(policy.onTrial());
    assertThat(onTrial.name()).isEqualTo("candidate");
    assertThat(onTrial.serial()).isEqualTo(policy.current().serial());

    releases.publish(policy("stable"), policy("candidate"), 0, Head.Mode.ENFORCE);
    Awaitility.await().atMost(SOON).until(() -> policy.onTrial() == null);
    assertThat(policy.current().name()).isEqualTo("stable");

    releases.publish(policy("stable"), policy("candidate"), 100, Head.Mode.ENFORCE);
    Awaitility.await().atMost(SOON).until(() -> policy.current().name().equals("candidate"));

    releases.publish(policy("candidate"));
    Awaitility.await().atMost(SOON).until(() -> policy.current().serial() == 4);
    assertThat(policy.current().name()).isEqualTo("candidate");
  }

  private void fetchOnce(SignedReleases releases, int port, String name) {
    try (RemotePolicy policy = follow(releases, port)) {
      Awaitility.await().atMost(SOON).until(() -> policy.current().name().equals(name));
    }
  }

  private RemotePolicy follow(SignedReleases releases, int port) {
    return follow(releases, port, null);
  }

  private RemotePolicy follow(SignedReleases releases, int port, @Nullable ChannelFolder bakedIn) {
    RemotePolicy.Source source =
        new RemotePolicy.Source(
            ChannelAddress.of("http://127.0.0.1:" + port, "prod"),
            "prod",
            ServerAccess.open(),
            releases.trust(),
            new File(store.toFile(), "desk"),
            bakedIn);
    RemotePolicy policy =
        RemotePolicy.start(
            source,
            new Instance("desk", "host-1", "0.1.0"),
            new PolicyBundles(PolicySettings.standard()),
            PolicyInForce.missing(PolicyInForce.OnMissing.DENY, PolicySettings.standard()),
            Duration.ofSeconds(3),
            warnings::add,
            failures);
    open.add(policy);
    return policy;
  }

  private ChannelServer serve(int port) throws IOException {
    ChannelServer server =
        ChannelServer.start(
            folder,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            (report, from) -> fleet.put(report.instance(), report));
    open.add(server);
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static String policy(String name) {
    return "sluice: policy/v1\nname: " + name + "\n";
  }
}
