package dev.sluice.benchmarks.coverage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * Makes the tables that statements speak of where no schema came with them, by asking PostgreSQL
 * what it misses until it misses nothing: a table, a column, or a column of another type. Any
 * schema under which the database accepts a statement serves, for all that is asked is whether the
 * analysis understands the statement under the same schema.
 */
final class SchemaInference {
  private static final int MOST_ATTEMPTS = 80;
  private static final Pattern RELATION = Pattern.compile("relation \"([^\"]+)\" does not exist");
  private static final Pattern SCHEMA = Pattern.compile("schema \"([^\"]+)\" does not exist");
  private static final Pattern COLUMN = Pattern.compile("column \"?([\\w.]+)\"? does not exist");
  private static final Pattern OPERATOR =
      Pattern.compile("operator does not exist: (.+?) (?:\\S+) (.+)");
  private static final Pattern FUNCTION = Pattern.compile("function ([\\w.]+)\\(.*does not exist");
  private static final Pattern FROM_ITEM =
      Pattern.compile(
          "\\b(?:from|join)\\s+([\\w.]+)(?:\\s+(?:as\\s+)?(\\w+))?|,\\s*([\\w.]+)\\s+(?:as\\s+)?(\\w+)");
  private static final Pattern WORD = Pattern.compile("[\\w.]+");

  private static final Set<String> TIME_FUNCTIONS =
      Set.of(
          "date_trunc",
          "pg_catalog.extract",
          "extract",
          "date_part",
          "age",
          "to_char",
          "make_interval");

  private final Connection connection;
  private final Set<String> retyped = new HashSet<>();

  SchemaInference(Connection connection) {
    this.connection = connection;
  }

  /** Changes the schema until the database accepts each statement, or nothing more can be done. */
  void infer(List<String> statements) {
    // what one statement needs may give the next ones what they need
    for (int round = 0; round < 2; round++) {
      for (String sql : statements) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
          SQLException problem = PostgresGround.prepare(connection, sql);
          if (problem == null || !mend(sql.toLowerCase(Locale.ROOT), problem)) {
            break;
          }
        }
      }
    }
  }

  private boolean mend(String sql, SQLException problem) {
    String message = String.valueOf(problem.getMessage());
    return switch (String.valueOf(problem.getSQLState())) {
      case "3F000" -> apply(SCHEMA, message, "CREATE SCHEMA %s");
      case "42P01" -> mendRelation(message);
      case "42703" -> mendColumn(sql, message);
      case "42883" -> mendType(sql, message, problem);
      default -> false;
    };
  }

  private boolean apply(Pattern pattern, String message, String change) {
    Matcher matcher = pattern.matcher(message);
    return matcher.find()
        && PostgresGround.run(connection, String.format(change, matcher.group(1))) == null;
  }

  private boolean mendRelation(String message) {
    Matcher matcher = RELATION.matcher(message);
    if (!matcher.find()) {
      return false;
    }
    String name = matcher.group(1);
    if (name.indexOf('.') > 0) {
      String schema = name.substring(0, name.indexOf('.'));
      PostgresGround.run(connection, "CREATE SCHEMA IF NOT EXISTS " + schema);
    }
    return PostgresGround.run(connection, "CREATE TABLE " + name + " ()") == null;
  }

  private boolean mendColumn(String sql, String message) {
    Matcher matcher = COLUMN.matcher(message);
    if (!matcher.find()) {
      return false;
    }
    String name = matcher.group(1);
    int dot = name.lastIndexOf('.');
    String column = name.substring(dot + 1);
    String table = dot > 0 ? table(sql, name.substring(0, dot)) : table(sql, null);
    return table != null
        && PostgresGround.run(
                connection, "ALTER TABLE " + table + " ADD COLUMN " + column + " " + type(column))
            == null;
  }

  /** The table behind an alias or name; without one, the first table that the statement names. */
  private @Nullable String table(String sql, @Nullable String alias) {
    Matcher matcher = FROM_ITEM.matcher(sql);
    while (matcher.find()) {
      String table = matcher.group(1) != null ? matcher.group(1) : matcher.group(3);
      String name = matcher.group(1) != null ? matcher.group(2) : matcher.group(4);
      boolean named =
          alias == null || alias.equals(name) || table.equals(alias) || table.endsWith("." + alias);
      if (named && PostgresGround.prepare(connection, "SELECT FROM " + table) == null) {
        return table;
      }
    }
    return null;
  }

  private static String type(String column) {
    if (column.matches(".*(date|time|timestamp|_at|month_start)$")) {
      return "timestamp";
    }
    if (column.matches("(is|has)_.*")) {
      return "boolean";
    }
    if (column.matches(
        ".*(id|count|num|number|amount|price|year|rating|score|cost|population|area|quantity|qty|"
            + "balance|length|elevation|density|km2|capacity|pct|volume|total|fee|tax|rank|mileage|"
            + "close|open|high|low|salary|credits|duration|distance|weight|age)")) {
      return "numeric";
    }
    return "text";
  }

  private boolean mendType(String sql, String message, SQLException problem) {
    int position =
        problem instanceof PSQLException detailed && detailed.getServerErrorMessage() != null
            ? detailed.getServerErrorMessage().getPosition()
                - "PREPARE sluice_trial AS ".length()
                - 1
            : -1;
    if (position < 0 || position >= sql.length()) {
      return false;
    }
    Matcher operator = OPERATOR.matcher(message);
    if (operator.find()) {
      String left = word(sql, position, true);
      String right = word(sql, position, false);
      return retype(sql, left, operator.group(2)) || retype(sql, right, operator.group(1));
    }
    Matcher function = FUNCTION.matcher(message);
    if (function.find()) {
      String wanted = TIME_FUNCTIONS.contains(function.group(1)) ? "timestamp" : "numeric";
      int open = sql.indexOf('(', position);
      int end = Math.min(sql.length(), open + 120);
      Matcher word = WORD.matcher(sql.substring(Math.max(open, 0), end));
      while (word.find()) {
        if (retype(sql, word.group(), wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String word(String sql, int position, boolean before) {
    String last = "";
    Matcher matcher = WORD.matcher(sql);
    while (matcher.find()) {
      if (before && matcher.end() <= position) {
        last = matcher.group();
      } else if (!before && matcher.start() > position) {
        return matcher.group();
      }
    }
    return last;
  }

  /** Gives a column another type, once. */
  private boolean retype(String sql, String name, String wanted) {
    String type =
        switch (wanted) {
          case "integer", "bigint", "numeric", "double precision" -> "numeric";
          case "date", "interval", "timestamp" -> "timestamp";
          case "boolean", "text" -> wanted;
          default -> wanted.startsWith("timestamp") ? "timestamp" : "";
        };
    int dot = name.lastIndexOf('.');
    String column = name.substring(dot + 1);
    String table = table(sql, dot > 0 ? name.substring(0, dot) : null);
    if (type.isEmpty() || table == null || !retyped.add(table + '.' + column)) {
      return false;
    }
    return PostgresGround.run(
            connection,
            "ALTER TABLE " + table + " DROP COLUMN " + column,
            "ALTER TABLE " + table + " ADD COLUMN " + column + " " + type)
        == null;
  }
}
