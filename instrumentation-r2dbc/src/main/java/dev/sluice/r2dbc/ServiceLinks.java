package dev.sluice.r2dbc;

import dev.sluice.gate.Failures;
import dev.sluice.weak.WeakIdentityMap;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Finds the link to the R2DBC and the Reactor that an object of a driver was made with. A link
 * lives as long as the driver's classes, on which it hangs, and goes with them. Thread-safe.
 */
final class ServiceLinks {
  private static final String LINKED = "dev.sluice.r2dbc.linked.";
  private static final String ENTRY = LINKED + "Link";

  private final R2dbcCollaborators r2dbc;
  private final WeakIdentityMap<ClassLoader, WeakReference<ServiceLink>> byLoader =
      new WeakIdentityMap<>();
  private final ClassValue<Found> byClass =
      new ClassValue<>() {
        @Override
        protected Found computeValue(Class<?> type) {
          return new Found(find(type));
        }
      };

  private record Found(@Nullable ServiceLink link) {}

  ServiceLinks(R2dbcCollaborators r2dbc) {
    this.r2dbc = r2dbc;
  }

  /** The link of an object's class; null if it cannot be made, which was counted. */
  @Nullable ServiceLink of(Object object) {
    return byClass.get(object.getClass()).link();
  }

  private synchronized @Nullable ServiceLink find(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    if (loader == null) {
      return null;
    }
    WeakReference<ServiceLink> known = byLoader.get(loader);
    ServiceLink link = known == null ? null : known.get();
    if (link == null) {
      link = make(loader, r2dbc.failures());
      if (link != null) {
        byLoader.put(loader, new WeakReference<>(link));
      }
    }
    return link;
  }

  private @Nullable ServiceLink make(ClassLoader service, Failures failures) {
    try {
      return (ServiceLink)
          new Linked(service)
              .loadClass(ENTRY)
              .getConstructor(Governor.class)
              .newInstance(new Governor(r2dbc));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError problem) {
      failures.count("r2dbc.link", "cannot link to the R2DBC of " + service, problem);
      return null;
    }
  }

  /**
   * Defines Sluice's linked classes anew, and sees through to the service for what they name of it,
   * and to Sluice for the rest.
   */
  private static final class Linked extends ClassLoader {
    private static final ClassLoader OWN = ServiceLinks.class.getClassLoader();

    static {
      registerAsParallelCapable();
    }

    Linked(ClassLoader service) {
      super("sluice-r2dbc", service);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("dev.sluice.") && !name.startsWith("org.jspecify.")) {
        return super.loadClass(name, resolve);
      }
      if (!name.startsWith(LINKED)) {
        return Class.forName(name, false, OWN);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = OWN.getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException unreadable) {
        throw new ClassNotFoundException(name, unreadable);
      }
    }
  }
}
