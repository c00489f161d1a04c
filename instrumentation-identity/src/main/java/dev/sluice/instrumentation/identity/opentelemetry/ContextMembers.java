package dev.sluice.instrumentation.identity.opentelemetry;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * What is used of OpenTelemetry's context, all of it of the stable API. Holds its classes strongly:
 * the OpenTelemetry agent's, which are the boot loader's, and never go.
 */
final class ContextMembers {
  private final Object key;
  private final MethodHandle storage;
  private final MethodHandle current;
  private final MethodHandle get;
  private final MethodHandle with;

  /**
   * @param context the interface {@code Context}
   */
  ContextMembers(Class<?> context) throws ReflectiveOperationException {
    Class<?> storageType = sibling(context, "ContextStorage");
    Class<?> keyType = sibling(context, "ContextKey");
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    try {
      key =
          lookup
              .findStatic(keyType, "named", MethodType.methodType(keyType, String.class))
              .invoke("sluice.caller");
    } catch (Throwable problem) {
      throw new ReflectiveOperationException("no key can be made", problem);
    }
    storage =
        lookup
            .findStatic(storageType, "get", MethodType.methodType(storageType))
            .asType(MethodType.genericMethodType(0));
    current =
        lookup
            .findVirtual(storageType, "current", MethodType.methodType(context))
            .asType(MethodType.genericMethodType(1));
    get =
        lookup
            .findVirtual(context, "get", MethodType.methodType(Object.class, keyType))
            .asType(MethodType.genericMethodType(2));
    with =
        lookup
            .findVirtual(context, "with", MethodType.methodType(context, keyType, Object.class))
            .asType(MethodType.genericMethodType(3));
  }

  /** The context that was made current on this thread, not as the woven method tells it. */
  @Nullable Object current() throws Throwable {
    Object kept = (Object) storage.invokeExact();
    return (Object) current.invokeExact(kept);
  }

  /** What a context carries for us. */
  @Nullable Object value(Object context) throws Throwable {
    return (Object) get.invokeExact(context, key);
  }

  /** A context that carries a value for us, and else is the same. */
  Object with(Object context, Object value) throws Throwable {
    return (Object) with.invokeExact(context, key, value);
  }

  private static Class<?> sibling(Class<?> type, String name) throws ClassNotFoundException {
    return Class.forName(type.getPackageName() + "." + name, true, type.getClassLoader());
  }
}
