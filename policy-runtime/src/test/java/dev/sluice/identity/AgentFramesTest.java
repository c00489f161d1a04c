package dev.sluice.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgentFramesTest {
  private static final AiAgent DESK = new AiAgent("test", "desk", "find", "1", null);
  private static final Carried KIM = carried("kim");
  private static final Carried LEE = carried("lee");

  private @Nullable Carried beside;

  @BeforeEach
  void carryBeside() {
    AgentFrames.carryBeside(() -> beside);
  }

  @AfterEach
  void carryNothing() {
    AgentFrames.carryBeside(() -> null);
    assertThat(AgentFrames.active()).isFalse();
  }

  @Test
  void whatIsCarriedBesideTasksCountsWhileItLasts() {
    beside = KIM;
    assertThat(AgentFrames.carried()).isEqualTo(KIM);
    assertThat(AgentFrames.carriedHuman()).isEqualTo(KIM.human());

    beside = null;
    assertThat(AgentFrames.carried()).isNull();
  }

  @Test
  void aTaskGoesFirstWhoeverHandedItOver() {
    beside = KIM;
    try (AgentFrames.Layer lees = Objects.requireNonNull(AgentFrames.enter(LEE))) {
      assertThat(AgentFrames.carried()).isEqualTo(LEE);
    }
    for (Carried nobody : new Carried[] {null, Carried.NOBODY}) {
      try (AgentFrames.Layer nobodys = Objects.requireNonNull(AgentFrames.enter(nobody))) {
        assertThat(AgentFrames.carriedHuman()).isNull();
      }
    }
    assertThat(AgentFrames.carried()).isEqualTo(KIM);
  }

  @Test
  void aToolCallGoesAlongAndOneThatIsOpenHereGoesFirst() {
    AiAgent other = new AiAgent("test", "other", "look", "2", null);
    beside = new Carried(KIM.human(), DESK, false);
    assertThat(Objects.requireNonNull(AgentFrames.current()).agent()).isEqualTo(DESK);

    try (AgentFrames.Frame open = AgentFrames.open(other, LEE.human())) {
      assertThat(AgentFrames.current()).isSameAs(open);
      assertThat(AgentFrames.carriedHuman()).isEqualTo(KIM.human());
    }
  }

  @Test
  void aFrameThatIsOpenElsewhereIsNotClosedHere() {
    beside = new Carried(KIM.human(), DESK, false);
    AgentFrames.Frame elsewhere = Objects.requireNonNull(AgentFrames.current());
    AgentFrames.Frame open = AgentFrames.open(DESK, null);
    elsewhere.close();

    assertThat(AgentFrames.current()).isSameAs(open);
    open.close();
  }

  @Test
  void aShadeHidesWhatIsCarriedBesideTasksAlone() {
    beside = new Carried(KIM.human(), DESK, false);
    AgentFrames.Layer task = Objects.requireNonNull(AgentFrames.enter(LEE));
    AgentFrames.Frame frame = AgentFrames.open(DESK, null);
    for (Runnable end : List.<Runnable>of(frame::close, task::close)) {
      AgentFrames.Layer shade = Objects.requireNonNull(AgentFrames.shade());
      assertThat(AgentFrames.carried()).isEqualTo(LEE);
      shade.close();
      end.run();
    }
    AgentFrames.Layer shade = Objects.requireNonNull(AgentFrames.shade());
    assertThat(AgentFrames.carried()).isNull();
    assertThat(AgentFrames.current()).isNull();
    shade.close();
    assertThat(AgentFrames.carried()).isEqualTo(beside);
  }

  @Test
  void aShadeDoesNotHideTheFrameOutsideOfIt() {
    beside = KIM;
    AgentFrames.Frame frame = AgentFrames.open(DESK, LEE.human());
    AgentFrames.Layer shade = Objects.requireNonNull(AgentFrames.shade());
    assertThat(AgentFrames.current()).isSameAs(frame);
    shade.close();
    frame.close();
  }

  @Test
  void whereNothingIsCarriedBesideTasksThereIsNothingToHide() {
    assertThat(AgentFrames.shade()).isNull();
    assertThat(AgentFrames.enter(null)).isNull();
  }

  @Test
  void whomNobodyKnowsIsNotTheService() {
    beside = Carried.UNKNOWN;
    assertThatIllegalStateException().isThrownBy(AgentFrames::carriedHuman);
  }

  @Test
  void aReactiveChainThatNamesNobodyIsNotDoneForWhomAnotherWas() {
    beside = KIM;
    CallerResolver resolver = new CallerResolver("shop", AgentFrames::carriedHuman);

    assertThat(resolver.current().human()).isEqualTo(KIM.human());
    assertThat(resolver.current("context").human()).isNull();
  }

  private static Carried carried(String name) {
    return new Carried(Human.asserted(name, java.util.Set.of(), "test"), null, false);
  }
}
