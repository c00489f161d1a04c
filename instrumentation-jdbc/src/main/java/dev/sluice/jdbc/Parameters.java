package dev.sluice.jdbc;

import dev.sluice.gate.WriteBack;
import dev.sluice.mask.MaskedForms;
import dev.sluice.mask.SqlNull;
import java.sql.JDBCType;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a prepared statement, those of its batch too, as far as a mask may have shown
 * them: a value that none can have shown is not held. Streams and LOBs are not either: no mask
 * shows any. As thread-safe as a JDBC statement: used by one thread at a time.
 */
final class Parameters {
  private final Map<Integer, Object> current = new LinkedHashMap<>();
  private final Map<Integer, Set<Object>> batch = new LinkedHashMap<>();

  /**
   * A setter has set a parameter.
   *
   * @param setter the name of the method
   * @param value null for NULL; for {@code setNull} its type as a number
   * @param type the third argument of the setter, if there is one
   */
  void set(String setter, int index, @Nullable Object value, @Nullable Object type) {
    Object set = value;
    if (setter.equals("setNull")) {
      set = ofType(value);
    } else if (value == null) {
      set = setter.equals("setObject") ? ofType(type) : ofSetter(setter);
    }
    if (set != null && MaskedForms.maybe(set)) {
      current.put(index, set);
    } else {
      current.remove(index);
    }
  }

  /** A setter has set a parameter to nobody knows what; until it is set again. */
  void setUnknown(int index) {
    current.put(index, WriteBack.UNKNOWN);
  }

  private static SqlNull ofSetter(String setter) {
    return switch (setter) {
      case "setString",
          "setNString",
          "setBigDecimal",
          "setBytes",
          "setDate",
          "setTime",
          "setTimestamp" ->
          SqlNull.OF_PLAIN_TYPE;
      default -> SqlNull.OF_ANY_TYPE;
    };
  }

  private static SqlNull ofType(@Nullable Object type) {
    int number = Types.OTHER;
    if (type instanceof Integer given) {
      number = given;
    } else if (type instanceof JDBCType given) {
      number = given.getVendorTypeNumber();
    }
    return switch (number) {
      case Types.BIT,
          Types.BOOLEAN,
          Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.FLOAT,
          Types.REAL,
          Types.DOUBLE,
          Types.NUMERIC,
          Types.DECIMAL,
          Types.CHAR,
          Types.VARCHAR,
          Types.LONGVARCHAR,
          Types.NCHAR,
          Types.NVARCHAR,
          Types.LONGNVARCHAR,
          Types.BINARY,
          Types.VARBINARY,
          Types.LONGVARBINARY,
          Types.DATE,
          Types.TIME,
          Types.TIMESTAMP,
          Types.TIME_WITH_TIMEZONE,
          Types.TIMESTAMP_WITH_TIMEZONE ->
          SqlNull.OF_PLAIN_TYPE;
      default -> SqlNull.OF_ANY_TYPE;
    };
  }

  /** The parameters become one more row of the batch, and stay as they are. */
  void addBatch() {
    current.forEach(
        (index, value) -> batch.computeIfAbsent(index, key -> new LinkedHashSet<>()).add(value));
  }

  void clear() {
    current.clear();
  }

  void clearBatch() {
    batch.clear();
  }

  /**
   * What is held of the parameters that an execution sends, each with its index from 1 on.
   *
   * @param state of the statement; null if nothing is known of it
   */
  static List<Map.Entry<Integer, Object>> sentBy(@Nullable StatementState state, boolean ofBatch) {
    return state == null || state.preparedText().isEmpty()
        ? List.of()
        : state.parameters().sent(ofBatch);
  }

  /** What is held of the parameters that an execution sends, each with its index from 1 on. */
  List<Map.Entry<Integer, Object>> sent(boolean ofBatch) {
    if (!ofBatch) {
      return new ArrayList<>(current.entrySet());
    }
    List<Map.Entry<Integer, Object>> sent = new ArrayList<>();
    batch.forEach((index, values) -> values.forEach(value -> sent.add(Map.entry(index, value))));
    return sent;
  }
}
