package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.mask.Mask;
import dev.sluice.mask.Redact;
import dev.sluice.sql.Dialect;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class BuiltInPolicyTest {
  private static final Database DATABASE = new Database(Dialect.H2, "", -1, "shop", "sa");

  private final Policy policy = BuiltInPolicy.create(PolicySettings.standard());

  @ParameterizedTest
  @CsvFileSource(resources = "built-in-columns.csv")
  void agentsSeeNoColumnWhoseNameTellsOfPersonalDataOrSecrets(String column, String tag) {
    Decision decision =
        policy.decide(
            new StatementContext(
                Facts.select("PUBLIC.T." + column), Callers.agent("a", "t"), DATABASE, 1));

    boolean clear = tag.equals("clear");
    assertThat(decision.action()).isEqualTo(Action.ALLOW);
    assertThat(decision.tags()).isEqualTo(clear ? List.of() : List.of(tag));
    assertThat(decision.masks().column(1)).isEqualTo(clear ? null : Redact.INSTANCE);
  }

  /** Whatever stands before and behind a word that tells, detection must see no less than this. */
  @ParameterizedTest
  @CsvFileSource(resources = "built-in-names.txt")
  void namesTellWhateverStandsInPlaceOfTheStars(String pattern) {
    List<String> befores =
        pattern.startsWith("*") ? List.of("", "x", "user_", "the2nd", "is_", "x9_") : List.of("");
    List<String> behinds =
        pattern.endsWith("*") ? List.of("", "x", "_of_user", "Hint") : List.of("");
    for (String before : befores) {
      for (String behind : behinds) {
        String name = before + pattern.replace("*", "") + behind;
        for (String spelt : List.of(name, name.toUpperCase(Locale.ROOT))) {
          assertThat(maskOf(spelt)).as(spelt).isEqualTo(Redact.INSTANCE);
        }
      }
    }
  }

  private @Nullable Mask maskOf(String column) {
    Decision decision =
        policy.decide(
            new StatementContext(
                Facts.select("PUBLIC.T." + column), Callers.agent("a", "t"), DATABASE, 1));
    return decision.masks().column(1);
  }

  @Test
  void restrictsAgentsAlone() {
    assertThat(policy.restricts(Callers.agent("a", "t"), DATABASE)).isTrue();
    assertThat(policy.restricts(Callers.human("staff"), DATABASE)).isFalse();
    assertThat(policy.restricts(Callers.service("s"), DATABASE)).isFalse();
    assertThat(policy.restricts(null, DATABASE)).isTrue();
  }

  @Test
  void wasNeverLoaded() {
    assertThat(policy.serial()).isZero();
    assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void turnsIntoReportsWhenTheSettingsSaySo() {
    Policy observed = BuiltInPolicy.create(PolicySettings.standard().observing());

    assertThat(observed.mode()).isEqualTo(Mode.OBSERVE);
    assertThat(observed.restricts(null, DATABASE)).isFalse();
  }
}
