package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.Caller;
import dev.sluice.mask.Mask;
import dev.sluice.policy.RandomPolicies.Rules;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.RowCondition;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * What holds of every policy, caller and statement. To read a policy takes a hundred times longer
 * than to decide by it, so each is asked about some statements by some callers.
 */
@PropertyDefaults(tries = 100, edgeCases = EdgeCasesMode.NONE) // there are more of them than tries
class DecisionProperties {
  private static final List<String> BY_STRENGTH =
      List.of("hash", "constant", "null", "redact", "omit");

  @Property
  void theOrderOfRulesNeverMatters(
      @ForAll("rules") Rules rules,
      @ForAll long seed,
      @ForAll("contexts") List<StatementContext> contexts)
      throws PolicyException {
    Policy forwards = read(rules.text());
    Policy shuffled = read(rules.shuffled(new Random(seed)).text());

    for (StatementContext context : contexts) {
      assertSame(shuffled.decide(context), forwards.decide(context), context);
    }
  }

  @Property
  void oneMoreDenialNeverAllowsMore(
      @ForAll("rules") Rules rules,
      @ForAll("denial") String denial,
      @ForAll("contexts") List<StatementContext> contexts)
      throws PolicyException {
    Policy before = read(rules.text());
    Policy after = read(rules.withGuardrail(denial).text());

    for (StatementContext context : contexts) {
      assertTightens(before.decide(context), after.decide(context), context.facts());
    }
  }

  @Property
  void oneMoreMaskFilterOrLimitNeverShowsMore(
      @ForAll("rules") Rules rules,
      @ForAll("mask") String mask,
      @ForAll("rowFilter") String rowFilter,
      @ForAll("limit") String limit,
      @ForAll("contexts") List<StatementContext> contexts)
      throws PolicyException {
    Policy before = read(rules.text());
    Policy masked = read(rules.withMask(mask).text());
    Policy more = read(rules.withMask(mask).withRowFilter(rowFilter).withLimit(limit).text());

    for (StatementContext context : contexts) {
      assertTightens(before.decide(context), masked.decide(context), context.facts());
      assertTightens(masked.decide(context), more.decide(context), context.facts());
    }
  }

  /** What was remembered of one execution must not leak into another. */
  @Property
  void aDecisionDependsOnItsExecutionAlone(
      @ForAll("rules") Rules rules, @ForAll("contexts") List<StatementContext> contexts)
      throws PolicyException {
    Policy policy = read(rules.text());
    for (StatementContext context : contexts) {
      policy.decide(context);
      policy.decide(new StatementContext(context.facts(), context.caller(), context.database(), 2));
    }

    for (StatementContext context : contexts) {
      assertThat(policy.decide(context)).isSameAs(policy.decide(context));
    }
    StatementContext last = contexts.get(contexts.size() - 1);
    assertSame(policy.decide(last), read(rules.text()).decide(last), last);
  }

  /** P4: what fails restricts, and never allows. */
  @Property
  void aConditionThatFailsNeverAllowsMoreThanEitherAnswer(
      @ForAll("rules") Rules rules,
      @ForAll("failing") String failing,
      @ForAll("contexts") List<StatementContext> contexts)
      throws PolicyException {
    Policy failed = read(rules.withGuardrail(failing).text());
    Policy held = read(rules.withGuardrail(failing.replace(RandomPolicies.FAILS, "true")).text());
    Policy not = read(rules.withGuardrail(failing.replace(RandomPolicies.FAILS, "false")).text());

    for (StatementContext context : contexts) {
      Decision decision = failed.decide(context);
      assertThat(decision.action()).isGreaterThanOrEqualTo(held.decide(context).action());
      assertThat(decision.action()).isGreaterThanOrEqualTo(not.decide(context).action());
      assertThat(decision.ruleErrors().size())
          .isGreaterThanOrEqualTo(held.decide(context).ruleErrors().size());
    }
  }

