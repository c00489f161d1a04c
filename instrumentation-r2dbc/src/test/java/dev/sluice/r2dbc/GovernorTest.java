package dev.sluice.r2dbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gate.Failures;
import dev.sluice.identity.CallerResolver;
import dev.sluice.identity.ContextCallers;
import dev.sluice.identity.HumanSource;
import dev.sluice.telling.DatabaseCallers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A {@link Governor} for which there is no gate to ask. */
class GovernorTest {
  private final ByteArrayOutputStream problems = new ByteArrayOutputStream();
  private final Failures failures =
      new Failures(new PrintStream(problems, true, StandardCharsets.UTF_8));

  @Test
  void withoutAGateStatementsRunWhereTheyMay() {
    assertThat(begin(false).refusal()).isNull();
    assertThat(failures.counts()).containsKey("r2dbc.gate");
  }

  @Test
  void withoutAGateStatementsAreRefusedElse() {
    assertThat(begin(true).refusal()).isNotNull();
    assertThat(failures.counts()).containsKey("r2dbc.gate");
  }

  private Execution begin(boolean closed) {
    R2dbcCollaborators r2dbc =
        new R2dbcCollaborators(
            new R2dbcInstrumentation.Gate(
                () -> {
                  throw new IllegalStateException("the gate could not be made");
                },
                () -> null,
                new CallerResolver("shop", HumanSource.NONE)),
            ContextCallers.NONE,
            failures,
            Runnable::run,
            closed,
            DatabaseCallers.NONE);
    StatementState state = new StatementState(r2dbc.connections().unknown(), false);
    state.text("SELECT 1");
    return Objects.requireNonNull(
        new Governor(r2dbc)
            .begin(state.call("io.r2dbc"), null, null, false, false, null)
            .execution());
  }
}
