package dev.sluice.jdbc;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.sql.BatchUpdateException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many rows an execution has changed, as its driver tells: by the update count, or by the rows
 * that it returns (RETURNING), which are all in memory and are not moved.
 */
final class RowCount {
  /** Nobody can tell. */
  static final long UNKNOWN = -1;

  /** Fields of the drivers' results, by their classes: lists of the rows that are in memory. */
  private static final Map<String, String> LISTS =
      Map.of(
          "org.postgresql.jdbc.PgResultSet", "rows",
          "com.mysql.cj.protocol.a.result.NativeResultset", "rowData");

  private static final long[] NOTHING_TOLD = {Statement.SUCCESS_NO_INFO};

  private RowCount() {}

  /**
   * The rows of an execution that ended well.
   *
   * @param returned what the method of the statement returned
   */
  static long of(Statement statement, @Nullable Object returned) throws SQLException {
    if (returned instanceof Number count) {
      return count.longValue() < 0 ? UNKNOWN : count.longValue();
    }
    if (returned instanceof int[] counts) {
      return sum(Arrays.stream(counts).asLongStream().toArray());
    }
    if (returned instanceof long[] counts) {
      return sum(counts);
    }
    long told = updateCount(statement);
    if (told >= 0) {
      return told; // MariaDB's driver has one for executeQuery too
    }
    ResultSet results = returned instanceof ResultSet given ? given : statement.getResultSet();
    return results == null ? UNKNOWN : rows(results);
  }

  /**
   * The rows of those executions of a batch that ended well, before or after one that did not.
   * Where several failed, they may be parts of one statement that the driver made of them, of which
   * some may have changed rows.
   */
  static long of(BatchUpdateException thrown) {
    long[] counts = thrown.getLargeUpdateCounts();
    int failed = 0;
    long sum = 0;
    for (long count : counts == null ? NOTHING_TOLD : counts) {
      if (count == Statement.EXECUTE_FAILED) {
        failed++;
      }
      if (count < 0 && (count != Statement.EXECUTE_FAILED || failed > 1)) {
        return UNKNOWN;
      }
      sum += Math.max(count, 0);
    }
    return sum;
  }

  /** Whether an exception says of any execution of its batch that it ended well. */
  static boolean tellsOfSuccess(BatchUpdateException thrown) {
    long[] counts = thrown.getLargeUpdateCounts();
    if (counts != null) {
      for (long count : counts) {
        if (count != Statement.EXECUTE_FAILED) {
          return true;
        }
      }
    }
    return false;
  }

  private static long updateCount(Statement statement) throws SQLException {
    try {
      return statement.getLargeUpdateCount();
    } catch (UnsupportedOperationException older) { // as JDBC's own default does
      return statement.getUpdateCount();
    }
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      if (count < 0) {
        return UNKNOWN;
      }
      sum += count;
    }
    return sum;
  }

  /** MariaDB's driver moves in any result that is in memory; others hold theirs in a list. */
  private static long rows(ResultSet results) throws SQLException {
    for (Class<?> type = results.getClass(); type != null; type = type.getSuperclass()) {
      String member = LISTS.get(type.getName());
      if (member != null) {
        return held(results, type, member);
      }
    }
    if (!results.last()) {
      return 0;
    }
    long rows = results.getRow();
    results.beforeFirst();
    return rows;
  }

  private static long held(ResultSet results, Class<?> type, String member) throws SQLException {
    try {
      Field field = type.getDeclaredField(member);
      field.setAccessible(true);
      Object rows = field.get(results);
      Object size = rows == null ? null : publicly(rows, "size").invoke(rows);
      return size instanceof Integer number && number >= 0 ? number : UNKNOWN;
    } catch (ReflectiveOperationException | RuntimeException other) {
      throw new SQLException("a version of " + type.getName() + " that is not known", other);
    }
  }

  /** A method of an interface: the class itself need not be public. */
  private static Method publicly(Object target, String method) throws NoSuchMethodException {
    for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
      for (Class<?> each : type.getInterfaces()) {
        for (Method candidate : each.getMethods()) {
          if (candidate.getName().equals(method) && candidate.getParameterCount() == 0) {
            return candidate;
          }
        }
      }
    }
    throw new NoSuchMethodException(method);
  }
}