  /** P5: what a rule in observe mode says is reported, and nothing comes of it. */
  @Property
  void oneMoreObservedRuleChangesNothing(
      @ForAll("rules") Rules rules,
      @ForAll("guardrail") String guardrail,
      @ForAll("mask") String mask,
      @ForAll("rowFilter") String rowFilter,
      @ForAll("limit") String limit,
      @ForAll("contexts") List<StatementContext> contexts)
      throws PolicyException {
    Policy before = read(rules.text());
    Policy after =
        read(
            rules
                .withGuardrail(observed(guardrail))
                .withMask(observed(mask))
                .withRowFilter(observed(rowFilter))
                .withLimit(observed(limit))
                .text());

    for (StatementContext context : contexts) {
      Decision without = before.decide(context);
      Decision with = after.decide(context);
      assertThat(with.refuses()).isEqualTo(without.refuses());
      assertThat(with.action()).isBetween(without.action(), max(without.action(), Action.WARN));
      assertThat(shown(with)).isEqualTo(shown(without));
      assertThat(rows(with, context.facts())).isEqualTo(rows(without, context.facts()));
      assertThat(with.limits()).isEqualTo(without.limits());
    }
  }

  private static String observed(String rule) {
    return rule.replace("mode: enforce", "mode: observe");
  }

