package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import dev.sluice.identity.Service;
import dev.sluice.policy.condition.Condition;
import dev.sluice.policy.condition.ConditionException;
import dev.sluice.policy.condition.Evaluation;
import dev.sluice.policy.condition.Field;
import dev.sluice.policy.condition.Result;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.sql.SqlFacts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code when} adds to a guardrail. */
class GuardrailConditionsTest {
  private static final Database SHOP =
      new Database(Dialect.POSTGRESQL, "db1.prod.example", 5432, "shop", "app");
  private static final SqlAnalyzer ANALYZER = new SqlAnalyzer();
  private static final Human KIM =
      new Human(
          "kim",
          Set.of("staff", "desk"),
          Map.of("tenant", "t-7"),
          List.of("portal", "gateway"),
          "spring-security",
          true);
  private static final Caller PERSON = new Caller("shop-web", KIM, null);
  private static final Caller AGENT =
      new Caller(
          new Service("shop-web", "2.1", "", ""),
          KIM,
          new AiAgent("langchain4j", "bot", "find", "1", null));

  private Instant time = Instant.parse("2026-11-22T03:59:59Z"); // a Sunday
  private int batchSize = 1;

  private CompiledPolicy policy(String rules) throws PolicyException {
    String text =
        """
        sluice: policy/v1
        name: shop
        environments:
          prod: {protected: true, datasources: ["*.prod.example/*"]}
          lab: {datasources: ["lab/*"]}
        tags: {mail: ["*.*.clients.mail"]}
        guardrails:
        """
            + rules.indent(2);
    PolicyDocument document = PolicyReader.document("shop.yaml", text, PolicySettings.standard());
    InstantSource clock = () -> time;
    return new CompiledPolicy(document, 1, clock, new LearnedTags(), new Tallies());
  }

  private Decision decide(Policy policy, SqlFacts facts, Caller caller) {
    return policy.decide(new StatementContext(facts, caller, SHOP, batchSize));
  }

