package dev.sluice.jdbc;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.sql.BatchUpdateException;
import java.sql.DataTruncation;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes exceptions anew with another text: of the same class if one of its public constructors is
 * of a known form, else of the nearest superclass for which that holds. What a constructor made is
 * used only if it says what it was told to.
 */
final class ExceptionForms {
  private ExceptionForms() {}

  /**
   * An exception of the original's class, or of a superclass of it, with the given text and cause,
   * and the original's SQLState and vendor code.
   */
  static Throwable copy(Throwable original, String text, @Nullable Throwable cause) {
    for (Class<?> type = original.getClass(); type != null; type = type.getSuperclass()) {
      Throwable made =
          original instanceof SQLException exception
              ? ofSql(type, exception, text, cause)
              : ofThePlatform(type, text);
      if (made != null) {
        return made;
      }
    }
    return new SQLException(text);
  }

  private static @Nullable Throwable ofSql(
      Class<?> type, SQLException original, String text, @Nullable Throwable cause) {
    if (type == BatchUpdateException.class && original instanceof BatchUpdateException batch) {
      return new BatchUpdateException(
          text, batch.getSQLState(), batch.getErrorCode(), batch.getLargeUpdateCounts(), cause);
    }
    if (type == DataTruncation.class && original instanceof DataTruncation truncation) {
      return checked(truncated(truncation, cause), original, "Data truncation");
    }
    if (!SQLException.class.isAssignableFrom(type) || !isPublic(type)) {
      return null;
    }
    String state = original.getSQLState();
    int code = original.getErrorCode();
    Throwable made = withServerError(type, original, text);
    if (made == null && original instanceof DataTruncation truncation) {
      made = ofConnectorJ(type, truncation, text);
    }
    if (made == null) {
      made = make(type, H2, text, null, state, code, cause, null);
    }
    if (made == null && cause != null) {
      made = make(type, STATE_CODE_CAUSE, text, state, code, cause);
    }
    if (made == null) {
      made = make(type, STATE_CODE, text, state, code);
    }
    if (made == null) {
      made = make(type, STATE_CODE_CAUSE, text, state, code, cause);
    }
    if (made == null && code == 0) {
      made = make(type, STATE, text, state);
    }
    return checked(made, original, text);
  }

  /** The JDK's own form, with its own text: sizes, but no values. */
  private static DataTruncation truncated(DataTruncation original, @Nullable Throwable cause) {
    return new DataTruncation(
        original.getIndex(),
        original.getParameter(),
        original.getRead(),
        original.getDataSize(),
        original.getTransferSize(),
        cause);
  }

  private static final Class<?>[] STATE = {String.class, String.class};
  private static final Class<?>[] STATE_CODE = {String.class, String.class, int.class};
  private static final Class<?>[] STATE_CODE_CAUSE = {
    String.class, String.class, int.class, Throwable.class
  };

  /** Text, SQL, SQLState, vendor code, cause, stack trace as text. */
  private static final Class<?>[] H2 = {
    String.class, String.class, String.class, int.class, Throwable.class, String.class
  };

  /** Text, index, whether of a parameter, whether read, sizes, vendor code. */
  private static final Class<?>[] CONNECTOR_J = {
    String.class, int.class, boolean.class, boolean.class, int.class, int.class, int.class
  };

  private static @Nullable Throwable ofConnectorJ(
      Class<?> type, DataTruncation original, String text) {
    return make(
        type,
        CONNECTOR_J,
        text,
        original.getIndex(),
        original.getParameter(),
        original.getRead(),
        original.getDataSize(),
        original.getTransferSize(),
        original.getErrorCode());
  }

  private static @Nullable Throwable withServerError(
      Class<?> type, SQLException original, String text) {
    ServerError error = ServerError.of(original);
    if (error == null) {
      return null;
    }
    Object fields = error.with(text, original.getSQLState());
    return fields == null ? null : make(type, new Class<?>[] {error.type()}, fields);
  }

  /** Classes of other loaders may do anything in their constructors, so only the JDK's are made. */
  private static @Nullable Throwable ofThePlatform(Class<?> type, String text) {
    ClassLoader loader = type.getClassLoader();
    if ((loader != null && loader != ClassLoader.getPlatformClassLoader()) || !isPublic(type)) {
      return null;
    }
    Throwable made = make(type, new Class<?>[] {String.class}, text);
    return made != null && text.equals(made.getMessage()) ? made : null;
  }

  private static @Nullable Throwable make(
      Class<?> type, Class<?>[] form, @Nullable Object... arguments) {
    try {
      Constructor<?> constructor = type.getConstructor(form);
      return (Throwable) constructor.newInstance(arguments);
    } catch (NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException
        | LinkageError otherForm) {
      return null;
    }
  }

  /** Some classes put their error code behind the text, and some their severity before it. */
  private static @Nullable Throwable checked(
      @Nullable Throwable made, SQLException original, String text) {
    return made instanceof SQLException exception
            && exception.getMessage() != null
            && exception.getMessage().contains(text)
            && Objects.equals(exception.getSQLState(), original.getSQLState())
            && exception.getErrorCode() == original.getErrorCode()
        ? made
        : null;
  }

  private static boolean isPublic(Class<?> type) {
    return Modifier.isPublic(type.getModifiers()) && !Modifier.isAbstract(type.getModifiers());
  }
}
