package dev.sluice.r2dbc;

import dev.sluice.gate.Failures;
import dev.sluice.policy.Database;
import dev.sluice.sql.Dialect;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells where the connections of a driver's factory lead. R2DBC itself tells no more than the name
 * of the product, so the drivers' own objects are asked: r2dbc-postgresql 1.1, r2dbc-mariadb 1.4
 * and r2dbc-h2 1.1. What other drivers, or other versions, have is not guessed: dialect {@link
 * Dialect#ANSI}, nothing else known.
 */
final class Databases {
  /** Nothing is known. */
  static final Database UNKNOWN = new Database(Dialect.ANSI, "", -1, "", "");

  private static final String CONFIGURATION = "configuration";
  private static final String REMOTE = ".SessionRemote";
  private static final String MEMORY = "mem:";
  private static final int H2_PORT = 9092;

  private final Failures failures;

  Databases(Failures failures) {
    this.failures = failures;
  }

  /** Where a connection leads that a factory has made. */
  Database of(Object factory, Object connection) {
    String driver = connection.getClass().getName();
    try {
      if (driver.startsWith("io.r2dbc.postgresql.")) {
        return postgresql(field(factory, CONFIGURATION));
      }
      if (driver.startsWith("org.mariadb.r2dbc.")) {
        return mariaDb(connection, field(factory, CONFIGURATION));
      }
      return driver.startsWith("io.r2dbc.h2.") ? h2(connection) : UNKNOWN;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError problem) {
      failures.count(
          "r2dbc.database", "a connection of " + driver + " does not tell where it leads", problem);
      return UNKNOWN;
    }
  }

  /**
   * Whether connections of a factory run statements again that they have prepared, with what their
   * names meant then. PostgreSQL looks names up again, r2dbc-h2 keeps nothing; r2dbc-mariadb does
   * if it was told to, and keeps them by their text alone.
   */
  boolean keepsPrepared(Object factory, Database database) {
    return switch (database.dialect()) {
      case POSTGRESQL, H2 -> false;
      case MARIADB, MYSQL, ORACLE, SQLSERVER, ANSI -> {
        try {
          yield !Boolean.FALSE.equals(call(field(factory, CONFIGURATION), "useServerPrepStmts"));
        } catch (ReflectiveOperationException | RuntimeException another) {
          yield true;
        }
      }
    };
  }

  private static Database postgresql(@Nullable Object configuration)
      throws ReflectiveOperationException {
    Object host = call(configuration, "getSingleHostConfiguration");
    if (host == null) {
      Object hosts = call(call(configuration, "getMultiHostConfiguration"), "getHosts");
      host = hosts instanceof List<?> all && !all.isEmpty() ? all.get(0) : null;
    }
    return new Database(
        Dialect.POSTGRESQL,
        text(call(host, "getHost")),
        number(call(host, "getPort")),
        text(call(configuration, "getDatabase")),
        "");
  }

  private static Database mariaDb(Object connection, @Nullable Object configuration)
      throws ReflectiveOperationException {
    return new Database(
        Dialect.MARIADB,
        text(call(connection, "getHost")),
        number(call(connection, "getPort")),
        text(call(connection, "getDatabase")),
        text(call(configuration, "getUsername")));
  }

  private static Database h2(Object connection) throws ReflectiveOperationException {
    Object session = call(field(connection, "client"), "getSession");
    if (session == null || !session.getClass().getName().endsWith(REMOTE)) {
      return new Database(
          Dialect.H2, "", -1, h2Name(text(call(call(session, "getDatabase"), "getName"))), "");
    }
    String url = text(call(field(session, "connectionInfo"), "getURL"));
    String place = url.substring(url.indexOf("//") + 2);
    int slash = place.indexOf('/');
    int colon = place.lastIndexOf(':', slash);
    return new Database(
        Dialect.H2,
        place.substring(0, colon < 0 ? slash : colon),
        colon < 0 ? H2_PORT : Integer.parseInt(place.substring(colon + 1, slash)),
        h2Name(place.substring(slash + 1)),
        "");
  }

  /** The last part of {@code mem:name} or {@code /folder/name;SETTING=...}. */
  private static String h2Name(String path) {
    int semicolon = path.indexOf(';');
    String name = semicolon < 0 ? path : path.substring(0, semicolon);
    name = name.substring(name.lastIndexOf('/') + 1);
    return name.startsWith(MEMORY) ? name.substring(MEMORY.length()) : name;
  }

  private static @Nullable Object field(Object object, String name)
      throws ReflectiveOperationException {
    Field field = object.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(object);
  }

  private static @Nullable Object call(@Nullable Object object, String getter)
      throws ReflectiveOperationException {
    if (object == null) {
      return null;
    }
    Method method;
    try {
      method = object.getClass().getMethod(getter);
    } catch (NoSuchMethodException notPublic) {
      method = object.getClass().getDeclaredMethod(getter);
    }
    method.setAccessible(true);
    return method.invoke(object);
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private static int number(@Nullable Object value) {
    return value instanceof Integer number ? number : -1;
  }
}
