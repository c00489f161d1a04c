package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Tasks;
import dev.sluice.remote.Head;
import dev.sluice.remote.http.AgentReport;
import dev.sluice.remote.serve.ChannelServer;
import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedMetric;
import dev.sluice.testing.ReceivedSpan;
import dev.sluice.testing.SignedReleases;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service that is running is decided by what two people sign and publish, and by nothing else.
 */
class PolicyPushIT {
  private static final String URL = "jdbc:h2:mem:push";
  private static final Duration SOON = Duration.ofSeconds(15);

  @TempDir private Path directory;
  private final Map<String, AgentReport> fleet = new ConcurrentHashMap<>();

  @Test
  void isDecidedByWhatIsPublishedAndNotByWhatIsForged() throws IOException {
    Path www = Files.createDirectory(directory.resolve("www"));
    SignedReleases releases = SignedReleases.in(www, "prod");
    releases.publish(allowing("first"));
    Path trust = releases.trustIn(directory.resolve("trust.json"));
    ChannelServer server = serve(www);
    String url = "http://127.0.0.1:" + server.address().getPort();
    try (server;
        Service service = Service.start(governed(url, trust))) {
      assertThat(select(service).failures()).isEmpty();

      releases.publish(denying("second"));
      Report denied =
          Awaitility.await()
              .pollInterval(Duration.ofMillis(10))
              .atMost(SOON)
              .until(() -> select(service), report -> !report.failures().isEmpty());
      assertThat(denied.failure().message()).contains("(rule second)");

      releases.forge(allowing("forged"));
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(fleet.values())
                      .singleElement()
                      .extracting(AgentReport::state, AgentReport::serial)
                      .containsExactly(AgentReport.FAILED, 2L));
      assertThat(select(service).failure().message()).contains("(rule second)");
      assertThat(service.jvm().err())
          .anyMatch(
              line ->
                  line.contains("a policy was refused: serial 3") && line.contains("signatures"))
          .noneMatch(line -> line.contains("internal failure"));
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(status(service))
                      .contains("\"serial\": 2", "serial 3 from server refused"));
    }

    try (Service restarted = Service.start(governed(url, trust))) {
      assertThat(select(restarted).failure().message()).contains("(rule second)");
    }
  }

  @Test
  void whatIsOnTrialIsToldAndNotEnforced() throws IOException {
    Path www = Files.createDirectory(directory.resolve("www"));
    SignedReleases releases = SignedReleases.in(www, "prod");
    releases.publish(allowing("stable"), denying("trial"), 100, Head.Mode.SHADOW);
    Path trust = releases.trustIn(directory.resolve("trust.json"));
    try (OtlpReceiver receiver = OtlpReceiver.start();
        ChannelServer server = serve(www);
        Service service =
            Service.start(
                following(
                    AgentJvm.governed(receiver),
                    "http://127.0.0.1:" + server.address().getPort(),
                    trust))) {
      assertThat(select(service).failures()).isEmpty();

      ReceivedSpan span = receiver.awaitSpans(spans -> !spans.isEmpty(), SOON).get(0);
      assertThat(span.attributes())
          .contains(
              entry("sluice.decision", "allow"),
              entry("sluice.shadow.decision", "deny"),
              entry("sluice.shadow.rule", "trial"),
              entry("sluice.policy.serial", 1L),
              entry("sluice.policy.stale", false));
      releases.forge(allowing("forged"));
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(receiver.metrics())
                      .anyMatch(metric -> is(metric, "sluice.policy.refusals", 1))
                      .anyMatch(metric -> is(metric, "sluice.policy.serial", 1))
                      .anyMatch(metric -> is(metric, "sluice.policy.stale", 0))
                      .anyMatch(metric -> is(metric, "sluice.shadow.differences", 1))
                      .anyMatch(metric -> metric.name().equals("sluice.policy.age")));
    }
  }

  private static boolean is(ReceivedMetric metric, String name, double value) {
    return metric.name().equals(name) && metric.value() == value;
  }

  @Test
  void aWrongSettingIsToldAndFetchesNothing() throws IOException {
    try (Service service =
        Service.start(
            AgentJvm.governed()
                .property("sluice.policy.url", "http://127.0.0.1:1")
                .property("sluice.on_missing", "deny"))) {
      assertThat(select(service).failure().message()).contains("No policy could be loaded");
      assertThat(service.jvm().err())
          .anyMatch(line -> line.contains("sluice.trust.root is not set"));
    }
  }

  private ChannelServer serve(Path www) throws IOException {
    return ChannelServer.start(
        www,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        (report, from) -> fleet.put(report.instance(), report));
  }

  private ForkedJvm.Builder governed(String url, Path trust) {
    return following(AgentJvm.governed(), url, trust);
  }

  private ForkedJvm.Builder following(ForkedJvm.Builder agent, String url, Path trust) {
    return agent
        .property("sluice.policy.url", url)
        .property("sluice.trust.root", trust.toString())
        .property("sluice.policy.store", directory.resolve("store").toString())
        .property("sluice.status.dir", directory.resolve("status").toString())
        .property("sluice.on_missing", "deny");
  }

  private String status(Service service) throws IOException {
    return Files.readString(directory.resolve("status/" + service.jvm().pid() + ".json"));
  }

  private static Report select(Service service) {
    return service.run(URL, Tasks.query("SELECT 1"));
  }

  private static String allowing(String name) {
    return "sluice: policy/v1\nname: " + name + "\n";
  }

  private static String denying(String rule) {
    return "sluice: policy/v1\nname: strict\nguardrails: [{id: "
        + rule
        + ", match: {}, action: deny}]\n";
  }
}
