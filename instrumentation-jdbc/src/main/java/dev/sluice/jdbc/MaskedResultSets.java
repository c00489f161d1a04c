package dev.sluice.jdbc;

import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.isDefaultMethod;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.not;

import dev.sluice.gate.Failures;
import dev.sluice.policy.MaskPlan;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.dynamic.scaffold.subclass.ConstructorStrategy;
import net.bytebuddy.implementation.InvocationHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Makes masked result sets that can be cast to whatever the driver's own can be cast to: for each
 * class of a driver a subclass of {@link MaskedResultSet} that implements all its public
 * interfaces. What an interface adds to {@link ResultSet} is refused: it could hand out the row.
 *
 * <p>A made class lives exactly as long as the driver's class, on which it hangs, so a driver that
 * came with an application goes with it. Thread-safe.
 */
final class MaskedResultSets {
  private static final String PACKAGE = "dev.sluice.jdbc.masked";

  private final Failures failures;
  private final ClassValue<Made> classes =
      new ClassValue<>() {
        @Override
        protected Made computeValue(Class<?> driversClass) {
          return made(driversClass);
        }
      };

  MaskedResultSets(Failures failures) {
    this.failures = failures;
  }

  /** A masked view of a driver's result set. */
  ResultSet over(ResultSet results, MaskPlan masks, WatchedColumns watched) {
    Constructor<? extends MaskedResultSet> constructor =
        classes.get(results.getClass()).constructor();
    if (constructor != null) {
      try {
        return constructor.newInstance(results, masks, watched, failures);
      } catch (ReflectiveOperationException | LinkageError problem) {
        failures.count("jdbc.masked_class", "a masked result lacks vendor interfaces", problem);
      }
    }
    return new MaskedResultSet(results, masks, watched, failures);
  }

  private Made made(Class<?> driversClass) {
    List<Class<?>> interfaces = vendorInterfaces(driversClass);
    if (interfaces.isEmpty()) {
      return new Made(null);
    }
    try {
      return new Made(
          subclass(driversClass, interfaces)
              .getConstructor(
                  ResultSet.class, MaskPlan.class, WatchedColumns.class, Failures.class));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError problem) {
      failures.count("jdbc.masked_class", "a masked result lacks vendor interfaces", problem);
      return new Made(null);
    }
  }

  private static Class<? extends MaskedResultSet> subclass(
      Class<?> driversClass, List<Class<?>> interfaces) {
    return new ByteBuddy()
        .subclass(MaskedResultSet.class, ConstructorStrategy.Default.IMITATE_SUPER_CLASS)
        .name(PACKAGE + "." + driversClass.getSimpleName())
        .implement(interfaces)
        .method(isAbstract().or(isDefaultMethod().and(not(isDeclaredBy(nameStartsWith("java."))))))
        .intercept(
            InvocationHandlerAdapter.of(
                (proxy, method, arguments) -> {
                  throw Refusals.ofMethod(
                      method.getName(),
                      "the result set has masked columns",
                      method.getExceptionTypes());
                }))
        .make()
        .load(
            new BothLoaders(driversClass.getClassLoader()), ClassLoadingStrategy.Default.INJECTION)
        .getLoaded();
  }

  /** The public interfaces of a class that are a vendor's, most special first. */
  private static List<Class<?>> vendorInterfaces(Class<?> driversClass) {
    Set<Class<?>> all = new LinkedHashSet<>();
    for (Class<?> type = driversClass; type != null; type = type.getSuperclass()) {
      addInterfaces(type, all);
    }
    List<Class<?>> chosen = new ArrayList<>();
    for (Class<?> type : all) {
      if (Modifier.isPublic(type.getModifiers())
          && !type.getName().startsWith("java.")
          && !type.isSealed()
          && !type.isAssignableFrom(MaskedResultSet.class)) {
        chosen.add(type);
      }
    }
    return chosen;
  }

  private static void addInterfaces(Class<?> type, Set<Class<?>> all) {
    for (Class<?> each : type.getInterfaces()) {
      if (all.add(each)) {
        addInterfaces(each, all);
      }
    }
  }

  /** Null if the class needs no subclass, or none could be made. */
  private record Made(@Nullable Constructor<? extends MaskedResultSet> constructor) {}

  /** Sees the driver's interfaces and Sluice's base class, whose loaders do not see each other. */
  private static final class BothLoaders extends ClassLoader {
    private static final Set<String> OWN =
        Set.of(
            MaskedResultSet.class.getName(),
            MaskPlan.class.getName(),
            WatchedColumns.class.getName(),
            Failures.class.getName());

    BothLoaders(@Nullable ClassLoader driver) {
      super(driver);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      return OWN.contains(name)
          ? Class.forName(name, false, MaskedResultSet.class.getClassLoader())
          : super.loadClass(name, resolve);
    }
  }
}
