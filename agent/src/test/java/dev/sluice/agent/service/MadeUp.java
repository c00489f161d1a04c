package dev.sluice.agent.service;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.NClob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Arguments for any method of JDBC: such that it does something, wherever that can be told. */
final class MadeUp {
  private static final String RUNS_TEXT =
      "(execute|addBatch|prepare|clientPrepare|serverPrepare|execSQL|createQuery|nativeSQL).*";
  private static final List<Class<?>> READ_AS =
      List.of(String.class, Object.class, byte[].class, Integer.class, BigDecimal.class);

  private final Connection connection;
  private final Subject subject;
  private final Object target;

  /**
   * @param target whose method is to be called
   */
  MadeUp(Connection connection, Subject subject, Object target) {
    this.connection = connection;
    this.subject = subject;
    this.target = target;
  }

  /** How many ways to call a method there are. */
  int variants(Method method) {
    Class<?>[] types = method.getParameterTypes();
    if (types.length == 0) {
      return 1;
    }
    if (types[0] == String.class && method.getName().matches(RUNS_TEXT)) {
      return 2;
    }
    if (types[types.length - 1] == Class.class) {
      return types.length == 1
          ? ownTypes().size()
          : READ_AS.size() * Math.max(1, subject.columns().size());
    }
    return isOfColumn(method) ? subject.columns().size() : 1;
  }

  /** The arguments of one of the ways, from 0. */
  @Nullable Object[] arguments(Method method, int variant) {
    Class<?>[] types = method.getParameterTypes();
    @Nullable Object[] arguments = new Object[types.length];
    int numbers = 0;
    int strings = 0;
    for (int i = 0; i < types.length; i++) {
      if (types[i] == int.class) {
        arguments[i] = number(method, numbers++);
      } else if (types[i] == String.class) {
        arguments[i] = string(method, strings++);
      } else {
        arguments[i] = of(types[i]);
      }
    }
    if (types.length > 0) {
      vary(method, variant, types, arguments);
    }
    return arguments;
  }

  private void vary(Method method, int variant, Class<?>[] types, @Nullable Object[] arguments) {
    int last = types.length - 1;
    if (types[0] == String.class && method.getName().matches(RUNS_TEXT)) {
      arguments[0] = variant == 0 ? Subjects.QUERY : Subjects.DUPLICATE;
    } else if (types[last] == Class.class) {
      List<Class<?>> classes = last == 0 ? ownTypes() : READ_AS;
      arguments[last] = classes.get(variant % classes.size());
    }
    if (isOfColumn(method)) {
      String column = subject.columns().get(variant % subject.columns().size());
      arguments[0] = types[0] == String.class ? column : (Object) indexOf(column);
    }
  }

  private boolean isOfColumn(Method method) {
    Class<?>[] types = method.getParameterTypes();
    return !subject.columns().isEmpty()
        && types.length > 0
        && (types[0] == int.class || types[0] == String.class)
        && method.getName().matches("(get|update|register|find).*");
  }

  private int indexOf(String column) {
    if (target instanceof ResultSet results) {
      try {
        return results.findColumn(column);
      } catch (SQLException closed) {
        return 1;
      }
    }
    return 1;
  }

  /** What an object may be unwrapped to. */
  private List<Class<?>> ownTypes() {
    List<Class<?>> types = new ArrayList<>();
    for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
      types.add(type);
      types.addAll(List.of(type.getInterfaces()));
    }
    return types;
  }

  /** The kinds of results and keys, of which the first number of several is the scrolling. */
  private static int number(Method method, int index) {
    if (method.getName().matches("createStatement|.*[pP]repare.*")) {
      long numbers =
          List.of(method.getParameterTypes()).stream().filter(type -> type == int.class).count();
      return numbers == 1
          ? Statement.RETURN_GENERATED_KEYS
          : List.of(
                  ResultSet.TYPE_SCROLL_INSENSITIVE,
                  ResultSet.CONCUR_READ_ONLY,
                  ResultSet.HOLD_CURSORS_OVER_COMMIT)
              .get(Math.min(index, 2));
    }
    if (method.getName().matches("getBytes|getSubString")
        && method.getParameterTypes()[0] == long.class) {
      return 100;
    }
    return method.getName().equals("setFetchDirection") ? ResultSet.FETCH_FORWARD : 1;
  }

  /** Of the catalog's methods the first two are catalog and schema, then tables and columns. */
  private @Nullable String string(Method method, int index) {
    if (method.getName().equals("copyOut")) {
      return "COPY customers TO STDOUT";
    }
    if (method.getName().matches("copyIn|copyDual")) {
      return "COPY customers (id) FROM STDIN";
    }
    if (subject.name().equals("catalog")) {
      return index < 2 ? null : index == 2 ? "customers" : "%";
    }
    return "x";
  }

  private @Nullable Object of(Class<?> type) {
    if (type.isPrimitive()) {
      return primitive(type);
    }
    if (type == Object.class || type == CharSequence.class) {
      return "x";
    }
    if (type == byte[].class) {
      return new byte[16];
    }
    if (type == char[].class) {
      return new char[] {'x'};
    }
    if (type == InputStream.class) {
      return new ByteArrayInputStream("x".getBytes(StandardCharsets.UTF_8));
    }
    if (type == Reader.class) {
      return new StringReader("x");
    }
    if (type == OutputStream.class) {
      return new ByteArrayOutputStream();
    }
    if (type == Writer.class) {
      return new StringWriter();
    }
    Object value = value(type);
    return value != null ? value : jdbc(type);
  }

  private static Object primitive(Class<?> type) {
    if (type == boolean.class) {
      return true;
    }
    if (type == long.class) {
      return 1L;
    }
    if (type == char.class) {
      return 'S';
    }
    if (type == double.class) {
      return 1.0;
    }
    if (type == float.class) {
      return 1.0f;
    }
    return type == short.class ? (Object) (short) 1 : (byte) 1;
  }

  private static @Nullable Object value(Class<?> type) {
    for (Object value :
        List.of(
            BigDecimal.ONE,
            BigInteger.ONE,
            new Date(0),
            new Time(0),
            new Timestamp(0),
            JDBCType.VARCHAR,
            Calendar.getInstance(),
            Map.of(),
            new Properties(),
            new String[] {"email"},
            new int[] {1},
            new Object[] {"a"})) {
      if (type.isInstance(value) && (type != SQLType.class || value instanceof SQLType)) {
        return value;
      }
    }
    return type == Executor.class ? (Executor) Runnable::run : null;
  }

  /** What only the connection can make; null where it cannot. */
  private @Nullable Object jdbc(Class<?> type) {
    try {
      if (type == Blob.class) {
        return connection.createBlob();
      }
      if (type == Clob.class) {
        return connection.createClob();
      }
      if (type == NClob.class) {
        return connection.createNClob();
      }
      if (type == SQLXML.class) {
        return connection.createSQLXML();
      }
      if (type == Array.class) {
        return connection.createArrayOf("varchar", new Object[] {"a"});
      }
      if (type.isInstance(connection)) {
        return connection;
      }
      if (type.isAssignableFrom(Statement.class) || Statement.class.isAssignableFrom(type)) {
        Statement statement = connection.createStatement();
        return type.isInstance(statement) ? statement : null;
      }
    } catch (SQLException unsupported) {
      return null;
    }
    return null;
  }
}
