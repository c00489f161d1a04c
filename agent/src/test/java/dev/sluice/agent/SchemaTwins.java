package dev.sluice.agent;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Databases of somebody's schema, filled with rows whose values depend on the row's number only,
 * and on the constants that statements compare the column with. Which columns are protected depends
 * on nothing but their names: one or two of each table, keys more rarely than others.
 */
final class SchemaTwins extends Twins {
  private static final int ROWS = 16;
  private static final int MOST_PROTECTED = 2;
  private static final int ONE_IN = 4;
  private static final int ONE_KEY_IN = 9;
  private static final String READER = "judged_reader";
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,7}(\\.[0-9]{1,3})?");
  private static final Pattern COUNT_OF_ROWS = Pattern.compile("(?i)count\\s*\\(\\s*\\*\\s*\\)");
  private static final Pattern ALL_COLUMNS =
      Pattern.compile("(?i)\\.\\*|(?:select|distinct|,)\\s+\\*|\\b(?:natural|using)\\b");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  private record Column(String table, String name, String type, int position) {
    boolean isKey() {
      return name.toLowerCase(Locale.ROOT).endsWith("id");
    }

    int hash() {
      return Math.floorMod(name.toLowerCase(Locale.ROOT).hashCode(), 10_007);
    }
  }

  private final String suffix;
  private final String bereft;
  private final List<String> definitions = new ArrayList<>();
  private final List<Column> columns = new ArrayList<>();
  private final Set<Column> secrets = new LinkedHashSet<>();
  private final Map<String, List<String>> constants;
  private boolean made;

  /**
   * Databases that are not made yet.
   *
   * @param name of lower-case letters, digits and underscores
   * @param definitions of the tables; those that the server does not take are left out
   * @param constants what columns are compared with, by their names in lower case
   */
  SchemaTwins(
      Vendor vendor, String name, List<String> definitions, Map<String, List<String>> constants)
      throws SQLException {
    super(
        vendor,
        url(vendor, "judged_one_" + name),
        url(vendor, "judged_other_" + name),
        url(vendor, "judged_twin_" + name));
    this.suffix = name;
    this.bereft = url(vendor, "bereft_" + name);
    this.constants = constants;
    tryOut(definitions);
    protect();
  }

  private static String url(Vendor vendor, String database) throws SQLException {
    String idle = "idle_" + vendor.name().toLowerCase(Locale.ROOT);
    return vendor.url("idle").replace("/" + idle + "?", "/" + database + "?");
  }

  private void tryOut(List<String> wanted) throws SQLException {
    try (Connection connection = DriverManager.getConnection(idle());
        Statement statement = connection.createStatement()) {
      if (vendor() == Vendor.POSTGRESQL) {
        statement.execute("CREATE SCHEMA scratch");
        statement.execute("SET search_path TO scratch");
      } else {
        statement.execute("CREATE DATABASE scratch");
        statement.execute("USE scratch");
      }
      for (String definition : wanted) {
        try {
          statement.execute(definition);
          definitions.add(definition);
        } catch (SQLException notOfThisServer) {
          System.out.println(suffix + ": " + notOfThisServer.getMessage());
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT table_name, column_name, data_type, ordinal_position FROM"
                  + " information_schema.columns WHERE table_schema = 'scratch' ORDER BY 1, 4")) {
        while (rows.next()) {
          columns.add(
              new Column(rows.getString(1), rows.getString(2), rows.getString(3), rows.getInt(4)));
        }
      }
      statement.execute(
          vendor() == Vendor.POSTGRESQL ? "DROP SCHEMA scratch CASCADE" : "DROP DATABASE scratch");
    }
  }

  private void protect() {
    for (List<Column> table : tables().values()) {
      List<Column> byHash = table.stream().sorted(Comparator.comparingInt(Column::hash)).toList();
      List<Column> chosen =
          byHash.stream()
              .filter(column -> column.hash() % (column.isKey() ? ONE_KEY_IN : ONE_IN) == 0)
              .limit(MOST_PROTECTED)
              .toList();
      secrets.addAll(chosen.isEmpty() ? byHash.subList(0, 1) : chosen);
    }
  }

  private Map<String, List<Column>> tables() {
    return columns.stream()
        .collect(Collectors.groupingBy(Column::table, LinkedHashMap::new, Collectors.toList()));
  }

  /** The names of all tables and columns, in lower case. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Column column : columns) {
      names.add(column.table().toLowerCase(Locale.ROOT));
      names.add(column.name().toLowerCase(Locale.ROOT));
    }
    return names;
  }

  /** The patterns of what is protected, for a policy. */
  List<String> patterns() {
    List<String> patterns = new ArrayList<>();
    for (Column column : secrets) {
      String path = anyOdd(column.table()) + "." + anyOdd(column.name());
      patterns.add("judged_*_" + suffix + ".*." + path);
    }
    return patterns;
  }

  private static String anyOdd(String name) {
    return name.replaceAll("[^A-Za-z0-9_ ]", "?");
  }

  // ---- rows

  private List<String> scene(boolean other) {
    List<String> statements = new ArrayList<>(definitions);
    tables()
        .forEach(
            (table, of) -> {
              List<String> rows = new ArrayList<>();
              for (int n = 1; n <= ROWS; n++) {
                int number = n;
                rows.add(
                    of.stream()
                        .map(
                            column ->
                                other && secrets.contains(column)
                                    ? otherValue(column, number)
                                    : value(column, number))
                        .collect(Collectors.joining(", ", "(", ")")));
              }
              statements.add("INSERT INTO " + quoted(table) + " VALUES " + String.join(", ", rows));
              if (vendor() != Vendor.POSTGRESQL) {
                statements.add("ANALYZE TABLE " + quoted(table));
              }
            });
    if (vendor() == Vendor.POSTGRESQL) {
      statements.add("ANALYZE");
    }
    return statements;
  }

  private enum Kind {
    WHOLE,
    NUMBER,
    DATE,
    TEXT,
    OTHER
  }

  private static Kind kind(Column column) {
    return switch (column.type()) {
      case "integer", "int", "bigint", "smallint" -> Kind.WHOLE;
      case "numeric", "decimal", "real", "float", "double", "double precision" -> Kind.NUMBER;
      case "date", "datetime", "timestamp", "timestamp without time zone" -> Kind.DATE;
      case "text", "longtext", "varchar", "character varying" -> Kind.TEXT;
      default -> Kind.OTHER;
    };
  }

  private String value(Column column, int n) {
    List<String> compared =
        constants.getOrDefault(column.name().toLowerCase(Locale.ROOT), List.of());
    String constant = n % 2 == 1 || compared.isEmpty() ? "" : compared.get(n / 2 % compared.size());
    boolean first = column.position() == 1;
    return switch (kind(column)) {
      case WHOLE, NUMBER ->
          first || !NUMBER.matcher(constant).matches()
              ? String.valueOf(first ? n : (n * 3 + column.position()) % 9 + 1)
              : kind(column) == Kind.WHOLE ? constant.replaceFirst("\\..*", "") : constant;
      case DATE ->
          DATE.matcher(constant).matches()
              ? literal(constant)
              : literal(LocalDate.of(2010, 1, 1).plusDays(n * 40L).toString());
      case TEXT -> literal(constant.isEmpty() ? "w" + n % 5 : constant);
      case OTHER -> "NULL";
    };
  }

  private static String otherValue(Column column, int n) {
    return switch (kind(column)) {
      case WHOLE, NUMBER -> List.of("NULL", "0", String.valueOf(-n), "32000").get(n % 4);
      case DATE ->
          n % 3 == 0 ? "NULL" : literal(LocalDate.of(1990, 12, 31).minusDays(n).toString());
      case TEXT -> List.of("NULL", "''", "'42'", literal("zz long " + n)).get(n % 4);
      case OTHER -> "NULL";
    };
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private String quoted(String name) {
    return vendor() == Vendor.POSTGRESQL
        ? '"' + name.replace("\"", "\"\"") + '"'
        : '`' + name.replace("`", "``") + '`';
  }

  // ---- databases

  @Override
  void restore() throws SQLException {
    if (!made) {
      made = true;
      for (String url : List.of(one(), other(), twin())) {
        String database = database(url);
        Vendor.execute(idle(), "CREATE DATABASE " + database);
        Vendor.execute(url, scene(url.equals(other())).toArray(String[]::new));
        if (vendor() == Vendor.POSTGRESQL) {
          Vendor.execute(idle(), "ALTER DATABASE " + database + " SET statement_timeout = '3s'");
        }
      }
      if (vendor() == Vendor.POSTGRESQL) {
        grant();
      } else {
        copyWithoutSecrets();
      }
    }
  }

  private static String database(String url) {
    return url.substring(url.lastIndexOf('/') + 1, url.indexOf('?'));
  }

  /** Lets a role read what is not protected. */
  private void grant() throws SQLException {
    List<String> statements = new ArrayList<>();
    statements.add("DROP ROLE IF EXISTS " + READER);
    statements.add("CREATE ROLE " + READER + " LOGIN");
    tables()
        .forEach(
            (table, of) -> {
              String open =
                  of.stream()
                      .filter(column -> !secrets.contains(column))
                      .map(column -> quoted(column.name()))
                      .collect(Collectors.joining(", "));
              if (!open.isEmpty()) {
                statements.add("GRANT SELECT (" + open + ") ON " + quoted(table) + " TO " + READER);
              }
            });
    Vendor.execute(one(), statements.toArray(String[]::new));
  }

  /** Makes a copy without the protected columns, for a server that knows no rights. */
  private void copyWithoutSecrets() throws SQLException {
    List<String> statements = new ArrayList<>(definitions);
    tables()
        .forEach(
            (table, of) -> {
              statements.add("ALTER TABLE " + quoted(table) + " ADD COLUMN judged_filler INT");
              of.stream()
                  .filter(secrets::contains)
                  .forEach(
                      column ->
                          statements.add(
                              "ALTER TABLE "
                                  + quoted(table)
                                  + " DROP COLUMN "
                                  + quoted(column.name())));
            });
    Vendor.execute(idle(), "CREATE DATABASE " + database(bereft));
    Vendor.execute(bereft, statements.toArray(String[]::new));
  }

  /** Those of the statements that the database can plan, for its owner. */
  Set<String> runnable(Iterable<String> statements) throws SQLException {
    return planned(one(), statements);
  }

  /**
   * Those of the statements that the database itself finds to touch no protected column: it plans
   * them for a role without rights to those, or where they do not exist. There, what asks for all
   * columns or for those that happen to be common is left out.
   */
  @Override
  Set<String> innocent(Iterable<String> statements) throws SQLException {
    if (vendor() == Vendor.POSTGRESQL) {
      return planned(one().replaceFirst("user=\\w+", "user=" + READER), statements);
    }
    Set<String> innocent = planned(bereft, statements);
    innocent.removeIf(sql -> ALL_COLUMNS.matcher(COUNT_OF_ROWS.matcher(sql).replaceAll("")).find());
    return innocent;
  }

  private static Set<String> planned(String url, Iterable<String> statements) throws SQLException {
    Set<String> planned = new LinkedHashSet<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        try {
          statement.execute("EXPLAIN " + sql);
          planned.add(sql);
        } catch (SQLException notForThis) {
          // it is left out
        }
      }
    }
    return planned;
  }

  /** Removes all of them. */
  void drop() throws SQLException {
    if (made) {
      boolean postgres = vendor() == Vendor.POSTGRESQL;
      if (postgres) {
        Vendor.execute(one(), "DROP OWNED BY " + READER);
      }
      for (String url : List.of(one(), other(), twin())) {
        Vendor.execute(
            idle(), "DROP DATABASE " + database(url) + (postgres ? " WITH (FORCE)" : ""));
      }
      if (!postgres) {
        Vendor.execute(idle(), "DROP DATABASE " + database(bereft));
      }
      made = false;
    }
  }

  @Override
  void restoreAfter(List<String> probe) throws SQLException {
    drop();
    restore();
  }

  @Override
  boolean lasts(List<String> probe) {
    return false;
  }
}
