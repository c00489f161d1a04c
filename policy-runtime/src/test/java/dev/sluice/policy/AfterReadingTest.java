package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gate.Admission;
import dev.sluice.gate.Failures;
import dev.sluice.gate.OnFailure;
import dev.sluice.gate.StatementGate;
import dev.sluice.gate.StatementObserver;
import dev.sluice.gate.StatementRequest;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.CallerResolver;
import dev.sluice.identity.Human;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SchemaText;
import dev.sluice.sql.SqlAnalyzer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules on what a conversation has read, from the gate on. */
class AfterReadingTest {
  private static final Database DESK = new Database(Dialect.POSTGRESQL, "db", 5432, "desk", "app");
  private static final SqlAnalyzer ANALYZER = new SqlAnalyzer();
  private static final String READ = "select body from public.tickets where id = 1";
  private static final String SECRET = "select token from public.keys";
  private static final String WRITE = "insert into public.replies (text) values ('a')";
  private static final String TEXT =
      """
      sluice: policy/v1
      name: desk
      defaults: {unmatched: {ai_agent: allow}, opaque: allow, session: allow}
      tags:
        untrusted: ["*.*.tickets.body"]
        chat: ["*.*.chats.text"]
        secret: ["*.*.keys.token"]
      guardrails:
        - {id: no-secrets, match: {after_reading: [untrusted], tags: [secret]}, action: deny}
        - {id: no-writes, match: {after_reading: [untrusted, chat], class: [write]}, action: deny}
      """;
  private static final String SCHEMA =
      """
      CREATE TABLE public.tickets (id int, state text, body text);
      CREATE TABLE public.chats (id int, text text);
      CREATE TABLE public.replies (id int, text text);
      CREATE TABLE public.keys (id int, token text);
      """;

  private final PolicySettings settings = PolicySettings.standard();
  private Catalog catalog = Catalog.EMPTY;
  private Policy policy = BuiltInPolicy.create(settings);

  @BeforeEach
  void read() throws Exception {
    catalog = SchemaText.read("desk.sql", SCHEMA, Dialect.POSTGRESQL, List.of());
    policy = PolicyReader.read("desk.yaml", TEXT, 1, settings);
  }

  @Test
  void aConversationThatHasReadMayDoLess() {
    Caller caller = agent("c1");

    assertThat(run(SECRET, caller)).isNull();
    assertThat(run(WRITE, caller)).isNull();
    assertThat(run(READ, caller)).isNull();
    assertThat(run(SECRET, caller)).isEqualTo("no-secrets");
    assertThat(run(WRITE, caller)).isEqualTo("no-writes");
    assertThat(run(READ, caller)).isNull();
    assertThat(run(SECRET, agent("c2"))).isNull();
    assertThat(run(SECRET, new Caller("desk", person(), null))).isNull();
  }

  @Test
  void eachRuleAsksForItsOwnTags() {
    Caller caller = agent("c1");

    assertThat(run("select text from public.chats", caller)).isNull();

    assertThat(run(SECRET, caller)).isNull();
    assertThat(run(WRITE, caller)).isEqualTo("no-writes");
  }

