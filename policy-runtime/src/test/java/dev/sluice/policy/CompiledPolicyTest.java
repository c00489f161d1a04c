package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.mask.BlindConstant;
import dev.sluice.mask.BlindRedact;
import dev.sluice.mask.Constant;
import dev.sluice.mask.Hash;
import dev.sluice.mask.Mask;
import dev.sluice.mask.Partial;
import dev.sluice.mask.Redact;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SqlFacts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompiledPolicyTest {
  private static final Database SHOP =
      new Database(Dialect.POSTGRESQL, "db1.prod.harbour.example", 5432, "shop", "app");
  private static final Database PAY =
      new Database(Dialect.POSTGRESQL, "db1.prod.harbour.example", 5432, "pay", "app");
  private static final Database LAB =
      new Database(Dialect.POSTGRESQL, "localhost", 5432, "stock", "app");

  @Test
  void aDecisionIsMadeOnceForTheSameFactsCallerAndDatabase() throws PolicyException {
    Policy policy = harbour();
    SqlFacts facts = Facts.select("public.clients.mail");

    Decision first = decide(policy, facts, Callers.human("desk-1"), SHOP);

    assertThat(decide(policy, facts, Callers.human("desk-1"), SHOP)).isSameAs(first);
    assertThat(decide(policy, facts, Callers.human("audit"), SHOP)).isNotSameAs(first);
    assertThat(decide(policy, facts, Callers.human("desk-1"), PAY)).isNotSameAs(first);
    assertThat(decide(policy, Facts.select("public.clients.mail"), Callers.human("desk-1"), SHOP))
        .isNotSameAs(first);
  }

  @Test
  void callsAndConversationsOfOneToolShareADecision() throws PolicyException {
    Policy policy = harbour();
    SqlFacts facts = Facts.select("public.orders.id");
    Caller one = new Caller("s", null, new AiAgent("langchain4j", "bot", "find", "1", "c1"));
    Caller other = new Caller("s", null, new AiAgent("langchain4j", "bot", "find", "2", "c2"));

    assertThat(decide(policy, facts, one, SHOP)).isSameAs(decide(policy, facts, other, SHOP));
  }

  @Test
  void aDecisionNamesItsPolicy() throws PolicyException {
    Decision decision = decide(harbour(), Facts.select("public.stock.id"), Callers.human(), SHOP);

    assertThat(decision.policy()).isEqualTo("harbour-shop");
    assertThat(decision.serial()).isEqualTo(7);
    assertThat(decision.mode()).isEqualTo(Mode.ENFORCE);
    assertThat(decision.masks()).isSameAs(MaskPlan.NONE);
  }

  @Test
  void aPlanTellsTheMaskOfBaseColumnsAndRedactsWhatItWasNotMadeFor() throws PolicyException {
    SqlFacts facts =
        Facts.of(Effect.INSERT).writes("public.clients.mail").returns("public.clients.id").build();

    MaskPlan plan = decide(harbour(), facts, Callers.human("desk-1"), SHOP).masks();

    assertThat(plan.isEmpty()).isFalse();
    assertThat(plan.columns()).isEqualTo(1);
    assertThat(plan.column(1)).isNull();
    assertThat(plan.column(0)).isEqualTo(Redact.INSTANCE);
    assertThat(plan.column(2)).isEqualTo(Redact.INSTANCE);
    assertThat(plan.baseColumn(Facts.column("public.clients.mail"))).isInstanceOf(Hash.class);
    assertThat(plan.baseColumn(Facts.column("public.clients.full_name")))
        .isEqualTo(new Partial(3, 0));
    assertThat(plan.baseColumn(Facts.column("public.clients.id"))).isNull();
  }

  @Test
  void theSettingsKeyTheHash() throws PolicyException {
    Hash hash = new Hash("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    Policy policy =
        PolicyReader.read(
            "harbour-policy.yaml",
            Yaml.text("harbour-policy.yaml"),
            1,
            new PolicySettings(hash, false, new LearnedTags()));

    MaskPlan plan =
        decide(policy, Facts.select("public.clients.mail"), Callers.human("desk-1"), SHOP).masks();

    assertThat(plan.column(1)).isEqualTo(hash);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # a policy's part,                                                                shop,  lab
          '',                                                                               false, false
          'guardrails: [{id: a, match: {}, action: deny}]',                                 true,  true
          'guardrails: [{id: a, match: {}, action: approve}]',                              true,  true
          'guardrails: [{id: a, match: {}, action: warn}]',                                 false, false
          'guardrails: [{id: a, match: {}, action: deny, mode: observe}]',                  false, false
          'mode: observe\nguardrails: [{id: a, match: {}, action: deny}]',                  false, false
          'guardrails: [{id: a, match: {env: [prod]}, action: deny}]',                      true,  false
          'guardrails: [{id: a, match: {not_env: [prod]}, action: deny}]',                  false, true
          'guardrails: [{id: a, match: {callers: [web]}, action: deny}]',                   true,  true
          'guardrails: [{id: a, match: {callers: [desk]}, action: deny}]',                  false, false
          'guardrails: [{id: a, match: {tools: [x]}, action: deny}]',                       false, false
          'masks: [{id: a, tags: [everywhere], with: redact}]',                             true,  true
          'masks: [{id: a, tags: [in-shop], with: redact}]',                                true,  false
          'masks: [{id: a, tags: [in-shop], with: redact, mode: observe}]',                 false, false
          'masks: [{id: a, tags: [in-shop], with: redact, unless: [web]}]',                 false, false
          'masks: [{id: a, tags: [in-shop], with: redact, callers: [desk]}]',               false, false
          'defaults: {unmatched: {service: deny}}',                                         true,  true
          'defaults: {unmatched: {human: deny}}',                                           false, false
          'defaults: {unmatched: {service: warn}}',                                         false, false
          """)
  void aServiceIsRestrictedByWhatCanConcernIt(
      String part, boolean shopRestricts, boolean labRestricts) throws PolicyException {
    Policy policy = PolicyReader.read("s", head(false) + part.replace("\\n", "\n"), 1);

    assertThat(policy.restricts(Callers.service("shop-web"), SHOP)).isEqualTo(shopRestricts);
    assertThat(policy.restricts(Callers.service("shop-web"), LAB)).isEqualTo(labRestricts);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '',                                                                               false, false
          'guardrails: [{id: a, match: {callers: [desk]}, action: deny}]',                  true,  true
          'guardrails: [{id: a, match: {env: [prod], callers: [desk]}, action: approve}]',  true,  false
          'guardrails: [{id: a, match: {}, action: deny, mode: observe}]',                  false, false
          'masks: [{id: a, tags: [in-shop], with: redact, callers: [desk]}]',               true,  false
          'masks: [{id: a, tags: [in-shop], with: redact, mode: observe}]',                 false, false
          'defaults: {unmatched: {human: deny, ai_agent: allow}}',                          true,  true
          'defaults: {unknown_caller: deny, unmatched: {ai_agent: allow}}',                 true,  true
          """)
  void somebodyIsRestrictedByWhatCanConcernAnybody(
      String part, boolean shopRestricts, boolean labRestricts) throws PolicyException {
    Policy policy = PolicyReader.read("s", head(!part.contains("defaults")) + part, 1);

    assertThat(policy.restricts(null, SHOP)).isEqualTo(shopRestricts);
    assertThat(policy.restricts(null, LAB)).isEqualTo(labRestricts);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '',                                                                    false, false, false
          'guardrails: [{id: a, match: {}, action: deny}]',                      false, false, false
          'masks: [{id: a, tags: [in-shop], with: redact}]',                     true,  true,  true
          'masks: [{id: a, tags: [in-shop], with: redact, callers: [desk]}]',    false, true,  false
          'masks: [{id: a, tags: [in-shop], with: redact, callers: [bots]}]',    false, true,  true
          'masks: [{id: a, tags: [in-shop], with: redact, mode: observe}]',      false, false, false
          'mode: observe\nmasks: [{id: a, tags: [in-shop], with: redact}]',      false, false, false
          """)
  void aCallerIsMaskedByWhatConcernsTheCallerOrThePrincipalOnAnyDatabase(
      String part, boolean service, boolean forDesk, boolean forNight) throws PolicyException {
    Policy policy = PolicyReader.read("s", head(true) + part.replace("\\n", "\n"), 1);

    assertThat(policy.masks(Callers.service("shop-web"))).isEqualTo(service);
    assertThat(policy.masks(Callers.agentFor("bot", "find", "desk"))).isEqualTo(forDesk);
    assertThat(policy.masks(Callers.agentFor("bot", "find", "night"))).isEqualTo(forNight);
  }

  @Test
  void anAgentIsRestrictedByWhatConcernsItsPrincipal() throws PolicyException {
    Policy policy =
        PolicyReader.read(
            "s", head(true) + "guardrails: [{id: a, match: {callers: [desk]}, action: deny}]", 1);

    assertThat(policy.restricts(Callers.agentFor("bot", "find", "desk"), SHOP)).isTrue();
    assertThat(policy.restricts(Callers.agentFor("bot", "find", "night"), SHOP)).isFalse();
  }

  @Test
  void nobodyKnownIsRefusedIfThePolicySaysSoUnlessTheServiceIsNamed() throws PolicyException {
    Policy policy =
        PolicyReader.read(
            "s", head(false) + "defaults: {unknown_caller: deny, unmatched: {ai_agent: allow}}", 1);
    SqlFacts facts = Facts.select("public.stock.id");

    Decision unknown = decide(policy, facts, Callers.service("other"), SHOP);
    assertThat(unknown.action()).isEqualTo(Action.DENY);
    assertThat(unknown.rule()).isEqualTo("defaults.unknown_caller");
    assertThat(unknown.message()).startsWith("Nobody knows for whom");
    Caller agentOfNobody = new Caller("other", null, new AiAgent("f", "bot", "find", null, null));
    assertThat(decide(policy, facts, agentOfNobody, SHOP).rule())
        .isEqualTo("defaults.unknown_caller");
    assertThat(decide(policy, facts, Callers.service("shop-web"), SHOP).action())
        .isEqualTo(Action.ALLOW);
    assertThat(decide(policy, facts, Callers.human("night"), SHOP).action())
        .isEqualTo(Action.ALLOW);
  }

  @Test
  void anObservedDenialIsAWarningThatSaysWhatItWouldBe() throws PolicyException {
    Policy policy =
        PolicyReader.read(
            "s", head(true) + "guardrails: [{id: a, mode: observe, match: {}, action: deny}]", 1);

    Decision decision =
        decide(policy, Facts.select("public.stock.id"), Callers.human("desk"), SHOP);

    assertThat(decision.action()).isEqualTo(Action.WARN);
    assertThat(decision.would()).isEqualTo(Action.DENY);
    assertThat(decision.rule()).isEqualTo("a");
    assertThat(decision.message()).isEmpty();
  }

  @Test
  void anObservedAllowanceDoesNotOpen() throws PolicyException {
    Policy policy =
        PolicyReader.read(
            "s", head(false) + "guardrails: [{id: a, mode: observe, match: {}, action: allow}]", 1);

    Decision decision =
        decide(policy, Facts.select("public.stock.id"), Callers.agent("bot", "find"), SHOP);

    assertThat(decision.action()).isEqualTo(Action.DENY);
    assertThat(decision.rule()).isEqualTo("defaults.unmatched");
    assertThat(decision.would()).isNull();
  }

  @Test
  void anEnforcedDenialIsNotSoftenedByAnObservedOne() throws PolicyException {
    Policy policy =
        PolicyReader.read(
            "s",
            head(true)
                + """
                guardrails:
                  - {id: a, mode: observe, match: {}, action: deny}
                  - {id: b, match: {}, action: deny}
                """,
            1);

    Decision decision = decide(policy, Facts.select("public.stock.id"), Callers.human(), SHOP);

    assertThat(decision.action()).isEqualTo(Action.DENY);
    assertThat(decision.rule()).isEqualTo("b");
    assertThat(decision.rules()).containsExactly("a", "b");
  }

  @Test
  void anOpaqueStatementThatIsLetThroughIsRedactedWhole() throws PolicyException {
    Policy policy =
        PolicyReader.read(
            "s",
            head(false)
                + """
                defaults: {opaque: audit}
                masks: [{id: a, tags: [in-shop], with: hash}]
                """,
            1);
    SqlFacts facts = Facts.of(Effect.SELECT).returns("public.x.y").opaque("odd").build();

    Decision decision = decide(policy, facts, Callers.human(), SHOP);

    assertThat(decision.action()).isEqualTo(Action.AUDIT);
    assertThat(decision.outcome()).isEqualTo("mask");
    assertThat(decision.masks().columns()).isEqualTo(-1);
    assertThat(decision.masks().column(1)).isEqualTo(Redact.INSTANCE);
    assertThat(decision.maskedTags()).containsExactly("in-shop");
    assertThat(decide(policy, facts, Callers.human(), LAB).masks().isEmpty()).isTrue();
  }

  @Test
  void underDeniedInferenceRedactionHidesNullToo() throws PolicyException {
    Policy policy =
        PolicyReader.read("inference-policy.yaml", Yaml.text("inference-policy.yaml"), 1);
    Database clinic = new Database(Dialect.POSTGRESQL, "localhost", 5432, "shop", "app");
    SqlFacts facts =
        Facts.of(Effect.SELECT)
            .returns("public.people.finding")
            .returns("public.people.town")
            .returns("public.people.mail")
            .returnsDerived(List.of("public.people.mail"))
            .returnsDerived(List.of("public.people.town"))
            .returnsDerived(List.of("public.people.town", "public.people.finding"))
            .build();

    MaskPlan plan = decide(policy, facts, Callers.human("desk"), clinic).masks();

    assertThat(plan.column(1)).isEqualTo(BlindRedact.INSTANCE);
    assertThat(plan.column(2)).isEqualTo(Redact.INSTANCE);
    assertThat(plan.column(3)).isInstanceOf(Hash.class);
    assertThat(plan.column(4)).isEqualTo(BlindRedact.INSTANCE);
    assertThat(plan.column(5)).isEqualTo(Redact.INSTANCE);
    assertThat(plan.column(6)).isEqualTo(BlindRedact.INSTANCE);
    assertThat(plan.baseColumn(Facts.column("public.people.finding")))
        .isEqualTo(BlindRedact.INSTANCE);
  }

  @ParameterizedTest
  @CsvSource({
    "redact, audit, redact, deny",
    "redact, deny, redact, audit",
    "\"null\", audit, redact, deny",
    "redact, audit, hash, deny",
    "{partial: {last: 2}}, deny, {partial: {last: 3}}, audit",
    "redact, audit, {constant: x}, deny",
    "{constant: x}, audit, {constant: x}, deny",
    "{constant: x}, deny, {constant: y}, audit",
    "email, deny, {truncate: {step: 10}}, audit"
  })
  void oneOfSeveralMasksThatDeniesInferenceIsEnoughToHideNull(
      String mask, String inference, String otherMask, String otherInference)
      throws PolicyException {
    assertThat(maskOf(mask, inference, otherMask, otherInference)).isEqualTo(BlindRedact.INSTANCE);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"null\"', {constant: x}, null",
    "redact, {constant: x}, redact",
    "{constant: x}, hash, constant",
    "{constant: x}, {constant: x}, constant",
    "{constant: x}, {constant: y}, redact",
    "hash, email, hash",
    "hash, {truncate: {to: year}}, hash",
    "email, email, email",
    "email, {partial: {last: 2}}, redact",
    "{truncate: {to: year}}, {partial: {last: 2}}, redact",
    "{truncate: {to: year}}, email, redact",
    "{truncate: {to: year}}, {truncate: {to: year}}, truncate",
    "{truncate: {to: year}}, {truncate: {to: month}}, redact",
    "{truncate: {to: year}}, '{truncate: {to: year, step: 10}}', redact"
  })
  void theStrongestOfSeveralMasksWins(String mask, String otherMask, String shown)
      throws PolicyException {
    assertThat(maskOf(mask, "audit", otherMask, "audit").name()).isEqualTo(shown);
    assertThat(maskOf(otherMask, "audit", mask, "audit").name()).isEqualTo(shown);
  }

  @Test
  void aConstantUnderDenialOfInferenceIsShownForNullToo() throws PolicyException {
    Constant constant = new Constant("x");

    assertThat(maskOf("{constant: x}", "deny", "{constant: x}", "deny"))
        .isEqualTo(new BlindConstant(constant));
    assertThat(maskOf("{constant: x}", "audit", "{constant: x}", "audit")).isEqualTo(constant);
    assertThat(maskOf("{constant: x}", "deny", "hash", "audit"))
        .isEqualTo(new BlindConstant(constant));
  }

  private static Mask maskOf(String mask, String inference, String otherMask, String otherInference)
      throws PolicyException {
    Policy policy =
        PolicyReader.read(
            "s",
            head(false)
                + "masks:\n"
                + "  - {id: a, tags: [in-shop], with: %s, inference: %s}\n"
                    .formatted(mask, inference)
                + "  - {id: b, tags: [in-shop], with: %s, inference: %s}\n"
                    .formatted(otherMask, otherInference),
            1);
    MaskPlan plan =
        decide(policy, Facts.select("public.x.mail"), Callers.service("any"), SHOP).masks();
    return Objects.requireNonNull(plan.column(1));
  }

  @Test
  void aHostThatIsPartlyUnknownMayBeTheOneThatARuleRestricts() throws PolicyException {
    Policy policy =
        PolicyReader.read(
            "s",
            """
            sluice: policy/v1
            name: s
            environments:
              ported: {datasources: ["db:5432/shop"]}
            guardrails:
              - {id: a, match: {env: [ported]}, action: deny}
            """,
            1);
    SqlFacts facts = Facts.select("public.stock.id");

    assertThat(decide(policy, facts, Callers.human(), at("db", 5432, "shop")).refuses()).isTrue();
    assertThat(decide(policy, facts, Callers.human(), at("db", -1, "shop")).refuses()).isTrue();
    assertThat(decide(policy, facts, Callers.human(), at("db", 5432, "")).refuses()).isTrue();
    assertThat(decide(policy, facts, Callers.human(), at("db", 5433, "shop")).refuses()).isFalse();
    assertThat(decide(policy, facts, Callers.human(), at("db2", -1, "shop")).refuses()).isFalse();
  }

  private static Database at(String host, int port, String name) {
    return new Database(Dialect.POSTGRESQL, host, port, name, "app");
  }

  private static Policy harbour() throws PolicyException {
    return PolicyReader.read("harbour-policy.yaml", Yaml.text("harbour-policy.yaml"), 7);
  }

  /**
   * The beginning of a policy.
   *
   * @param open whether agents are allowed too
   */
  private static String head(boolean open) {
    return """
        sluice: policy/v1
        name: s
        environments: {prod: {datasources: ["*.prod.harbour.example/*"]}}
        callers:
          desk: {kind: human, groups: [desk]}
          web: {kind: service, service: shop-web}
          bots: {kind: ai_agent}
        tags:
          everywhere: ["*.*.*.secret"]
          in-shop: ["shop.*.*.mail", "shop.*.*.secret"]
        """
        + (open ? "defaults: {unmatched: {ai_agent: allow}}\n" : "");
  }

  private static Decision decide(Policy policy, SqlFacts facts, Caller caller, Database database) {
    return policy.decide(new StatementContext(facts, caller, database, 1));
  }
}
