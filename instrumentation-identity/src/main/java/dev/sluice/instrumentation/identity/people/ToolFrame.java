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
 */
public record ToolFrame(AutoCloseable layer, AgentFrames.@Nullable Frame frame) {
  /**
   * Opens a frame on this thread.
   *
   * @param person for whom the tool runs; null to leave that to the frame outside of it, or else to
   *     the thread; where nobody can tell, statements are for nobody knows whom
   */
  public static ToolFrame open(AiAgent agent, @Nullable Carried person) {
    AgentFrames.Frame outer = AgentFrames.current();
    AutoCloseable layer;
    if (person != null && person.unknown()) {
      layer = Objects.requireNonNull(AgentFrames.enter(new Carried(null, agent, true)));
    } else {
      Human human = person == null ? null : person.human();
      layer = AgentFrames.open(agent, human == null && outer != null ? outer.human() : human);
    }
    return new ToolFrame(layer, AgentFrames.current());
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