  @Test
  void aNewPolicyKnowsWhatWasRead() throws Exception {
    run(READ, agent("c1"));

    policy = PolicyReader.read("desk.yaml", TEXT, 2, settings);

    assertThat(run(SECRET, agent("c1"))).isEqualTo("no-secrets");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select id from public.tickets where body like 'a%'",
        "select * from public.tickets",
        "select t.id from public.tickets t order by length(t.body)",
        "select max(body) from public.tickets",
        "with b as (select body as x from public.tickets) select 1 from b where x is null",
        "update public.tickets set state = 'read' where id = 1 returning body",
        "do $$ begin null; end $$",
        "call any_procedure()",
        "select from where",
      })
  void whateverMayHaveReadCounts(String sql) {
    policy = without("no-writes");
    run(sql, agent("c1"));

    assertThat(run(SECRET, agent("c1"))).isEqualTo("no-secrets");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select id, state from public.tickets",
        "select count(*) from public.tickets",
        "insert into public.tickets (id, body) values (1, 'a')",
        "update public.tickets set body = 'a' where id = 1",
        "select text from public.replies",
      })
  void whatDoesNotReadDoesNotCount(String sql) {
    run(sql, agent("c1"));

    assertThat(run(SECRET, agent("c1"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into public.replies (text) select body from public.tickets",
        "update public.replies set text = 'a' where id in (select id from public.tickets where body = 'x')",
        "delete from public.chats where text = 'x'",
      })
  void whatReadsAndWritesInOneCountsAtOnce(String sql) {
    assertThat(run(sql, agent("c1"))).isEqualTo("no-writes");
    assertThat(run(WRITE, agent("c1"))).isNull(); // what was refused has read nothing
  }

  @Test
  void whatOnlyReadsCountsFromTheNextOn() {
    String both = "select t.body, k.token from public.tickets t, public.keys k";

    assertThat(run(both, agent("c1"))).isNull();
    assertThat(run(both, agent("c1"))).isEqualTo("no-secrets");
  }

  @Test
  void aBatchOfSeveralTextsReadsWhatEachOfThemReads() {
    policy = without("no-writes");
    StatementRequest request =
        new StatementRequest(
            List.of("insert into public.replies (text) select body from public.tickets", WRITE),
            2,
            true,
            DESK,
            catalog);
    gate().admit(request, agent("c1"));

    assertThat(run(SECRET, agent("c1"))).isEqualTo("no-secrets");
  }

  @Test
  void anObservedRuleReportsAndTheReadingIsKept() throws Exception {
    policy =
        PolicyReader.read(
            "desk.yaml", TEXT.replace("name: desk\n", "name: desk\nmode: observe\n"), 1, settings);

    run(READ, agent("c1"));

    assertThat(decide(SECRET, agent("c1")).would()).isEqualTo(Action.DENY);
  }

  @Test
  void anAllowanceEndsWithWhatWasRead() throws Exception {
    policy =
        PolicyReader.read(
            "desk.yaml",
            TEXT.substring(0, TEXT.indexOf("guardrails:"))
                    .replace("{ai_agent: allow}", "{human: deny, ai_agent: deny}")
                + "guardrails:\n"
                + "  - {id: reads, match: {class: [read]}, action: allow}\n"
                + "  - {id: writes, match: {class: [write], not_after_reading: [untrusted]}, action: allow}\n",
            1,
            settings);

    assertThat(run(WRITE, agent("c1"))).isNull();
    assertThat(run("delete from public.tickets where body = 'a'", agent("c1")))
        .isEqualTo("defaults.unmatched");
    run(READ, agent("c1"));
    assertThat(run(WRITE, agent("c1"))).isEqualTo("defaults.unmatched");
    assertThat(run(WRITE, agent("c2"))).isNull();
    assertThat(run(WRITE, new Caller("desk", person(), null))).isNull();
  }

  @Test
  void whomNoSuchRuleConcernsIsUnderNoRestriction() {
    assertThat(policy.restricts(agent("c1"), DESK)).isTrue();
    assertThat(policy.restricts(new Caller("desk", person(), null), DESK)).isFalse();
    assertThat(policy.restricts(null, DESK)).isTrue();
  }

  @Test
  void aLowerLayerMayRestrictByWhatWasRead() throws Exception {
    String lower =
        """
        sluice: policy/v1
        name: team
        guardrails:
          - {id: no-deletes, match: {after_reading: [untrusted], effects: [delete]}, action: deny}
        """;
    policy =
        PolicyReader.read(
            List.of(
                new PolicyBundle.Source(
                    "desk.yaml", TEXT.replace(", class: [write]", ", class: [ddl]")),
                new PolicyBundle.Source("team.yaml", lower)),
            1,
            settings);
    String delete = "delete from public.replies where id = 1";

    assertThat(run(delete, agent("c1"))).isNull();
    run(READ, agent("c1"));
    assertThat(run(delete, agent("c1"))).isEqualTo("no-deletes");
  }

  @Test
  void anExplanationTellsWhatWasRead() {
    run(READ, agent("c1"));

    Explanation explanation = policy.explain(context(SECRET, agent("c1")), Instant.EPOCH);

    assertThat(explanation.decision().rule()).isEqualTo("no-secrets");
    assertThat(explanation.text(false)).contains("after_reading").contains("untrusted");
    assertThat(policy.explain(context(SECRET, agent("c2")), Instant.EPOCH).text(false))
        .contains("nothing that is tagged");
  }

  private Policy without(String rule) {
    try {
      return PolicyReader.read(
          "desk.yaml",
          TEXT.lines().filter(line -> !line.contains(rule)).reduce("", (a, b) -> a + b + "\n"),
          1,
          settings);
    } catch (PolicyException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Human person() {
    return new Human("kim", Set.of(), Map.of(), "spring-security", true);
  }

  private static Caller agent(@Nullable String conversation) {
    return new Caller(
        "desk", person(), new AiAgent("langchain4j", "bot", "sql", "1", conversation));
  }

  private StatementContext context(String sql, Caller caller) {
    return new StatementContext(
        ANALYZER.analyze(sql, Dialect.POSTGRESQL, catalog), caller, DESK, 1, catalog);
  }

  private Decision decide(String sql, Caller caller) {
    return policy.decide(context(sql, caller));
  }

  private StatementGate gate() {
    return new StatementGate(
        ANALYZER::analyze,
        () -> policy,
        new CallerResolver("desk", () -> null),
        StatementObserver.NONE,
        new Failures(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)),
        OnFailure.CLOSED,
        Mode.ENFORCE);
  }

  /** The id of the rule that refuses a statement; null if it runs. */
  private @Nullable String run(String sql, Caller caller) {
    Decision decision = decide(sql, caller);
    StatementRequest request = new StatementRequest(List.of(sql), 1, false, DESK, catalog);
    Admission admission = gate().admit(request, caller);
    assertThat(admission.refusal() != null).isEqualTo(decision.refuses());
    return decision.refuses() ? decision.rule() : null;
  }
}
