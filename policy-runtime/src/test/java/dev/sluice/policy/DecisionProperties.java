package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.Caller;
import dev.sluice.mask.Mask;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SqlFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What holds of every policy, caller and statement. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE) // there are more of them than tries
class DecisionProperties {
  private static final Database DATABASE =
      new Database(Dialect.POSTGRESQL, "db.prod.example", 5432, "shop", "app");

  private static final String FAILS = "stmt.joins - 9223372036854775807 - 2 == 0";

  private static final List<String> COLUMNS =
      List.of("public.clients.mail", "public.clients.id", "hr.people.tax", "stock.amount");

  @Property
  void theOrderOfRulesNeverMatters(
      @ForAll("rules") Rules rules,
      @ForAll long seed,
      @ForAll("callers") Caller caller,
      @ForAll("facts") SqlFacts facts)
      throws PolicyException {
    Decision forwards = decide(rules, caller, facts);
    Decision backwards = decide(rules.shuffled(new Random(seed)), caller, facts);

    assertThat(backwards).usingRecursiveComparison().ignoringFields("masks").isEqualTo(forwards);
    assertThat(shown(backwards.masks())).isEqualTo(shown(forwards.masks()));
  }

  @Property
  void oneMoreDenialNeverAllowsMore(
      @ForAll("rules") Rules rules,
      @ForAll("denial") String denial,
      @ForAll("callers") Caller caller,
      @ForAll("facts") SqlFacts facts)
      throws PolicyException {
    Decision before = decide(rules, caller, facts);
    Decision after = decide(rules.withGuardrail(denial), caller, facts);

    assertThat(after.action()).isGreaterThanOrEqualTo(before.action());
  }

  @Property
  void oneMoreMaskNeverShowsMore(
      @ForAll("rules") Rules rules,
      @ForAll("mask") String mask,
      @ForAll("callers") Caller caller,
      @ForAll("facts") SqlFacts facts)
      throws PolicyException {
    Decision before = decide(rules, caller, facts);
    Decision after = decide(rules.withMask(mask), caller, facts);

    assertThat(after.action()).isGreaterThanOrEqualTo(before.action());
    for (int i = 1; i <= facts.output().size(); i++) {
      if (before.masks().column(i) != null && !after.refuses()) {
        assertThat(after.masks().column(i)).as("column " + i).isNotNull();
      }
    }
  }

  /** What was remembered of one execution must not leak into another. */
  @Property
  void aDecisionDependsOnItsExecutionAlone(
      @ForAll("rules") Rules rules,
      @ForAll("callers") Caller caller,
      @ForAll("callers") Caller other,
      @ForAll("facts") SqlFacts facts)
      throws PolicyException {
    Policy policy = PolicyReader.read("s", rules.text(), 1);
    Policy fresh = PolicyReader.read("s", rules.text(), 1);
    StatementContext single = new StatementContext(facts, caller, DATABASE, 1);
    policy.decide(new StatementContext(facts, other, DATABASE, 1));
    policy.decide(new StatementContext(facts, caller, DATABASE, 2));

    assertThat(policy.decide(single))
        .usingRecursiveComparison()
        .ignoringFields("masks")
        .isEqualTo(fresh.decide(single));
    assertThat(policy.decide(single)).isSameAs(policy.decide(single));
  }

  /** P4: what fails restricts, and never allows. */
  @Property
  void aConditionThatFailsNeverAllowsMoreThanEitherAnswer(
      @ForAll("rules") Rules rules,
      @ForAll("failing") String failing,
      @ForAll("callers") Caller caller,
      @ForAll("facts") SqlFacts facts)
      throws PolicyException {
    Decision failed = decide(rules.withGuardrail(failing), caller, facts);
    Decision held = decide(rules.withGuardrail(failing.replace(FAILS, "true")), caller, facts);
    Decision not = decide(rules.withGuardrail(failing.replace(FAILS, "false")), caller, facts);

    assertThat(failed.action()).isGreaterThanOrEqualTo(held.action());
    assertThat(failed.action()).isGreaterThanOrEqualTo(not.action());
    assertThat(failed.ruleErrors().size()).isGreaterThanOrEqualTo(held.ruleErrors().size());
  }

