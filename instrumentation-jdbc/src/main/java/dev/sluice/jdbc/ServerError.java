package dev.sluice.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The fields that pgjdbc, and drivers made from it, keep of a server's message (PostgreSQL manual,
 * section 55.8): reached by reflection, since the driver is the service's.
 */
final class ServerError {
  private static final String GETTER = "getServerErrorMessage";
  private static final char END = '\0';

  /** The fields that name objects or places in the server's source, by their wire codes. */
  private static final String[][] NAMES = {
    {"s", "getSchema"},
    {"t", "getTable"},
    {"c", "getColumn"},
    {"d", "getDatatype"},
    {"n", "getConstraint"},
    {"F", "getFile"},
    {"R", "getRoutine"}
  };

  private final @Nullable Object fields;
  private final Class<?> type;

  private ServerError(@Nullable Object fields, Class<?> type) {
    this.fields = fields;
    this.type = type;
  }

  /** What an exception has of a server's message; null if its class has no room for one. */
  static @Nullable ServerError of(SQLException original) {
    try {
      Method getter = original.getClass().getMethod(GETTER);
      return new ServerError(getter.invoke(original), getter.getReturnType());
    } catch (ReflectiveOperationException notThisDriver) {
      return null;
    }
  }

  /** The class of the fields. */
  Class<?> type() {
    return type;
  }

  /** Whether the error was found in the client's own text, before a row was read. */
  boolean isOfTheClientsText() {
    return fields != null
        && get("getPosition") instanceof Integer position
        && position > 0
        && get("getWhere") == null
        && get("getInternalQuery") == null
        && get("getInternalPosition") instanceof Integer internal
        && internal == 0;
  }

  /** The primary message; null if there is none. */
  @Nullable String message() {
    return get("getMessage") instanceof String message ? message : null;
  }

  /**
   * The same fields with another message and without detail, hint, context and internal query.
   *
   * @return null if this version of the driver cannot make one
   */
  @Nullable Object with(String message, @Nullable String state) {
    StringBuilder wire = new StringBuilder();
    if (get("getSeverity") instanceof String severity) {
      append(wire, "S", severity);
    }
    append(wire, "C", state == null ? "" : state);
    append(wire, "M", message);
    if (get("getPosition") instanceof Integer position && position > 0) {
      append(wire, "P", position.toString());
    }
    for (String[] name : NAMES) {
      if (get(name[1]) instanceof String value) {
        append(wire, name[0], value);
      }
    }
    if (get("getLine") instanceof Integer line && line > 0) {
      append(wire, "L", line.toString());
    }
    try {
      return type.getConstructor(String.class).newInstance(wire.toString());
    } catch (ReflectiveOperationException | LinkageError otherVersion) {
      return null;
    }
  }

  private static void append(StringBuilder wire, String code, String value) {
    wire.append(code).append(value.replace(END, ' ')).append(END);
  }

  private @Nullable Object get(String getter) {
    if (fields == null) {
      return null;
    }
    try {
      return type.getMethod(getter).invoke(fields);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException absent) {
      return null;
    }
  }
}
