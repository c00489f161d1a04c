package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.Caller;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.RowCondition;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableFilters;
import dev.sluice.sql.TableName;
import org.junit.jupiter.api.Test;

/** For whom which rows are filtered. */
class RowFiltersTest {
  private static final Database SHOP =
      new Database(Dialect.POSTGRESQL, "localhost", 5432, "shop", "app");
  private static final TableName ORDERS = new TableName("public", "orders");
  private static final String POLICY =
      """
      sluice: policy/v1
      name: shop
      defaults: {opaque: allow, unmatched: {ai_agent: allow}}
      callers:
        agents: {kind: ai_agent}
        staff: {kind: human}
        chiefs: {kind: human, groups: [chief]}
      row_filters:
        - {id: of-staff, tables: ["shop.public.orders"], callers: [staff], unless: [chiefs], where: "a = 1"}
        - {id: of-agents, tables: ["*.*.orders"], callers: [agents], where: "b = 2"}
        - {id: watched, mode: observe, tables: ["*.*.orders"], callers: [staff], where: "c = 3"}
        - {id: elsewhere, tables: ["lab.*.*"], where: "d = 4"}
      """;

  private final SqlFacts facts = Facts.select("public.orders.id");

  @Test
  void aPersonHasThoseOfPeople() throws PolicyException {
    Decision decision = decide(Callers.human(), facts);

    assertThat(decision.filters().of(ORDERS)).isEqualTo(condition("a", "1"));
    assertThat(decision.filters().of(new TableName("public", "stock"))).isNull();
    assertThat(decision.filtering()).containsExactly("of-staff");
    assertThat(decision.outcome()).isEqualTo("mask");
    assertThat(decision.rule()).isEqualTo("of-staff");
    assertThat(decision.rules()).containsExactly("of-staff", "watched");
    assertThat(decision.withholds()).isTrue();
  }

  @Test
  void whoIsReleasedHasNone() throws PolicyException {
    Decision decision = decide(Callers.human("chief"), facts);

    assertThat(decision.filters()).isSameAs(TableFilters.NONE);
    assertThat(decision.outcome()).isEqualTo("allow");
    assertThat(policy(POLICY).restricts(Callers.human("chief"), SHOP)).isFalse();
    assertThat(policy(POLICY).restricts(Callers.human(), SHOP)).isTrue();
    assertThat(policy(POLICY).withholds(Callers.human(), SHOP)).isTrue();
    assertThat(policy(POLICY).masks(Callers.human())).isTrue();
  }

  @Test
  void anAgentHasThoseOfWhomItActsForToo() throws PolicyException {
    assertThat(decide(Callers.agentFor("bot", "find"), facts).filters().of(ORDERS))
        .isInstanceOfSatisfying(
            RowCondition.All.class,
            all ->
                assertThat(all.conditions())
                    .containsExactlyInAnyOrder(condition("a", "1"), condition("b", "2")));
    assertThat(decide(Callers.agent("bot", "find"), facts).filters().of(ORDERS))
        .isEqualTo(condition("b", "2"));
  }

  @Test
  void aTableWhoseSchemaIsNotKnownMayBeFiltered() throws PolicyException {
    assertThat(decide(Callers.human(), facts).filters().of(new TableName(null, "orders")))
        .isNotNull();
  }

  @Test
  void whatIsNotUnderstoodIsRefusedWhateverElseThePolicySays() throws PolicyException {
    for (SqlFacts unclear :
        new SqlFacts[] {
          SqlFacts.unknown(Dialect.POSTGRESQL, "0", "a reason"), Facts.of(Effect.EXTERNAL).build()
        }) {
      Decision decision = decide(Callers.human(), unclear);

      assertThat(decision.action()).isEqualTo(Action.DENY);
      assertThat(decision.rule()).isEqualTo("defaults.unenforceable");
      assertThat(decide(Callers.human("chief"), unclear).refuses()).isFalse();
    }
  }

  @Test
  void whatIsObservedChangesNothing() throws PolicyException {
    Policy observing = policy(POLICY.replace("name: shop", "name: shop\nmode: observe"));
    Decision decision = observing.decide(new StatementContext(facts, Callers.human(), SHOP, 1));

    assertThat(decision.filters()).isSameAs(TableFilters.NONE);
    assertThat(decision.rules()).contains("of-staff");
    assertThat(observing.rowFilters()).isFalse();
    assertThat(policy(POLICY).rowFilters()).isTrue();
  }

  @Test
  void aFilterThatCannotBeAppliedRefuses() throws PolicyException {
    Decision decision = decide(Callers.human(), facts).unfiltered("a view reads it");

    assertThat(decision.refuses()).isTrue();
    assertThat(decision.filters()).isSameAs(TableFilters.NONE);
    assertThat(Refusal.of(decision).text())
        .contains("a view reads it")
        .contains("(rule defaults.unenforceable)");
  }

  private static RowCondition condition(String column, String number) {
    return new RowCondition.Compared(
        new RowCondition.Name(column, false),
        RowCondition.Comparison.EQUAL,
        new RowCondition.Operand.Literal(number, true));
  }

  private static Decision decide(Caller caller, SqlFacts facts) throws PolicyException {
    return policy(POLICY).decide(new StatementContext(facts, caller, SHOP, 1));
  }

  private static Policy policy(String text) throws PolicyException {
    return PolicyReader.read("shop.yaml", text, 1);
  }
}