  private static SqlFacts facts(String sql) {
    return ANALYZER.analyze(sql, Dialect.POSTGRESQL, Catalog.EMPTY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '~',
      textBlock =
          """
          stmt.effects == ["insert"] && stmt.class == ["write"]     => TRUE
          stmt.tables == ["public.clients"]                         => TRUE
          stmt.columns == ["public.clients.id", "public.clients.mail"] => TRUE
          stmt.tags == ["mail"]                                     => TRUE
          stmt.functions == ["now"]                                 => TRUE
          !stmt.unrestricted && !stmt.has_limit                     => TRUE
          stmt.row_count == 2 && stmt.statements == 1               => TRUE
          stmt.joins == 0 && stmt.estimated_rows == -1              => TRUE
          stmt.batch_size == 3                                      => TRUE
          size(stmt.fingerprint) == 16                              => TRUE
          caller.kind == "ai_agent" && caller.agent == "bot" && caller.tool == "find" => TRUE
          caller.subject == "kim" && caller.on_behalf_of == "kim"   => TRUE
          caller.groups == ["desk", "staff"]                        => TRUE
          caller.service == "shop-web" && app.service == "shop-web" => TRUE
          caller.claims.tenant == "t-7" && caller.verified          => TRUE
          caller.chain == ["portal", "gateway"]                     => TRUE
          "gateway" in caller.chain && caller.chain != []           => TRUE
          app.version == "2.1" && app.route == ""                   => TRUE
          env.name == "prod" && env.protected                       => TRUE
          db.system == "postgresql" && db.name == "shop"            => TRUE
          db.host == "db1.prod.example" && db.user == "app"         => TRUE
          now.hour == 3 && now.dow == 0                             => TRUE
          caller.claims.region == "eu"                              => ERROR
          """)
  void readsTheStatementAndItsSurroundings(String when, Result result) throws Exception {
    SqlFacts facts = facts("INSERT INTO public.clients (id, mail) VALUES (1, now()), (2, 'a')");
    assertThat(evaluate(Condition.compile(when), facts, AGENT)).isEqualTo(result);
  }

  private Result evaluate(Condition condition, SqlFacts facts, Caller caller)
      throws PolicyException {
    PolicyDocument document = document();
    StatementView view =
        new StatementView(
            facts,
            DatabaseScope.of(SHOP),
            new TagIndex(document.tags(), new Detection(Set.of(), new LearnedTags())));
    RuleContext context =
        new RuleContext(
            new StatementFields(view, condition.reads()),
            Viewpoint.of(caller),
            Surroundings.of(SHOP, document.environments()),
            3,
            time.getEpochSecond());
    return condition.evaluate(new Evaluation(context));
  }

  private static PolicyDocument document() throws PolicyException {
    return PolicyReader.document(
        "shop.yaml",
        """
        sluice: policy/v1
        name: shop
        environments: {prod: {protected: true, datasources: ["*.prod.example/*"]}}
        tags: {mail: ["*.*.clients.mail"]}
        """,
        PolicySettings.standard());
  }

  @Test
  void everyFieldHasAValueForEverybody() throws Exception {
    for (Field field : EnumSet.allOf(Field.class)) {
      String path = field.path();
      Condition condition = anyOf(path);
      for (Caller caller : List.of(AGENT, PERSON, Callers.service("shop-web"))) {
        assertThatCode(() -> evaluate(condition, facts("SELECT 1"), caller))
            .as(path)
            .doesNotThrowAnyException();
        assertThat(evaluate(condition, facts("SELECT 1"), caller)).as(path).isEqualTo(Result.TRUE);
      }
    }
  }

  /** A condition that reads a field, whatever its type, and holds. */
  private static Condition anyOf(String path) throws ConditionException {
    for (String test : List.of(" || true", " > -2", " != 'x'", ".size() >= 0")) {
      try {
        return Condition.compile(path + test);
      } catch (ConditionException e) {
        assertThat(e.problems()).isNotEmpty();
      }
    }
    throw new AssertionError("No condition takes " + path);
  }

  @Test
  void anEnvironmentThatIsNotCertainHasNoNameButMayBeProtected() throws PolicyException {
    List<Environment> environments = document().environments();
    Database somewhere = new Database(Dialect.POSTGRESQL, "lab", 5432, "shop", "");

    assertThat(Surroundings.of(SHOP, environments).environment()).isEqualTo("prod");
    assertThat(Surroundings.of(somewhere, environments).environment()).isEmpty();
    assertThat(Surroundings.of(somewhere, environments).isProtected()).isFalse();
    List<Environment> both =
        List.of(
            environments.get(0), new Environment("b", false, environments.get(0).datasources()));
    assertThat(Surroundings.of(SHOP, both).environment()).isEmpty();
    assertThat(Surroundings.of(SHOP, both).isProtected()).isTrue();
  }

  @Test
  void aRuleMatchesIfItsConditionHolds() throws PolicyException {
    Policy policy =
        policy("- {id: rows, match: {effects: [insert]}, when: stmt.row_count > 1, action: deny}");

    Decision refused = decide(policy, facts("INSERT INTO t (a) VALUES (1), (2)"), PERSON);
    assertThat(refused.refuses()).isTrue();
    assertThat(refused.rules()).containsExactly("rows");
    assertThat(decide(policy, facts("INSERT INTO t (a) VALUES (1)"), PERSON).refuses()).isFalse();
    assertThat(policy.restricts(PERSON, SHOP)).isTrue();
    assertThat(policy.restricts(null, SHOP)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"deny,deny", "approve,approve", "warn,warn", "audit,audit", "allow,deny"})
  void anErrorMatchesUnlessTheRuleAllows(String action, String outcome) throws PolicyException {
    for (String error : List.of("caller.claims.region == ''", "size(stmt.tables) + %d < 0")) {
      String when = error.formatted(Long.MAX_VALUE);
      CompiledPolicy policy =
          policy("- {id: odd, match: {}, when: \"%s\", action: %s}".formatted(when, action));
      Decision decision = decide(policy, facts("SELECT a FROM t"), Callers.human("desk"));
      Decision ofAgent = decide(policy, facts("SELECT a FROM t"), Callers.agent("bot", "find"));

      assertThat(decision.outcome()).isEqualTo(action.equals("allow") ? "allow" : outcome);
      assertThat(ofAgent.outcome()).isEqualTo("deny"); // nothing allows it, at the least
      assertThat(decision.rules()).contains(action.equals("allow") ? new String[0] : rule());
      assertThat(decision.ruleErrors()).extracting(RuleError::rule).containsExactly("odd");
    }
  }

  private static String[] rule() {
    return new String[] {"odd"};
  }

  @Test
  void whatVariesIsAskedEachTime() throws PolicyException {
    CompiledPolicy policy =
        policy(
            """
            - {id: night, match: {effects: [select]}, when: now.hour < 4, action: deny}
            - {id: bulk, match: {}, when: stmt.batch_size > 100, action: warn}
            - {id: kim, match: {}, when: caller.subject == "kim", action: audit}
            """);
    SqlFacts facts = facts("SELECT a FROM t");

    Decision atNight = decide(policy, facts, PERSON);
    time = time.plusSeconds(1);
    Decision later = decide(policy, facts, PERSON);
    batchSize = 101;
    Decision many = decide(policy, facts, PERSON);
    Decision ofAnother =
        decide(
            policy,
            facts,
            new Caller(
                "shop-web", new Human("lee", KIM.groups(), Map.of(), "header", false), null));

    assertThat(atNight.rules()).containsExactly("kim", "night");
    assertThat(atNight.action()).isEqualTo(Action.DENY);
    assertThat(later.rules()).containsExactly("kim");
    assertThat(many.rules()).containsExactly("bulk", "kim");
    assertThat(ofAnother.rules()).containsExactly("bulk");
    batchSize = 1;
    assertThat(decide(policy, facts, PERSON)).as("remembered").isSameAs(later);
    time = time.minusSeconds(1);
    assertThat(decide(policy, facts, PERSON)).as("remembered").isSameAs(atNight);
  }

  @Test
  void whatDoesNotVaryIsDecidedOnce() throws PolicyException {
    CompiledPolicy policy =
        policy(
            """
            - {id: write, match: {effects: [update]}, when: now.hour < 4, action: deny}
            - {id: desk, match: {}, when: '"desk" in caller.groups', action: audit}
            """);
    SqlFacts facts = facts("SELECT a FROM t");

    Decision first = decide(policy, facts, PERSON);

    assertThat(first.rules()).containsExactly("desk");
    time = time.plusSeconds(3600);
    assertThat(decide(policy, facts, PERSON)).isSameAs(first);
  }

  @Test
  void anAgentIsJudgedAsItselfAndAsWhomItActsFor() throws PolicyException {
    CompiledPolicy policy =
        policy(
            """
            - {id: all, match: {}, action: allow}
            - {id: people, match: {}, when: caller.kind == "human", action: audit}
            - {id: bots, match: {}, when: caller.agent == "bot" && caller.on_behalf_of == "kim", action: audit}
            - {id: behalf, match: {}, when: caller.kind == "human" && caller.on_behalf_of != "", action: deny}
            - {id: never, match: {}, when: caller.kind == "human" && caller.agent != "", action: deny}
            """);
    SqlFacts facts = facts("SELECT a FROM t");

    assertThat(decide(policy, facts, AGENT).rules()).containsExactly("all", "bots", "people");
    assertThat(decide(policy, facts, PERSON).rules()).containsExactly("all", "people");
  }

  @Test
  void whatIsNotUnderstoodIsNotAllowedByWhatItIs() throws PolicyException {
    String rule = "- {id: some, match: {}, when: '%s', action: allow}";
    SqlFacts opaque = SqlFacts.unknown(Dialect.POSTGRESQL, "0123456789abcdef", "odd");
    for (String when : List.of("stmt.tables == []", "now.hour > 0 && !stmt.unrestricted")) {
      Policy policy = policy(rule.formatted(when));
      assertThat(decide(policy, opaque, AGENT).rules()).as(when).doesNotContain("some");
    }
    Policy policy = policy(rule.formatted("now.hour > 0"));
    assertThat(decide(policy, opaque, AGENT).rules()).contains("some");
  }

  @Test
  void whatIsObservedStaysSo() throws PolicyException {
    CompiledPolicy policy =
        policy("- {id: odd, mode: observe, match: {}, when: caller.claims.x == '', action: deny}");
    Decision decision = decide(policy, facts("SELECT a FROM t"), PERSON);

    assertThat(decision.refuses()).isFalse();
    assertThat(decision.would()).isEqualTo(Action.DENY);
    assertThat(decision.ruleErrors())
        .containsExactly(new RuleError("odd", "the caller has no claim `x`"));
  }
}
