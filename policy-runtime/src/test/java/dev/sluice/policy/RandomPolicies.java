package dev.sluice.policy;

import dev.sluice.identity.Caller;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SqlFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;

/** Policies, callers and statements at random. */
final class RandomPolicies {
  static final Database DATABASE =
      new Database(Dialect.POSTGRESQL, "db.prod.example", 5432, "shop", "app");

  /** A condition that fails. */
  static final String FAILS = "stmt.joins - 9223372036854775807 - 2 == 0";

  static final List<String> COLUMNS =
      List.of("public.clients.mail", "public.clients.id", "hr.people.tax", "stock.amount");

  private static final Arbitrary<String> MODES = Arbitraries.of("enforce", "observe");
  private static final Arbitrary<String> CALLERS =
      Arbitraries.of("", ", callers: [desk]", ", callers: [agents, web]");
  private static final Arbitrary<String> UNLESS =
      Arbitraries.of("", ", unless: [desk]", ", unless: [bot]");

  private RandomPolicies() {}

  /** A policy in the making; rules are without their ids. */
  record Rules(
      String defaults,
      List<String> masks,
      List<String> rowFilters,
      List<String> guardrails,
      List<String> limits) {
    Rules shuffled(Random random) {
      UnaryOperator<List<String>> shuffle =
          rules -> {
            List<String> shuffled = new ArrayList<>(rules);
            Collections.shuffle(shuffled, random);
            return shuffled;
          };
      return new Rules(
          defaults,
          shuffle.apply(masks),
          shuffle.apply(rowFilters),
          shuffle.apply(guardrails),
          shuffle.apply(limits));
    }

    /** The policy with an exemption from all rules that do not allow; there must be one. */
    String exempting(String selectors) {
      List<String> ids = exemptible();
      Assume.that(!ids.isEmpty());
      return text() + exemption(ids, selectors);
    }

    /** An exemption from some of the rules, or none if there is no rule to lift. */
    String exemption() {
      List<String> ids = exemptible();
      return ids.isEmpty()
          ? ""
          : exemption(ids.subList(0, Math.min(2, ids.size())), "callers: [web, bot]");
    }

    private List<String> exemptible() {
      return guardrails.stream()
          .filter(rule -> !rule.contains("action: allow"))
          .map(Rules::id)
          .distinct()
          .toList();
    }

    private static String exemption(List<String> ids, String selectors) {
      return "exemptions: [{id: e, rules: %s, %s, reason: x, expires: 2999-12-31}]\n"
          .formatted(ids, selectors);
    }

    Rules withGuardrail(String rule) {
      return new Rules(defaults, masks, rowFilters, and(guardrails, rule), limits);
    }

    Rules withMask(String rule) {
      return new Rules(defaults, and(masks, rule), rowFilters, guardrails, limits);
    }

    Rules withRowFilter(String rule) {
      return new Rules(defaults, masks, and(rowFilters, rule), guardrails, limits);
    }

    Rules withLimit(String rule) {
      return new Rules(defaults, masks, rowFilters, guardrails, and(limits, rule));
    }

    private static List<String> and(List<String> rules, String rule) {
      List<String> more = new ArrayList<>(rules);
      more.add(rule);
      return more;
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
          """
              .formatted(defaults)
          + sections("");
    }

    /** As a layer below another, whose names it uses; its rules are not those of the other. */
    String lowerText(String name) {
      return "sluice: policy/v1\nname: %s\n".formatted(name) + sections(name + "-");
    }

    private String sections(String prefix) {
      return """
          masks: [%s]
          row_filters: [%s]
          guardrails: [%s]
          limits: [%s]
          """
          .formatted(
              numbered(prefix, masks),
              numbered(prefix, rowFilters),
              numbered(prefix, guardrails),
              numbered(prefix, limits));
    }

    private static String numbered(String prefix, List<String> rules) {
      return rules.stream()
          .distinct()
          .map(rule -> "{id: " + prefix + id(rule) + ", " + rule + "}")
          .collect(Collectors.joining(", "));
    }

    static String id(String rule) {
      return "r" + Integer.toHexString(rule.hashCode());
    }
  }

  static Arbitrary<Rules> rules() {
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
            defaults,
            mask().list().ofMaxSize(4),
            rowFilter().list().ofMaxSize(2),
            guardrail().list().ofMaxSize(6),
            limit().list().ofMaxSize(2))
        .as(Rules::new);
  }

  /** Rules of a layer that is not the highest. */
  static Arbitrary<Rules> lowerRules() {
    return Combinators.combine(
            mask().list().ofMaxSize(3),
            rowFilter().list().ofMaxSize(2),
            guardrail(Arbitraries.of(Action.AUDIT, Action.WARN, Action.APPROVE, Action.DENY), MODES)
                .list()
                .ofMaxSize(3),
            limit().list().ofMaxSize(2))
        .as(
            (masks, filters, guardrails, limits) ->
                new Rules("{}", masks, filters, guardrails, limits));
  }

  static Arbitrary<String> mask() {
    return Combinators.combine(
            Arbitraries.of("enforce", "enforce", "observe"),
            Arbitraries.of("mail", "tax", "any", "'*'"),
            Arbitraries.of(
                "omit",
                "redact",
                "redact",
                "hash",
                "null",
                "email",
                "{constant: hidden}",
                "{truncate: {to: year}}",
                "{partial: {last: 4}}",
                "{partial: {first: 2}}"),
            CALLERS,
            UNLESS,
            Arbitraries.of("", "", ", inference: equality", ", inference: deny"))
        .as("mode: %s, tags: [%s], with: %s%s%s%s"::formatted);
  }

  static Arbitrary<String> rowFilter() {
    return Combinators.combine(
            Arbitraries.of("enforce", "enforce", "observe"),
            Arbitraries.of("'shop.public.*'", "'*.hr.*'", "'*.*.stock', '*.*.people'"),
            Arbitraries.of("id = 1", "id = 2", "tenant = :claims.tenant"),
            CALLERS,
            UNLESS)
        .as("mode: %s, tables: [%s], where: '%s'%s%s"::formatted);
  }

  static Arbitrary<String> limit() {
    return Combinators.combine(
            Arbitraries.of("enforce", "enforce", "observe"),
            Arbitraries.of(
                "returned_rows: 3",
                "returned_rows: 3, on_exceed: truncate",
                "returned_rows: 30, timeout: 9s",
                "affected_rows: 2",
                "affected_rows: 5, timeout: 3s"),
            CALLERS)
        .as("mode: %s, %s%s"::formatted);
  }

  static Arbitrary<String> guardrail() {
    return guardrail(Arbitraries.of(Action.values()), MODES);
  }

  static Arbitrary<String> failing() {
    return Combinators.combine(
            Arbitraries.of("", "env: [prod]", "effects: [select, update]", "tags: [mail]"),
            Arbitraries.of(Action.values()),
            MODES)
        .as(
            (match, action, mode) ->
                "match: {%s}, when: '%s', action: %s, mode: %s"
                    .formatted(match, FAILS, action.name().toLowerCase(Locale.ROOT), mode));
  }

  static Arbitrary<String> denial() {
    return guardrail(Arbitraries.just(Action.DENY), Arbitraries.just("enforce"));
  }

  static Arbitrary<String> guardrail(Arbitrary<Action> actions, Arbitrary<String> modes) {
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

  static Arbitrary<Caller> callers() {
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

  static Arbitrary<SqlFacts> facts() {
    Arbitrary<List<String>> columns = Arbitraries.of(COLUMNS).list().ofMaxSize(3);
    return Combinators.combine(
            Arbitraries.of(Effect.values()).set().ofMinSize(1).ofMaxSize(2),
            columns,
            columns,
            columns,
            columns,
            Arbitraries.of(COLUMNS).list().ofMaxSize(1),
            Arbitraries.of(true, false, false),
            Arbitraries.of(true, false, false, false))
        .as(
            (effects, returned, derived, written, shaping, equal, unrestricted, opaque) -> {
              Facts facts = Facts.of(effects.toArray(Effect[]::new));
              returned.forEach(facts::returns);
              if (!derived.isEmpty()) {
                facts.returnsDerived(derived);
              }
              written.forEach(facts::writes);
              shaping.stream().skip(1).forEach(facts::shapedBy);
              equal.stream().filter(it -> !shaping.contains(it)).forEach(facts::equalToGiven);
              if (unrestricted) {
                facts.unrestricted();
              }
              if (opaque) {
                facts.opaque("odd");
              }
              return facts.build();
            });
  }

  /** Some statements by some callers. */
  static Arbitrary<List<StatementContext>> contexts() {
    return Combinators.combine(
            callers().list().uniqueElements().ofSize(3), facts().list().ofSize(3))
        .as(
            (callers, facts) -> {
              List<StatementContext> contexts = new ArrayList<>();
              for (Caller caller : callers) {
                for (SqlFacts statement : facts) {
                  contexts.add(new StatementContext(statement, caller, DATABASE, 1));
                }
              }
              return contexts;
            });
  }
}