  private static Action max(Action one, Action other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** P6. */
  @Property
  void anExemptionLiftsWhatItNamesForThoseItNames(
      @ForAll("rules") Rules rules, @ForAll("contexts") List<StatementContext> contexts)
      throws PolicyException {
    Policy without = read(rules.text());
    Policy ofNobody = read(rules.exempting("fingerprints: [aaaaaaaaaaaaaaaa]"));
    Policy ofAll = read(rules.exempting("fingerprints: [0123456789abcdef]"));

    for (StatementContext context : contexts) {
      Decision decision = without.decide(context);
      assertSame(ofNobody.decide(context), decision, context);
      Decision lifted = ofAll.decide(context);
      assertThat(lifted.action()).isLessThanOrEqualTo(decision.action());
      for (String rule : rules.guardrails()) {
        assertThat(rule.contains("action: allow") || !lifted.rules().contains(Rules.id(rule)))
            .as(rule)
            .isTrue();
      }
    }
  }

  /** What is signed and shipped is what was written. */
  @Property
  void aBundleDecidesAsThePolicyThatItWasMadeOf(
      @ForAll("rules") Rules rules, @ForAll("contexts") List<StatementContext> contexts)
      throws PolicyException {
    PolicyBundle bundle =
        PolicyBundle.build(List.of(new PolicyBundle.Source("s", rules.text())), List.of());
    Policy written = read(rules.text());
    Policy shipped = read(bundle.text());

    for (StatementContext context : contexts) {
      assertSame(shipped.decide(context), written.decide(context), context);
    }
    assertThat(PolicyBundle.read("b", bundle.bytes()).bytes()).isEqualTo(bundle.bytes());
  }

  /** P13: under layers nobody may more, or sees more, than under the highest alone. */
  @Property
  void aLowerLayerOnlyTightens(
      @ForAll("rules") Rules rules,
      @ForAll("lowerRules") Rules one,
      @ForAll("lowerRules") Rules other,
      @ForAll("contexts") List<StatementContext> contexts)
      throws PolicyException {
    Policy alone = read(rules.text());
    Policy two = layers(rules.text(), one.lowerText("one"));
    Policy three = layers(rules.text(), one.lowerText("one"), other.lowerText("other"));
    Policy swapped = layers(rules.text(), other.lowerText("other"), one.lowerText("one"));

    for (StatementContext context : contexts) {
      Decision ofTwo = two.decide(context);
      Decision ofThree = three.decide(context);
      assertTightens(alone.decide(context), ofTwo, context.facts());
      assertTightens(ofTwo, ofThree, context.facts());
      assertSame(swapped.decide(context), ofThree, context);
    }
  }

  private static Policy layers(String... texts) throws PolicyException {
    List<PolicyBundle.Source> layers = new ArrayList<>();
    for (String text : texts) {
      layers.add(new PolicyBundle.Source("layer" + layers.size(), text));
    }
    return PolicyReader.read(layers, 1, PolicySettings.standard());
  }

  @Property
  void anAgentNeverMayMoreThanItsPrincipal(
      @ForAll("rules") Rules rules, @ForAll("contexts") List<StatementContext> contexts)
      throws PolicyException {
    Policy policy = read(rules.text());
    for (StatementContext context : contexts) {
      Caller caller = Objects.requireNonNull(context.caller());
      if (caller.agent() != null) {
        Decision principal =
            policy.decide(
                new StatementContext(context.facts(), caller.principal(), context.database(), 1));
        Decision agent = policy.decide(context);
        assertThat(agent.action()).isGreaterThanOrEqualTo(principal.action());
        assertShowsNoMore(principal, agent, context.facts());
      }
    }
  }

  @Property
  void whatObservesChangesNothing(
      @ForAll("rules") Rules rules, @ForAll("contexts") List<StatementContext> contexts)
      throws PolicyException {
    Policy enforcing = read(rules.text());
    Policy observing =
        PolicyReader.read("s", rules.text(), 1, PolicySettings.standard().observing());

    for (StatementContext context : contexts) {
      Decision enforced = enforcing.decide(context);
      Decision observed = observing.decide(context);
      assertThat(observed.refuses()).isFalse();
      assertThat(observed.masks().isEmpty()).isTrue();
      assertThat(rows(observed, context.facts())).isEmpty();
      assertThat(observed.limits()).isEqualTo(Limits.NONE);
      if (enforced.refuses()) {
        assertThat(observed.would()).isGreaterThanOrEqualTo(enforced.action());
      }
    }
  }

  @Property
  void whoIsNotRestrictedIsNeverRefused(
      @ForAll("rules") Rules rules, @ForAll("contexts") List<StatementContext> contexts)
      throws PolicyException {
    Policy policy = read(rules.text());
    for (StatementContext context : contexts) {
      Decision decision = policy.decide(context);
      if (decision.refuses()
          || !decision.masks().isEmpty()
          || !rows(decision, context.facts()).isEmpty()) {
        assertThat(policy.restricts(context.caller(), context.database()))
            .as("restricts the caller")
            .isTrue();
        assertThat(policy.restricts(null, context.database())).as("restricts anybody").isTrue();
      }
    }
  }

  /** What is told of a decision is what was decided. */
  @Property
  void anExplanationAgreesWithItsDecision(
      @ForAll("rules") Rules rules, @ForAll("contexts") List<StatementContext> contexts)
      throws PolicyException {
    Policy policy = read(rules.text() + rules.exemption());
    // an explanation takes its time
    for (StatementContext context : contexts.subList(0, 2)) {
      assertAgrees(policy.explain(context, Instant.now()), policy.decide(context), context);
    }
  }

  private static void assertAgrees(
      Explanation explanation, Decision decision, StatementContext context) {
    assertSame(explanation.decision(), decision, context);
    assertThat(matched(explanation, Explanation.Section.EXEMPTION))
        .containsExactlyElementsOf(decision.exemptions());
    assertThat(
            matched(
                explanation,
                Explanation.Section.GUARDRAIL,
                Explanation.Section.MASK,
                Explanation.Section.ROW_FILTER,
                Explanation.Section.DEFAULT))
        .containsExactlyElementsOf(decision.rules());
    for (Explanation.ColumnCheck column : explanation.columns()) {
      Mask mask = decision.masks().column(column.number() == 0 ? 1 : column.number());
      assertThat(column.mask()).isEqualTo(mask == null ? "clear" : MaskWords.of(mask));
      assertThat(column.by().isEmpty()).isEqualTo(mask == null);
    }
    String text = explanation.text(true);
    String json = explanation.json();
    for (String rule : decision.rules()) {
      assertThat(text).contains(rule);
      assertThat(json).contains(rule);
    }
  }

  private static Set<String> matched(Explanation explanation, Explanation.Section... sections) {
    Set<String> ids = new TreeSet<>();
    for (Explanation.RuleCheck check : explanation.checks()) {
      if (List.of(sections).contains(check.section())
          && check.status() == Explanation.Status.MATCHED) {
        ids.add(check.id());
      }
    }
    return ids;
  }

  private static Policy read(String policy) throws PolicyException {
    return PolicyReader.read("s", policy, 1);
  }

  /** The caller may no more, and sees no more, under the second than under the first. */
  private static void assertTightens(Decision first, Decision second, SqlFacts facts) {
    assertThat(second.action()).isGreaterThanOrEqualTo(first.action());
    assertThat(!first.withholds() || second.withholds()).as("withholds").isTrue();
    assertShowsNoMore(first, second, facts);
    if (!second.refuses()) {
      assertAtMost(
          first.limits().returnedRows(),
          second.limits().returnedRows(),
          Limits.ReturnedRows.SMALLEST_FIRST);
      assertAtMost(
          first.limits().affectedRows(),
          second.limits().affectedRows(),
          Limits.AffectedRows.SMALLEST_FIRST);
      assertAtMost(
          first.limits().timeout(), second.limits().timeout(), Limits.Timeout.SMALLEST_FIRST);
    }
  }

  private static <T> void assertAtMost(
      @Nullable T first, @Nullable T second, Comparator<T> smallestFirst) {
    assertThat(first == null || (second != null && smallestFirst.compare(second, first) <= 0))
        .as("%s is at most %s", second, first)
        .isTrue();
  }

  private static void assertShowsNoMore(Decision first, Decision second, SqlFacts facts) {
    if (second.refuses()) {
      return;
    }
    List<@Nullable Mask> more = shown(first);
    List<@Nullable Mask> less = shown(second);
    for (int i = 0; i < more.size(); i++) {
      assertThat(hidesAsMuch(more.get(i), less.get(i)))
          .as("column %d: %s instead of %s", i, less.get(i), more.get(i))
          .isTrue();
    }
    Map<String, Set<RowCondition>> filtered = rows(second, facts);
    rows(first, facts)
        .forEach(
            (table, conditions) ->
                assertThat(filtered.getOrDefault(table, Set.of()))
                    .as(table)
                    .containsAll(conditions));
  }

  /** P9: the stronger mask, the same one, or redaction of what two of equal strength leave. */
  private static boolean hidesAsMuch(@Nullable Mask first, @Nullable Mask second) {
    return first == null
        || (second != null
            && (second.equals(first)
                || second.name().equals("redact")
                || BY_STRENGTH.indexOf(second.name()) > BY_STRENGTH.indexOf(first.name())));
  }

  /** Two decisions do the same, for the same reasons; what policies are called is left out. */
  private static void assertSame(Decision actual, Decision expected, StatementContext context) {
    assertThat(words(actual, context)).isEqualTo(words(expected, context));
  }

  private static List<@Nullable Object> words(Decision decision, StatementContext context) {
    List<@Nullable Object> words = new ArrayList<>();
    words.add(decision.action());
    words.add(decision.mode());
    words.add(decision.would());
    words.add(decision.rule());
    words.add(decision.rules());
    words.add(shown(decision));
    words.add(rows(decision, context.facts()));
    words.add(decision.filtering());
    words.add(decision.withholds());
    words.add(decision.maskedTags());
    words.add(decision.tags());
    words.add(decision.limits());
    words.add(decision.wouldBeLimits());
    words.add(decision.message());
    words.add(decision.fix());
    words.add(decision.serial());
    words.add(decision.ruleErrors());
    words.add(decision.exemptions());
    words.add(decision.copied());
    words.add(decision.tellsText());
    return words;
  }

  private static List<@Nullable Mask> shown(Decision decision) {
    MaskPlan plan = decision.masks();
    List<@Nullable Mask> masks = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      masks.add(plan.column(i));
    }
    for (String column : RandomPolicies.COLUMNS) {
      ColumnName name = Facts.column(column);
      masks.add(plan.baseColumn(name));
    }
    return masks;
  }

