package dev.sluice.identity;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the work of each thread beside what its frameworks tell: the AI tool calls that
 * are open on it, innermost last, and the task that it runs for another thread. Instrumentation
 * opens a frame when a tool begins and closes it when the tool ends, on the same thread; and enters
 * a task when a thread begins one and leaves it at its end. A task hides all that was open outside
 * of it: it is done for whom it was handed over, whatever thread does it. Where no task is entered,
 * another library's context may tell for whom the thread works, see {@link #carryBeside}.
 */
public final class AgentFrames {
  private static final ThreadLocal<@Nullable Layer> CURRENT = new ThreadLocal<>();

  private static volatile Supplier<@Nullable Carried> beside = () -> null;

  private AgentFrames() {}

  /**
   * Names what else carries callers from thread to thread, to be asked where this thread entered no
   * task. There is one at most; a later one takes its place.
   *
   * @param source for whom the current thread works; null for nobody who is known. Must be quick,
   *     thread-safe, and throw nothing
   */
  public static void carryBeside(Supplier<@Nullable Carried> source) {
    beside = source;
  }

  /** Opens a frame on this thread; close it on the same thread, whatever happens between. */
  public static Frame open(AiAgent agent, @Nullable Human human) {
    Frame frame = new Frame(agent, human, CURRENT.get());
    CURRENT.set(frame);
    return frame;
  }

  /** The innermost open frame of this thread, within its task if it runs one. */
  public static @Nullable Frame current() {
    Layer innermost = CURRENT.get();
    Layer layer = innermost;
    while (layer instanceof Shade) {
      layer = layer.outer;
    }
    if (layer != null) {
      return layer instanceof Frame frame ? frame : null;
    }
    Carried carried = innermost == null ? beside.get() : null;
    AiAgent agent = carried == null ? null : carried.agent();
    return carried == null || agent == null ? null : new Frame(agent, carried.human(), null);
  }

  /** Whether a frame is open or a task is entered on this thread. */
  public static boolean active() {
    return CURRENT.get() != null;
  }

  /**
   * Enters a task; leave it on the same thread, whatever happens between.
   *
   * @param carried for whom it is done; null for nobody who is known
   * @return null if there is nothing to leave, as nothing changed
   */
  public static @Nullable Task enter(@Nullable Carried carried) {
    Layer outer = CURRENT.get();
    if (carried == null && outer == null && beside.get() == null) {
      return null;
    }
    Task task = new Task(carried, outer);
    CURRENT.set(task);
    if (carried != null) {
      AiAgent agent = carried.agent();
      if (agent != null) {
        CURRENT.set(new Frame(agent, carried.human(), task));
      }
    }
    return task;
  }

  /**
   * Has this thread know nobody by what carries callers beside tasks, until the result is closed on
   * the same thread: for work that has a context of its own, or comes from outside.
   *
   * @return null if there is nothing to close, as it knows nobody that way
   */
  public static @Nullable Layer shade() {
    if (beside.get() == null) {
      return null;
    }
    Shade shade = new Shade(CURRENT.get());
    CURRENT.set(shade);
    return shade;
  }

  /** Closes and leaves all that is open on this thread. */
  public static void leaveAll() {
    if (CURRENT.get() != null) {
      CURRENT.remove();
    }
  }

  /**
   * For whom the innermost task of this thread is done, or without one, what carries callers beside
   * tasks says; null if for nobody.
   */
  public static @Nullable Carried carried() {
    boolean shaded = false;
    for (Layer layer = CURRENT.get(); layer != null; layer = layer.outer) {
      if (layer instanceof Task task) {
        return task.carried;
      }
      shaded |= layer instanceof Shade;
    }
    return shaded ? null : beside.get();
  }

  /**
   * The person for whom the task of this thread is done, as a {@link HumanSource}.
   *
   * @throws IllegalStateException if there may be one, but nobody can tell who
   */
  public static @Nullable Human carriedHuman() {
    Carried carried = carried();
    if (carried != null && carried.unknown()) {
      throw new IllegalStateException("nobody can tell for whom this task is done");
    }
    return carried == null ? null : carried.human();
  }

  /** What is open on a thread until it is closed there. */
  public abstract static sealed class Layer implements AutoCloseable permits Frame, Task, Shade {
    private final @Nullable Layer outer;

    Layer(@Nullable Layer outer) {
      this.outer = outer;
    }

    /**
     * Closes this and what was left open inside it. Does nothing if it is not open on this thread.
     */
    @Override
    public final void close() {
      for (Layer layer = CURRENT.get(); layer != null; layer = layer.outer) {
        if (layer == this) {
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

  /** One open tool call, and the person for whom the agent was asked, as known where it was. */
  public static final class Frame extends Layer {
    private final AiAgent agent;
    private final @Nullable Human human;

    private Frame(AiAgent agent, @Nullable Human human, @Nullable Layer outer) {
      super(outer);
      this.agent = agent;
      this.human = human;
    }

    public AiAgent agent() {
      return agent;
    }

    public @Nullable Human human() {
      return human;
    }
  }

  /** One task that was handed to this thread. */
  public static final class Task extends Layer {
    private final @Nullable Carried carried;

    private Task(@Nullable Carried carried, @Nullable Layer outer) {
      super(outer);
      this.carried = carried;
    }
  }

  private static final class Shade extends Layer {
    private Shade(@Nullable Layer outer) {
      super(outer);
    }
  }
}
