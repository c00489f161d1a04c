package dev.sluice.otel;

import java.lang.instrument.Instrumentation;

/** Tells which classes the service has loaded so far, without loading any. */
@FunctionalInterface
public interface LoadedClasses {
  /** Whether the class has been loaded, by this class loader or by one that it asked. */
  boolean isLoaded(ClassLoader loader, String className);

  /** Asks the JVM. Takes time in proportion to the number of classes: a few milliseconds. */
  static LoadedClasses of(Instrumentation instrumentation) {
    return (loader, className) -> {
      for (Class<?> type : instrumentation.getInitiatedClasses(loader)) {
        if (type.getName().equals(className)) {
          return true;
        }
      }
      return false;
    };
  }
}
