package dev.sluice.otel;

import static dev.sluice.otel.Statements.statement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.gate.Outcome;
import dev.sluice.gate.StatementObserver;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import dev.sluice.identity.Service;
import dev.sluice.policy.Action;
import dev.sluice.policy.BuiltInPolicy;
import dev.sluice.policy.PolicySettings;
import dev.sluice.policy.PolicyState;
import dev.sluice.policy.RuleError;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedMetric;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatementMetricsTest {
  private static final Human ADA =
      new Human("ada@example.com", Set.of(), Map.of(), "spring-security", true);

  private final OtlpReceiver receiver = OtlpReceiver.start();
  private final RecordedFailures failures = new RecordedFailures();

  @AfterEach
  void stop() {
    receiver.close();
  }

  @Test
  void measuresDurationInTheBucketsOfTheConvention() {
    observe(Outcome.DONE, statement(), statement());

    ReceivedMetric duration = metric("db.client.operation.duration");
    assertThat(duration.type()).isEqualTo("histogram");
    assertThat(duration.unit()).isEqualTo("s");
    assertThat(duration.count()).isEqualTo(2);
    assertThat(duration.sum()).isBetween(0.0, 5.0);
    assertThat(duration.bounds())
        .containsExactly(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0);
    assertThat(duration.attributes())
        .containsOnly(
            entry("db.system.name", "postgresql"),
            entry("db.namespace", "crm"),
            entry("db.operation.name", "SELECT"),
            entry("server.address", "db.example.com"));
  }

  @Test
  void tellsErrorsApart() {
    observe(new Outcome(new SQLException("x", "23505"), null, -1), statement());

    assertThat(metric("db.client.operation.duration").attributes())
        .contains(entry("error.type", "23505"), entry("db.response.status_code", "23505"));
  }

  @Test
  void countsDecisions() {
    Statements denied =
        statement().decided(Action.DENY, "no-ssn", "Nobody may.").by(new Caller("shop", ADA, null));
    observe(new Outcome(null, "DENIED", -1), denied, denied);

    ReceivedMetric decisions = metric("sluice.decisions");
    assertThat(decisions.value()).isEqualTo(2);
    assertThat(decisions.attributes())
        .containsOnly(
            entry("decision", "deny"),
            entry("rule", "no-ssn"),
            entry("caller.kind", "human"),
            entry("db.namespace", "crm"));
  }

  @Test
  void countsLimitsThatWerePassedAlsoAfterTheEnd() {
    OpenTelemetrySettings settings =
        OpenTelemetrySettings.builder(Service.named("shop")).endpoint(receiver.endpoint()).build();
    try (OpenTelemetryObserver observer =
        OpenTelemetryObserver.create(settings, failures.failures())) {
      StatementObserver.Observation observation = observer.begin(statement().event());
      observation.exceeded("slow", false, false);
      observation.end(Outcome.DONE);
      observation.exceeded("rows", true, true);
      for (int i = 0; i < 600; i++) {
        observation.exceeded("rows" + i, false, true);
      }
    }

    List<ReceivedMetric> limits = metrics("sluice.limits.exceeded");
    assertThat(limits).hasSize(501);
    assertThat(limits).extracting(ReceivedMetric::value).contains(1.0, 102.0);
    assertThat(limits)
        .extracting(ReceivedMetric::attributes)
        .contains(
            Map.of("rule", "slow", "mode", "observe"),
            Map.of("rule", "rows", "mode", "enforce"),
            Map.of("rule", "other", "mode", "enforce"));
  }

  @Test
  void countsWhatIsDetectedInResultsAlsoAfterTheEnd() {
    OpenTelemetrySettings settings =
        OpenTelemetrySettings.builder(Service.named("shop")).endpoint(receiver.endpoint()).build();
    try (OpenTelemetryObserver observer =
        OpenTelemetryObserver.create(settings, failures.failures())) {
      StatementObserver.Observation observation = observer.begin(statement().event());
      observation.detected(Set.of("pii.email", "secret"));
      observation.end(Outcome.DONE);
      observation.detected(Set.of("pii.email"));
    }

    assertThat(metrics("sluice.detected"))
        .extracting(ReceivedMetric::attributes, ReceivedMetric::value)
        .containsExactlyInAnyOrder(
            tuple(Map.of("tag", "pii.email"), 2.0), tuple(Map.of("tag", "secret"), 1.0));
  }

  @Test
  void tellsThePolicysSerial() {
    observe(Outcome.DONE, statement());

    assertThat(metric("sluice.policy.serial").type()).isEqualTo("gauge");
    assertThat(metric("sluice.policy.serial").value()).isEqualTo(7);
  }

  @Test
  void tellsHowThePolicyIs() {
    long now = System.currentTimeMillis();
    PolicyState state =
        new PolicyState(
            BuiltInPolicy.create(PolicySettings.standard()),
            "https://policies.example/prod",
            now - 90_000,
            now - 1,
            "serial 9 from server refused",
            now,
            3);
    OpenTelemetrySettings settings =
        OpenTelemetrySettings.builder(Service.named("shop"))
            .endpoint(receiver.endpoint())
            .policy(() -> state)
            .build();
    try (OpenTelemetryObserver observer =
        OpenTelemetryObserver.create(settings, failures.failures())) {
      observer.begin(statement().event()).end(Outcome.DONE);
    }

    assertThat(metric("sluice.policy.serial").value()).isEqualTo((double) state.policy().serial());
    assertThat(metric("sluice.policy.age").value()).isBetween(90.0, 120.0);
    assertThat(metric("sluice.policy.stale").value()).isEqualTo(1);
    assertThat(metric("sluice.policy.refusals").value()).isEqualTo(3);
  }

  @Test
  void countsWhatThePolicyOnTrialDecidesOtherwise() {
    observe(
        Outcome.DONE,
        statement(),
        statement().triedAs(Action.DENY, "no-ssn"),
        statement().triedAs(Action.DENY, "no-card"));

    assertThat(metric("sluice.shadow.differences").value()).isEqualTo(2);
    assertThat(metric("sluice.shadow.differences").attributes())
        .containsOnly(entry("decision", "allow"), entry("shadow", "deny"));
  }

  @Test
  void tellsFailuresBySite() {
    failures.failures().count("gate.admit", "x", null);
    failures.failures().count("gate.admit", "x", null);

    observe(Outcome.DONE, statement());

    assertThat(metric("sluice.failures").value()).isEqualTo(2);
    assertThat(metric("sluice.failures").attributes()).containsOnly(entry("site", "gate.admit"));
  }

  @Test
  void countsWhatIsNotUnderstoodByTheKindOfReason() {
    observe(
        Outcome.DONE,
        statement().opaque("unknown function: f"),
        statement().opaque("unknown function: g"),
        statement().opaque("nested too deep"));

    assertThat(metrics("sluice.opaque"))
        .extracting(point -> point.attributes().get("reason") + "=" + (int) point.value())
        .containsExactlyInAnyOrder("unknown function=2", "nested too deep=1");
  }

  @Test
  void countsRulesWhoseConditionFailed() {
    observe(
        Outcome.DONE,
        statement().failing(new RuleError("night", "odd"), new RuleError("bulk", "odd")),
        statement().failing(new RuleError("bulk", "another")));

    assertThat(metrics("sluice.rule_errors"))
        .extracting(point -> point.attributes().get("rule") + "=" + (int) point.value())
        .containsExactlyInAnyOrder("night=1", "bulk=2");
  }

  @Test
  void boundsTheKindsOfReasons() {
    Statements[] statements = new Statements[80];
    for (int i = 0; i < statements.length; i++) {
      statements[i] = statement().opaque("reason " + i);
    }

    observe(Outcome.DONE, statements);

    assertThat(metrics("sluice.opaque")).hasSize(51);
    assertThat(metrics("sluice.opaque"))
        .anySatisfy(
            point -> {
              assertThat(point.attributes()).containsOnly(entry("reason", "other"));
              assertThat(point.value()).isEqualTo(30);
            });
  }

  @Test
  void namesNobodyAndNoStatement() {
    observe(Outcome.DONE, statement().by(new Caller("shop", ADA, null)).opaque("x: secret"));

    assertThat(receiver.metrics().toString())
        .doesNotContain("ada")
        .doesNotContain("secret")
        .doesNotContain("customers")
        .doesNotContain("0123456789abcdef");
  }

  @Test
  void areNotWrittenWhereTheyAreOff() {
    OpenTelemetrySettings settings =
        OpenTelemetrySettings.builder(Service.named("shop"))
            .endpoint(receiver.endpoint())
            .exportMetrics(false)
            .build();
    try (OpenTelemetryObserver observer =
        OpenTelemetryObserver.create(settings, failures.failures())) {
      observer.begin(statement().event()).end(Outcome.DONE);
    }

    assertThat(receiver.metrics()).isEmpty();
    assertThat(receiver.spans()).hasSize(1);
  }

  @Test
  void comeAtTheirInterval() {
    OpenTelemetrySettings settings =
        OpenTelemetrySettings.builder(Service.named("shop"))
            .endpoint(receiver.endpoint())
            .metricInterval(Duration.ofMillis(100))
            .build();
    try (OpenTelemetryObserver observer =
        OpenTelemetryObserver.create(settings, failures.failures())) {
      observer.begin(statement().event()).end(Outcome.DONE);

      receiver.awaitMetrics(
          points -> points.stream().filter(p -> p.name().equals("sluice.decisions")).count() > 2,
          Duration.ofSeconds(10));
    }
  }

  private void observe(Outcome outcome, Statements... statements) {
    OpenTelemetrySettings settings =
        OpenTelemetrySettings.builder(Service.named("shop")).endpoint(receiver.endpoint()).build();
    try (OpenTelemetryObserver observer =
        OpenTelemetryObserver.create(settings, failures.failures())) {
      for (Statements statement : statements) {
        observer.begin(statement.event()).end(outcome);
      }
    }
  }

  private ReceivedMetric metric(String name) {
    List<ReceivedMetric> points = metrics(name);
    assertThat(points).hasSize(1);
    return points.get(0);
  }

  private List<ReceivedMetric> metrics(String name) {
    return receiver.metrics().stream().filter(point -> point.name().equals(name)).toList();
  }
}
