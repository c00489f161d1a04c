package dev.sluice.sql;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Classes of the types that a definition of a table names, told as a database's own catalog tells
 * them of that table.
 */
final class TypeNames {
  private static final Set<String> POSTGRESQL_TEXTS =
      Set.of("TEXT", "VARCHAR", "CHAR", "CHARACTER", "BPCHAR", "NCHAR");

  private static final Set<String> MYSQL_TEXTS =
      Set.of(
          "CHAR",
          "CHARACTER",
          "NCHAR",
          "VARCHAR",
          "NVARCHAR",
          "TINYTEXT",
          "TEXT",
          "MEDIUMTEXT",
          "LONGTEXT");

  private static final Set<String> H2_TEXTS =
      Set.of("CHAR", "CHARACTER", "NCHAR", "VARCHAR", "NVARCHAR", "VARCHAR2", "VARCHAR_IGNORECASE");

  private static final Set<String> POSTGRESQL_NUMBERS =
      Set.of(
          "SMALLINT",
          "INT2",
          "INTEGER",
          "INT",
          "INT4",
          "BIGINT",
          "INT8",
          "NUMERIC",
          "DECIMAL",
          "DEC",
          "SMALLSERIAL",
          "SERIAL2",
          "SERIAL",
          "SERIAL4",
          "BIGSERIAL",
          "SERIAL8");

  private static final Set<String> MYSQL_NUMBERS =
      Set.of(
          "TINYINT",
          "SMALLINT",
          "MEDIUMINT",
          "INT",
          "INTEGER",
          "BIGINT",
          "SERIAL",
          "DECIMAL",
          "DEC",
          "NUMERIC",
          "FIXED",
          "FLOAT",
          "DOUBLE",
          "REAL",
          "BOOL",
          "BOOLEAN");

  private static final Set<String> H2_NUMBERS =
      Set.of(
          "TINYINT",
          "SMALLINT",
          "INT2",
          "INTEGER",
          "INT",
          "INT4",
          "BIGINT",
          "INT8",
          "NUMERIC",
          "DECIMAL",
          "DEC",
          "NUMBER");

  private static final Set<String> MOMENTS = Set.of("DATE", "TIMESTAMP");
  private static final Set<String> MYSQL_MOMENTS = Set.of("DATE", "DATETIME", "TIMESTAMP");
  private static final Set<String> BOOLEANS = Set.of("BOOLEAN", "BOOL");

  /** What may make a type another than its first word says. */
  private static final Words POSTGRESQL_DOUBTS = new Words("ARRAY", "COLLATE", "SETOF");

  private static final Words H2_DOUBTS = new Words("ARRAY", "LARGE", "OBJECT");
  private static final Words MYSQL_DOUBTS = new Words("BYTE");

  private TypeNames() {}

  /**
   * The class of the type that a column is defined with.
   *
   * @param from the first token of the type
   * @param to behind the last token of the column's definition
   * @return null if it is none of those classes, or not certain to be
   */
  static @Nullable ColumnType classOf(Tokens tokens, int from, int to, Dialect dialect) {
    boolean qualified = tokens.isSymbol(from + 1, '.');
    if (from >= to || tokens.kind(from) != Tokens.WORD || qualified) {
      return null;
    }
    for (int i = from; i < to; i++) {
      if (isDoubt(tokens, i, dialect)) {
        return null;
      }
    }
    String name = tokens.upper(from);
    return switch (dialect) {
      case POSTGRESQL -> classOf(name, POSTGRESQL_TEXTS, POSTGRESQL_NUMBERS, MOMENTS, BOOLEANS);
      case MARIADB ->
          name.equals("JSON")
              ? ColumnType.TEXT
              : classOf(name, MYSQL_TEXTS, MYSQL_NUMBERS, MYSQL_MOMENTS, Set.of());
      case MYSQL -> classOf(name, MYSQL_TEXTS, MYSQL_NUMBERS, MYSQL_MOMENTS, Set.of());
      case H2 -> classOf(name, H2_TEXTS, H2_NUMBERS, MOMENTS, BOOLEANS);
      case ORACLE, SQLSERVER, ANSI -> null;
    };
  }

  private static boolean isDoubt(Tokens tokens, int index, Dialect dialect) {
    boolean zone = tokens.isWord(index - 1, "WITH") && tokens.isWord(index, "TIME");
    return switch (dialect) {
      case POSTGRESQL ->
          zone || tokens.isSymbol(index, '[') || tokens.isAnyWord(index, POSTGRESQL_DOUBTS);
      case H2 -> zone || tokens.isAnyWord(index, H2_DOUBTS);
      case MYSQL, MARIADB ->
          tokens.isAnyWord(index, MYSQL_DOUBTS)
              || (tokens.isWord(index, "BINARY")
                  && (tokens.isAnyWord(index - 1, "SET", "CHARSET")
                      || tokens.isSymbol(index - 1, '=')));
      case ORACLE, SQLSERVER, ANSI -> true;
    };
  }

  private static @Nullable ColumnType classOf(
      String name,
      Set<String> texts,
      Set<String> numbers,
      Set<String> moments,
      Set<String> booleans) {
    if (texts.contains(name)) {
      return ColumnType.TEXT;
    }
    if (numbers.contains(name)) {
      return ColumnType.NUMBER;
    }
    if (moments.contains(name)) {
      return ColumnType.MOMENT;
    }
    return booleans.contains(name) ? ColumnType.BOOLEAN : null;
  }
}
