package dev.sluice.identity;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * For whom a task was handed to another thread, as it was known where that was done.
 *
 * @param human the person; null if nobody knew one
 * @param agent the AI agent; null if the task was not handed over under a tool call
 * @param unknown whether there may be a person, but nobody can tell who
 */
public record Carried(@Nullable Human human, @Nullable AiAgent agent, boolean unknown) {
  /** Nobody, whoever else may seem to be there. */
  public static final Carried NOBODY = new Carried(null, null, false);

  /** There may be somebody. */
  public static final Carried UNKNOWN = new Carried(null, null, true);

  /**
   * For whom this thread works; null for nobody who is known.
   *
   * @param humans asked where no tool call tells the person; counts what goes wrong by itself
   */
  public static @Nullable Carried ofThread(HumanSource humans) {
    AgentFrames.Frame frame = AgentFrames.current();
    AiAgent agent = frame == null ? null : frame.agent();
    Human human = frame == null ? null : frame.human();
    if (human == null) {
      try {
        human = humans.current();
      } catch (Throwable untold) { // counted where it happened
        return UNKNOWN;
      }
    }
    if (agent == null && human == null) {
      return null;
    }
    Carried own = AgentFrames.carried();
    return own != null && Objects.equals(own.human, human) && Objects.equals(own.agent, agent)
        ? own
        : new Carried(human, agent, false);
  }
}
