package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import dev.sluice.identity.Service;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlAnalyzer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What somebody may do for somebody else: what both may, and no more. */
class DelegationTest {
  private static final Database SHOP = new Database(Dialect.POSTGRESQL, "db", 5432, "shop", "app");
  private static final SqlAnalyzer ANALYZER = new SqlAnalyzer();
  private static final AiAgent BOT = new AiAgent("langchain4j", "bot", "find", "1", null);
  private static final String READ_MAIL = "select mail from public.clients";
  private static final String READ_ORDERS = "select id from public.orders";

  private static final String TEXT =
      """
      sluice: policy/v1
      name: shop
      callers:
        agents: {kind: ai_agent}
        desk: {kind: human, groups: [desk]}
        night: {kind: human, groups: [night]}
      tags: {mail: ["*.*.clients.mail"]}
      masks:
        - {id: hide-mail, tags: [mail], with: redact, unless: [desk]}
      guardrails:
        - {id: bot-reads, match: {callers: [agents], effects: [select]}, action: allow}
        - {id: no-writes-by-bot, match: {callers: [agents], class: [write]}, action: deny}
        - {id: night-reads-no-orders, match: {callers: [night], tables: ["*.*.orders"]}, action: deny}
        - id: not-through-portal
          match: {tables: ["*.*.orders"]}
          when: '"portal" in caller.chain'
          action: deny
        - id: current-actor
          match: {tables: ["*.*.clients"]}
          when: size(caller.chain) > 0 && caller.chain.all(a, a == "gateway")
          action: warn
        - id: old-release
          match: {tables: ["*.*.invoices"]}
          when: app.version.startsWith("1.")
          action: deny
      exemptions:
        - {id: night-shift, rules: [night-reads-no-orders], callers: [night], reason: r, ticket: T-1, expires: 2999-01-01}
      """;

  @Test
  void anAgentMayNotWhatOnlyThePersonMay() throws Exception {
    String write = "update public.orders set id = 1 where id = 2";

    assertThat(decide(write, caller("desk", null)).action()).isEqualTo(Action.ALLOW);
    assertThat(decide(write, caller("desk", BOT)).rules()).contains("no-writes-by-bot");
    assertThat(decide(write, caller("desk", BOT)).action()).isEqualTo(Action.DENY);
  }

  @Test
  void anAgentMayNotWhatOnlyItselfMay() throws Exception {
    String text = TEXT.substring(0, TEXT.indexOf("exemptions:"));

    assertThat(decide(text, READ_ORDERS, caller(null, BOT)).action()).isEqualTo(Action.ALLOW);
    assertThat(decide(text, READ_ORDERS, caller("night", BOT)).action()).isEqualTo(Action.DENY);
    assertThat(decide(text, READ_ORDERS, caller("desk", BOT)).action()).isEqualTo(Action.ALLOW);
  }

  @Test
  void aPersonsReleaseFromAMaskIsNotTheAgents() throws Exception {
    assertThat(decide(READ_MAIL, caller("desk", null)).outcome()).isEqualTo("allow");
    assertThat(decide(READ_MAIL, caller("desk", BOT)).outcome()).isEqualTo("mask");
  }

  @Test
  void anExemptionOfThePersonLiftsNothingOfTheAgents() throws Exception {
    String text =
        TEXT.replace("rules: [night-reads-no-orders]", "rules: [night-reads-no-orders, all]")
            .replace(
                "  - {id: bot-reads",
                "  - {id: all, match: {tables: [\"*.*.orders\"]}, action: deny}\n  - {id: bot-reads");

    assertThat(decide(text, READ_ORDERS, caller("night", null)).action()).isEqualTo(Action.ALLOW);
    assertThat(decide(text, READ_ORDERS, caller("night", BOT)).rule()).isEqualTo("all");
  }

  @Test
  void theActorsOfATokenAreReadAtEachStatement() throws Exception {
    CompiledPolicy policy = policy(TEXT);

    assertThat(decide(policy, READ_ORDERS, actedFor(null)).action()).isEqualTo(Action.ALLOW);
    for (AiAgent agent : new @Nullable AiAgent[] {null, BOT}) {
      assertThat(decide(policy, READ_ORDERS, actedFor(agent, "portal")).rule())
          .isEqualTo("not-through-portal");
      assertThat(decide(policy, READ_ORDERS, actedFor(agent, "gateway", "portal")).rule())
          .isEqualTo("not-through-portal");
      assertThat(decide(policy, READ_ORDERS, actedFor(agent, "gateway")).action())
          .isEqualTo(Action.ALLOW);
      assertThat(decide(policy, READ_MAIL, actedFor(agent, "gateway")).rules())
          .contains("current-actor");
      assertThat(decide(policy, READ_MAIL, actedFor(agent, "gateway", "portal")).rules())
          .doesNotContain("current-actor");
      assertThat(decide(policy, READ_MAIL, actedFor(agent)).rules())
          .doesNotContain("current-actor");
    }
  }

  @Test
  void versionsOfAServiceAreToldApart() throws Exception {
    CompiledPolicy policy = policy(TEXT);
    String sql = "select id from public.invoices";

    for (String version : List.of("1.9", "2.0", "", "1.0")) {
      Caller caller = new Caller(new Service("shop", version, "", ""), null, null);
      assertThat(decide(policy, sql, caller).action())
          .as(version)
          .isEqualTo(version.startsWith("1.") ? Action.DENY : Action.ALLOW);
    }
  }

  private static Caller caller(@Nullable String group, @Nullable AiAgent agent) {
    Human human =
        group == null ? null : new Human("kim", Set.of(group), Map.of(), "spring-security", true);
    return new Caller("shop", human, agent);
  }

  private static Caller actedFor(@Nullable AiAgent agent, String... chain) {
    return new Caller(
        "shop", new Human("kim", Set.of(), Map.of(), List.of(chain), "jwt", true), agent);
  }

  private static CompiledPolicy policy(String text) throws PolicyException {
    return (CompiledPolicy) PolicyReader.read("shop.yaml", text, 1, PolicySettings.standard());
  }

  private static Decision decide(String sql, Caller caller) throws PolicyException {
    return decide(TEXT, sql, caller);
  }

  private static Decision decide(String text, String sql, Caller caller) throws PolicyException {
    return decide(policy(text), sql, caller);
  }

  private static Decision decide(CompiledPolicy policy, String sql, Caller caller) {
    return policy.decide(
        new StatementContext(
            ANALYZER.analyze(sql, Dialect.POSTGRESQL, Catalog.EMPTY), caller, SHOP, 1));
  }
}
