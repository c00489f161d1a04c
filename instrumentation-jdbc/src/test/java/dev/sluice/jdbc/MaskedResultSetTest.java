package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gate.Failures;
import dev.sluice.mask.BlindRedact;
import dev.sluice.mask.Mask;
import dev.sluice.mask.Redact;
import dev.sluice.policy.MaskPlan;
import dev.sluice.sql.ColumnName;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MaskedResultSetTest {
  private static final String SECRET = "123456789";
  private static final String COLUMNS =
      "'"
          + SECRET
          + "' AS txt, 123456789 AS num, 123456789.5 AS amount, DATE '2012-03-04' AS born,"
          + " TRUE AS flag, X'123456789A' AS bin, CAST('"
          + SECRET
          + "' AS CLOB) AS lob,"
          + " ARRAY['"
          + SECRET
          + "'] AS arr, CAST(NULL AS VARCHAR) AS nothing";

  private final Failures failures = new Failures(new PrintStream(new ByteArrayOutputStream()));
  private Connection connection;
  private Statement statement;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:h2:mem:");
    statement = connection.createStatement();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void valuesKeepTheirTypesButNotTheirContent() throws SQLException {
    ResultSet row = maskedRow(new Redact());
    assertThat(row.getString("txt")).isEqualTo("[redacted]");
    assertThat(row.getObject("txt")).isEqualTo("[redacted]");
    assertThat(row.getInt("num")).isZero();
    assertThat(row.getObject("num")).isEqualTo(0);
    assertThat(row.getString("num")).isEqualTo("0");
    assertThat(row.getLong("num")).isZero();
    assertThat(row.getBigDecimal("amount")).isEqualByComparingTo(BigDecimal.ZERO);
    assertThat(row.getDouble("amount")).isZero();
    assertThat(row.getDate("born")).isEqualTo(Date.valueOf("1970-01-01"));
    assertThat(row.getObject("born", LocalDate.class)).isEqualTo(LocalDate.EPOCH);
    assertThat(row.getBoolean("flag")).isFalse();
    assertThat(row.getBytes("bin")).isEmpty();
    assertThat(row.getString("lob")).isNull();
    assertThat(row.getObject("arr")).isNull();
  }

  @Test
  void nullStaysNullAndWasNullTellsOfTheMaskedValue() throws SQLException {
    ResultSet row = maskedRow(new Redact());
    assertThat(row.getString("nothing")).isNull();
    assertThat(row.wasNull()).isTrue();
    assertThat(row.getString("txt")).isNotNull();
    assertThat(row.wasNull()).isFalse();
    assertThat(row.getString("lob")).isNull();
    assertThat(row.wasNull()).isTrue();
  }

  /** What is seen of a value and of NULL, by whatever getter, is the same. */
  @Test
  void blindRedactionDoesNotTellNullFromAValue() throws Exception {
    Map<String, Class<?>> types =
        Map.of(
            "VARCHAR", String.class,
            "INTEGER", Integer.class,
            "NUMERIC(12, 2)", BigDecimal.class,
            "DATE", LocalDate.class,
            "TIMESTAMP", java.time.LocalDateTime.class,
            "BOOLEAN", Boolean.class,
            "VARBINARY", byte[].class,
            "CLOB", String.class,
            "INTEGER ARRAY", Object.class);
    for (String type : types.keySet()) {
      String value =
          switch (type) {
            case "DATE" -> "DATE '2012-03-04'";
            case "TIMESTAMP" -> "TIMESTAMP '2012-03-04 05:06:07'";
            case "BOOLEAN" -> "TRUE";
            case "VARBINARY" -> "X'0123'";
            case "INTEGER ARRAY" -> "ARRAY[1, 2]";
            default -> "'123'";
          };
      String sql =
          "SELECT CAST("
              + value
              + " AS "
              + type
              + ") AS c UNION ALL SELECT CAST(NULL AS "
              + type
              + ") ORDER BY 1 NULLS LAST";
      for (Method getter : ResultSet.class.getMethods()) {
        Class<?>[] parameters = getter.getParameterTypes();
        if (!getter.getName().startsWith("get")
            || parameters.length == 0
            || parameters[0] != int.class) {
          continue;
        }
        Object[] arguments = arguments(parameters, 1, "c");
        if (parameters.length == 2 && parameters[1] == Class.class) {
          arguments[1] = types.get(type);
        }
        ResultSet rows =
            new MaskedResultSet(
                statement.executeQuery(sql),
                plan(index -> BlindRedact.INSTANCE),
                WatchedColumns.NONE,
                failures);
        rows.next();
        String ofValue = seen(rows, getter, arguments);
        rows.next();
        assertThat(seen(rows, getter, arguments)).as(type + " by " + getter).isEqualTo(ofValue);
      }
    }
  }

  private static String seen(ResultSet rows, Method getter, Object[] arguments) throws Exception {
    String seen;
    try {
      Object value = getter.invoke(rows, arguments);
      seen = value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
    } catch (InvocationTargetException thrown) {
      seen = String.valueOf(thrown.getCause());
    }
    return seen + rows.wasNull();
  }

  @Test
  void blindRedactionKeepsTypesAndConvertsAmongTheirKind() throws SQLException {
    ResultSet row = maskedRow(BlindRedact.INSTANCE);
    assertThat(row.getString("nothing")).isEqualTo("[redacted]");
    assertThat(row.wasNull()).isFalse();
    assertThat(row.getInt("num")).isZero();
    assertThat(row.getObject("num", Long.class)).isZero();
    assertThat(row.getString("bin")).isEmpty();
    assertThat(row.getDate("born")).isEqualTo(Date.valueOf("1970-01-01"));
    assertThat(row.getObject("born", LocalDate.class)).isEqualTo(LocalDate.EPOCH);
    assertThatThrownBy(() -> row.getObject("num", LocalDate.class))
        .isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> row.getObject("txt", Integer.class)).isInstanceOf(SQLException.class);
  }

  @Test
  void withoutARowBlindRedactionFailsAsTheDriverDoes() throws SQLException {
    ResultSet rows = row(plan(index -> BlindRedact.INSTANCE));
    assertThat(rows.getString("txt")).isEqualTo("[redacted]");
    assertThat(rows.next()).isFalse();
    assertThatThrownBy(() -> rows.getString("txt")).isInstanceOf(SQLException.class);
    rows.close();
    assertThatThrownBy(() -> rows.getString(1)).isInstanceOf(SQLException.class);
  }

  @Test
  void columnsWithoutAMaskAreTheDrivers() throws SQLException {
    ResultSet row = row(plan(index -> index == 2 ? new Redact() : null));
    assertThat(row.getString("txt")).isEqualTo(SECRET);
    assertThat(row.getInt("num")).isZero();
    assertThat(row.getBigDecimal("amount")).isEqualByComparingTo("123456789.5");
    assertThat(row.getString("nothing")).isNull();
    assertThat(row.wasNull()).isTrue();
  }

  /** Whatever getter the JDBC API has or will have: it masks or refuses. */
  @Test
  void noGetterShowsAMaskedColumn() throws Exception {
    List<String> shown = new ArrayList<>();
    for (Method getter : ResultSet.class.getMethods()) {
      Class<?>[] types = getter.getParameterTypes();
      if (!getter.getName().startsWith("get")
          || types.length == 0
          || (types[0] != int.class && types[0] != String.class)) {
        continue;
      }
      for (int column = 1; column <= 8; column++) {
        ResultSet row = maskedRow(new Redact());
        Object[] arguments = arguments(types, column, row.getMetaData().getColumnLabel(column));
        try {
          Object value = getter.invoke(row, arguments);
          if (reveals(value)) {
            shown.add(getter + " of column " + column + ": " + value);
          }
        } catch (InvocationTargetException refused) {
          assertThat(refused.getCause()).as(getter.toString()).isInstanceOf(SQLException.class);
          if (reveals(String.valueOf(refused.getCause()))) {
            shown.add(getter + " in its exception: " + refused.getCause());
          }
        }
      }
    }
    assertThat(shown).isEmpty();
  }

  @Test
  void changesThroughTheResultSetAndItsWrappersAreRefused() throws SQLException {
    ResultSet row = maskedRow(new Redact());
    assertThatThrownBy(() -> row.updateString(1, "x")).hasMessageContaining("updateString");
    assertThatThrownBy(row::deleteRow).hasMessageContaining("deleteRow");
    assertThatThrownBy(() -> row.unwrap(org.h2.jdbc.JdbcResultSet.class))
        .isInstanceOfSatisfying(
            SQLException.class, refusal -> assertThat(refusal.getSQLState()).isEqualTo("42501"));
    assertThat(row.isWrapperFor(org.h2.jdbc.JdbcResultSet.class)).isFalse();
    assertThat(row.unwrap(ResultSet.class)).isSameAs(row);
  }

  @Test
  void aColumnThatDoesNotExistIsTheDriversError() throws SQLException {
    ResultSet row = maskedRow(Redact.INSTANCE);
    assertThatThrownBy(() -> row.getString(99)).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> row.getString(0)).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> row.getString("none")).isInstanceOf(SQLException.class);
  }

  @Test
  void aMaskThatFailsWithholdsTheValueAndIsCounted() throws SQLException {
    ResultSet row = maskedRow(new Broken());
    assertThatThrownBy(() -> row.getString("txt"))
        .isInstanceOf(SQLException.class)
        .hasMessageNotContaining(SECRET);
    assertThat(failures.counts()).containsEntry("mask.broken", 1L);
  }

  private ResultSet maskedRow(Mask mask) throws SQLException {
    return row(plan(index -> mask));
  }

  private ResultSet row(MaskPlan plan) throws SQLException {
    ResultSet row =
        new MaskedResultSet(
            statement.executeQuery("SELECT " + COLUMNS), plan, WatchedColumns.NONE, failures);
    row.next();
    return row;
  }

  private static Object[] arguments(Class<?>[] types, int column, String label) {
    Object[] arguments = new Object[types.length];
    arguments[0] = types[0] == int.class ? (Object) column : label;
    for (int i = 1; i < types.length; i++) {
      arguments[i] =
          types[i] == int.class
              ? (Object) 2
              : types[i] == Class.class
                  ? String.class
                  : types[i] == Map.class ? Map.of() : Calendar.getInstance();
    }
    return arguments;
  }

  private static boolean reveals(@Nullable Object value) {
    String text = value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
    return text.contains("12345")
        || text.contains("1.2345")
        || text.contains("18, 52")
        || text.contains("2012")
        || text.equals("true");
  }

  private static MaskPlan plan(java.util.function.IntFunction<@Nullable Mask> masks) {
    return new MaskPlan() {
      @Override
      public boolean isEmpty() {
        return false;
      }

      @Override
      public @Nullable Mask column(int index) {
        return masks.apply(index);
      }

      @Override
      public int columns() {
        return -1;
      }

      @Override
      public @Nullable Mask baseColumn(ColumnName column) {
        return null;
      }
    };
  }

  private static final class Broken implements Mask {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public String text(String value) {
      throw new IllegalStateException(value);
    }

    @Override
    public Object value(Object value) {
      throw new IllegalStateException(String.valueOf(value));
    }
  }
}