  /** P6. */
  @Property
  void anExemptionLiftsWhatItNamesForThoseItNames(
      @ForAll("rules") Rules rules,
      @ForAll("callers") Caller caller,
      @ForAll("facts") SqlFacts facts)
      throws PolicyException {
    Decision without = decide(rules, caller, facts);
    Decision ofNobody = decide(rules.exempting("fingerprints: [aaaaaaaaaaaaaaaa]"), caller, facts);
    Decision ofAll = decide(rules.exempting("fingerprints: [0123456789abcdef]"), caller, facts);

    assertThat(ofNobody).usingRecursiveComparison().ignoringFields("masks").isEqualTo(without);
    assertThat(ofAll.action()).isLessThanOrEqualTo(without.action());
    for (String rule : rules.guardrails()) {
      assertThat(rule.contains("action: allow") || !ofAll.rules().contains(Rules.id(rule)))
          .as(rule)
          .isTrue();
    }
  }

  /** What is signed and shipped is what was written. */
  @Property
  void aBundleDecidesAsThePolicyThatItWasMadeOf(
      @ForAll("rules") Rules rules,
      @ForAll("callers") Caller caller,
      @ForAll("facts") SqlFacts facts)
      throws PolicyException {
    PolicyBundle bundle =
        PolicyBundle.build(List.of(new PolicyBundle.Source("s", rules.text())), List.of());

    Decision written = decide(rules, caller, facts);
    Decision shipped = decide(bundle.text(), caller, facts);
    assertThat(shipped).usingRecursiveComparison().ignoringFields("masks").isEqualTo(written);
    assertThat(shown(shipped.masks())).isEqualTo(shown(written.masks()));
    assertThat(PolicyBundle.read("b", bundle.bytes()).bytes()).isEqualTo(bundle.bytes());
  }

  /** P13. */
  @Property
  void aLowerLayerOnlyTightens(
      @ForAll("rules") Rules rules,
      @ForAll("lowerMasks") List<String> masks,
      @ForAll("lowerGuardrails") List<String> guardrails,
      @ForAll("callers") Caller caller,
      @ForAll("facts") SqlFacts facts)
      throws PolicyException {
    Decision alone = decide(rules, caller, facts);
    Decision both = layered(rules, List.of(masks), List.of(guardrails), caller, facts);

    assertThat(both.action()).isGreaterThanOrEqualTo(alone.action());
    assertThat(both.rules()).containsAll(both.refuses() ? List.of() : alone.rules());
    if (!both.refuses()) {
      assertThat(both.limits().returnedRows())
          .isNotNull()
          .extracting(Limits.ReturnedRows::most)
          .isEqualTo(7L);
      for (int i = 1; i <= facts.output().size(); i++) {
        Mask before = alone.masks().column(i);
        if (before != null) {
          assertThat(both.masks().column(i)).as("column " + i).isNotNull();
        }
      }
    }
    Decision sideBySide =
        layered(rules, List.of(List.of(), masks), List.of(guardrails, List.of()), caller, facts);
    assertThat(sideBySide)
        .usingRecursiveComparison()
        .ignoringFields("masks", "policy")
        .isEqualTo(both);
    assertThat(shown(sideBySide.masks())).isEqualTo(shown(both.masks()));
  }

  private static Decision layered(
      Rules rules,
      List<List<String>> masks,
      List<List<String>> guardrails,
      Caller caller,
      SqlFacts facts)
      throws PolicyException {
    List<PolicyBundle.Source> layers = new ArrayList<>();
    layers.add(new PolicyBundle.Source("top", rules.text()));
    for (int i = 0; i < masks.size(); i++) {
      layers.add(
          new PolicyBundle.Source(
              "layer" + i,
              """
              sluice: policy/v1
              name: layer%d
              masks: [%s]
              guardrails: [%s]
              limits: [{id: few%d, returned_rows: 7}]
              """
                  .formatted(
                      i,
                      Rules.numbered("low-", masks.get(i)),
                      Rules.numbered("low-", guardrails.get(i)),
                      i)));
    }
    return PolicyReader.read(layers, 1, PolicySettings.standard())
        .decide(new StatementContext(facts, caller, DATABASE, 1));
  }

  @Provide
  Arbitrary<List<String>> lowerMasks() {
    return mask().list().ofMaxSize(3);
  }

