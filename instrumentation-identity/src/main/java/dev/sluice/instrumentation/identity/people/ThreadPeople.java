package dev.sluice.instrumentation.identity.people;

import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.Carried;
import dev.sluice.identity.Human;
import dev.sluice.identity.HumanSource;
import org.jspecify.annotations.Nullable;

/** Tells for whom a thread works just now, to be remembered for another thread. Thread-safe. */
public final class ThreadPeople {
  private final HumanSource humans;

  /**
   * @param humans who is asked where no tool call is open
   */
  public ThreadPeople(HumanSource humans) {
    this.humans = humans;
  }

  /** The person; null for nobody, {@link Carried#UNKNOWN} if there may be one. */
  public @Nullable Carried current() {
    AgentFrames.Frame frame = AgentFrames.current();
    if (frame != null && frame.human() != null) {
      return new Carried(frame.human(), null, false);
    }
    Human human;
    try {
      human = humans.current();
    } catch (RuntimeException | LinkageError unknown) {
      // counted where it was thrown
      return Carried.UNKNOWN;
    }
    return human == null ? null : new Carried(human, null, false);
  }
}
