package dev.sluice.instrumentation.identity.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gate.Failures;
import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Carried;
import dev.sluice.identity.Human;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CarryingContextTest {
  private static final Human KIM = Human.asserted("kim", Set.of(), "test");
  private static final Human LEE = Human.asserted("lee", Set.of(), "test");
  private static final AiAgent DESK = new AiAgent("test", "desk", "find", "1", null);

  private final ByteArrayOutputStream told = new ByteArrayOutputStream();
  private final Failures failures =
      new Failures(new PrintStream(told, true, StandardCharsets.UTF_8));
  private final CarryingContext carrying =
      new CarryingContext(
          Context.class.getName(), Context.class.getClassLoader(), this::human, failures);

  /** Whom the thread knows by itself; else as the agent's sources do. */
  private @Nullable Human known;

  private @Nullable Human human() {
    return known == null ? AgentFrames.carriedHuman() : known;
  }

  @BeforeEach
  void carry() {
    AgentFrames.carryBeside(carrying::carried);
  }

  @AfterEach
  void carryNothing() {
    AgentFrames.carryBeside(() -> null);
    assertThat(AgentFrames.active()).isFalse();
    assertThat(told.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void whoIsKnownWhereAContextIsTakenIsKnownWhereItIsCurrent() {
    known = KIM;
    Context taken = taken();
    known = null;
    assertThat(carrying.carried()).isNull();

    try (Scope scope = taken.makeCurrent()) {
      assertThat(carrying.carried()).isEqualTo(new Carried(KIM, null, false));
    }
    assertThat(carrying.carried()).isNull();
  }

  @Test
  void aToolCallIsTakenAlong() {
    AgentFrames.Frame frame = AgentFrames.open(DESK, KIM);
    Context taken = taken();
    frame.close();

    try (Scope scope = taken.makeCurrent()) {
      AgentFrames.Frame there = Objects.requireNonNull(AgentFrames.current());
      assertThat(there.agent()).isEqualTo(DESK);
      assertThat(there.human()).isEqualTo(KIM);
    }
    assertThat(AgentFrames.current()).isNull();
  }

  @Test
  void aContextThatNeedsNothingStaysTheSame() {
    Context current = Context.current();
    assertThat(carrying.current(current)).isNull();
    known = KIM;
    try (Scope scope = taken().makeCurrent()) {
      assertThat(carrying.current(Context.current())).isNull();
      known = null;
      assertThat(carrying.current(Context.current())).isNull();
    }
  }

  @Test
  void whatElseAContextHoldsStays() {
    ContextKey<String> key = ContextKey.named("other");
    known = KIM;
    try (Scope scope = Context.current().with(key, "value").makeCurrent()) {
      assertThat(taken().get(key)).isEqualTo("value");
    }
  }

  @Test
  void whoeverIsKnownHereGoesBeforeWhomTheContextNames() {
    known = KIM;
    Context kims = taken();
    try (Scope scope = kims.makeCurrent()) {
      known = LEE;
      assertThat(carrierOf(taken())).isEqualTo(new Carried(LEE, null, false));
    }
    assertThat(carrierOf(kims)).isEqualTo(new Carried(KIM, null, false));
  }

  @Test
  void aTaskOfNobodyHandsNobodyOn() {
    known = KIM;
    Context kims = taken();
    known = null;
    try (Scope scope = kims.makeCurrent()) {
      AgentFrames.Layer task = Objects.requireNonNull(AgentFrames.enter(null));
      Context taken = taken();
      task.close();

      assertThat(carrierOf(taken)).isNull();
      assertThat(carrierOf(Context.current())).isEqualTo(new Carried(KIM, null, false));
    }
  }

  @Test
  void whomNobodyCanTellStaysUnknown() {
    AgentFrames.Layer task = Objects.requireNonNull(AgentFrames.enter(Carried.UNKNOWN));
    Context unknown = taken();
    task.close();
    try (Scope scope = unknown.makeCurrent()) {
      assertThat(carrying.carried()).isEqualTo(Carried.UNKNOWN);
      assertThat(carrying.current(Context.current())).isNull();
    }
  }

  @Test
  void anApiThatIsNotThereIsToldOnceAndCarriesNobody() {
    CarryingContext none = new CarryingContext("no.such.Context", null, this::human, failures);
    known = KIM;

    assertThat(none.current(Context.current())).isNull();
    assertThat(none.current(Context.current())).isNull();
    assertThat(none.carried()).isNull();
    assertThat(failures.counts()).containsEntry("identity.opentelemetry", 1L);
    told.reset();
  }

  /** The current context, as whoever asks the woven method takes it. */
  private Context taken() {
    Context current = Context.current();
    return (Context) Objects.requireNonNullElse(carrying.current(current), current);
  }

  private @Nullable Carried carrierOf(Context context) {
    try (Scope scope = context.makeCurrent()) {
      return carrying.carried();
    }
  }
}