  @Provide
  Arbitrary<List<String>> lowerGuardrails() {
    return guardrail(
            Arbitraries.of(Action.AUDIT, Action.WARN, Action.APPROVE, Action.DENY),
            Arbitraries.of("enforce", "observe"))
        .list()
        .ofMaxSize(3);
  }

  @Property
  void anAgentNeverMayMoreThanItsPrincipal(
      @ForAll("rules") Rules rules,
      @ForAll("callers") Caller caller,
      @ForAll("facts") SqlFacts facts)
      throws PolicyException {
    Assume.that(caller.agent() != null);
    Decision agent = decide(rules, caller, facts);
    Decision principal = decide(rules, caller.principal(), facts);

    assertThat(agent.action()).isGreaterThanOrEqualTo(principal.action());
    for (int i = 1; i <= facts.output().size(); i++) {
      if (principal.masks().column(i) != null && !agent.refuses()) {
        assertThat(agent.masks().column(i)).as("column " + i).isNotNull();
      }
    }
  }

  @Property
  void whatObservesChangesNothing(
      @ForAll("rules") Rules rules,
      @ForAll("callers") Caller caller,
      @ForAll("facts") SqlFacts facts)
      throws PolicyException {
    Decision enforced = decide(rules, caller, facts);
    Decision observed =
        PolicyReader.read("s", rules.text(), 1, PolicySettings.standard().observing())
            .decide(new StatementContext(facts, caller, DATABASE, 1));

    assertThat(observed.refuses()).isFalse();
    assertThat(observed.masks().isEmpty()).isTrue();
    if (enforced.refuses()) {
      assertThat(observed.would()).isGreaterThanOrEqualTo(enforced.action());
    }
  }

  @Property
  void whoIsNotRestrictedIsNeverRefused(
      @ForAll("rules") Rules rules,
      @ForAll("callers") Caller caller,
      @ForAll("facts") SqlFacts facts)
      throws PolicyException {
    Policy policy = PolicyReader.read("s", rules.text(), 1);
    Decision decision = policy.decide(new StatementContext(facts, caller, DATABASE, 1));

    if (decision.refuses() || !decision.masks().isEmpty()) {
      assertThat(policy.restricts(caller, DATABASE)).as("restricts the caller").isTrue();
      assertThat(policy.restricts(null, DATABASE)).as("restricts anybody").isTrue();
    }
  }

  /** What is told of a decision is what was decided. */
  @Property(tries = 400) // an explanation takes its time
  void anExplanationAgreesWithItsDecision(
      @ForAll("rules") Rules rules,
      @ForAll("others") String others,
      @ForAll("callers") Caller caller,
      @ForAll("facts") SqlFacts facts)
      throws PolicyException {
    Policy policy = PolicyReader.read("s", rules.text() + others + rules.exemption(), 1);
    StatementContext context = new StatementContext(facts, caller, DATABASE, 1);
    Decision decision = policy.decide(context);
    Explanation explanation = policy.explain(context, Instant.now());

    assertThat(explanation.decision())
        .usingRecursiveComparison()
        .ignoringFields("masks", "filters")
        .isEqualTo(decision);
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

  private static Decision decide(Rules rules, Caller caller, SqlFacts facts)
      throws PolicyException {
    return decide(rules.text(), caller, facts);
  }

  private static Decision decide(String policy, Caller caller, SqlFacts facts)
      throws PolicyException {
    return PolicyReader.read("s", policy, 1)
        .decide(new StatementContext(facts, caller, DATABASE, 1));
  }

  private static List<@Nullable Mask> shown(MaskPlan plan) {
    List<@Nullable Mask> masks = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      masks.add(plan.column(i));
    }
    for (String column : COLUMNS) {
      ColumnName name = Facts.column(column);
      masks.add(plan.baseColumn(name));
    }
    return masks;
  }

  /** A policy in the making. */
  record Rules(String defaults, List<String> masks, List<String> guardrails) {
    Rules shuffled(Random random) {
      List<String> masksInDisorder = new ArrayList<>(masks);
      Collections.shuffle(masksInDisorder, random);
      List<String> guardrailsInDisorder = new ArrayList<>(guardrails);
      Collections.shuffle(guardrailsInDisorder, random);
      return new Rules(defaults, masksInDisorder, guardrailsInDisorder);
    }

