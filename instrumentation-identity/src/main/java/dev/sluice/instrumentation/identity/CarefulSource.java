package dev.sluice.instrumentation.identity;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Human;
import dev.sluice.identity.HumanSource;
import org.jspecify.annotations.Nullable;

/**
 * Asks a source that runs the service's own code. That code may run statements itself, say to load
 * a session; for these nobody is asked, or asking would never end.
 */
final class CarefulSource implements HumanSource {
  private final HumanSource source;
  private final Failures failures;

  /** One element: whether this thread is asking just now. A JDK type, never removed. */
  private final ThreadLocal<boolean[]> asking = ThreadLocal.withInitial(() -> new boolean[1]);

  CarefulSource(HumanSource source, Failures failures) {
    this.source = source;
    this.failures = failures;
  }

  @Override
  public @Nullable Human current() {
    boolean[] busy = asking.get();
    if (busy[0]) {
      return null;
    }
    busy[0] = true;
    try {
      return source.current();
    } catch (Throwable problem) {
      failures.count("identity.human", "the person could not be told", problem);
      throw problem;
    } finally {
      busy[0] = false;
    }
  }
}
