package dev.sluice.instrumentation.identity.people;

import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Carried;
import dev.sluice.identity.Human;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An open frame of a tool call.
 *
 * @param layer what is closed at its end
 * @param frame the innermost frame of the thread while it is open
 * @param carried the same, for what the tool does on other threads
 */
public record ToolFrame(AutoCloseable layer, AgentFrames.@Nullable Frame frame, Carried carried) {
  /**
   * Opens a frame on this thread.
   *
   * @param person for whom the tool runs; null to leave that to the frame outside of it, or else to
   *     the thread; where nobody can tell, statements are for nobody knows whom
   */
  public static ToolFrame open(AiAgent agent, @Nullable Carried person) {
    if (person != null && person.unknown()) {
      Carried unknown = new Carried(null, agent, true);
      AutoCloseable layer = Objects.requireNonNull(AgentFrames.enter(unknown));
      return new ToolFrame(layer, AgentFrames.current(), unknown);
    }
    AgentFrames.Frame outer = AgentFrames.current();
    Human human = person == null ? null : person.human();
    AgentFrames.Frame frame =
        AgentFrames.open(agent, human == null && outer != null ? outer.human() : human);
    return new ToolFrame(frame, frame, new Carried(frame.human(), agent, false));
  }

  /** Closes it, on the thread that opened it. */
  public void close() {
    try {
      layer.close();
    } catch (Exception impossible) {
      throw new IllegalStateException("closing a layer throws nothing", impossible);
    }
  }
}
