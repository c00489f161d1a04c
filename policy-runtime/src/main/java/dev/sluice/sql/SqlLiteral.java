package dev.sluice.sql;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Writes a value as a literal that means the same under every setting of a session, and of which
 * nothing stands in the text but hexadecimal digits, or the digits of a number: no character of it
 * can end the literal.
 */
final class SqlLiteral {
  private static final HexFormat HEX = HexFormat.of();

  private SqlLiteral() {}

  /**
   * Appends a literal.
   *
   * @param value text without the character zero and unpaired surrogates; a plain decimal number
   *     for a column of numbers
   * @throws IllegalArgumentException if there is no such form in the dialect
   */
  static void append(StringBuilder text, String value, @Nullable ColumnType type, Dialect dialect) {
    if (type == ColumnType.NUMBER) {
      text.append(value.startsWith("-") ? "(" + value + ")" : value);
      return;
    }
    switch (dialect) {
      case POSTGRESQL -> {
        text.append("E'");
        value.codePoints().forEach(c -> text.append("\\U").append(HEX.toHexDigits(c)));
        text.append('\'');
      }
      case MYSQL, MARIADB ->
          text.append("_utf8mb4 X'")
              .append(HEX.formatHex(value.getBytes(StandardCharsets.UTF_8)))
              .append('\'');
      case H2 -> {
        text.append("U&'");
        value.codePoints().forEach(c -> text.append("\\+").append(HEX.toHexDigits(c, 6)));
        text.append('\'');
      }
      case ORACLE, SQLSERVER, ANSI ->
          throw new IllegalArgumentException("no literal of " + dialect + " is known");
    }
  }
}
