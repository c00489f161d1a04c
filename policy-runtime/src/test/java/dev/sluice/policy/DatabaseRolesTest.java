package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.identity.Caller;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.sql.SqlFacts;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** As which role of the database whose statements run. */
class DatabaseRolesTest {
  private static final Database SHOP =
      new Database(Dialect.POSTGRESQL, "localhost", 5432, "shop", "app");
  private static final Database LAB =
      new Database(Dialect.POSTGRESQL, "localhost", 5432, "lab", "app");
  private static final String POLICY =
      """
      sluice: policy/v1
      name: shop
      defaults: {opaque: allow, unmatched: {ai_agent: allow}}
      environments:
        lab: {datasources: ["*/lab"]}
      callers:
        staff: {kind: human, groups: [staff]}
        chiefs: {kind: human, groups: [chief]}
        bots: {kind: ai_agent, agent: bot}
        clerks: {kind: ai_agent, agent: clerk, on_behalf_of: [staff]}
      database_roles:
        - {id: of-staff, callers: [staff], unless: [chiefs], role: staff_reader}
        - {id: of-bots, callers: [bots], role: bot_reader}
        - {id: of-clerks, callers: [clerks], role: clerk}
        - {id: in-lab, callers: [chiefs], env: [lab], role: lab_chief}
        - {id: watched, mode: observe, callers: [chiefs], role: nobody}
      """;

  @Test
  void aCallerHasTheRoleThatARuleNames() throws PolicyException {
    assertRole(Callers.human("staff"), SHOP, "staff_reader");
    assertRole(Callers.asserted("staff"), SHOP, "staff_reader");
    assertRole(Callers.agent("bot", "find"), SHOP, "bot_reader");
    assertRole(Callers.human("chief"), LAB, "lab_chief");
  }

  @Test
  void whomNoRuleNamesHasNone() throws PolicyException {
    for (Caller caller :
        new Caller[] {
          Callers.service("shop"),
          Callers.human(),
          Callers.human("chief"),
          Callers.human("staff", "chief"),
          Callers.agent("other", "find")
        }) {
      assertThat(role(caller, SHOP).isNone()).isTrue();
      assertThat(policy(POLICY).restricts(caller, SHOP)).isFalse();
    }
  }

  @Test
  void anAgentHasThatOfWhomItActsFor() throws PolicyException {
    assertRole(Callers.agentFor("other", "find", "staff"), SHOP, "staff_reader");
    assertRole(Callers.agentFor("bot", "find"), SHOP, "bot_reader");
  }

  @Test
  void twoRolesAreNone() throws PolicyException {
    DatabaseRole role = role(Callers.agentFor("bot", "find", "staff"), SHOP);

    assertThat(role.name()).isEmpty();
    assertThat(role.isNone()).isFalse();
    assertThat(role.problem()).contains("bot_reader, staff_reader");
  }

  @Test
  void aRuleThatNamesAgentAndPersonDecidesForBoth() throws PolicyException {
    assertRole(Callers.agentFor("clerk", "find", "staff"), SHOP, "clerk");
  }

  @Test
  void whoHasARoleIsRestricted() throws PolicyException {
    Policy policy = policy(POLICY);

    assertThat(policy.restricts(Callers.human("staff"), SHOP)).isTrue();
    assertThat(policy.restricts(null, SHOP)).isTrue();
    assertThat(policy.assignsRoles()).isTrue();
  }

  @Test
  void aPolicyThatOnlyObservesNamesNone() throws PolicyException {
    Policy observing = policy(POLICY.replace("name: shop", "name: shop\nmode: observe"));

    assertThat(observing.assignsRoles()).isFalse();
    assertThat(observing.databaseRole(Callers.human("staff"), SHOP).isNone()).isTrue();
    assertThat(observing.restricts(Callers.human("staff"), SHOP)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "NONE", "Default", "public", "all", "a b", "1a", "\"a;b\""})
  void whatIsNoNameOfARoleIsAnError(String role) {
    assertThatThrownBy(() -> policy(POLICY.replace("bot_reader", role)))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("is no name of a role");
  }

  @Test
  void anExplanationTellsTheRoleAndItsRules() throws PolicyException {
    Explanation explanation = explain("select 1", Callers.human("staff"), SHOP);

    assertThat(explanation.refuses()).isFalse();
    assertThat(explanation.text(true))
        .startsWith("ALLOW\n")
        .contains(
            "  role of the database: staff_reader\n",
            """
              ✓ database role of-staff: role staff_reader
                  ✓ callers: staff  [has staff]
                  ✓ unless: chiefs  [has staff]
            """,
            """
              ✗ database role in-lab: role lab_chief
                  ✗ env: lab  [has localhost:5432/shop, in no environment]
                  ✗ callers: chiefs  [has staff]
            """,
            "✗ database role watched: role nobody, observed only\n");
    assertThat(explanation.json())
        .contains(
            "\"database_role\": \"staff_reader\"",
            "\"database_role_refusal\": null",
            "\"section\": \"database_role\"");
  }

