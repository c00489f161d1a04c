package dev.sluice.instrumentation.identity.spring;

import dev.sluice.gate.Failures;
import dev.sluice.weak.WeakIdentityMap;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Each class loader's {@code SecurityContextHolder}, looked up once. Neither loader nor class is
 * held: a strong reference to the class would keep its loader, and so its own key, for ever.
 */
final class HolderClasses {
  private static final WeakReference<Class<?>> ABSENT = new WeakReference<>(null);

  private final WeakIdentityMap<ClassLoader, WeakReference<Class<?>>> byLoader =
      new WeakIdentityMap<>();
  private final Failures failures;

  HolderClasses(Failures failures) {
    this.failures = failures;
  }

  /** The holder as that loader sees it; null if it sees none. */
  @Nullable Class<?> of(ClassLoader loader) {
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
      return new WeakReference<>(Class.forName(HolderMembers.HOLDER, false, loader));
    } catch (ClassNotFoundException absent) {
      return ABSENT;
    } catch (LinkageError | RuntimeException broken) {
      failures.count("identity.spring-security.load", "cannot load from " + loader, broken);
      return ABSENT;
    }
  }
}
