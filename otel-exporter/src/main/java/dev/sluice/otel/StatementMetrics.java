package dev.sluice.otel;

import dev.sluice.gate.Failures;
import dev.sluice.policy.Decision;
import dev.sluice.policy.PolicyState;
import dev.sluice.policy.RuleError;
import dev.sluice.sql.SqlFacts;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of statements. No label holds a user, a statement or its fingerprint, and each has few
 * values: {@code db.query.summary}, though allowed by the conventions, is left out, as there is no
 * bound to what the statements of an AI agent sum up to. Thread-safe.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/db/database-metrics/">Database
 *     metrics</a>
 */
final class StatementMetrics {
  private static final List<Double> SECONDS =
      List.of(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0);
  private static final AttributeKey<String> DECISION = AttributeKey.stringKey("decision");
  private static final AttributeKey<String> RULE = AttributeKey.stringKey("rule");
  private static final AttributeKey<String> CALLER_KIND = AttributeKey.stringKey("caller.kind");
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");
  private static final AttributeKey<String> SHADOW = AttributeKey.stringKey("shadow");
  private static final AttributeKey<String> SITE = AttributeKey.stringKey("site");
  private static final int MOST_REASONS = 50;
  private static final String OTHER_REASONS = "other";
  private static final long NONE = -1;

  private final DoubleHistogram duration;
  private final LongCounter decisions;
  private final LongCounter opaque;
  private final LongCounter ruleErrors;
  private final LongCounter shadowDifferences;
  private final Set<String> reasons = ConcurrentHashMap.newKeySet();
  private volatile long serial = NONE;

  /** Making another for the same meter changes nothing: these instruments are shared by name. */
  StatementMetrics(Meter meter) {
    shadowDifferences =
        meter
            .counterBuilder("sluice.shadow.differences")
            .setUnit("{statement}")
            .setDescription("Statements that the policy on trial decides otherwise.")
            .build();
    duration =
        meter
            .histogramBuilder("db.client.operation.duration")
            .setUnit("s")
            .setDescription("Duration of database client operations.")
            .setExplicitBucketBoundariesAdvice(SECONDS)
            .build();
    decisions =
        meter
            .counterBuilder("sluice.decisions")
            .setUnit("{statement}")
            .setDescription("Statements decided.")
            .build();
    opaque =
        meter
            .counterBuilder("sluice.opaque")
            .setUnit("{statement}")
            .setDescription("Statements not fully understood.")
            .build();
    ruleErrors =
        meter
            .counterBuilder("sluice.rule_errors")
            .setUnit("{evaluation}")
            .setDescription("Conditions of rules that came to an error.")
            .build();
  }

  /** Adds the metrics that are asked for at each export; once for each meter. */
  void measure(
      Meter meter,
      Failures failures,
      ExceededLimits limits,
      DetectedValues detected,
      @Nullable Supplier<PolicyState> policy) {
    limits.measure(meter);
    detected.measure(meter);
    meter
        .counterBuilder("sluice.failures")
        .setUnit("{failure}")
        .setDescription("Failures inside Sluice.")
        .buildWithCallback(
            measurement ->
                failures
                    .counts()
                    .forEach(
                        (site, count) -> measurement.record(count, Attributes.of(SITE, site))));
    meter
        .gaugeBuilder("sluice.policy.serial")
        .ofLongs()
        .setDescription("Serial of the policy that is in force.")
        .buildWithCallback(
            measurement -> {
              long current = policy == null ? serial : policy.get().policy().serial();
              if (current != NONE) {
                measurement.record(current);
              }
            });
    if (policy != null) {
      measure(meter, policy);
    }
  }

  private static void measure(Meter meter, Supplier<PolicyState> policy) {
    meter
        .gaugeBuilder("sluice.policy.stale")
        .ofLongs()
        .setDescription("1 if the policy has expired, which stays in force; else 0.")
        .buildWithCallback(
            measurement ->
                measurement.record(policy.get().stale(System.currentTimeMillis()) ? 1 : 0));
    meter
        .counterBuilder("sluice.policy.refusals")
        .setUnit("{update}")
        .setDescription("Updates of the policy that were refused.")
        .buildWithCallback(measurement -> measurement.record(policy.get().refusals()));
    meter
        .gaugeBuilder("sluice.policy.age")
        .setUnit("s")
        .setDescription("Time since the policy came into force.")
        .buildWithCallback(
            measurement ->
                measurement.record((System.currentTimeMillis() - policy.get().since()) / 1_000.0));
  }

  /** Records how long a statement that is seen by nobody else took. */
  void recordDuration(FinishedStatement statement) {
    AttributesBuilder attributes = Attributes.builder();
    attributes.put(DbAttributes.DB_SYSTEM_NAME, statement.database().dialect().systemName());
    putUnlessEmpty(attributes, DbAttributes.DB_NAMESPACE, statement.database().name());
    putUnlessEmpty(attributes, DbAttributes.DB_OPERATION_NAME, statement.facts().operation());
    putUnlessEmpty(attributes, ServerAttributes.SERVER_ADDRESS, statement.database().host());
    putUnlessEmpty(attributes, ErrorAttributes.ERROR_TYPE, statement.errorType());
    DatabaseError error = statement.error();
    if (error != null) {
      putUnlessEmpty(attributes, DbAttributes.DB_RESPONSE_STATUS_CODE, error.statusCode());
    }
    duration.record(statement.durationNanos() / 1e9, attributes.build());
  }

  /** Records what was decided of a statement. */
  void recordDecision(FinishedStatement statement) {
    Decision decision = statement.decision();
    serial = decision.serial();
    AttributesBuilder attributes = Attributes.builder();
    attributes.put(DECISION, decision.outcome());
    attributes.put(CALLER_KIND, statement.caller().kind().name().toLowerCase(Locale.ROOT));
    putUnlessEmpty(attributes, RULE, decision.rule());
    putUnlessEmpty(attributes, DbAttributes.DB_NAMESPACE, statement.database().name());
    decisions.add(1, attributes.build());

    Decision onTrial = statement.onTrial();
    if (onTrial != null) {
      shadowDifferences.add(
          1, Attributes.of(DECISION, decision.outcome(), SHADOW, onTrial.outcome()));
    }
    for (RuleError error : decision.ruleErrors()) {
      ruleErrors.add(1, Attributes.of(RULE, error.rule()));
    }
    SqlFacts facts = statement.facts();
    if (facts.isOpaque()) {
      opaque.add(1, Attributes.of(REASON, reason(facts.opaque().get(0))));
    }
  }

  /** The reason without what follows a colon, which may be particular to the statement. */
  private String reason(String full) {
    int colon = full.indexOf(':');
    String reason = colon < 0 ? full : full.substring(0, colon);
    if (reasons.contains(reason)) {
      return reason;
    }
    if (reasons.size() >= MOST_REASONS) {
      return OTHER_REASONS;
    }
    reasons.add(reason);
    return reason;
  }

  private static void putUnlessEmpty(
      AttributesBuilder attributes, AttributeKey<String> key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      attributes.put(key, value);
    }
  }
}
