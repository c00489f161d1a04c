package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.identity.CallerKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PolicyReaderTest {
  private static final String HEAD = "sluice: policy/v1\nname: shop\n";

  @TestFactory
  Stream<DynamicTest> tellsAllErrorsWithTheirPlaces() {
    return Yaml.list("error-cases.yaml").stream()
        .map(
            item ->
                DynamicTest.dynamicTest(
                    String.valueOf(item.get("case")),
                    () -> {
                      PolicyException error = errorOf(String.valueOf(item.get("policy")));
                      assertThat(error.problems())
                          .extracting(it -> it.line() + ":" + it.column() + ": " + it.message())
                          .containsExactlyElementsOf(Yaml.texts(item, "errors"));
                    }));
  }

  @Test
  void messageNamesTheFile() {
    assertThat(errorOf(HEAD + "mode: off\nwhat: ever\n"))
        .hasMessageStartingWith("shop.yaml:3:7: `off` is no value of `mode`")
        .hasMessageContaining("\nshop.yaml:4:1: unknown key `what`");
  }

  @Test
  void whatIsLeftOutHasItsDefault() throws PolicyException {
    Policy policy = PolicyReader.read("shop.yaml", HEAD, 3);

    assertThat(policy.name()).isEqualTo("shop");
    assertThat(policy.serial()).isEqualTo(3);
    assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
    PolicyDocument document = PolicyReader.document("s", HEAD, PolicySettings.standard());
    assertThat(document.defaults())
        .isEqualTo(
            new Defaults(
                Map.of(
                    CallerKind.HUMAN, Action.ALLOW,
                    CallerKind.SERVICE, Action.ALLOW,
                    CallerKind.AI_AGENT, Action.DENY),
                Action.DENY,
                Action.DENY,
                false));
  }

  @Test
  void wordsAreNoTruthValues() throws PolicyException {
    PolicyDocument document =
        PolicyReader.document(
            "s", "sluice: policy/v1\nname: no\nowner: 2026-01-01\n", PolicySettings.standard());

    assertThat(document.name()).isEqualTo("no");
    assertThat(document.owner()).isEqualTo("2026-01-01");
  }

  @Test
  void settingsTurnAnyPolicyIntoReports() throws PolicyException {
    Policy policy =
        PolicyReader.read("s", HEAD + "mode: enforce", 1, PolicySettings.standard().observing());

    assertThat(policy.mode()).isEqualTo(Mode.OBSERVE);
  }

  @Test
  void refusesWhatIsTooLarge() {
    assertThat(errorOf(HEAD + "# " + "x".repeat(1 << 18)).problems())
        .singleElement()
        .extracting(PolicyException.Problem::message)
        .isEqualTo("the file is larger than 256 KiB: split or shorten it");
  }

  @Test
  void refusesWhatIsNestedTooDeeply() {
    for (String open : List.of("[", "{a: ", "- ")) {
      PolicyException error =
          Assertions.assertTimeoutPreemptively(
              Duration.ofSeconds(10), () -> errorOf("a: \n  " + open.repeat(50_000)));

      assertThat(error.problems())
          .singleElement()
          .extracting(PolicyException.Problem::message)
          .isEqualTo("values are nested deeper than 32: nothing in a policy is");
    }
  }

  @Test
  void refusesABombOfAliases() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }

    assertThat(errorOf(bomb.toString()).problems())
        .singleElement()
        .extracting(PolicyException.Problem::message)
        .isEqualTo("anchors and aliases are not taken: write the value out");
  }

  @Test
  void refusesTooManyValues() {
    assertThat(errorOf(HEAD + "owner: [" + "1,".repeat(30_000) + "1]").problems())
        .singleElement()
        .extracting(PolicyException.Problem::message)
        .isEqualTo("the file has more than 20000 values: split or shorten it");
  }

  @Test
  void tellsOnlyTheFirstHundredErrors() {
    StringBuilder text = new StringBuilder(HEAD);
    for (int i = 0; i < 500; i++) {
      text.append("key%d: 1\n".formatted(i));
    }

    assertThat(errorOf(text.toString()).problems()).hasSize(100);
  }

  @Test
  void builtInPoliciesAreRight() {
    assertThat(BuiltInPolicy.create(PolicySettings.standard()).name()).isEqualTo("built-in");
    assertThat(BuiltInPolicy.text()).contains("sluice: policy/v1");
    assertThatThrownBy(() -> PolicyReader.read("s", "", 1)).isInstanceOf(PolicyException.class);
  }

  private static PolicyException errorOf(String text) {
    return catchThrowableOfType(
        PolicyException.class, () -> PolicyReader.read("shop.yaml", text, 1));
  }
}
