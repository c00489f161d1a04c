package dev.sluice.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.policy.Mode;
import dev.sluice.policy.PolicyBundle;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicySettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyBundlesTest {
  private static final String POLICY =
      """
      sluice: policy/v1
      name: shop
      guardrails:
        - {id: no-ddl, match: {class: [ddl]}, action: deny}
      """;
  private static final String TESTS =
      """
      sluice: policy-tests/v1
      given: {db: shop}
      cases:
        - name: tables stay
          given: {caller: {kind: service, service: web}, sql: drop table orders}
          expect: {decision: deny, rule: no-ddl}
        - name: columns are known
          given: {caller: {kind: service, service: web}, sql: select * from orders}
          expect: {decision: allow}
      """;

  private final PolicyBundles bundles = new PolicyBundles(PolicySettings.standard());

  @Test
  void runsTheTestsInside() throws PolicyException {
    Bundles.Ready ready = bundles.read("next", bundle(POLICY, TESTS), 7);

    assertThat(ready.failedTests()).isEmpty();
    assertThat(ready.policy().name()).isEqualTo("shop");
    assertThat(ready.policy().serial()).isEqualTo(7);
  }

  @Test
  void tellsWhichTestFailsAndWhere() throws PolicyException {
    byte[] other = bundle(POLICY.replace("ddl]", "dcl]"), TESTS);

    assertThat(bundles.read("next", other, 7).failedTests())
        .hasSize(2)
        .allSatisfy(failed -> assertThat(failed).startsWith("next, tests 1:1:"))
        .anySatisfy(
            failed ->
                assertThat(failed).endsWith("tables stay: decision: expected deny, found allow"))
        .anySatisfy(failed -> assertThat(failed).contains("tables stay: rule: expected no-ddl"));
  }

  /** What a test expects is said of the policy, not of a machine that only watches. */
  @Test
  void runsThemAsThePolicyIsWritten() throws PolicyException {
    Bundles.Ready ready =
        new PolicyBundles(PolicySettings.standard().observing())
            .read("next", bundle(POLICY, TESTS), 7);

    assertThat(ready.failedTests()).isEmpty();
    assertThat(ready.policy().mode()).isEqualTo(Mode.OBSERVE);
  }

  @Test
  void refusesTestsThatAreNone() throws PolicyException {
    byte[] unknown =
        new String(bundle(POLICY, TESTS), UTF_8)
            .replace("\"rule\":\"no-ddl\"", "\"rule\":\"no-dll\"")
            .getBytes(UTF_8);

    assertThatThrownBy(() -> bundles.read("next", unknown, 7))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("no-dll");
  }

  private static byte[] bundle(String policy, String tests) throws PolicyException {
    return PolicyBundle.build(
            List.of(new PolicyBundle.Source("shop.yaml", policy)),
            List.of(
                new PolicyBundle.Tests(
                    new PolicyBundle.Source("tests.yaml", tests),
                    "create table orders (id int, total int);")))
        .bytes();
  }
}
