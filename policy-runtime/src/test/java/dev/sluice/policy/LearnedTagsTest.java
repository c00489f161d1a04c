package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.Caller;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SqlFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnedTagsTest {
  private static final Database SHOP = database(Dialect.POSTGRESQL, "db1", "shop");
  private static final Database SHOP_ELSEWHERE = database(Dialect.POSTGRESQL, "db2", "shop");
  private static final Database PAY = database(Dialect.POSTGRESQL, "db1", "pay");
  private static final LearnedTag.Reason FOUND = new LearnedTag.Reason.Detected("email");
  private static final String POLICY =
      """
      sluice: policy/v1
      name: s
      tags: {mail: ["pay.*.*.mail"], open: ["*.*.*.open"]}
      masks: [{id: m, tags: [mail], with: redact}]
      guardrails:
        - {id: deny-mail, match: {effects: [insert], tags: [mail]}, action: deny}
        - {id: only-open, match: {effects: [delete], not_tags: [open]}, action: deny}
      """;

  private final LearnedTags learned = new LearnedTags();

  @Test
  void aMaskAndARuleHoldForAColumnFromTheMomentItGetsATag() throws PolicyException {
    Policy policy = policy(learned);
    SqlFacts select = Facts.select("public.notes.body", "public.notes.id");
    SqlFacts insert = Facts.of(Effect.INSERT).writes("public.notes.body").build();

    assertThat(Masks.inWords(decide(policy, select, SHOP).masks())).isEqualTo("none");
    assertThat(decide(policy, insert, SHOP).action()).isEqualTo(Action.ALLOW);
    assertThat(policy.restricts(null, SHOP)).isTrue();
    assertThat(policy.withholds(Callers.human(), SHOP)).isFalse();

    learned.learn(SHOP, Facts.column("public.notes.body"), "mail", FOUND);

    assertThat(Masks.inWords(decide(policy, select, SHOP).masks())).isEqualTo("redact clear");
    assertThat(decide(policy, select, SHOP).tags()).containsExactly("mail");
    assertThat(decide(policy, insert, SHOP).rule()).isEqualTo("deny-mail");
    assertThat(policy.withholds(Callers.human(), SHOP)).isTrue();
    assertThat(Masks.inWords(decide(policy, select, PAY).masks())).isEqualTo("clear clear");
  }

  @Test
  void theNextPolicyKnowsWhatWasLearnedUnderTheOneBefore() throws PolicyException {
    learned.learn(SHOP, Facts.column("public.notes.body"), "mail", FOUND);

    SqlFacts select = Facts.select("public.notes.body");

    assertThat(Masks.inWords(decide(policy(learned), select, SHOP).masks())).isEqualTo("redact");
  }

  @Test
  void decisionsAreRememberedUntilTheNextTag() throws PolicyException {
    Policy policy = policy(learned);
    SqlFacts select = Facts.select("public.stock.id");
    Decision first = decide(policy, select, SHOP);

    assertThat(decide(policy, select, SHOP)).isSameAs(first);
    learned.learn(SHOP, Facts.column("public.notes.body"), "mail", FOUND);
    Decision second = decide(policy, select, SHOP);

    assertThat(second).isNotSameAs(first);
    assertThat(decide(policy, select, SHOP)).isSameAs(second);
    assertThat(learned.learn(SHOP, Facts.column("public.notes.body"), "mail", FOUND)).isFalse();
    assertThat(decide(policy, select, SHOP)).isSameAs(second);
  }

  @Test
  void aLearnedTagNeverOpensWhatIsOpenToTaggedColumnsOnly() throws PolicyException {
    Policy policy = policy(learned);
    SqlFacts delete = Facts.of(Effect.DELETE).reads("public.notes.body").build();
    learned.learn(SHOP, Facts.column("public.notes.body"), "open", FOUND);

    assertThat(decide(policy, delete, SHOP).rule()).isEqualTo("only-open");
  }

  @Test
  void aCopyIntoAColumnThatOnlyLearnedTheTagIsStillRefusedToMaskedCallers() throws PolicyException {
    SqlFacts copy =
        Facts.of(Effect.UPDATE).copies("public.clients.mail > public.notes.body").build();
    learned.learn(PAY, Facts.column("public.notes.body"), "mail", FOUND);

    assertThat(decide(policy(learned), copy, PAY).rule()).isEqualTo("defaults.unenforceable");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # learned in, column,            asked in,  column,            carries
          POSTGRESQL:a, public.t.c,        POSTGRESQL:a, public.t.c,     true
          POSTGRESQL:a, public.t.c,        POSTGRESQL:a, public.T.C,     true
          POSTGRESQL:a, public.t.c,        POSTGRESQL:A, public.t.c,     true
          POSTGRESQL:a, public.t.c,        POSTGRESQL:b, public.t.c,     false
          POSTGRESQL:a, public.t.c,        POSTGRESQL:a, other.t.c,      false
          POSTGRESQL:a, public.t.c,        POSTGRESQL:a, public.t.d,     false
          POSTGRESQL:a, public.t.c,        POSTGRESQL:a, public.u.c,     false
          POSTGRESQL:a, t.c,               POSTGRESQL:a, public.t.c,     true
          POSTGRESQL:a, public.t.c,        POSTGRESQL:a, t.c,            true
          POSTGRESQL:,  public.t.c,        POSTGRESQL:a, public.t.c,     true
          POSTGRESQL:a, public.t.c,        POSTGRESQL:,  public.t.c,     true
          MARIADB:a,    b.t.c,             MARIADB:b,    b.t.c,          true
          MARIADB:a,    b.t.c,             MARIADB:a,    a.t.c,          false
          MARIADB:a,    b.t.c,             MYSQL:b,      b.t.c,          true
          MARIADB:a,    b.t.c,             MYSQL:b,      t.c,            true
          MARIADB:a,    public.t.c,        POSTGRESQL:a, public.t.c,     false
          POSTGRESQL:a, public.t.c,        H2:A,         PUBLIC.T.C,     true
          """)
  void aColumnCarriesWhatWasLearnedOfItsName(
      String learnedIn, String column, String askedIn, String asked, boolean carries) {
    learned.learn(database(learnedIn), Facts.column(column), "mail", FOUND);

    DatabaseScope scope = DatabaseScope.of(database(askedIn));
    assertThat(learned.of(scope, Facts.column(asked)).contains("mail")).isEqualTo(carries);
    if (carries) {
      assertThat(learned.of(scope, Facts.column(asked).table())).contains("mail");
      assertThat(learned.allOf(scope)).contains("mail");
    }
  }

  @Test
  void aDatabaseIsKnownByItsNameWhateverTheHost() {
    learned.learn(SHOP, Facts.column("public.t.c"), "mail", FOUND);

    assertThat(learned.of(DatabaseScope.of(SHOP_ELSEWHERE), Facts.column("public.t.c")))
        .containsExactly("mail");
  }

  @Test
  void aTagOfAWholeTableIsThatOfEachColumn() {
    learned.learn(SHOP, Facts.table("public.t"), "mail", FOUND);

    assertThat(learned.of(DatabaseScope.of(SHOP), Facts.column("public.t.any")))
        .containsExactly("mail");
    assertThat(learned.learn(SHOP, Facts.column("public.t.any"), "mail", FOUND)).isFalse();
    assertThat(learned.learn(SHOP, Facts.column("public.t.any"), "other", FOUND)).isTrue();
  }

  @Test
  void pastTheBoundATagGoesToTheTableThenToTheDatabaseThenEverywhere() {
    LearnedTags few = new LearnedTags(2);

    few.learn(SHOP, Facts.column("public.a.x"), "mail", FOUND);
    few.learn(SHOP, Facts.column("public.a.y"), "mail", FOUND);
    few.learn(SHOP, Facts.column("public.b.x"), "mail", FOUND);
    few.learn(SHOP, Facts.column("public.c.x"), "mail", FOUND);
    few.learn(PAY, Facts.column("public.c.x"), "mail", FOUND);

    assertThat(few.snapshot().stream().map(LearnedTag::place))
        .containsExactly(
            "shop.public.a.x", "shop.public.a.y", "shop.public.b.*", "shop.*", "every table");
    assertThat(few.widened()).isEqualTo(3);
    assertThat(few.of(DatabaseScope.of(PAY), Facts.column("any.any.any"))).containsExactly("mail");
    assertThat(few.learn(PAY, Facts.column("public.d.x"), "mail", FOUND)).isFalse();
  }

  @Test
  void namesWithoutEndAreNotKept() {
    String endless = "x".repeat(100_000);

    learned.learn(SHOP, Facts.column("public.t." + endless), "mail", FOUND);
    learned.learn(SHOP, Facts.column("public." + endless + ".c"), "mail", FOUND);

    assertThat(learned.snapshot().stream().map(LearnedTag::place))
        .containsExactly("shop.public.t.*", "shop.*");
  }

  @Test
  void eachNewTagIsToldOnceAfterItIsInForce() {
    List<String> told = new ArrayList<>();
    learned.listen(
        tag -> {
          assertThat(learned.of(DatabaseScope.of(SHOP), Facts.column("public.t.c")))
              .contains(tag.tag());
          told.add(tag.toString());
        });

    learned.learn(SHOP, Facts.column("public.t.c"), "mail", FOUND);
    learned.learn(SHOP, Facts.column("public.t.c"), "mail", FOUND);
    learned.learn(
        SHOP,
        Facts.column("public.t.c"),
        "tax",
        new LearnedTag.Reason.Copied(
            List.of(Facts.column("public.s.a"), Facts.column("public.s.b")), "0123456789abcdef"));

    assertThat(told)
        .containsExactly(
            "shop.public.t.c carries mail: detected as email",
            "shop.public.t.c carries tax: copied from public.s.a, public.s.b by statement"
                + " 0123456789abcdef");
    assertThat(learned.snapshot()).hasSize(2);
  }

  private static Policy policy(LearnedTags learned) throws PolicyException {
    PolicySettings standard = PolicySettings.standard();
    return PolicyReader.read("s", POLICY, 1, new PolicySettings(standard.hash(), false, learned));
  }

  private static Decision decide(Policy policy, SqlFacts facts, Database database) {
    Caller caller = Callers.human("desk");
    return policy.decide(new StatementContext(facts, caller, database, 1));
  }

  private static Database database(String text) {
    String[] parts = text.split(":", 2);
    return database(Dialect.valueOf(parts[0].toUpperCase(Locale.ROOT)), "db", parts[1]);
  }

  private static Database database(Dialect dialect, String host, @Nullable String name) {
    return new Database(dialect, host, 1, name == null ? "" : name, "app");
  }
}
