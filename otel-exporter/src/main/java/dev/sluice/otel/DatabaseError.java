package dev.sluice.otel;

import dev.sluice.sql.Dialect;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How a driver's exception is told. Its message is not: databases quote values in it.
 *
 * @param type {@code error.type}: the status code, or the class of the exception where there is
 *     none
 * @param statusCode {@code db.response.status_code}: the vendor's code for MySQL and MariaDB,
 *     SQLState for the others; null if there is none
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/db/sql/">SQL conventions</a>
 */
record DatabaseError(String type, @Nullable String statusCode) {
  static DatabaseError of(Throwable error, Dialect dialect) {
    String code = error instanceof SQLException sql ? code(sql, dialect) : null;
    return new DatabaseError(code == null ? error.getClass().getName() : code, code);
  }

  private static @Nullable String code(SQLException error, Dialect dialect) {
    String state = error.getSQLState();
    boolean hasState = state != null && !state.isEmpty();
    int vendorCode = error.getErrorCode();
    boolean vendorCodeSaysMore = dialect == Dialect.MYSQL || dialect == Dialect.MARIADB;
    if (vendorCode != 0 && (!hasState || vendorCodeSaysMore)) {
      return Integer.toString(vendorCode);
    }
    return hasState ? state : null;
  }
}
