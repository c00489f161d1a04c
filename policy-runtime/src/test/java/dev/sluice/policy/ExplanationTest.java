package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.Caller;
import dev.sluice.policy.Explanation.ColumnCheck;
import dev.sluice.policy.Explanation.RuleCheck;
import dev.sluice.policy.Explanation.Status;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SqlFacts;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static final Database SHOP =
      new Database(Dialect.POSTGRESQL, "db1.prod.example", 5432, "shop", "app");
  private static final Instant NIGHT = Instant.parse("2026-06-01T02:00:00Z");

  private static final String POLICY =
      """
      sluice: policy/v1
      name: shop
      environments:
        prod: {protected: true, datasources: ["*.prod.example/*"]}
        lab: {datasources: ["lab/*"]}
      callers:
        desk: {kind: human, groups: [desk]}
        jobs: {kind: service, service: purge-*}
        agents: {kind: ai_agent}
        bot: {kind: ai_agent, agent: bot, tools: [find], on_behalf_of: [desk]}
      tags:
        mail: ["*.*.*.mail"]
        tax: ["shop.hr.people.tax"]
      masks:
        - {id: mask-mail, tags: [mail], with: hash, unless: [desk]}
        - {id: mask-mail-ends, tags: [mail], with: {partial: {last: 2}}, callers: [agents]}
        - {id: mask-tax, tags: [tax], with: redact}
      row_filters:
        - {id: own-orders, tables: ["shop.public.orders"], callers: [bot], where: tenant = :claims.t}
      guardrails:
        - id: no-unbounded-write
          match: {env: [prod], effects: [update, delete], unrestricted: true}
          action: deny
          locked: true
          message: No write without a WHERE.
        - {id: night, match: {}, when: now.hour < 6 && !stmt.has_limit, action: warn}
        - {id: bulk, match: {effects: [delete]}, when: stmt.batch_size > 10, action: deny}
        - {id: bot-reads, match: {callers: [bot], tables: ["*.public.*"]}, action: allow}
        - {id: lab-only, mode: observe, match: {not_env: [lab], tags: [tax]}, action: deny}
      exemptions:
        - {id: purge, rules: [bulk], callers: [jobs], reason: purge, ticket: T-1, expires: 2026-12-31}
      limits:
        - {id: few, callers: [agents], returned_rows: 10}
        - {id: many, returned_rows: 500, timeout: 5s}
      audit:
        - {match: {effects: [delete]}, sql_text: full}
        - {match: {tags: [tax]}, sql_text: shape}
      """;

  private static Explanation explain(Caller caller, SqlFacts facts) {
    return explain(caller, facts, 1);
  }

  private static Explanation explain(Caller caller, SqlFacts facts, int batchSize) {
    try {
      return PolicyReader.read("p", POLICY, 9)
          .explain(new StatementContext(facts, caller, SHOP, batchSize), NIGHT);
    } catch (PolicyException e) {
      throw new AssertionError(e);
    }
  }

  private static String lines(Explanation explanation, String id) {
    List<String> lines = explanation.text(true).lines().toList();
    StringBuilder found = new StringBuilder();
    boolean in = false;
    for (String line : lines) {
      boolean isRule = line.matches("  [✓✗] .*");
      in = isRule ? line.contains(" " + id + ":") : in && line.startsWith("      ");
      if (in) {
        found.append(line.strip()).append('\n');
      }
    }
    return found.toString();
  }

  @Test
  void ticksAndCrossesEachClauseWithWhatItMet() {
    Explanation explanation =
        explain(
            Callers.human("desk"),
            Facts.of(Effect.DELETE).writesTable("public.orders").reads("hr.people.tax").build());

    assertThat(lines(explanation, "no-unbounded-write"))
        .isEqualTo(
            """
            ✗ guardrail no-unbounded-write: deny, locked
            ✓ env: prod  [has prod]
            ✓ effects: update, delete  [has delete]
            ✗ unrestricted: true  [has false]
            """);
    assertThat(lines(explanation, "night"))
        .isEqualTo(
            """
            ✓ guardrail night: warn
            ✓ when: now.hour < 6 && !stmt.has_limit  [has true]
            now.hour < 6 is true: now.hour is 2
            stmt.has_limit is false
            """);
    assertThat(lines(explanation, "bot-reads"))
        .isEqualTo(
            """
            ✗ guardrail bot-reads: allow
            ✗ callers: bot  [has desk]
            bot asks for kind ai_agent
            ✗ tables: *.public.*  [has shop.hr.people; shop.public.orders]
            """);
    assertThat(lines(explanation, "lab-only"))
        .isEqualTo(
            """
            ✓ guardrail lab-only: deny, observed only
            ✓ not_env: lab  [has prod]
            ✓ tags: tax  [has shop.hr.people.tax: tax]
            """);
    assertThat(explanation.decision().action()).isEqualTo(Action.WARN);
    assertThat(explanation.decision().would()).isEqualTo(Action.DENY);
    assertThat(explanation.why())
        .isEqualTo(
            "lab-only decides: deny is the strongest action of all that was found."
                + " It is only observed, so the statement passes.");
  }

  @Test
  void tellsHowTheTextOfTheStatementIsTold() {
    Explanation full =
        explain(
            Callers.human("desk"), Facts.of(Effect.DELETE).writesTable("public.orders").build());
    Explanation shape =
        explain(
            Callers.human("desk"),
            Facts.of(Effect.DELETE).writesTable("public.orders").reads("hr.people.tax").build());

    assertThat(full.text(true))
        .contains("  text of the statement: told in full, with its values\n");
    assertThat(full.json()).contains("\"sql_text\": \"full\",");
    assertThat(lines(full, "1"))
        .isEqualTo(
            """
            ✓ audit 1: sql_text: full
            ✓ effects: delete  [has delete]
            """);
    assertThat(lines(full, "2")).startsWith("✗ audit 2: sql_text: shape\n✗ tags: tax");
    assertThat(shape.text(true)).doesNotContain("text of the statement");
    assertThat(shape.json()).contains("\"sql_text\": \"shape\",", "\"section\": \"audit\",");
    assertThat(lines(shape, "1"))
        .startsWith("✓ audit 1: sql_text: full - another entry has the shape told\n");
    assertThat(lines(shape, "2")).startsWith("✓ audit 2: sql_text: shape\n");
  }

  @Test
  void seesAnAgentAndThePersonItActsForEachByItself() {
    Explanation explanation =
        explain(Callers.agentFor("bot", "send", "desk"), Facts.select("public.clients.mail"));

    assertThat(explanation.callers())
        .map(Explanation.CallerSeen::who)
        .containsExactly(
            "the AI agent bot with the tool send through shop-web",
            "robin (desk) through shop-web");
    assertThat(explanation.text(true))
        .contains("bot asks for tools [find]")
        .contains("✓ default defaults.unmatched: deny");
    List<RuleCheck> masks =
        explanation.checks().stream().filter(check -> check.id().equals("mask-mail")).toList();
    assertThat(masks).map(RuleCheck::status).containsExactly(Status.IDLE, Status.MISSED);
    assertThat(masks.get(0).note()).contains("refused");
    assertThat(explanation.columns()).isEmpty();
  }

  @Test
  void namesTheMasksOfEachColumnTheStrongestFirst() {
    Explanation explanation =
        explain(
            Callers.agentFor("bot", "find", "desk"),
            Facts.select("public.clients.mail", "public.clients.id"));

    assertThat(explanation.decision().outcome()).isEqualTo("mask");
    assertThat(explanation.columns())
        .containsExactly(
            new ColumnCheck(
                1,
                "public.clients.mail",
                List.of("shop.public.clients.mail: mail"),
                "hash",
                List.of("mask-mail"),
                List.of("mask-mail-ends"),
                ""),
            new ColumnCheck(
                2,
                "public.clients.id",
                List.of("shop.public.clients.id: no tags"),
                "clear",
                List.of(),
                List.of(),
                ""));
    assertThat(explanation.text(true))
        .contains("limits: returned_rows: 10, timeout: 5s")
        .contains(
            "1 public.clients.mail: hash by mask-mail, stronger than mask-mail-ends"
                + "  (shop.public.clients.mail: mail)");
  }

  @Test
  void tellsWhichExemptionLiftsARule() {
    SqlFacts purge = Facts.of(Effect.DELETE).writesTable("public.orders").build();

    Explanation lifted = explain(Callers.service("purge-7"), purge, 11);
    assertThat(lifted.decision().exemptions()).containsExactly("purge");
    assertThat(lines(lifted, "bulk"))
        .startsWith("✓ guardrail bulk: deny, exempted - lifted by purge");
    assertThat(lines(lifted, "purge"))
        .isEqualTo(
            """
            ✓ exemption purge: lifts bulk - purge (T-1)
            ✓ rules: bulk  [has bulk]
            ✓ callers: jobs  [has jobs]
            ✓ expires: 2026-12-31  [has 2026-06-01]
            """);

    Explanation other = explain(Callers.service("web"), purge, 11);
    assertThat(other.decision().rule()).isEqualTo("bulk");
    assertThat(lines(other, "purge"))
        .contains("✗ callers: jobs  [has the service web]\njobs asks for service [purge-*]\n");
  }

  @Test
  void sortsTheNearestMissesByWhatTheyWouldHaveDone() {
    Explanation explanation =
        explain(
            Callers.agentFor("bot", "find", "desk"),
            Facts.of(Effect.DELETE).writesTable("public.orders").build());

    assertThat(explanation.nearestMisses().subList(0, 3))
        .map(RuleCheck::id)
        .containsExactly("bulk", "bulk", "no-unbounded-write");
    assertThat(explanation.text(true))
        .contains(
            "  no-unbounded-write (deny) for human:\n    ✗ unrestricted: true  [has false]\n");
  }

  @Test
  void saysWhereNothingIsCertain() {
    Database unknown = new Database(Dialect.POSTGRESQL, "lab", 5432, "", "app");
    Explanation explanation =
        policy()
            .explain(
                new StatementContext(
                    Facts.select("hr.people.tax"), Callers.service("web"), unknown, 1),
                NIGHT);

    assertThat(explanation.environments()).containsExactly("lab");
    assertThat(lines(explanation, "lab-only"))
        .contains(
            "tags: tax  [has ?.hr.people.tax: tax?] not certain, so the stricter answer counts");
  }

  private static Policy policy() {
    try {
      return PolicyReader.read("p", POLICY, 9);
    } catch (PolicyException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void isReadableWithoutUnicodeAndCannotMoveTheCursor() {
    Explanation explanation =
        explain(new Caller("w\u001b[2Jé", null, null), Facts.select("public.orders.a\nb"));

    assertThat(explanation.text(false)).matches("[\n -~]*").contains("[ ] guardrail", "w [2J?");
    assertThat(explanation.text(true)).contains("w [2Jé").doesNotContain("\u001b");
  }

  @Test
  void takesThreeRulesOfEqualStrengthInOneOrder() {
    Explanation explanation =
        explain(Callers.agent(null, null), Facts.of(Effect.DELETE).unrestricted().build(), 99);

    assertThat(explanation.why())
        .isEqualTo(
            "bulk decides: deny is the strongest action that was found. no-unbounded-write,"
                + " defaults.unmatched would come to the same: of equals a guardrail speaks before"
                + " a default, then the smaller id.");
    assertThat(explanation.reasons().get(0).rule()).isEqualTo(explanation.decision().rule());
  }
}