  /** The conditions that the rows of each table must meet, all of them. */
  private static Map<String, Set<RowCondition>> rows(Decision decision, SqlFacts facts) {
    Map<String, Set<RowCondition>> rows = new TreeMap<>();
    for (TableName table : facts.tables()) {
      RowCondition condition = decision.filters().of(table);
      if (condition != null) {
        rows.put(
            table.toString(),
            condition instanceof RowCondition.All all
                ? Set.copyOf(all.conditions())
                : Set.of(condition));
      }
    }
    return rows;
  }

  @Provide
  Arbitrary<Rules> rules() {
    return RandomPolicies.rules();
  }

  @Provide
  Arbitrary<Rules> lowerRules() {
    return RandomPolicies.lowerRules();
  }

  @Provide
  Arbitrary<String> mask() {
    return RandomPolicies.mask();
  }

  @Provide
  Arbitrary<String> rowFilter() {
    return RandomPolicies.rowFilter();
  }

  @Provide
  Arbitrary<String> limit() {
    return RandomPolicies.limit();
  }

  @Provide
  Arbitrary<String> guardrail() {
    return RandomPolicies.guardrail();
  }

  @Provide
  Arbitrary<String> failing() {
    return RandomPolicies.failing();
  }

  @Provide
  Arbitrary<String> denial() {
    return RandomPolicies.denial();
  }

  @Provide
  Arbitrary<List<StatementContext>> contexts() {
    return RandomPolicies.contexts();
  }
}