  @Test
  void anExplanationTellsWhichRuleDecidesForAgentAndPerson() throws PolicyException {
    Explanation explanation = explain("select 1", Callers.agentFor("clerk", "find", "staff"), SHOP);

    assertThat(explanation.role().name()).isEqualTo("clerk");
    assertThat(explanation.text("of-staff", true))
        .contains("a rule for the agent and whom it acts for decides for both");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          set role none                                   | its caller's statements run
          discard all                                     | its caller's statements run
          alter role staff_reader set role = 'postgres'   | what other sessions begin with
          alter database shop set search_path = evil      | what other sessions begin with
          do $$ begin reset role; end $$                  | it is not fully understood
          """)
  void whatTheRoleRefusesAnExplanationRefusesToo(String sql, String why) throws PolicyException {
    String open = POLICY.replace("opaque: allow", "opaque: allow, session: allow");
    Explanation explanation = explain(open, sql, Callers.human("staff"), SHOP);

    assertThat(explanation.decision().refuses()).isFalse();
    assertThat(explanation.refuses()).isTrue();
    assertThat(explanation.text(true))
        .contains("ALLOW", ", but refused for its caller's role of the database\n", why);
    assertThat(explanation.json()).contains(why);
    assertThat(explain(open, sql, Callers.human("chief"), SHOP).refuses()).isFalse();
  }

  @Test
  void labelsAndTimeOutsOfSessionsToComeMayBeChanged() throws PolicyException {
    String sql = "alter role staff_reader set statement_timeout = '5s'";

    assertThat(explain(sql, Callers.human("staff"), SHOP).refuses()).isFalse();
  }

  @Test
  void whoHasNoOneRoleIsRefusedByAnExplanationToo() throws PolicyException {
    Explanation two = explain("select 1", Callers.agentFor("bot", "find", "staff"), SHOP);
    Explanation none =
        explain(
            "select 1",
            Callers.human("staff"),
            new Database(Dialect.H2, "localhost", -1, "shop", "app"));

    assertThat(two.roleRefusal()).contains("bot_reader, staff_reader");
    assertThat(none.roleRefusal()).isEqualTo("roles are taken in PostgreSQL and MariaDB alone");
  }

  @Test
  void aCaseOfATestExpectsARole() throws PolicyException {
    assertThat(differences("staff_reader")).isEmpty();
    assertThat(differences("none"))
        .containsExactly("database_role: expected none, found staff_reader");
    assertThatThrownBy(() -> differences("staf_reader"))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining(
            "there is no `staf_reader` in the policy: did you mean `staff_reader`?");
  }

  private static List<String> differences(String role) throws PolicyException {
    return PolicyTests.read(
            "t.yaml",
            """
            sluice: policy-tests/v1
            given: {db: shop, caller: {kind: human, groups: [staff]}}
            cases:
              - {name: one, given: {sql: select 1}, expect: {database_role: %s}}
            """
                .formatted(role),
            List.of(policy(POLICY)),
            file -> file)
        .run(policy(POLICY))
        .get(0)
        .differences()
        .stream()
        .map(PolicyTests.Difference::toString)
        .toList();
  }

  private static Explanation explain(String sql, Caller caller, Database database)
      throws PolicyException {
    return explain(POLICY, sql, caller, database);
  }

  private static Explanation explain(String policy, String sql, Caller caller, Database database)
      throws PolicyException {
    SqlFacts facts = new SqlAnalyzer().analyze(sql, database.dialect(), Catalog.EMPTY);
    return policy(policy)
        .explain(
            new StatementContext(facts, caller, database, 1),
            Instant.parse("2026-06-01T12:00:00Z"));
  }

  private static void assertRole(Caller caller, Database database, String name)
      throws PolicyException {
    DatabaseRole role = role(caller, database);
    assertThat(role.name()).isEqualTo(name);
    assertThat(role.problem()).isNull();
  }

  private static DatabaseRole role(Caller caller, Database database) throws PolicyException {
    return policy(POLICY).databaseRole(caller, database);
  }

  private static Policy policy(String text) throws PolicyException {
    return PolicyReader.read("shop.yaml", text, 1);
  }
}
