package dev.sluice.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads rows as strings. */
final class StringRows {
  private StringRows() {}

  /** The first columns of the current row. */
  static @Nullable String[] row(ResultSet rows, int columns) throws SQLException {
    @Nullable String[] row = new String[columns];
    for (int i = 0; i < columns; i++) {
      row[i] = rows.getString(i + 1);
    }
    return row;
  }
}
