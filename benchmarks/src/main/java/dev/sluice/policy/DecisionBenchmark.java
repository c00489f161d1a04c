package dev.sluice.policy;

import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import dev.sluice.policy.condition.Condition;
import dev.sluice.policy.condition.ConditionException;
import dev.sluice.policy.condition.Evaluation;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.sql.SqlFacts;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Decisions on one statement by policies of 200 guardrails, and masks. */
@State(Scope.Thread)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecisionBenchmark {
  private static final int RULES = 200;
  private static final String STATEMENT =
      """
      SELECT c.id, c.name, c.email, o.id, o.status, sum(i.quantity * i.price)
        FROM crm.customers c JOIN crm.orders o ON o.customer_id = c.id
        LEFT JOIN crm.items i ON i.order_id = o.id
       WHERE c.country = ? AND NOT EXISTS (SELECT 1 FROM crm.refunds r WHERE r.order_id = o.id)
       GROUP BY c.id, c.name, c.email, o.id, o.status LIMIT 50
      """;
  private static final String CONDITION =
      "stmt.row_count > 1000 || (now.hour < 6 && caller.kind != \"service\""
          + " && stmt.batch_size - 1 > (env.protected ? 100 : 1000))";
  private static final String VARYING =
      "- {id: varying, match: {}, when: '" + CONDITION + "', action: deny}";

  private final SqlFacts facts =
      new SqlAnalyzer().analyze(STATEMENT, Dialect.POSTGRESQL, Catalog.EMPTY);
  private final Database database =
      new Database(Dialect.POSTGRESQL, "db1.prod.example", 5432, "shop", "app");
  private final Caller caller =
      new Caller(
          "shop-web",
          new Human("kim", Set.of("desk", "staff"), Map.of(), "spring-security", true),
          null);
  private final StatementContext context = new StatementContext(facts, caller, database, 1);
  private final Policy remembering = policy("", 10_000);
  private final Policy asking = policy(VARYING, 10_000);
  private final Policy forgetful = policy("", 0);
  private final Condition condition = compile();
  private final Evaluation evaluation =
      new Evaluation(
          new RuleContext(
              new StatementFields(
                  new StatementView(
                      facts,
                      DatabaseScope.of(database),
                      new TagIndex(Map.of(), new Detection(Set.of(), new LearnedTags()))),
                  condition.reads()),
              Viewpoint.of(caller),
              new Surroundings(database, "prod", true),
              1,
              0));

  private static Policy policy(String more, long remembered) {
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < RULES; i++) {
      rules.append("- {id: r").append(i).append(", ").append(rule(i)).append("}\n");
    }
    String text =
        """
        sluice: policy/v1
        name: shop
        environments: {prod: {protected: true, datasources: ["*.prod.example/*"]}}
        callers: {desk: {kind: human, groups: ["desk*"]}}
        tags: {mail: ["*.*.*.email"], tax: ["*.hr.*.tax_id"], pay: ["*.pay.*.*"]}
        masks: [{id: mask-mail, tags: [mail], with: hash, callers: [desk]}]
        guardrails:
        """
            + rules.append(more).toString().indent(2);
    try {
      PolicyDocument document = PolicyReader.document("shop", text, PolicySettings.standard());
      return new CompiledPolicy(
          document,
          1,
          InstantSource.system(),
          new LearnedTags(),
          new Tallies(),
          new Conversations(),
          remembered);
    } catch (PolicyException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A rule of one of several kinds; most do not match, as it is in a policy of many rules. */
  private static String rule(int number) {
    return switch (number % 5) {
      case 0 -> "match: {tables: ['shop.crm.archive_%d']}, action: deny".formatted(number);
      case 1 -> "match: {effects: [update, delete], unrestricted: true}, action: deny";
      case 2 -> "match: {callers: [desk], class: [read], tags: [tax]}, action: warn";
      case 3 ->
          "match: {env: [prod]}, when: stmt.statements > 1 && stmt.tables.size() > %d, action: deny"
              .formatted(number);
      default ->
          "match: {}, when: 'stmt.tables.exists(t, t == \"hr.pay_%d\")', action: approve"
              .formatted(number);
    };
  }

  private static Condition compile() {
    try {
      return Condition.compile(CONDITION);
    } catch (ConditionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same statement by the same caller again. */
  @Benchmark
  public Object remembered() {
    return remembering.decide(context);
  }

  /** The same, where one rule has to be asked each time. */
  @Benchmark
  public Object varying() {
    return asking.decide(context);
  }

  /** A statement that was not decided before, by a caller who is known. */
  @Benchmark
  public Object unseen() {
    return forgetful.decide(context);
  }

  /** A condition alone. */
  @Benchmark
  public Object condition() {
    return condition.evaluate(evaluation);
  }
}
