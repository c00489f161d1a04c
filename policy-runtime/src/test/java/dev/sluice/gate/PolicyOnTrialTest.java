package dev.sluice.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.CallerResolver;
import dev.sluice.policy.Database;
import dev.sluice.policy.Decision;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyReader;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlAnalyzer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A policy on trial is reported where it differs, and never felt. */
class PolicyOnTrialTest {
  private static final String ALLOWING = "";
  private static final String DENYING = "guardrails: [{id: no, match: {}, action: deny}]";
  private static final String AUDITING = "guardrails: [{id: see, match: {}, action: audit}]";

  private final List<StatementEvent> events = new ArrayList<>();
  private final Failures failures =
      new Failures(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

  @Test
  void itsRefusalIsReportedAndTheStatementRuns() throws PolicyException {
    Policy tried = policy(DENYING, 7);

    assertThat(runs(policy(ALLOWING, 7), () -> tried, "DELETE FROM t")).isTrue();
    Decision other = Objects.requireNonNull(told().onTrial());
    assertThat(other.outcome()).isEqualTo("deny");
    assertThat(other.rule()).isEqualTo("no");
    assertThat(told().decision().outcome()).isEqualTo("allow");
  }

  @Test
  void itLetsNothingPass() throws PolicyException {
    Policy tried = policy(ALLOWING, 7);

    assertThat(runs(policy(DENYING, 7), () -> tried, "DELETE FROM t")).isFalse();
    Decision other = Objects.requireNonNull(told().onTrial());
    assertThat(other.outcome()).isEqualTo("allow");
  }

  @Test
  void theSameDecisionIsNotReported() throws PolicyException {
    Policy tried = policy(DENYING, 7);

    assertThat(runs(policy(DENYING, 7), () -> tried, "DELETE FROM t")).isFalse();
    assertThat(told().onTrial()).isNull();
  }

  @Test
  void ofSeveralTextsTheStrongestDecisionCounts() throws PolicyException {
    Policy tried = policy("guardrails: [{id: no, match: {effects: [delete]}, action: deny}]", 7);

    assertThat(runs(policy(AUDITING, 7), () -> tried, "SELECT 1", "DELETE FROM t")).isTrue();
    Decision other = Objects.requireNonNull(told().onTrial());
    assertThat(other.rule()).isEqualTo("no");
  }

  @Test
  void oneThatIsBeingReplacedIsNotCompared() throws PolicyException {
    Policy tried = policy(DENYING, 6);

    runs(policy(ALLOWING, 7), () -> tried, "DELETE FROM t");
    assertThat(told().onTrial()).isNull();
  }

  @Test
  void itsFailureIsCountedAndNotFelt() throws PolicyException {
    assertThat(
            runs(
                policy(ALLOWING, 7),
                () -> {
                  throw new IllegalStateException();
                },
                "DELETE FROM t"))
        .isTrue();
    assertThat(told().onTrial()).isNull();
    assertThat(failures.counts()).containsOnlyKeys("gate.trial");
  }

  private boolean runs(Policy inForce, Supplier<@Nullable Policy> onTrial, String... sql) {
    StatementGate gate =
        new StatementGate(
            new SqlAnalyzer()::analyze,
            () -> inForce,
            onTrial,
            new CallerResolver("shop", () -> null),
            event -> {
              events.add(event);
              return StatementObserver.Observation.NONE;
            },
            failures,
            OnFailure.CLOSED,
            Mode.ENFORCE);
    Database database = new Database(Dialect.POSTGRESQL, "db", 5432, "shop", "app");
    return gate.admit(
                new StatementRequest(
                    List.of(sql), sql.length, sql.length > 1, database, Catalog.EMPTY))
            .refusal()
        == null;
  }

  private StatementEvent told() {
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  private static Policy policy(String rules, long serial) throws PolicyException {
    return PolicyReader.read("p.yaml", "sluice: policy/v1\nname: p\n" + rules + "\n", serial);
  }
}
