package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SqlFacts;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits on how often a caller runs statements or is refused. */
class CountedLimitsTest {
  private static final Database SHOP = new Database(Dialect.POSTGRESQL, "db", 1, "shop", "app");
  private static final SqlFacts READ = Facts.select("public.stock.id");
  private static final SqlFacts DROP = Facts.of(Effect.DROP).writesTable("public.stock").build();
  private static final String HEAD =
      """
      sluice: policy/v1
      name: s
      defaults: {unmatched: {ai_agent: allow}}
      callers: {agents: {kind: ai_agent}, desk: {kind: human, groups: [desk]}}
      guardrails: [{id: no-drop, match: {effects: [drop]}, action: deny}]
      limits:
      """;

  private long now = 5_000_000;
  private Tallies tallies = new Tallies(() -> now, 100);

  @Test
  void statementsBeyondTheRateAreRefusedUntilTheWindowHasPassed() throws PolicyException {
    Policy policy = policy("{id: slow, rate: 3/m}");

    assertThat(run(policy, READ, person("kim"))).isEqualTo("ran");
    assertThat(run(policy, READ, person("kim"))).isEqualTo("ran");
    now += 30_000;
    assertThat(run(policy, READ, person("kim"))).isEqualTo("ran");
    assertThat(run(policy, READ, person("kim"))).isEqualTo("LIMIT slow");
    now += 29_999;
    assertThat(run(policy, READ, person("kim"))).isEqualTo("LIMIT slow");
    now += 5_001; // a twelfth of a minute later than the first two at most
    assertThat(run(policy, READ, person("kim"))).isEqualTo("ran");
    assertThat(run(policy, READ, person("kim"))).isEqualTo("ran");
    assertThat(run(policy, READ, person("kim"))).isEqualTo("LIMIT slow");
  }

  @Test
  void whoIsRefusedTooOftenIsLockedOutForTheWindow() throws PolicyException {
    Policy policy = policy("{id: retry, denials: 3/10m, on_exceed: lock}");

    assertThat(run(policy, DROP, person("kim"))).isEqualTo("DENIED no-drop");
    assertThat(run(policy, DROP, person("kim"))).isEqualTo("DENIED no-drop");
    assertThat(run(policy, READ, person("kim"))).isEqualTo("ran");
    now += 1_000;
    assertThat(run(policy, DROP, person("kim"))).isEqualTo("DENIED no-drop");
    assertThat(run(policy, READ, person("kim"))).isEqualTo("LOCKED retry");
    assertThat(run(policy, DROP, person("kim"))).isEqualTo("LOCKED retry");
    assertThat(run(policy, READ, person("lee"))).isEqualTo("ran");
    now += 599_999;
    assertThat(run(policy, READ, person("kim"))).isEqualTo("LOCKED retry");
    now += 1;
    assertThat(run(policy, READ, person("kim"))).isEqualTo("ran");
    assertThat(run(policy, DROP, person("kim"))).isEqualTo("DENIED no-drop");
    assertThat(run(policy, READ, person("kim"))).isEqualTo("ran");
  }

  @Test
  void withoutALockStatementsAreRefusedWhileTooManyRefusalsAreRecent() throws PolicyException {
    Policy policy = policy("{id: retry, denials: 2/m}");

    assertThat(run(policy, DROP, person("kim"))).isEqualTo("DENIED no-drop");
    now += 30_000;
    assertThat(run(policy, DROP, person("kim"))).isEqualTo("DENIED no-drop");
    assertThat(run(policy, READ, person("kim"))).isEqualTo("LIMIT retry");
    now += 35_000; // the first is forgotten
    assertThat(run(policy, READ, person("kim"))).isEqualTo("ran");
    assertThat(run(policy, DROP, person("kim"))).isEqualTo("DENIED no-drop");
    assertThat(run(policy, DROP, person("kim"))).isEqualTo("LIMIT retry");
  }

  @Test
  void aRateCanLockToo() throws PolicyException {
    Policy policy = policy("{id: slow, rate: 1/s, on_exceed: lock}");

    assertThat(run(policy, READ, person("kim"))).isEqualTo("ran");
    assertThat(run(policy, READ, person("kim"))).isEqualTo("LOCKED slow");
    now += 999;
    assertThat(run(policy, READ, person("kim"))).isEqualTo("LOCKED slow");
    now += 1;
    assertThat(run(policy, READ, person("kim"))).isEqualTo("ran");
  }

