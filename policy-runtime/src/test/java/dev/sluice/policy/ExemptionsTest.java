package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.Caller;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.sql.SqlFacts;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A rule that matches is lifted for some, for a time. */
class ExemptionsTest {
  private static final Database SHOP =
      new Database(Dialect.POSTGRESQL, "db1.prod.example", 5432, "shop", "app");
  private static final SqlFacts PURGE = facts("DELETE FROM crm.orders WHERE placed < 1");
  private static final SqlFacts OTHER = facts("DELETE FROM crm.orders WHERE id = 1");
  private static final Caller BILLING = Callers.service("billing");
  private static final Caller SHOP_WEB = Callers.service("shop-web");

  private Instant time = Instant.parse("2026-11-21T00:00:00Z");

  private static SqlFacts facts(String sql) {
    return new SqlAnalyzer().analyze(sql, Dialect.POSTGRESQL, Catalog.EMPTY);
  }

  private Policy policy(String exemptions) throws PolicyException {
    String text =
        """
        sluice: policy/v1
        name: shop
        callers:
          billing: {kind: service, service: billing}
          people: {kind: human}
          bot: {kind: ai_agent, agent: bot}
        guardrails:
          - {id: bulk, match: {effects: [delete]}, action: approve}
          - {id: late, match: {effects: [delete]}, when: stmt.batch_size > 1, action: deny}
          - {id: watch, match: {effects: [delete]}, action: audit}
          - {id: any, match: {}, action: allow}
          - {id: odd, match: {effects: [delete]}, when: caller.claims.x == "", action: deny}
        exemptions:
          - {id: no-claims, rules: [odd], callers: [billing, people, bot], reason: x, expires: 2030-01-01}
          - {id: shop, rules: [odd], fingerprints: [%s, %s], reason: x, expires: 2030-01-01}
        """
            .formatted(PURGE.fingerprint(), OTHER.fingerprint());
    return new CompiledPolicy(
        PolicyReader.document("s", text + exemptions.indent(2), PolicySettings.standard()),
        1,
        () -> time,
        new LearnedTags(),
        new Tallies());
  }

  private static Decision decide(Policy policy, SqlFacts facts, Caller caller) {
    return decide(policy, facts, caller, 1);
  }

  private static Decision decide(Policy policy, SqlFacts facts, Caller caller, int batchSize) {
    return policy.decide(new StatementContext(facts, caller, SHOP, batchSize));
  }

  @Test
  void allSelectorsMustMatch() throws PolicyException {
    Policy policy =
        policy(
            """
            - id: purge
              rules: [bulk, late]
              callers: [billing]
              fingerprints: [%s]
              reason: nightly
              ticket: SEC-1
              expires: 2027-01-31
            """
                .formatted(PURGE.fingerprint()));

    Decision lifted = decide(policy, PURGE, BILLING);
    assertThat(lifted.action()).isEqualTo(Action.AUDIT);
    assertThat(lifted.rules()).containsExactly("any", "watch");
    assertThat(lifted.exemptions()).containsExactly("no-claims", "purge", "shop");
    assertThat(lifted.ruleErrors()).extracting(RuleError::rule).containsExactly("odd");
    assertThat(decide(policy, PURGE, BILLING, 2).rules()).containsExactly("any", "watch");

    Decision ofAnother = decide(policy, PURGE, SHOP_WEB);
    assertThat(ofAnother.rules()).containsExactly("any", "bulk", "watch");
    assertThat(ofAnother.exemptions()).containsExactly("shop");
    assertThat(decide(policy, OTHER, BILLING).rules()).containsExactly("any", "bulk", "watch");
    assertThat(decide(policy, OTHER, BILLING, 2).action()).isEqualTo(Action.DENY);
    assertThat(policy.restricts(BILLING, SHOP)).isTrue();
  }

  @Test
  void itHoldsUntilItsLastDayEnds() throws PolicyException {
    Policy policy =
        policy("- {id: e, rules: [bulk], callers: [billing], reason: x, expires: 2026-11-30}");

    time = Instant.parse("2026-11-30T23:59:59Z");
    Decision atLast = decide(policy, PURGE, BILLING);
    time = time.plusSeconds(1);
    Decision after = decide(policy, PURGE, BILLING);

    assertThat(atLast.refuses()).isFalse();
    assertThat(after.refuses()).isTrue();
    assertThat(after.rule()).isEqualTo("bulk");
    assertThat(after.exemptions()).doesNotContain("e");
  }

  @Test
  void anAgentNeedsOneForItselfAndOneForWhomItActs() throws PolicyException {
    String exemption = "- {id: e, rules: [bulk], callers: [%s], reason: x, expires: 2030-01-01}";
    Caller agent = Callers.agentFor("bot", "find", "desk");

    for (String callers : new String[] {"bot", "people"}) {
      Policy policy = policy(exemption.formatted(callers));
      assertThat(decide(policy, PURGE, agent).refuses()).as(callers).isTrue();
    }
    Policy both = policy(exemption.formatted("bot, people"));
    assertThat(decide(both, PURGE, agent).refuses()).isFalse();
    assertThat(decide(both, PURGE, Callers.agentFor(null, "find", "desk")).refuses())
        .as("an agent without a name may be another")
        .isTrue();
  }
}
