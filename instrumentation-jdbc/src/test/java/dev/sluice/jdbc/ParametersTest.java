package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.sluice.mask.SqlNull;
import java.io.StringReader;
import java.sql.JDBCType;
import java.sql.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {
  private final Parameters parameters = new Parameters();

  @Test
  void holdsOnlyWhatAMaskMayHaveShown() {
    parameters.set("setString", 1, "robin@harbour.example", null);
    parameters.set("setString", 2, "[redacted]", null);
    parameters.set("setInt", 3, 0, null);
    parameters.set("setInt", 4, 17, null);
    parameters.set("setCharacterStream", 5, new StringReader("***"), 3);

    assertThat(parameters.sent(false)).containsExactly(entry(2, "[redacted]"), entry(3, 0));
  }

  @Test
  void theLastValueCounts() {
    parameters.set("setString", 1, "***1111", null);
    parameters.set("setString", 1, "4000", null);

    assertThat(parameters.sent(false)).isEmpty();
  }

  @Test
  void aBatchHoldsTheValuesOfAllItsRows() {
    parameters.set("setString", 1, "***1111", null);
    parameters.addBatch();
    parameters.set("setString", 1, "4000", null);
    parameters.addBatch();
    parameters.set("setString", 1, "***2222", null);
    parameters.addBatch();
    parameters.clear();

    assertThat(parameters.sent(false)).isEmpty();
    assertThat(parameters.sent(true)).containsExactly(entry(1, "***1111"), entry(1, "***2222"));
    parameters.clearBatch();
    assertThat(parameters.sent(true)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "setString, , OF_PLAIN_TYPE",
    "setBigDecimal, , OF_PLAIN_TYPE",
    "setTimestamp, , OF_PLAIN_TYPE",
    "setObject, , OF_ANY_TYPE",
    "setArray, , OF_ANY_TYPE",
    "setSQLXML, , OF_ANY_TYPE",
  })
  void nullHasTheTypeOfItsSetter(String setter, @Nullable Object type, SqlNull expected) {
    parameters.set(setter, 1, null, type);

    assertThat(parameters.sent(false)).containsExactly(entry(1, expected));
  }

  @Test
  void nullHasTheTypeThatIsGiven() {
    parameters.set("setNull", 1, Types.VARCHAR, null);
    parameters.set("setNull", 2, Types.NULL, null);
    parameters.set("setNull", 3, Types.ARRAY, "TEXT");
    parameters.set("setObject", 4, null, Types.INTEGER);
    parameters.set("setObject", 5, null, JDBCType.DATE);
    parameters.set("setObject", 6, null, JDBCType.OTHER);

    assertThat(parameters.sent(false))
        .containsExactly(
            entry(1, SqlNull.OF_PLAIN_TYPE),
            entry(2, SqlNull.OF_ANY_TYPE),
            entry(3, SqlNull.OF_ANY_TYPE),
            entry(4, SqlNull.OF_PLAIN_TYPE),
            entry(5, SqlNull.OF_PLAIN_TYPE),
            entry(6, SqlNull.OF_ANY_TYPE));
  }
}
