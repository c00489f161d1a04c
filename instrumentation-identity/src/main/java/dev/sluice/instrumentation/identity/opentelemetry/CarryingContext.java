package dev.sluice.instrumentation.identity.opentelemetry;

import dev.sluice.gate.Failures;
import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.Carried;
import dev.sluice.identity.HumanSource;
import org.jspecify.annotations.Nullable;

/**
 * Has OpenTelemetry's context carry the caller. Whoever takes the current context, in order to make
 * it current again where a task, a coroutine or the answer to a request goes on, takes one that
 * tells for whom this thread works at that moment. A thread is believed to work for whom its
 * current context names, as long as that context is current, if the thread knows nobody by itself.
 *
 * <p>Nothing is made current here, so nothing is left behind. Thread-safe.
 */
final class CarryingContext {
  private static final String SITE = "identity.opentelemetry";

  /** What virtual threads run on. In the midst of a switch it is the current thread. */
  private static final @Nullable Class<?> CARRIER = find("jdk.internal.misc.CarrierThread");

  private final String contextName;
  private final @Nullable ClassLoader loader;
  private final HumanSource humans;
  private final Failures failures;

  /** Null until OpenTelemetry uses its context: to look at it sooner would change its set-up. */
  private volatile @Nullable ContextMembers members;

  private volatile boolean useless;

  /**
   * @param contextName the name of OpenTelemetry's interface {@code Context}
   * @param loader its class loader; null for the boot loader
   * @param humans who is asked for whom a thread works
   */
  CarryingContext(
      String contextName, @Nullable ClassLoader loader, HumanSource humans, Failures failures) {
    this.contextName = contextName;
    this.loader = loader;
    this.humans = humans;
    this.failures = failures;
  }

  /**
   * The current context is asked for.
   *
   * @param context as it was made current
   * @return what is to be told instead; null to tell that
   */
  @Nullable Object current(Object context) {
    ContextMembers known = members();
    if (known == null || Thread.currentThread().getClass() == CARRIER) {
      return null;
    }
    try {
      Carried there = known.value(context) instanceof Carried carried ? carried : null;
      if (there != null && there.unknown() && !AgentFrames.active()) {
        return null;
      }
      Carried here = Carried.ofThread(humans);
      if (here == null) {
        return there == null || there.equals(Carried.NOBODY)
            ? null
            : known.with(context, Carried.NOBODY);
      }
      return here.equals(there) ? null : known.with(context, here);
    } catch (Throwable problem) {
      failures.count(SITE, "a context lost its caller", problem);
      return null;
    }
  }

  /** For whom this thread works by its current context; null for nobody who is known. */
  @Nullable Carried carried() {
    ContextMembers known = members;
    if (known == null) {
      return null;
    }
    try {
      Object context = known.current();
      return context != null
              && known.value(context) instanceof Carried carried
              && !carried.equals(Carried.NOBODY)
          ? carried
          : null;
    } catch (Throwable problem) {
      failures.count(SITE, "a context cannot be read", problem);
      return Carried.UNKNOWN;
    }
  }

  private @Nullable ContextMembers members() {
    ContextMembers known = members;
    if (known == null && !useless) {
      try {
        known = new ContextMembers(Class.forName(contextName, true, loader));
        members = known;
      } catch (ReflectiveOperationException | RuntimeException | LinkageError unlikeTheApi) {
        useless = true;
        failures.count(SITE, "OpenTelemetry's context carries no caller", unlikeTheApi);
      }
    }
    return known;
  }

  private static @Nullable Class<?> find(String name) {
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException before21) {
      return null;
    }
  }
}
