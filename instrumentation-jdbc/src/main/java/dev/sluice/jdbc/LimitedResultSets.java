package dev.sluice.jdbc;

import dev.sluice.gate.RowAllowance;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a count of rows over the result sets of drivers: views that can be cast to every public
 * interface of the driver's own class, and pass on every getter as it is, those that a vendor's
 * interface adds included. What else such an interface adds is refused, as it could hand out rows
 * uncounted, and so is {@link ResultSet#unwrap} to the driver's own object. Thread-safe; the views
 * are as thread-safe as the driver's result sets: not at all.
 */
final class LimitedResultSets {
  private static final String INVALID_CURSOR_STATE = "24000";

  /** What can be asked of a result that stands on no row. */
  private static final Set<String> WITHOUT_ROW =
      Set.of(
          "clearWarnings",
          "close",
          "findColumn",
          "getConcurrency",
          "getCursorName",
          "getFetchDirection",
          "getFetchSize",
          "getHoldability",
          "getMetaData",
          "getStatement",
          "getType",
          "getWarnings",
          "isClosed",
          "setFetchDirection",
          "setFetchSize",
          "wasNull");

  private static final ClassValue<Class<?>[]> INTERFACES =
      new ClassValue<>() {
        @Override
        protected Class<?>[] computeValue(Class<?> driversClass) {
          return interfaces(driversClass);
        }
      };

  private LimitedResultSets() {}

  /**
   * The counted view of a driver's result set; the same one if it is asked for again.
   *
   * @param allowance null if nobody counts its rows: it is returned itself then, as is a view
   */
  static ResultSet over(ResultSet results, @Nullable RowAllowance allowance) {
    if (allowance == null || results instanceof MaskedResultSet || isLimited(results)) {
      return results;
    }
    if (allowance.shown(results) instanceof ResultSet known) {
      return known;
    }
    ResultSet view =
        (ResultSet)
            Proxy.newProxyInstance(
                loader(results.getClass()),
                INTERFACES.get(results.getClass()),
                new View(results, new LimitedRows(results, allowance)));
    allowance.shown(results, view);
    return view;
  }

  private static boolean isLimited(ResultSet results) {
    return Proxy.isProxyClass(results.getClass())
        && Proxy.getInvocationHandler(results) instanceof View;
  }

  private static ClassLoader loader(Class<?> driversClass) {
    ClassLoader loader = driversClass.getClassLoader();
    return loader == null ? ClassLoader.getPlatformClassLoader() : loader;
  }

  private static Class<?>[] interfaces(Class<?> driversClass) {
    Set<Class<?>> all = new LinkedHashSet<>();
    all.add(ResultSet.class);
    for (Class<?> type = driversClass; type != null; type = type.getSuperclass()) {
      addInterfaces(type, all);
    }
    all.removeIf(type -> !isVisible(type, driversClass));
    return all.toArray(new Class<?>[0]);
  }

  private static boolean isVisible(Class<?> type, Class<?> driversClass) {
    try {
      return Modifier.isPublic(type.getModifiers())
          && !type.isSealed()
          && Class.forName(type.getName(), false, loader(driversClass)) == type;
    } catch (ClassNotFoundException elsewhere) {
      return false;
    }
  }

  private static void addInterfaces(Class<?> type, Set<Class<?>> all) {
    for (Class<?> each : type.getInterfaces()) {
      if (all.add(each)) {
        addInterfaces(each, all);
      }
    }
  }

  private static final class View implements InvocationHandler {
    private final ResultSet results;
    private final LimitedRows rows;

    View(ResultSet results, LimitedRows rows) {
      this.results = results;
      this.rows = rows;
    }

    @Override
    public @Nullable Object invoke(Object view, Method method, @Nullable Object @Nullable [] given)
        throws Throwable {
      Object first = given == null || given.length == 0 ? null : given[0];
      switch (method.getName()) {
        case "equals" -> {
          return view == first;
        }
        case "hashCode" -> {
          return System.identityHashCode(view);
        }
        case "isWrapperFor" -> {
          return first instanceof Class<?> type && type.isInstance(view);
        }
        case "unwrap" -> {
          return unwrapped(view, first);
        }
        default -> {
          if (given == null && rows.moves(method.getName())) {
            return rows.move(method.getName());
          }
          if (first instanceof Integer number && rows.moves(method.getName())) {
            return rows.move(method.getName(), number);
          }
          return pass(method, given);
        }
      }
    }

    private static Object unwrapped(Object view, @Nullable Object type) throws SQLException {
      if (type instanceof Class<?> wanted && wanted.isInstance(view)) {
        return view;
      }
      throw Refusals.closed(
          "unwrap of a result set whose rows are counted is refused",
          "Read the values through java.sql.ResultSet.");
    }

    private @Nullable Object pass(Method method, @Nullable Object @Nullable [] given)
        throws Throwable {
      if (!isKnown(method)) {
        throw Refusals.ofMethod(
            method.getName(),
            "the rows of this result set are counted",
            method.getExceptionTypes());
      }
      if (rows.ended() && !WITHOUT_ROW.contains(method.getName())) {
        throw new SQLException(
            "Sluice: " + method.getName() + " is called past the last row.", INVALID_CURSOR_STATE);
      }
      try {
        return method.invoke(results, given);
      } catch (InvocationTargetException thrown) {
        throw thrown.getCause();
      }
    }

    private static boolean isKnown(Method method) {
      Class<?> declaring = method.getDeclaringClass();
      return declaring.getName().startsWith("java.") || isGetter(method);
    }

    /** A vendor's getter names its column by the first parameter, as those of JDBC do. */
    private static boolean isGetter(Method method) {
      Class<?>[] parameters = method.getParameterTypes();
      return method.getName().startsWith("get")
          && parameters.length > 0
          && (parameters[0] == int.class || parameters[0] == String.class);
    }
  }
}