  @Test
  void eachLimitCountsByItself() throws PolicyException {
    Policy policy =
        policy(
            "{id: agents-slow, callers: [agents], rate: 2/m}",
            "{id: desk-slow, callers: [desk], rate: 3/m}");

    assertThat(run(policy, READ, agent("bot", "c1", "kim"))).isEqualTo("ran");
    assertThat(run(policy, READ, agent("bot", "c1", "kim"))).isEqualTo("ran");
    assertThat(run(policy, READ, agent("bot", "c1", "kim"))).isEqualTo("LIMIT agents-slow");
    assertThat(run(policy, READ, person("kim"))).isEqualTo("ran");
    // what the agent ran for the person counts as the person's
    assertThat(run(policy, READ, person("kim"))).isEqualTo("LIMIT desk-slow");
    assertThat(run(policy, READ, Callers.service("web"))).isEqualTo("ran");
  }

  @ParameterizedTest
  @CsvSource({
    "kim,  c1, kim,  c1, true",
    "kim,  c1, kim,  c2, true",
    "kim,  c1, lee,  c1, false",
    "'',   c1, '',   c1, true",
    "'',   c1, '',   c2, false",
    "'',   c1, kim,  c1, false"
  })
  void anAgentIsOneForEachPersonOrElseForEachConversation(
      String one, String conversation, String other, String otherConversation, boolean same)
      throws PolicyException {
    Policy policy = policy("{id: slow, callers: [agents], rate: 1/m}");

    run(policy, READ, agent("bot", conversation, one));

    assertThat(run(policy, READ, agent("bot", otherConversation, other)))
        .isEqualTo(same ? "LIMIT slow" : "ran");
    assertThat(run(policy, READ, agent("other", conversation, one))).isEqualTo("ran");
  }

  @Test
  void anObservedLimitOnlyTells() throws PolicyException {
    Policy policy =
        policy(
            "{id: slow, mode: observe, rate: 1/m}",
            "{id: retry, mode: observe, denials: 1/m, on_exceed: lock}");

    assertThat(run(policy, READ, person("kim"))).isEqualTo("ran");
    assertThat(run(policy, READ, person("kim"))).isEqualTo("ran, past [slow]");
    assertThat(run(policy, DROP, person("kim"))).isEqualTo("DENIED no-drop");
    assertThat(run(policy, READ, person("kim"))).isEqualTo("ran, past [retry, slow]");
  }

  @Test
  void aPolicyThatIsOnlyObservedCountsWhatItWouldRefuse() throws PolicyException {
    Policy policy = policy("{id: retry, denials: 1/m, on_exceed: lock}", "mode: observe");

    assertThat(run(policy, DROP, person("kim"))).isEqualTo("ran");
    assertThat(run(policy, READ, person("kim"))).isEqualTo("ran, past [retry]");
  }

  @Test
  void theNextPolicyGoesOnCounting() throws PolicyException {
    run(policy("{id: slow, rate: 1/m}"), READ, person("kim"));

    assertThat(run(policy("{id: slow, rate: 1/m}"), READ, person("kim"))).isEqualTo("LIMIT slow");
    assertThat(run(policy("{id: slow, rate: 2/m}"), READ, person("kim"))).isEqualTo("ran");
  }

  @Test
  void whatIsTakenBackDoesNotCount() throws PolicyException {
    Policy policy = policy("{id: slow, rate: 1/m}", "{id: retry, denials: 2/m, on_exceed: lock}");

    tally(policy, READ, person("kim")).undo();
    assertThat(run(policy, READ, person("kim"))).isEqualTo("ran");
    assertThat(run(policy, READ, person("kim"))).isEqualTo("LIMIT slow");
    assertThat(run(policy, DROP, person("kim"))).isEqualTo("DENIED no-drop");
    tally(policy, DROP, person("kim")).undo();
    assertThat(run(policy, READ, person("kim"))).isEqualTo("LIMIT slow");
    assertThat(run(policy, DROP, person("kim"))).isEqualTo("DENIED no-drop");
    assertThat(run(policy, READ, person("kim"))).isEqualTo("LOCKED retry");
  }

