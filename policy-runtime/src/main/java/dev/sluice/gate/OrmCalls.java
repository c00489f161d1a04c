package dev.sluice.gate;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What object-relational mappers are doing on each thread, innermost last. A mapper's call runs
 * code of the service as well (listeners, converters), whose statements are not the mapper's: so a
 * call is known from where it begins, but shown only where the mapper itself meets the driver.
 *
 * <p>Frames are opened and closed on the same thread; nothing is inherited by other threads.
 */
public final class OrmCalls {
  private static final ThreadLocal<@Nullable Frame> CURRENT = new ThreadLocal<>();

  private OrmCalls() {}

  /**
   * A mapper begins to work; what it sends is told once it is shown.
   *
   * @param call asked when a statement is sent, on this thread, if at all; must not throw
   */
  public static Frame open(Supplier<@Nullable OrmCall> call) {
    return push(call, false);
  }

  /** A mapper hands a statement to the driver, for that call. */
  public static Frame openShown(Supplier<@Nullable OrmCall> call) {
    return push(call, true);
  }

  /** The mapper that works on this thread hands a statement to the driver; null if none works. */
  public static @Nullable Frame show() {
    Frame top = CURRENT.get();
    return top == null ? null : push(top.call, true);
  }

  /** What is sent from here on is nobody's. Null if no mapper works on this thread. */
  public static @Nullable Frame hide() {
    return CURRENT.get() == null ? null : push(() -> null, false);
  }

  /** The call for which a statement is sent now; null if there is none, or none that is known. */
  public static @Nullable OrmCall current() {
    Frame top = CURRENT.get();
    return top == null || !top.shown ? null : top.call.get();
  }

  private static Frame push(Supplier<@Nullable OrmCall> call, boolean shown) {
    Frame frame = new Frame(call, shown, CURRENT.get());
    CURRENT.set(frame);
    return frame;
  }

  /** A stretch of a mapper's work. */
  public static final class Frame implements AutoCloseable {
    private final Supplier<@Nullable OrmCall> call;
    private final boolean shown;
    private final @Nullable Frame outer;

    private Frame(Supplier<@Nullable OrmCall> call, boolean shown, @Nullable Frame outer) {
      this.call = call;
      this.shown = shown;
      this.outer = outer;
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
