package dev.sluice.identity;

import org.jspecify.annotations.Nullable;

/**
 * The AI tool calls that are open on each thread, innermost last. Instrumentation opens a frame
 * when a tool begins and closes it when the tool ends, on the same thread.
 */
public final class AgentFrames {
  private static final ThreadLocal<@Nullable Frame> CURRENT = new ThreadLocal<>();

  private AgentFrames() {}

  /** Opens a frame on this thread; close it on the same thread, whatever happens between. */
  public static Frame open(AiAgent agent, @Nullable Human human) {
    Frame frame = new Frame(agent, human, CURRENT.get());
    CURRENT.set(frame);
    return frame;
  }

  /** The innermost open frame of this thread. */
  public static @Nullable Frame current() {
    return CURRENT.get();
  }

  /** One open tool call, and the person for whom the agent was asked, as known where it was. */
  public static final class Frame implements AutoCloseable {
    private final AiAgent agent;
    private final @Nullable Human human;
    private final @Nullable Frame outer;

    private Frame(AiAgent agent, @Nullable Human human, @Nullable Frame outer) {
      this.agent = agent;
      this.human = human;
      this.outer = outer;
    }

    public AiAgent agent() {
      return agent;
    }

    public @Nullable Human human() {
      return human;
    }

    /**
     * Closes this frame and any left open inside it. Does nothing if it is not open on this thread.
     */
    @Override
    public void close() {
      for (Frame frame = CURRENT.get(); frame != null; frame = frame.outer) {
        if (frame == this) {
          if (outer == null) {
            CURRENT.remove();
          } else {
            CURRENT.set(outer);
          }
          return;
        }
      }
    }
  }
}
