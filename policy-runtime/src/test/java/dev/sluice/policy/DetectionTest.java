package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.Caller;
import dev.sluice.mask.Redact;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SqlFacts;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DetectionTest {
  private static final Database SHOP = new Database(Dialect.POSTGRESQL, "db", 5432, "shop", "app");
  private static final String POLICY =
      """
      sluice: policy/v1
      name: s
      defaults: {unmatched: {ai_agent: allow}}
      callers: {agents: {kind: ai_agent}}
      tags: {reviewed: ["*.*.lookup.*"], pii.email: ["shop.public.customers.reach"]}
      detect: ["pii.e*", pci.pan]
      masks:
        - {id: mail, tags: [pii.email], with: hash, callers: [agents]}
        - {id: card, tags: ["pci.*"], with: redact, callers: [agents]}
      """;
  private static final Caller AGENT = Callers.agent("a", "t");

  private final LearnedTags learned = new LearnedTags();
  private final Policy policy = read(POLICY);

  @Test
  void aColumnIsTaggedByItsNameAtOnceAndOneThatIsNamedByATagIsNot() {
    assertThat(Masks.inWords(masks("public.orders.contact_email"))).isEqualTo("hash");
    assertThat(Masks.inWords(masks("public.orders.card_number"))).isEqualTo("redact");
    assertThat(Masks.inWords(masks("public.customers.reach"))).isEqualTo("hash");
    assertThat(Masks.inWords(masks("public.lookup.email"))).isEqualTo("clear");
    assertThat(Masks.inWords(masks("public.orders.phone"))).isEqualTo("clear");
    assertThat(decide(AGENT, Facts.select("public.orders.email")).tags())
        .containsExactly("pii.email");
  }

  @Test
  void aValueThatIsFoundIsMaskedAndTagsItsColumnForTheNextStatement() {
    ColumnWatch watch = watch(Facts.select("public.notes.body"));

    assertThat(watch.look("nothing to see")).isNull();
    assertThat(learned.snapshot()).isEmpty();
    ColumnWatch.Seen seen = Objects.requireNonNull(watch.look("write to kim@example.com"));

    assertThat(seen.ofColumn()).isTrue();
    assertThat(seen.tags()).containsExactly("pii.email");
    assertThat(seen.mask().name()).isEqualTo("hash");
    assertThat(learned.snapshot().get(0))
        .hasToString("shop.public.notes.body carries pii.email: detected as email");
    assertThat(Masks.inWords(masks("public.notes.body"))).isEqualTo("hash");
    assertThat(Masks.inWords(masks("public.notes.title"))).isEqualTo("clear");
  }

  @Test
  void aValueThatIsToBeLeftOutIsRedactedAndTheNextStatementRefused() {
    Policy leavingOut = read(POLICY.replace("with: hash", "with: omit"));
    StatementContext context =
        new StatementContext(Facts.select("public.notes.body"), AGENT, SHOP, 1);
    ColumnWatch watch = Objects.requireNonNull(leavingOut.decide(context).masks().watch(1));

    ColumnWatch.Seen seen = Objects.requireNonNull(watch.look("write to kim@example.com"));

    assertThat(seen.mask().text("write to kim@example.com")).isEqualTo("[redacted]");
    Decision next = leavingOut.decide(context);
    assertThat(next.action()).isEqualTo(Action.DENY);
    assertThat(next.rule()).isEqualTo("mail");
    assertThat(next.message()).contains("public.notes.body, which is left out for this caller");
  }

  @Test
  void whatOnlyLooksLikelyIsMaskedAndTagsAColumnWhenThereIsMuchOfIt() {
    ColumnWatch watch = watch(Facts.select("public.notes.code"));
    for (int i = 0; i < 8; i++) {
      assertThat(watch.look("100000000000000" + i)).isNull();
    }
    for (int i = 0; i < 2; i++) {
      ColumnWatch.Seen seen = Objects.requireNonNull(watch.look("4111111111111111"));
      assertThat(seen.mask()).isEqualTo(Redact.INSTANCE);
      assertThat(seen.ofColumn()).isFalse();
    }
    assertThat(learned.snapshot()).isEmpty();

    assertThat(Objects.requireNonNull(watch.look("4111111111111111")).ofColumn()).isTrue();
    assertThat(learned.snapshot()).hasSize(1);
  }

  @Test
  void aComputedValueIsRedactedAndTagsNoColumn() {
    SqlFacts derived = Facts.of(Effect.SELECT).returnsDerived(List.of("public.notes.body")).build();
    ColumnWatch watch = watch(derived);

    ColumnWatch.Seen seen = Objects.requireNonNull(watch.look("KIM@EXAMPLE.COM"));

    assertThat(seen.mask()).isEqualTo(Redact.INSTANCE);
    assertThat(seen.ofColumn()).isTrue();
    assertThat(learned.snapshot()).isEmpty();
  }

  @Test
  void allOfTheFirstValuesAreLookedAtAndThenFew() {
    ColumnWatch watch = watch(Facts.select("public.notes.body"));
    for (int i = 0; i < ColumnMemory.LOOKED_AT_FIRST; i++) {
      assertThat(watch.passAtFirst()).isZero();
      assertThat(watch.passNext()).isZero();
      watch.look("clean");
    }

    ColumnWatch another = watch(Facts.select("public.notes.body"));
    assertThat(another.passNext()).isEqualTo(ColumnMemory.THEN_ONE_IN - 1);
    assertThat(another.passAtFirst()).isBetween(0, ColumnMemory.THEN_ONE_IN - 1);
    assertThat(watch(Facts.select("public.notes.title")).passNext()).isZero();
    for (int i = ColumnMemory.LOOKED_AT_FIRST; i < ColumnMemory.WELL_KNOWN; i++) {
      watch.look("clean");
    }
    assertThat(another.passNext()).isEqualTo(ColumnMemory.AT_LAST_ONE_IN - 1);
  }

  @Test
  void nobodyElseIsWatchedNorWhatAMaskHidesOrATagNames() {
    MaskPlan ofPerson = decide(Callers.human(), Facts.select("public.notes.body")).masks();

    assertThat(ofPerson.isEmpty()).isTrue();
    assertThat(masks("public.notes.email").watch(1)).isNull();
    assertThat(masks("public.lookup.code").watch(1)).isNull();
    assertThat(masks("public.lookup.code").baseWatch(Facts.column("public.lookup.code"))).isNull();
    assertThat(masks("public.lookup.code").baseWatch(Facts.column("public.notes.code")))
        .isNotNull();
  }

  private ColumnWatch watch(SqlFacts facts) {
    @Nullable ColumnWatch watch = decide(AGENT, facts).masks().watch(1);
    return Objects.requireNonNull(watch);
  }

  private MaskPlan masks(String column) {
    return decide(AGENT, Facts.select(column)).masks();
  }

  private Decision decide(Caller caller, SqlFacts facts) {
    return policy.decide(new StatementContext(facts, caller, SHOP, 1));
  }

  private Policy read(String text) {
    try {
      return PolicyReader.read(
          "s.yaml", text, 1, new PolicySettings(PolicySettings.standard().hash(), false, learned));
    } catch (PolicyException e) {
      throw new IllegalStateException(e);
    }
  }
}