    /** The policy with an exemption from all rules that do not allow; there must be one. */
    String exempting(String selectors) {
      String ids =
          guardrails.stream()
              .filter(rule -> !rule.contains("action: allow"))
              .map(Rules::id)
              .distinct()
              .collect(Collectors.joining(", "));
      Assume.that(!ids.isEmpty());
      return text()
          + "exemptions: [{id: e, rules: [%s], %s, reason: x, expires: 2999-12-31}]\n"
              .formatted(ids, selectors);
    }

    /** An exemption from some of the rules, or none if there is no rule to lift. */
    String exemption() {
      List<String> ids =
          guardrails.stream()
              .filter(rule -> !rule.contains("action: allow"))
              .map(Rules::id)
              .distinct()
              .limit(2)
              .toList();
      return ids.isEmpty()
          ? ""
          : "exemptions: [{id: e, rules: %s, callers: [web, bot], reason: x, expires: 2999-12-31}]\n"
              .formatted(ids);
    }

    Rules withGuardrail(String rule) {
      List<String> more = new ArrayList<>(guardrails);
      more.add(rule);
      return new Rules(defaults, masks, more);
    }

    Rules withMask(String rule) {
      List<String> more = new ArrayList<>(masks);
      more.add(rule);
      return new Rules(defaults, more, guardrails);
    }

    /** Ids follow from the rules themselves, so that they do not depend on the order. */
    String text() {
      return """
          sluice: policy/v1
          name: any
          defaults: %s
          environments: {prod: {datasources: ["*.prod.example/*"]}, lab: {datasources: ["lab/*"]}}
          callers:
            desk: {kind: human, groups: [desk]}
            web: {kind: service, service: shop-web}
            agents: {kind: ai_agent}
            bot: {kind: ai_agent, agent: bot, on_behalf_of: [desk]}
          tags:
            mail: ["*.*.*.mail"]
            tax: ["shop.hr.people.tax", "*.*.*.tax"]
            any: ["*.public.stock.*"]
          masks: [%s]
          guardrails: [%s]
          """
          .formatted(defaults, numbered(masks), numbered(guardrails));
    }

    private static String numbered(List<String> rules) {
      return numbered("", rules);
    }

    static String numbered(String prefix, List<String> rules) {
      return rules.stream()
          .distinct()
          .map(rule -> "{id: " + prefix + id(rule) + ", " + rule + "}")
          .collect(Collectors.joining(", "));
    }

    private static String id(String rule) {
      return "r" + Integer.toHexString(rule.hashCode());
    }
  }

  @Provide
  Arbitrary<Rules> rules() {
    Arbitrary<String> unmatched = Arbitraries.of("allow", "audit", "warn", "deny");
    Arbitrary<String> defaults =
        Combinators.combine(
                unmatched,
                unmatched,
                Arbitraries.of("deny", "audit", "allow"),
                Arbitraries.of("service", "service", "deny"))
            .as(
                "{unmatched: {human: %s, ai_agent: %s}, opaque: %s, unknown_caller: %s}"
                    ::formatted);
    return Combinators.combine(
            defaults, mask().list().ofMaxSize(4), guardrail().list().ofMaxSize(6))
        .as(Rules::new);
  }

  /** Sections besides masks and guardrails. */
  @Provide
  Arbitrary<String> others() {
    return Arbitraries.of(
        "",
        """
        row_filters:
          - {id: rows-desk, tables: ['shop.public.*'], callers: [desk], where: id = 1}
          - {id: rows-all, tables: ['*.hr.*', '*.*.stock'], unless: [bot], where: id = 2}
        """,
        """
        row_filters: [{id: rows-seen, mode: observe, tables: ['*.*.*'], where: id = 1}]
        limits: [{id: few, mode: observe, returned_rows: 3}]
        """,
        """
        limits:
          - {id: few, callers: [agents, desk], returned_rows: 3, affected_rows: 1}
          - {id: many, returned_rows: 300, timeout: 3s}
        """);
  }

  @Provide
  Arbitrary<String> mask() {
    return Combinators.combine(
            Arbitraries.of("enforce", "enforce", "observe"),
            Arbitraries.of("mail", "tax", "any", "'*'"),
            Arbitraries.of(
                "redact", "hash", "null", "{partial: {last: 4}}", "{partial: {first: 2}}"),
            Arbitraries.of("", ", callers: [desk]", ", callers: [agents, web]"),
            Arbitraries.of("", ", unless: [desk]", ", unless: [bot]"))
        .as("mode: %s, tags: [%s], with: %s%s%s"::formatted);
  }

