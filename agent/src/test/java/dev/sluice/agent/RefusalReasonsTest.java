package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RefusalReasonsTest {
  private final RefusalReasons reasons = new RefusalReasons();

  @Test
  void countsWhateverTheColumnsAreNamedTheCommonestFirst() {
    reasons.add("error Sluice denied this statement: It is opaque. (rule hide)\\n{}");
    reasons.add("error Sluice denied this statement: a.b.c, which is masked, tells. (rule hide)");
    reasons.add("error Sluice denied this statement: x y.z, which is masked, tells. (rule hide)");

    assertThat(reasons.total()).isEqualTo(3);
    assertThat(reasons)
        .hasToString(
            String.format(
                "     2 hide: a column, which is masked, tells.%n     1 hide: It is opaque.%n"));
  }

  @Test
  void addsUpWhatOthersCounted() {
    reasons.add("Sluice denied this statement: It is opaque. (rule hide)");
    RefusalReasons all = new RefusalReasons();
    all.addAll(reasons);
    all.addAll(reasons);

    assertThat(all.total()).isEqualTo(2);
  }

  @Test
  void refusesWhatIsNoRefusal() {
    assertThatThrownBy(() -> reasons.add("row | 1")).isInstanceOf(IllegalArgumentException.class);
  }
}
