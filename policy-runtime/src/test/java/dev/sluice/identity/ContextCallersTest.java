package dev.sluice.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContextCallersTest {
  private static final Carried KIM =
      new Carried(new Human("kim", Set.of(), Map.of(), "test", true), null, false);

  @Test
  void tellWhatTheSourceTellsAtOnce() {
    ContextCallers callers = ContextCallers.of(context -> context.equals("kim's") ? KIM : null);

    assertThat(callers.of("kim's")).isCompletedWithValue(KIM);
    assertThat(callers.of("nobody's")).isNull();
  }

  @Test
  void failWhereTheSourceFails() {
    ContextCallers callers =
        ContextCallers.of(
            context -> {
              throw new IllegalStateException("who is it?");
            });

    assertThatIllegalStateException().isThrownBy(() -> callers.of("anybody's"));
  }
}