  @Test
  void callersWithoutEndAreCountedTogetherPastTheBound() throws PolicyException {
    tallies = new Tallies(() -> now, 2);
    Policy policy = policy("{id: slow, rate: 1/m}");

    assertThat(run(policy, READ, person("a"))).isEqualTo("ran");
    assertThat(run(policy, READ, person("b"))).isEqualTo("ran");
    assertThat(run(policy, READ, person("c"))).isEqualTo("ran");
    assertThat(run(policy, READ, person("d"))).isEqualTo("LIMIT slow");
    now += 70_000; // the others have been idle
    assertThat(run(policy, READ, person("d"))).isEqualTo("ran");
    assertThat(run(policy, READ, person("e"))).isEqualTo("ran");
  }

  @Test
  void aPolicyWithoutSuchLimitsCountsNothing() throws PolicyException {
    Policy policy = policy("{id: few, returned_rows: 5}");

    assertThat(tally(policy, READ, person("kim"))).isSameAs(Tally.NONE);
    assertThat(policy.restricts(person("kim"), SHOP)).isTrue();
    assertThat(policy("{id: slow, rate: 1/m}").restricts(person("kim"), SHOP)).isTrue();
  }

  @Test
  void whoIsStoppedReadsWhyAndWhen() throws PolicyException {
    Policy policy = policy("{id: retry, denials: 1/10m, on_exceed: lock}", "{id: slow, rate: 1/s}");

    run(policy, READ, person("lee"));
    assertThat(refusal(policy, READ, person("lee")).text())
        .isEqualTo(
            """
            Sluice stopped this statement: this caller may run 1 statements within 1 second. (rule slow)
            {"sluice":{"code":"LIMIT","rule":"slow","fix":"Send fewer statements; try again after 1 second.","retry":"later"}}""");
    run(policy, DROP, person("kim"));
    assertThat(refusal(policy, READ, person("kim")).text())
        .isEqualTo(
            """
            Sluice locked this caller out: 1 statements of this caller were refused within 10 minutes. (rule retry)
            {"sluice":{"code":"LOCKED","rule":"retry","fix":"Do not try variants of what is refused; try again after 10 minutes.","retry":"later"}}""");
  }

  private static Refusal refusal(Policy policy, SqlFacts facts, Caller caller) {
    return Objects.requireNonNull(tally(policy, facts, caller).refusal());
  }

  private static Tally tally(Policy policy, SqlFacts facts, Caller caller) {
    return policy.tally(caller, SHOP, decide(policy, facts, caller));
  }

  private static Decision decide(Policy policy, SqlFacts facts, Caller caller) {
    return policy.decide(new StatementContext(facts, caller, SHOP, 1));
  }

  /** How an execution ends: it ran, or the code of its refusal and the rule. */
  private static String run(Policy policy, SqlFacts facts, Caller caller) {
    Decision decided = decide(policy, facts, caller);
    Tally tally = policy.tally(caller, SHOP, decided);
    Decision decision = tally.decision(decided);
    assertThat(decision.refuses()).isEqualTo(decided.refuses() || tally.rule() != null);
    if (!decision.refuses()) {
      return "ran" + (tally.observed().isEmpty() ? "" : ", past " + tally.observed());
    }
    Refusal refusal = tally.refusal() == null ? Refusal.of(decision) : tally.refusal();
    return refusal.code() + " " + decision.rule();
  }

  /** Items of {@code limits}, and keys of the document. */
  private Policy policy(String... parts) throws PolicyException {
    StringBuilder text = new StringBuilder(HEAD);
    StringBuilder keys = new StringBuilder();
    for (String part : parts) {
      if (part.startsWith("{")) {
        text.append("  - ").append(part).append('\n');
      } else {
        keys.append(part).append('\n');
      }
    }
    PolicySettings settings =
        new PolicySettings(PolicySettings.standard().hash(), false, new LearnedTags(), tallies);
    return PolicyReader.read("s", text.append(keys).toString(), 1, settings);
  }

  private static Caller person(String subject) {
    return new Caller("web", human(subject), null);
  }

  private static Caller agent(String name, String conversation, String subject) {
    return new Caller(
        "web",
        subject.isEmpty() ? null : human(subject),
        new AiAgent("langchain4j", name, "tool", "call", conversation));
  }

  private static @Nullable Human human(String subject) {
    return new Human(subject, Set.of("desk"), Map.of(), "spring-security", true);
  }
}
