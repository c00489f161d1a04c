package dev.sluice.instrumentation.identity.langchain4j;

import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.Human;
import dev.sluice.identity.HumanSource;
import dev.sluice.weak.WeakIdentityMap;
import org.jspecify.annotations.Nullable;

/**
 * The person for whom each of the framework's objects was made, remembered weakly by the object's
 * identity. Threads change between the question and the tool call that answers it; the objects that
 * stand for the invocation do not. Where nobody is known nothing is remembered, so that such an
 * object never hides a person known by other means. Thread-safe.
 */
final class CapturedHumans {
  private final WeakIdentityMap<Object, Human> byObject = new WeakIdentityMap<>();
  private final HumanSource humans;

  CapturedHumans(HumanSource humans) {
    this.humans = humans;
  }

  /** Remembers for {@code made} the person of {@code origin}, or else this thread's. */
  void capture(@Nullable Object origin, Object made) {
    Human human = of(origin);
    if (human == null) {
      human = ofThread();
    }
    if (human != null) {
      byObject.put(made, human);
    }
  }

  /** Remembers for {@code copy} the person of {@code origin}, if there is one. */
  void copy(Object origin, Object copy) {
    Human human = of(origin);
    if (human != null) {
      byObject.put(copy, human);
    }
  }

  /** The person remembered for that object. */
  @Nullable Human of(@Nullable Object object) {
    return object == null ? null : byObject.get(object);
  }

  private @Nullable Human ofThread() {
    AgentFrames.Frame frame = AgentFrames.current();
    return frame != null && frame.human() != null ? frame.human() : humans.current();
  }
}
