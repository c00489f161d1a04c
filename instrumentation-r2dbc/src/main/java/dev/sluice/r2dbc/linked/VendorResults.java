package dev.sluice.r2dbc.linked;

import io.r2dbc.spi.Result;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes guarded results that can be cast to the public interfaces of the driver's own. What an
 * interface adds to {@link Result} is refused: it could hand out the rows; but for the methods of
 * Netty's {@code ReferenceCounted}, by which buffers are given back.
 */
final class VendorResults {
  private static final String REFERENCE_COUNTED = "io.netty.util.ReferenceCounted";

  private static final ClassValue<Class<?>[]> INTERFACES =
      new ClassValue<>() {
        @Override
        protected Class<?>[] computeValue(Class<?> driversClass) {
          return interfaces(driversClass);
        }
      };

  private VendorResults() {}

  /** The guarded result, or one that passes on to it and looks like the driver's. */
  static Result like(Result drivers, GuardedResult guarded) {
    Class<?>[] interfaces = INTERFACES.get(drivers.getClass());
    if (interfaces.length == 0) {
      return guarded;
    }
    try {
      return (Result)
          Proxy.newProxyInstance(
              interfaces[0].getClassLoader(),
              interfaces,
              (proxy, method, arguments) -> call(drivers, guarded, proxy, method, arguments));
    } catch (IllegalArgumentException notSeenTogether) {
      return guarded;
    }
  }

  private static @Nullable Object call(
      Result drivers,
      GuardedResult guarded,
      Object proxy,
      Method method,
      Object @Nullable [] arguments)
      throws Throwable {
    try {
      if (method.getDeclaringClass().getName().equals(REFERENCE_COUNTED)) {
        Object returned = method.invoke(drivers, arguments);
        return returned == drivers ? proxy : returned;
      }
      if (method.getDeclaringClass() == Object.class) {
        return switch (method.getName()) {
          case "equals" -> arguments != null && arguments[0] == proxy;
          case "hashCode" -> System.identityHashCode(proxy);
          default -> "guarded " + drivers.getClass().getName();
        };
      }
      Method own = GuardedResult.class.getMethod(method.getName(), method.getParameterTypes());
      return own.invoke(guarded, arguments);
    } catch (NoSuchMethodException vendors) {
      throw Errors.closed(
          method.getName() + " is refused: the result is masked or counted",
          "Read the values through io.r2dbc.spi.Result.");
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  private static Class<?>[] interfaces(Class<?> driversClass) {
    Set<Class<?>> all = new LinkedHashSet<>();
    boolean vendors = false;
    for (Class<?> type = driversClass; type != null; type = type.getSuperclass()) {
      for (Class<?> each : type.getInterfaces()) {
        if (Modifier.isPublic(each.getModifiers()) && !each.isSealed()) {
          all.add(each);
          vendors |= each != Result.class;
        }
      }
    }
    return vendors ? all.toArray(new Class<?>[0]) : new Class<?>[0];
  }
}
