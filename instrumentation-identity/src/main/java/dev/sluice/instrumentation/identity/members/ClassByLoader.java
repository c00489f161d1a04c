package dev.sluice.instrumentation.identity.members;

import dev.sluice.gate.Failures;
import dev.sluice.weak.WeakIdentityMap;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * What each class loader sees under one class name, looked up once. Neither loader nor class is
 * held: a strong reference to the class would keep its loader, and so its own key, for ever. No
 * class is initialized. Thread-safe.
 */
public final class ClassByLoader {
  private static final WeakReference<Class<?>> ABSENT = new WeakReference<>(null);

  private final WeakIdentityMap<ClassLoader, WeakReference<Class<?>>> byLoader =
      new WeakIdentityMap<>();
  private final String className;
  private final String site;
  private final Failures failures;

  /**
   * @param site the name under which a class that cannot be loaded is counted
   */
  public ClassByLoader(String className, String site, Failures failures) {
    this.className = className;
    this.site = site;
    this.failures = failures;
  }

  /** The class as that loader sees it; null if it sees none. */
  public @Nullable Class<?> of(@Nullable ClassLoader loader) {
    if (loader == null) {
      return null;
    }
    WeakReference<Class<?>> known = byLoader.get(loader);
    if (known == null) {
      // not computed inside the cache: the loader's code must not run under the cache's lock
      known = load(loader);
      byLoader.put(loader, known);
    }
    return known.get();
  }

  private WeakReference<Class<?>> load(ClassLoader loader) {
    try {
      return new WeakReference<>(Class.forName(className, false, loader));
    } catch (ClassNotFoundException absent) {
      return ABSENT;
    } catch (LinkageError | RuntimeException broken) {
      failures.count(site, "cannot load " + className + " from " + loader, broken);
      return ABSENT;
    }
  }
}
