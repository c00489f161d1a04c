package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Tasks;
import dev.sluice.remote.http.AgentReport;
import dev.sluice.remote.serve.ChannelServer;
import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.SignedReleases;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever goes wrong between a running service and its policy, the last good one decides, and the
 * service does not notice.
 */
@Timeout(120)
class PolicyFaultsIT {
  private static final String URL = "jdbc:h2:mem:faults";
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path directory;
  private final Map<String, AgentReport> fleet = new ConcurrentHashMap<>();

  @Test
  void whateverTheServerSendsTheLastGoodPolicyDecides() throws Exception {
    Path www = Files.createDirectory(directory.resolve("www"));
    SignedReleases releases = SignedReleases.in(www, "prod");
    Path trust = releases.trustIn(directory.resolve("trust.json"));
    try (FaultyServer server =
            FaultyServer.start(www, number -> releases.publish(denying("release-" + number)));
        Service service = Service.start(governed(server.url(), trust))) {
      long last = FaultyServer.Fault.values().length;
      long decides = 1;
      while (decides < last) {
        String message = decided(service);
        if (message.contains("(rule release-" + (decides + 1) + ")")) {
          decides++;
        }
        assertThat(message).contains("(rule release-" + decides + ")");
      }

      // the last fault is that it sends a byte a second
      Awaitility.await().atMost(SOON).until(() -> server.current() == FaultyServer.Fault.TRICKLES);
      long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
      while (System.nanoTime() < end) {
        assertThat(decided(service)).contains("(rule release-" + last + ")");
      }
      assertThat(server.sent()).as("bytes taken of 8 GiB").isLessThan(16 << 20);
      assertThat(service.run(URL, Tasks.threads()).seen().keySet())
          .filteredOn(thread -> thread.startsWith("sluice-policy"))
          .containsExactlyInAnyOrder("sluice-policy", "sluice-policy-watchdog");
      assertThat(service.jvm().err())
          .anyMatch(line -> line.contains("it is larger than 65536 bytes"))
          .noneMatch(line -> line.contains("internal failure"));
    }
  }

  @Test
  void aClockTwoHoursOffOpensNothing() throws IOException {
    Path www = Files.createDirectory(directory.resolve("www"));
    SignedReleases releases = SignedReleases.in(www, "prod");
    releases.publish(denying("first"));
    Path trust = releases.trustIn(directory.resolve("trust.json"));
    try (ChannelServer server = serve(www);
        Service service = Service.start(governed(url(server), trust))) {
      assertThat(decided(service)).contains("(rule first)");

      // this machine's clock is behind that of those who sign
      releases.clock(InstantSource.offset(InstantSource.system(), Duration.ofHours(2)));
      releases.publish("sluice: policy/v1\nname: early\n");
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(fleet.values())
                      .singleElement()
                      .extracting(AgentReport::error)
                      .asString()
                      .contains("serial 2", "`issued`", "is the clock right?"));
      assertThat(decided(service)).contains("(rule first)");

      // it is ahead, so that a release seems to have expired
      releases.clock(InstantSource.offset(InstantSource.system(), Duration.ofHours(-2)));
      releases.publish(denying("third"), Duration.ofHours(1));
      Awaitility.await().atMost(SOON).until(() -> decided(service).contains("(rule third)"));
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(status(service)).contains("\"serial\": 3", "\"stale\": true"));
      assertThat(decided(service)).contains("(rule third)");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskKeepsNoPolicyOutOfForce() throws IOException {
    Path www = Files.createDirectory(directory.resolve("www"));
    SignedReleases releases = SignedReleases.in(www, "prod");
    releases.publish(denying("first"));
    Path trust = releases.trustIn(directory.resolve("trust.json"));
    Path kept = Files.createDirectories(directory.resolve("store/prod"));
    // the system says "No space left on device" to whoever writes the file
    Path full = Files.createSymbolicLink(kept.resolve("head.tmp"), Path.of("/dev/full"));
    try (ChannelServer server = serve(www)) {
      try (Service service = Service.start(governed(url(server), trust))) {
        assertThat(decided(service)).contains("(rule first)");
        assertThat(service.jvm().err())
            .anyMatch(
                line ->
                    line.contains("in force, but not kept for the next start")
                        && line.contains("No space left on device"));
        Awaitility.await()
            .atMost(SOON)
            .untilAsserted(() -> assertThat(status(service)).contains("not_on_disk"));

        Files.delete(full);
        releases.publish(denying("second"));
        Awaitility.await().atMost(SOON).until(() -> decided(service).contains("(rule second)"));
        Awaitility.await().atMost(SOON).until(() -> !status(service).contains("not_on_disk"));
        assertThat(service.jvm().err()).noneMatch(line -> line.contains("internal failure"));
      }
    }
    try (Service restarted = Service.start(governed("http://127.0.0.1:9", trust))) {
      assertThat(decided(restarted)).as("without a server").contains("(rule second)");
    }
  }

  private ForkedJvm.Builder governed(String url, Path trust) {
    return AgentJvm.governed()
        .options("-Xmx96m")
        .property("sluice.policy.url", url)
        .property("sluice.trust.root", trust.toString())
        .property("sluice.policy.store", directory.resolve("store").toString())
        .property("sluice.status.dir", directory.resolve("status").toString())
        .property("sluice.on_missing", "allow");
  }

  private ChannelServer serve(Path www) throws IOException {
    return ChannelServer.start(
        www,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        (report, from) -> fleet.put(report.instance(), report));
  }

  private static String url(ChannelServer server) {
    return "http://127.0.0.1:" + server.address().getPort();
  }

  private String status(Service service) throws IOException {
    return Files.readString(directory.resolve("status/" + service.jvm().pid() + ".json"));
  }

  /** What the service hears of a statement; empty if it ran. */
  private static String decided(Service service) {
    Report report = service.run(URL, Tasks.query("SELECT 1"));
    return report.failures().isEmpty() ? "" : report.failure().message();
  }

  private static String denying(String rule) {
    return "sluice: policy/v1\nname: strict\nguardrails: [{id: "
        + rule
        + ", match: {}, action: deny}]\n";
  }
}