  private static Arbitrary<String> guardrail() {
    return guardrail(Arbitraries.of(Action.values()), Arbitraries.of("enforce", "observe"));
  }

  @Provide
  Arbitrary<String> failing() {
    return Combinators.combine(
            Arbitraries.of("", "env: [prod]", "effects: [select, update]", "tags: [mail]"),
            Arbitraries.of(Action.values()),
            Arbitraries.of("enforce", "observe"))
        .as(
            (match, action, mode) ->
                "match: {%s}, when: '%s', action: %s, mode: %s"
                    .formatted(match, FAILS, action.name().toLowerCase(Locale.ROOT), mode));
  }

  @Provide
  Arbitrary<String> denial() {
    return guardrail(Arbitraries.just(Action.DENY), Arbitraries.just("enforce"));
  }

  private static Arbitrary<String> guardrail(Arbitrary<Action> actions, Arbitrary<String> modes) {
    Arbitrary<String> clauses =
        Arbitraries.of(
                "env: [prod]",
                "not_env: [prod]",
                "effects: [select, update]",
                "not_effects: [select]",
                "class: [write]",
                "tables: ['shop.public.*']",
                "not_tables: ['*.public.clients']",
                "tags: [mail]",
                "not_tags: ['*']",
                "unrestricted: true",
                "callers: [desk, bot]",
                "not_callers: [web]",
                "tools: [find]",
                "not_tools: [find]")
            .set()
            .ofMaxSize(3)
            .map(set -> set.stream().sorted().collect(Collectors.joining(", ")));
    return Combinators.combine(clauses, conditions(), actions, modes)
        .as(
            (match, when, action, mode) ->
                "match: {%s}%s, action: %s, mode: %s"
                    .formatted(match, when, action.name().toLowerCase(Locale.ROOT), mode));
  }

  /** Some that hold, some that do not, some that fail; half of them read what varies. */
  private static Arbitrary<String> conditions() {
    return Arbitraries.of(
            "",
            "",
            "",
            "!stmt.unrestricted",
            "stmt.effects.exists(e, e in [\"select\", \"delete\"])",
            "stmt.tables.all(t, t.startsWith(\"public.\"))",
            "\"tax\" in stmt.tags || size(stmt.columns) > 2",
            "caller.kind == \"ai_agent\" || \"desk\" in caller.groups",
            "caller.agent == \"bot\" && env.name == \"prod\"",
            "stmt.joins - 9223372036854775807 - 2 < 0",
            "stmt.batch_size == 1",
            "stmt.batch_size > 1 && now.hour >= 0",
            "caller.subject == \"robin\" && caller.on_behalf_of == \"\"",
            "caller.claims.tenant == \"t\"",
            "caller.verified || caller.claims.tenant == \"t\"")
        .map(when -> when.isEmpty() ? "" : ", when: '" + when + "'");
  }

  @Provide
  Arbitrary<Caller> callers() {
    return Arbitraries.of(
        Callers.service("shop-web"),
        Callers.service("other"),
        Callers.human("desk"),
        Callers.human("night"),
        Callers.agent("bot", "find"),
        Callers.agent(null, null),
        Callers.agentFor("bot", "find", "desk"),
        Callers.agentFor("bot", "send", "night"),
        Callers.agentFor("other", null, "desk"));
  }

  @Provide
  Arbitrary<SqlFacts> facts() {
    Arbitrary<List<String>> columns = Arbitraries.of(COLUMNS).list().ofMaxSize(3);
    return Combinators.combine(
            Arbitraries.of(Effect.values()).set().ofMinSize(1).ofMaxSize(2),
            columns,
            columns,
            columns,
            Arbitraries.of(true, false, false),
            Arbitraries.of(true, false, false, false))
        .as(
            (effects, returned, derived, written, unrestricted, opaque) -> {
              Facts facts = Facts.of(effects.toArray(Effect[]::new));
              returned.forEach(facts::returns);
              if (!derived.isEmpty()) {
                facts.returnsDerived(derived);
              }
              written.forEach(facts::writes);
              if (unrestricted) {
                facts.unrestricted();
              }
              if (opaque) {
                facts.opaque("odd");
              }
              return facts.build();
            });
  }
}
