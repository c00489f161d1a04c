package dev.sluice.otel;

import static dev.sluice.otel.Statements.statement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.sluice.gate.OrmCall;
import dev.sluice.gate.Outcome;
import dev.sluice.gate.StatementObserver.Observation;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import dev.sluice.identity.Service;
import dev.sluice.policy.Action;
import dev.sluice.policy.BuiltInPolicy;
import dev.sluice.policy.PolicySettings;
import dev.sluice.policy.PolicyState;
import dev.sluice.policy.RuleError;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.TableName;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedSpan;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatementSpanTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Human ADA =
      new Human("ada@example.com", Set.of("sales", "eu"), Map.of(), "spring-security", true);
  private static final AiAgent BOT =
      new AiAgent("langchain4j", "SupportBot", "findCustomer", "call_1", "talk_9");

  private final OtlpReceiver receiver = OtlpReceiver.start();
  private final RecordedFailures failures = new RecordedFailures();

  @AfterEach
  void nothingFailed() {
    receiver.close();
    assertThat(failures.text()).isEmpty();
  }

  @Test
  void tellsWhatTheStatementDoesWithoutItsValues() {
    ReceivedSpan span = told(statement());

    assertThat(span.name()).isEqualTo("SELECT crm.customers");
    assertThat(span.kind()).isEqualTo("CLIENT");
    assertThat(span.scope()).isEqualTo("dev.sluice");
    assertThat(span.parentSpanId()).isEmpty();
    assertThat(span.statusCode()).isEqualTo("UNSET");
    assertThat(span.attributes())
        .containsOnly(
            entry("db.system.name", "postgresql"),
            entry("db.namespace", "crm"),
            entry("db.collection.name", "crm.customers"),
            entry("db.operation.name", "SELECT"),
            entry("db.query.summary", "SELECT crm.customers"),
            entry("db.query.text", "SELECT email FROM crm.customers WHERE ssn = ?"),
            entry("server.address", "db.example.com"),
            entry("sluice.decision", "allow"),
            entry("sluice.mode", "enforce"),
            entry("sluice.policy.serial", 7L),
            entry("security_rule.ruleset.name", "house"),
            entry("security_rule.version", "7"),
            entry("sluice.tables.read", List.of("crm.customers")),
            entry("sluice.caller.kind", "service"),
            entry("sluice.fingerprint", "0123456789abcdef"));
    assertThat(span.toString()).doesNotContain("123-45-6789");
  }

  @Test
  void tellsTheServiceInTheResource() {
    ReceivedSpan span =
        told(
            statement(),
            Outcome.DONE,
            settings().resourceAttributes(Map.of("deployment.environment.name", "test")).build());

    assertThat(span.resource())
        .contains(entry("service.name", "shop"), entry("deployment.environment.name", "test"));
  }

  @Test
  void tellsAllThatIsKnownOfTheService() {
    OpenTelemetrySettings settings =
        OpenTelemetrySettings.builder(new Service("desk", "1.2", "desk-7", "prod"))
            .endpoint(receiver.endpoint())
            .resourceAttributes(Map.of("service.name", "another"))
            .build();

    assertThat(told(statement(), Outcome.DONE, settings).resource())
        .contains(
            entry("service.name", "desk"),
            entry("service.version", "1.2"),
            entry("service.instance.id", "desk-7"),
            entry("deployment.environment.name", "prod"));
  }

  @Test
  void tellsARefusalAsAnError() {
    ReceivedSpan span =
        told(
            statement().decided(Action.DENY, "no-ssn", "Nobody may read SSNs.").tagged("pii.ssn"),
            new Outcome(null, "DENIED", -1));

    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.statusMessage()).isEqualTo("Nobody may read SSNs.");
    assertThat(span.attributes())
        .contains(
            entry("error.type", "DENIED"),
            entry("sluice.decision", "deny"),
            entry("sluice.rule", "no-ssn"),
            entry("sluice.rules", List.of("no-ssn", "zone")),
            entry("security_rule.name", "no-ssn"),
            entry("sluice.tags", List.of("pii.ssn")))
        .doesNotContainKey("db.response.status_code");
  }

  @Test
  void tellsALimitThatWasPassedAsAnError() {
    ReceivedSpan span;
    try (OpenTelemetryObserver observer = observer(settings().build())) {
      Observation observation =
          observer.begin(statement().decided(Action.AUDIT, "watch-writes", "").event());
      observation.exceeded("few-rows", false, true);
      observation.end(new Outcome(null, "LIMIT", 0));
      observation.exceeded("few-rows", false, true);
      span = receiver.awaitSpans(received -> !received.isEmpty(), SOON).get(0);
    }

    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.statusMessage()).isEqualTo("LIMIT");
    assertThat(span.attributes())
        .contains(
            entry("error.type", "LIMIT"),
            entry("sluice.decision", "audit"),
            entry("sluice.rows.affected", 0L),
            entry("sluice.rule", "few-rows"),
            entry("security_rule.name", "few-rows"),
            entry("sluice.rules", List.of("few-rows", "watch-writes", "zone")))
        .doesNotContainKey("sluice.would");
  }

  @Test
  void tellsARefusalThatCameAfterTheDecision() {
    ReceivedSpan span;
    try (OpenTelemetryObserver observer = observer(settings().build())) {
      Observation observation = observer.begin(statement().event());
      observation.refused("bots", "Its session does not take a role.");
      observation.end(new Outcome(null, "DENIED", -1));
      span = receiver.awaitSpans(received -> !received.isEmpty(), SOON).get(0);
    }

    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.statusMessage()).isEqualTo("Its session does not take a role.");
    assertThat(span.attributes())
        .contains(
            entry("error.type", "DENIED"),
            entry("sluice.decision", "deny"),
            entry("sluice.rule", "bots"),
            entry("security_rule.name", "bots"),
            entry("sluice.rules", List.of("bots")));
  }

  @Test
  void tellsALimitThatIsOnlyObserved() {
    ReceivedSpan span;
    try (OpenTelemetryObserver observer = observer(settings().build())) {
      Observation observation = observer.begin(statement().event());
      observation.exceeded("few-rows", false, false);
      observation.end(new Outcome(null, null, 9));
      span = receiver.awaitSpans(received -> !received.isEmpty(), SOON).get(0);
    }

    assertThat(span.statusCode()).isEqualTo("UNSET");
    assertThat(span.attributes())
        .contains(
            entry("sluice.would", "deny"),
            entry("sluice.rows.affected", 9L),
            entry("sluice.rules", List.of("few-rows")))
        .doesNotContainKeys("sluice.rule", "error.type");
  }

  @Test
  void tellsWhatIsMaskedAsNoError() {
    ReceivedSpan span = told(statement().masked("pii.email"));

    assertThat(span.statusCode()).isEqualTo("UNSET");
    assertThat(span.attributes())
        .contains(
            entry("sluice.decision", "mask"),
            entry("sluice.masked.columns", 1L),
            entry("sluice.masked.tags", List.of("pii.email")));
  }

  @Test
  void tellsWhatObserveModeKeptFromHappening() {
    ReceivedSpan span =
        told(statement().decided(Action.WARN, "no-ssn", "").wouldHaveBeen(Action.DENY));

    assertThat(span.attributes())
        .contains(
            entry("sluice.decision", "warn"),
            entry("sluice.mode", "observe"),
            entry("sluice.would", "deny"));
  }

  @Test
  void tellsPeopleByPseudonym() {
    ReceivedSpan span = told(statement().by(new Caller("shop", ADA, null)));

    assertThat(span.attributes())
        .contains(
            entry("sluice.caller.kind", "human"),
            entry("sluice.caller.source", "spring-security"),
            entry("sluice.caller.verified", true),
            // printf ada@example.com | openssl dgst -sha256 -hmac key | cut -c-32
            entry("enduser.pseudo.id", "20caa94149b865c2f3a23002c8ca0b02"))
        .doesNotContainKeys("enduser.id", "user.roles");
    assertThat(span.attributes().toString()).doesNotContain("ada");
  }

  @Test
  void tellsWhoActsForAPersonAsItTellsPeople() {
    Human delegating =
        new Human("kim", Set.of(), Map.of(), List.of("desk", "ada@example.com"), "jwt", true);
    Caller caller = new Caller("shop", delegating, null);

    assertThat(
            told(statement().by(caller), Outcome.DONE, settings().showSubject(true).build())
                .attributes())
        .contains(entry("sluice.caller.chain", List.of("desk", "ada@example.com")));
    assertThat(told(statement().by(caller)).toString()).doesNotContain("ada@example.com");
    assertThat(told(statement().by(caller)).attributes().get("sluice.caller.chain"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(2)
        .allMatch(actor -> actor.toString().matches("[0-9a-f]{32}"))
        .doesNotHaveDuplicates();
  }

  @Test
  void tellsPeopleByNameWhereThatIsSwitchedOn() {
    ReceivedSpan span =
        told(
            statement().by(new Caller("shop", ADA, null)),
            Outcome.DONE,
            settings().showSubject(true).build());

    assertThat(span.attributes())
        .contains(
            entry("enduser.id", "ada@example.com"), entry("user.roles", List.of("eu", "sales")));
  }

  @Test
  void hasNoPseudonymWithoutAKey() {
    ReceivedSpan span =
        told(
            statement().by(new Caller("shop", ADA, null)),
            Outcome.DONE,
            settings().pseudonymKey(new byte[0]).build());

    assertThat(span.attributes()).doesNotContainKey("enduser.pseudo.id");
  }

  @Test
  void tellsTheAgentBehindTheStatement() {
    ReceivedSpan span = told(statement().by(new Caller("shop", ADA, BOT)));

    assertThat(span.attributes())
        .contains(
            entry("sluice.caller.kind", "ai_agent"),
            entry("gen_ai.agent.name", "SupportBot"),
            entry("gen_ai.tool.name", "findCustomer"),
            entry("gen_ai.tool.call.id", "call_1"),
            entry("gen_ai.conversation.id", "talk_9"))
        .containsKey("enduser.pseudo.id");
  }

  @Test
  void tellsWhatAMapperWasAskedToDo() {
    OrmCall call =
        new OrmCall("hql", "shop.Customer", "select", "Customer.byEmail", "shop.Dao.find");

    assertThat(told(statement().sentFor(call)).attributes())
        .contains(
            entry("sluice.orm.origin", "hql"),
            entry("sluice.orm.entity", "shop.Customer"),
            entry("sluice.orm.operation", "select"),
            entry("sluice.orm.query", "Customer.byEmail"),
            entry("code.function.name", "shop.Dao.find"));
  }

  @Test
  void saysNothingOfMappersWhereNoneIs() {
    assertThat(told(statement()).attributes().keySet())
        .noneMatch(key -> key.startsWith("sluice.orm.") || key.startsWith("code."));
  }

  @Test
  void leavesOutWhatIsNotKnownOfAnAgent() {
    AiAgent unknown = new AiAgent("langchain4j", null, null, null, null);

    assertThat(told(statement().by(new Caller("shop", null, unknown))).attributes().keySet())
        .noneMatch(key -> key.startsWith("gen_ai."));
  }

  @Test
  void tellsWritesAndWhatTheyTouched() {
    TableName log = new TableName(null, "log");
    ReceivedSpan span =
        told(
            statement().operation("INSERT", Effect.INSERT).summary("INSERT log").writes(log),
            new Outcome(null, null, 12));

    assertThat(span.attributes())
        .contains(
            entry("sluice.tables.written", List.of("log")),
            entry("sluice.tables.read", List.of("crm.customers")),
            entry("sluice.rows.affected", 12L))
        .doesNotContainKey("db.collection.name");
  }

  @Test
  void tellsTheSizeOfBatchesAlone() {
    assertThat(told(statement().batchOf(3)).attribute("db.operation.batch.size")).isEqualTo(3L);
    assertThat(told(statement().batchOf(0)).attribute("db.operation.batch.size")).isEqualTo(0L);
    assertThat(told(statement().batchOf(1)).attribute("db.operation.batch.size")).isNull();
  }

  @Test
  void tellsWhyAStatementIsNotUnderstood() {
    ReceivedSpan span = told(statement().opaque("unknown function: f", "more"));

    assertThat(span.attribute("sluice.opaque")).isEqualTo("unknown function: f");
    assertThat(span.attribute("db.collection.name")).isNull();
  }

  @Test
  void tellsWhichRuleFailed() {
    ReceivedSpan span = told(statement().failing(new RuleError("night", "no claim `region`")));

    assertThat(span.attribute("sluice.rule_errors")).isEqualTo(List.of("night: no claim `region`"));
    assertThat(told(statement()).attribute("sluice.rule_errors")).isNull();
  }

  @Test
  void tellsWhatLiftedARule() {
    ReceivedSpan span = told(statement().exempted("purge-job"));

    assertThat(span.attribute("sluice.exemptions")).isEqualTo(List.of("purge-job"));
    assertThat(told(statement()).attribute("sluice.exemptions")).isNull();
  }

  @Test
  void tellsThePortWhereItIsNotTheUsualOne() {
    assertThat(told(statement().at("db", 5433, "crm")).attribute("server.port")).isEqualTo(5433L);
    assertThat(
            told(statement().dialect(Dialect.MARIADB).at("db", 3306, "crm"))
                .attribute("server.port"))
        .isNull();
    assertThat(told(statement().at("", -1, "")).attributes())
        .doesNotContainKeys("server.address", "server.port", "db.namespace");
  }

  @Test
  void tellsStoredProcedures() {
    ReceivedSpan span =
        told(
            statement()
                .operation("CALL", Effect.CALL)
                .summary("CALL close_year")
                .reads()
                .calls("close_year"));

    assertThat(span.attribute("db.stored_procedure.name")).isEqualTo("close_year");
  }

  @Test
  void tellsTheDatabasesErrorWithoutItsText() {
    SQLException error = new SQLException("Key (email)=(eve@example.com) exists", "23505", 0);

    ReceivedSpan span = told(statement(), new Outcome(error, null, -1));

    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.attributes())
        .contains(entry("db.response.status_code", "23505"), entry("error.type", "23505"));
    assertThat(span.toString()).doesNotContain("eve@example.com");
  }

  @Test
  void tellsTheVendorsCodeOfMySqlAndMariaDb() {
    SQLException error = new SQLException("no such table", "42S02", 1146);

    ReceivedSpan span = told(statement().dialect(Dialect.MARIADB), new Outcome(error, null, -1));

    assertThat(span.attribute("db.response.status_code")).isEqualTo("1146");
  }

  @Test
  void tellsTheClassOfAnErrorWithoutACode() {
    ReceivedSpan span = told(statement(), new Outcome(new IllegalStateException("x"), null, -1));

    assertThat(span.attribute("error.type")).isEqualTo("java.lang.IllegalStateException");
    assertThat(span.attribute("db.response.status_code")).isNull();
  }

  @Test
  void isNamedForTheSummaryElseTheOperationElseTheSystem() {
    assertThat(told(statement().summary("")).name()).isEqualTo("SELECT crm.customers");
    assertThat(told(statement().summary("").reads()).name()).isEqualTo("SELECT crm");
    assertThat(told(statement().summary("").reads().at("", -1, "")).name()).isEqualTo("SELECT");
    assertThat(told(statement().summary("").noOperation()).name()).isEqualTo("postgresql");
  }

  @Test
  void tellsTheTextWithItsValuesOnlyWhereThePolicySaysSo() {
    assertThat(told(statement().tellingItsText()).attribute("db.query.text"))
        .isEqualTo(Statements.RAW_SQL);
    assertThat(told(statement()).attribute("db.query.text"))
        .isEqualTo("SELECT email FROM crm.customers WHERE ssn = ?");
  }

  @Test
  void cutsOffEndlessTexts() {
    Object text = told(statement().shape("x".repeat(100_000))).attribute("db.query.text");

    assertThat((String) text).hasSize(8192);
  }

  @Test
  void takesAsLongAsTheStatement() throws InterruptedException {
    long before = System.currentTimeMillis();
    try (OpenTelemetryObserver observer = observer(settings().build())) {
      Observation observation = observer.begin(statement().event());
      Thread.sleep(50);
      observation.end(Outcome.DONE);
    }
    long after = System.currentTimeMillis();

    ReceivedSpan span = receiver.awaitSpans(spans -> !spans.isEmpty(), SOON).get(0);
    assertThat(span.endNanos() - span.startNanos()).isGreaterThan(50_000_000L);
    assertThat(span.startNanos() / 1_000_000).isBetween(before, after);
  }

  @Test
  void forgetsAbandonedStatements() {
    try (OpenTelemetryObserver observer = observer(settings().build())) {
      observer.begin(statement().summary("abandoned").event()).abandon();
      observer.begin(statement().summary("kept").event()).end(Outcome.DONE);
    }

    assertThat(receiver.spans()).extracting(ReceivedSpan::name).containsExactly("kept");
  }

  @Test
  void isAChildOfTheServicesSpan() {
    SpanContextData parent =
        new SpanContextData(
            "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", (byte) 1, Map.of("k", "v"));

    ReceivedSpan span = told(statement(), Outcome.DONE, settings().parents(() -> parent).build());

    assertThat(span.traceId()).isEqualTo(parent.traceId());
    assertThat(span.parentSpanId()).isEqualTo(parent.spanId());
  }

  @Test
  void isLeftOutWhereTheServicesTraceIsNotSampled() {
    SpanContextData parent =
        new SpanContextData(
            "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", (byte) 0, Map.of());
    try (OpenTelemetryObserver observer = observer(settings().parents(() -> parent).build())) {
      observer.begin(statement().event()).end(Outcome.DONE);
    }

    assertThat(receiver.spans()).isEmpty();
  }

  @Test
  void tellsWhatThePolicyOnTrialWouldDo() {
    ReceivedSpan span = told(statement().triedAs(Action.DENY, "no-ssn"));

    assertThat(span.statusCode()).as("it has no effect").isEqualTo("UNSET");
    assertThat(span.attributes())
        .contains(
            entry("sluice.decision", "allow"),
            entry("sluice.shadow.decision", "deny"),
            entry("sluice.shadow.rule", "no-ssn"));
    assertThat(told(statement()).attributes())
        .doesNotContainKeys("sluice.shadow.decision", "sluice.shadow.rule");
  }

  @Test
  void tellsWhetherThePolicyIsStale() {
    long now = System.currentTimeMillis();
    for (boolean stale : new boolean[] {false, true}) {
      PolicyState state =
          new PolicyState(
              BuiltInPolicy.create(PolicySettings.standard()),
              "https://policies.example/prod",
              now,
              now + (stale ? -1 : 3_600_000),
              null,
              0,
              0);

      ReceivedSpan span = told(statement(), Outcome.DONE, settings().policy(() -> state).build());

      assertThat(span.attributes()).contains(entry("sluice.policy.stale", stale));
    }
  }

  @Test
  void keepsTheAttributesOfOneDecisionApartFromAnother() {
    Map<String, Object> decisions = new HashMap<>();
    try (OpenTelemetryObserver observer = observer(settings().build())) {
      for (int i = 0; i < 2; i++) {
        observer.begin(statement().summary("a" + i).event()).end(Outcome.DONE);
        observer
            .begin(statement().summary("d" + i).decided(Action.AUDIT, "r", "").event())
            .end(Outcome.DONE);
      }
    }

    for (ReceivedSpan span : receiver.spans()) {
      decisions.put(span.name(), span.attribute("sluice.decision"));
    }
    assertThat(decisions)
        .containsOnly(
            entry("a0", "allow"), entry("a1", "allow"), entry("d0", "audit"), entry("d1", "audit"));
  }

  @Test
  void isNotWrittenWhereTracesAreOff() {
    try (OpenTelemetryObserver observer = observer(settings().exportTraces(false).build())) {
      observer.begin(statement().event()).end(Outcome.DONE);
    }

    assertThat(receiver.spans()).isEmpty();
    assertThat(receiver.metrics()).isNotEmpty();
  }

  private ReceivedSpan told(Statements statement) {
    return told(statement, Outcome.DONE);
  }

  private ReceivedSpan told(Statements statement, Outcome outcome) {
    return told(statement, outcome, settings().build());
  }

  private ReceivedSpan told(Statements statement, Outcome outcome, OpenTelemetrySettings settings) {
    receiver.clear();
    try (OpenTelemetryObserver observer = observer(settings)) {
      observer.begin(statement.event()).end(outcome);
    }
    List<ReceivedSpan> spans = receiver.awaitSpans(received -> !received.isEmpty(), SOON);
    assertThat(spans).hasSize(1);
    return spans.get(0);
  }

  private OpenTelemetrySettings.Builder settings() {
    return OpenTelemetrySettings.builder(Service.named("shop"))
        .endpoint(receiver.endpoint())
        .pseudonymKey("key".getBytes(StandardCharsets.UTF_8));
  }

  private OpenTelemetryObserver observer(OpenTelemetrySettings settings) {
    return OpenTelemetryObserver.create(settings, failures.failures());
  }
}
