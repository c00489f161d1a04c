package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.identity.Caller;
import dev.sluice.sql.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

  private static void assertRole(Caller caller, Database database, String name)
      throws PolicyException {
    assertThat(role(caller, database)).isEqualTo(new DatabaseRole(name, null));
  }

  private static DatabaseRole role(Caller caller, Database database) throws PolicyException {
    return policy(POLICY).databaseRole(caller, database);
  }

  private static Policy policy(String text) throws PolicyException {
    return PolicyReader.read("shop.yaml", text, 1);
  }
}
