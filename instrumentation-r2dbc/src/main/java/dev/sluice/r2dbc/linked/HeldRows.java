package dev.sluice.r2dbc.linked;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps rows of drivers beyond the moment at which these hand them out. r2dbc-postgresql and
 * r2dbc-mariadb take a row's buffers back then, so another row is made of the same parts and of
 * copies of the buffers, on the heap, which nobody has to give back. Those of r2dbc-h2 hold their
 * values. Thread-safe.
 */
final class HeldRows {
  private static final String H2 = "io.r2dbc.h2.";

  /** A row of MariaDB's binary protocol, of which a byte and the bits of its NULLs come first. */
  private static final String BINARY = "RowBinary";

  private static final String BUFFER = "io.netty.buffer.ByteBuf";
  private static final String BUFFERS = "io.netty.buffer.Unpooled";

  private static final List<Parts> KNOWN =
      List.of(
          new Parts(
              "io.r2dbc.postgresql.",
              List.of("PostgresqlRow"),
              List.of("context", "metadata", "fields", "data")),
          new Parts(
              "org.mariadb.r2dbc.",
              List.of("client.MariadbRowText", "client.MariadbRowBinary"),
              List.of("buf", "meta", "factory")));

  /**
   * What the rows of a driver are made of.
   *
   * @param rows their classes
   * @param fields in the order in which their constructor takes them
   */
  private record Parts(String vendor, List<String> rows, List<String> fields) {}

  /** How a row is made of another one. */
  private record Making(
      Constructor<?> maker, List<Field> parts, @Nullable Field head, Buffers buffers) {
    /** How many bytes of its buffer a row has read when it is made. */
    int skipped(Object row) throws ReflectiveOperationException {
      return head == null ? 0 : 1 + Array.getLength(head.get(row));
    }
  }

  /** Netty, as a driver sees it. */
  private record Buffers(Method start, Method end, Method read, Method wrap) {
    Object copy(Object buffer, int skipped) throws ReflectiveOperationException {
      int from = (Integer) start.invoke(buffer) - skipped;
      byte[] bytes = new byte[(Integer) end.invoke(buffer) - from];
      read.invoke(buffer, from, bytes);
      return wrap.invoke(null, (Object) bytes);
    }
  }

  private static final ClassValue<@Nullable Making> MAKING =
      new ClassValue<>() {
        @Override
        protected @Nullable Making computeValue(Class<?> row) {
          try {
            return making(row);
          } catch (ReflectiveOperationException | RuntimeException another) {
            return null;
          }
        }
      };

  private HeldRows() {}

  /** Whether the rows of a connection's driver can be held. */
  static boolean isKnown(Connection connection) {
    String driver = connection.getClass().getName();
    if (driver.startsWith(H2)) {
      return true;
    }
    for (Parts parts : KNOWN) {
      if (driver.startsWith(parts.vendor())) {
        return parts.rows().stream().allMatch(row -> isKnown(connection, parts.vendor() + row));
      }
    }
    return false;
  }

  private static boolean isKnown(Connection connection, String row) {
    try {
      Class<?> type = Class.forName(row, false, connection.getClass().getClassLoader());
      return MAKING.get(type) != null;
    } catch (ClassNotFoundException another) {
      return false;
    }
  }

  /**
   * A row with the values of another one, to be read at any time.
   *
   * @param row which nobody has read yet
   * @throws IllegalStateException if the driver is of a version that is not known
   */
  static Row of(Row row) {
    if (row.getClass().getName().startsWith(H2)) {
      return row;
    }
    Making making = MAKING.get(row.getClass());
    if (making == null) {
      throw new IllegalStateException("rows of " + row.getClass().getName() + " cannot be held");
    }
    try {
      List<Object> parts = new ArrayList<>();
      for (Field part : making.parts()) {
        parts.add(copied(part.get(row), making.buffers(), making.skipped(row)));
      }
      return (Row) making.maker().newInstance(parts.toArray());
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException("a row of " + row.getClass().getName(), changed);
    }
  }

  private static Object copied(Object part, Buffers buffers, int skipped)
      throws ReflectiveOperationException {
    Class<?> buffer = buffers.end().getDeclaringClass();
    if (buffer.isInstance(part)) {
      return buffers.copy(part, skipped);
    }
    if (!(part instanceof Object[] several)
        || !buffer.isAssignableFrom(several.getClass().getComponentType())) {
      return part;
    }
    Object[] copies = (Object[]) Array.newInstance(buffer, several.length);
    for (int i = 0; i < several.length; i++) {
      copies[i] = several[i] == null ? null : buffers.copy(several[i], skipped);
    }
    return copies;
  }

  private static @Nullable Making making(Class<?> row) throws ReflectiveOperationException {
    for (Parts known : KNOWN) {
      if (row.getName().startsWith(known.vendor())
          && known.rows().contains(row.getName().substring(known.vendor().length()))) {
        List<Field> parts = new ArrayList<>();
        Class<?>[] types = new Class<?>[known.fields().size()];
        for (int i = 0; i < types.length; i++) {
          Field part = field(row, known.fields().get(i));
          types[i] = part.getType();
          parts.add(part);
        }
        Constructor<?> maker = row.getDeclaredConstructor(types);
        maker.setAccessible(true);
        Field head = row.getName().endsWith(BINARY) ? field(row, "nullBitmap") : null;
        return new Making(maker, parts, head, buffers(row.getClassLoader()));
      }
    }
    return null;
  }

  private static Field field(Class<?> row, String name) throws NoSuchFieldException {
    Field field;
    try {
      field = row.getDeclaredField(name);
    } catch (NoSuchFieldException inherited) {
      field = row.getSuperclass().getDeclaredField(name);
    }
    field.setAccessible(true);
    return field;
  }

  private static Buffers buffers(ClassLoader driver) throws ReflectiveOperationException {
    Class<?> buffer = Class.forName(BUFFER, true, driver);
    return new Buffers(
        buffer.getMethod("readerIndex"),
        buffer.getMethod("writerIndex"),
        buffer.getMethod("getBytes", int.class, byte[].class),
        Class.forName(BUFFERS, true, driver).getMethod("wrappedBuffer", byte[].class));
  }
}
