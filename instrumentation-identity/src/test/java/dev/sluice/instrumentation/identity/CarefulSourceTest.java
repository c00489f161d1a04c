package dev.sluice.instrumentation.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Human;
import dev.sluice.identity.HumanSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CarefulSourceTest {
  private final Failures failures =
      new Failures(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

  @Test
  void aStatementOfTheSessionStoreIsNobodys() {
    List<@Nullable Human> asked = new ArrayList<>();
    HumanSource[] self = new HumanSource[1];
    self[0] =
        new CarefulSource(
            () -> {
              asked.add(self[0].current());
              return Woven.person("ann");
            },
            failures);

    assertThat(self[0].current()).isEqualTo(Woven.person("ann"));
    assertThat(self[0].current()).isEqualTo(Woven.person("ann"));
    assertThat(asked).containsExactly(null, null);
  }

  @Test
  void aFailureIsCountedAndPassedOn() {
    CarefulSource source =
        new CarefulSource(
            () -> {
              throw new IllegalStateException("session store is away");
            },
            failures);

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(source::current).hasMessage("session store is away");
    }
    assertThat(failures.counts()).containsEntry("identity.human", 2L);
  }
}
