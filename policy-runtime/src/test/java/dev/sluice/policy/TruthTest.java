package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TruthTest {
  @ParameterizedTest
  @CsvSource({
    "NO,    NO,    NO,    NO",
    "NO,    MAYBE, NO,    MAYBE",
    "NO,    YES,   NO,    YES",
    "MAYBE, MAYBE, MAYBE, MAYBE",
    "MAYBE, YES,   MAYBE, YES",
    "YES,   YES,   YES,   YES",
  })
  void combinesAsKleenesLogicDoes(Truth one, Truth other, Truth both, Truth any) {
    assertThat(one.and(other)).isEqualTo(other.and(one)).isEqualTo(both);
    assertThat(one.or(other)).isEqualTo(other.or(one)).isEqualTo(any);
    assertThat(one.not().or(other.not())).isEqualTo(both.not());
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void whatIsNotKnownRestrictsAndNeverAllows(Action action) {
    assertThat(Truth.YES.matches(action)).isTrue();
    assertThat(Truth.MAYBE.matches(action)).isEqualTo(action != Action.ALLOW);
    assertThat(Truth.NO.matches(action)).isFalse();
  }
}
