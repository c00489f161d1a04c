package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Tasks;
import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A policy file rules a running service, and a bad one changes nothing. */
class PolicyFileIT {
  private static final String URL = "jdbc:h2:mem:policies;DB_CLOSE_DELAY=-1";
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final String SELECT = "SELECT 1 AS chosen FROM vault";

  @TempDir private Path directory;

  @Test
  void followsItsFileAndKeepsTheLastGoodPolicy() throws IOException {
    Path file = write("name: first");
    try (Service service = service(file)) {
      assertThat(select(service).value()).isEqualTo("1");

      write("name: second", denying("not-now"));
      Report denied = eventuallyDenied(service);
      assertThat(denied.failure().message()).contains("(rule not-now)");

      write("name: third", "guardrails:", "  - {id: broken, match: {}, action: dny}");
      String complaint = awaitLine(service, "policy.yaml:4:");
      assertThat(complaint).matches(".*policy\\.yaml:4:\\d+.*");
      assertThat(service.jvm().err())
          .anyMatch(line -> line.contains("in force: the policy second"));
      assertThat(select(service).failure().message()).contains("(rule not-now)");

      Files.delete(file);
      awaitLine(service, "cannot read the policy");
      assertThat(select(service).failure().message()).contains("(rule not-now)");

      write("name: fourth");
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(select(service).failures()).isEmpty());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "builtin, false, built-in",
    "deny, true, no-policy-deny",
    "observe, false, no-policy-observe"
  })
  void withoutItsFileAtStartTheSettingDecides(String onMissing, boolean denied, String name)
      throws IOException {
    Path missing = directory.resolve("policy.yaml");
    try (Service service =
        Service.start(
            AgentJvm.governed()
                .property("sluice.policy", missing.toString())
                .property("sluice.on_missing", onMissing))) {
      Report report = service.run(URL, Tasks.query("SELECT 1"));

      assertThat(report.failures()).hasSize(denied ? 1 : 0);
      assertThat(service.jvm().err())
          .anyMatch(line -> line.contains("cannot read the policy " + missing))
          .anyMatch(line -> line.contains("governs this service; policy " + name));
      if (denied) {
        assertThat(report.failure().state()).isEqualTo("42501");
        assertThat(report.failure().message()).contains("No policy could be loaded");
        write("name: late");
        Awaitility.await()
            .atMost(SOON)
            .untilAsserted(
                () -> assertThat(service.run(URL, Tasks.query("SELECT 1")).failures()).isEmpty());
      }
    }
  }

  @Test
  void aWrongFileAtStartCountsAsMissing() throws IOException {
    Path file = write("name: wrong", "guardrials: []");
    try (Service service =
        Service.start(
            AgentJvm.governed()
                .property("sluice.policy", file.toString())
                .property("sluice.on_missing", "deny"))) {
      assertThat(service.run(URL, Tasks.query("SELECT 1")).failure().state()).isEqualTo("42501");
      assertThat(service.jvm().err())
          .anyMatch(line -> line.matches(".*policy\\.yaml:3:1.*guardrials.*"))
          .anyMatch(line -> line.contains("did you mean") && line.contains("guardrails"));
    }
  }

  @Test
  void conditionsDecideAndSayWhatWentWrong() throws IOException {
    Path file =
        write(
            "name: conditions",
            "guardrails:",
            "  - id: region",
            "    match: {effects: [select]}",
            "    when: caller.claims.region == 'eu'",
            "    action: audit",
            "  - id: no-limit",
            "    match: {}",
            "    when: >-",
            "      size(stmt.tables) == 1 && !stmt.has_limit",
            "      && stmt.effects == ['select']",
            "    action: deny");
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Service service =
            prepared(AgentJvm.governed(receiver).property("sluice.policy", file.toString()))) {
      assertThat(select(service).failure().message()).contains("(rule no-limit)");
      assertThat(service.run(URL, Tasks.query(SELECT + " LIMIT 1")).value()).isEqualTo("1");

      ReceivedSpan span =
          receiver
              .awaitSpans(spans -> spans.stream().anyMatch(PolicyFileIT::isSelect), SOON)
              .stream()
              .filter(PolicyFileIT::isSelect)
              .findFirst()
              .orElseThrow();
      assertThat(span.attribute("sluice.rule_errors"))
          .isEqualTo(List.of("region: the caller has no claim `region`"));
    }
  }

  @Test
  void observeModeStopsAndMasksNothingButSaysWhatItWould() throws IOException {
    Path file =
        write(
            "name: strict",
            "tags: {secret: [\"*.*.vault.chosen\"]}",
            "masks: [{id: hide, tags: [secret], with: redact}]",
            denying("no-vault"));
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Service service =
            prepared(
                AgentJvm.governed(receiver)
                    .property("sluice.policy", file.toString())
                    .property("sluice.mode", "observe"))) {
      assertThat(select(service).value()).isEqualTo("1");

      ReceivedSpan span =
          receiver
              .awaitSpans(spans -> spans.stream().anyMatch(PolicyFileIT::isSelect), SOON)
              .stream()
              .filter(PolicyFileIT::isSelect)
              .findFirst()
              .orElseThrow();
      assertThat(span.attribute("sluice.mode")).isEqualTo("observe");
      assertThat(span.attribute("sluice.would")).isEqualTo("deny");
      assertThat(span.statusCode()).isEqualTo("UNSET");
    }
  }

  @Test
  void modeOffDoesNothing() throws IOException {
    Path file = write("name: strict", denying("no-vault"));
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Service service =
            prepared(
                AgentJvm.governed(receiver)
                    .property("sluice.policy", file.toString())
                    .property("sluice.mode", "off"))) {
      assertThat(select(service).value()).isEqualTo("1");
      assertThat(service.run(URL, Tasks.threads()).seen().toString()).doesNotContain("sluice");
      service.end();
      assertThat(receiver.requests()).isZero();
      assertThat(service.jvm().err()).noneMatch(line -> line.contains("sluice"));
    }
  }

  private static Service service(Path file) {
    return prepared(
        AgentJvm.governed()
            .property("sluice.policy", file.toString())
            .property("sluice.on_missing", "deny"));
  }

  private static Service prepared(ForkedJvm.Builder builder) {
    Service service = Service.start(builder);
    service.run(
        URL,
        Tasks.inTurn(
            Tasks.update("CREATE TABLE vault (chosen INT)"),
            Tasks.update("INSERT INTO vault VALUES (1)")));
    return service;
  }

  private static Report select(Service service) {
    return service.run(URL, Tasks.query(SELECT));
  }

  private static Report eventuallyDenied(Service service) {
    return Awaitility.await()
        .atMost(SOON)
        .until(() -> select(service), report -> !report.failures().isEmpty());
  }

  private static String awaitLine(Service service, String text) {
    return Awaitility.await()
        .atMost(SOON)
        .until(
            () ->
                service.jvm().err().stream()
                    .filter(line -> line.contains(text))
                    .reduce("", (first, last) -> last),
            line -> !line.isEmpty());
  }

  private static boolean isSelect(ReceivedSpan span) {
    return String.valueOf(span.attribute("db.query.text"))
        .toLowerCase(Locale.ROOT)
        .contains("as chosen");
  }

  private static String denying(String id) {
    return "guardrails: [{id: "
        + id
        + ", match: {tables: [\"*.*.vault\"], effects: [select]}, action: deny}]";
  }

  private Path write(String... lines) throws IOException {
    return Files.writeString(
        directory.resolve("policy.yaml"), "sluice: policy/v1\n" + String.join("\n", lines) + "\n");
  }
}
