package dev.sluice.instrumentation.identity.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Human;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CapturedHumansTest {
  private static final Human ANN = new Human("ann", Set.of(), Map.of(), "test", true);
  private static final Human BOB = new Human("bob", Set.of(), Map.of(), "test", true);

  private @Nullable Human onThread = ANN;
  private final CapturedHumans captured = new CapturedHumans(() -> onThread);

  @Test
  void anObjectIsForThePersonOfTheThreadThatMadeIt() {
    Object made = new Object();
    captured.capture(null, made);
    onThread = BOB;

    assertThat(captured.of(made)).isEqualTo(ANN);
  }

  @Test
  void anObjectIsKnownByItsIdentity() {
    String made = new String("invocation");
    captured.capture(null, made);

    assertThat(captured.of(new String("invocation"))).isNull();
  }

  @Test
  void aCopyIsForThePersonOfItsOrigin() {
    Object origin = new Object();
    Object builder = new Object();
    Object copy = new Object();
    captured.capture(null, origin);
    onThread = BOB;

    captured.copy(origin, builder);
    captured.capture(builder, copy);

    assertThat(captured.of(copy)).isEqualTo(ANN);
  }

  @Test
  void whatIsMadeUnderAFrameIsForThePersonOfTheFrame() {
    Object made = new Object();
    try (AgentFrames.Frame frame =
        AgentFrames.open(new AiAgent("test", null, null, null, null), BOB)) {
      captured.capture(null, made);

      assertThat(captured.of(made)).isEqualTo(frame.human());
    }
  }

  @Test
  void nobodyIsNotRemembered() {
    Object made = new Object();
    onThread = null;
    captured.capture(null, made);
    captured.copy(new Object(), made);

    assertThat(captured.of(made)).isNull();
    assertThat(captured.of(null)).isNull();
  }

  @Test
  void anObjectThatIsGoneIsForgotten() {
    WeakReference<Object> gone = captureAndDrop();

    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(gone.get()).isNull();
            });
  }

  private WeakReference<Object> captureAndDrop() {
    Object made = new Object();
    captured.capture(null, made);
    return new WeakReference<>(made);
  }
}
