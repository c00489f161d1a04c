package dev.sluice.agent;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL databases of somebody's schema: made once, then copied, so that identifiers of objects
 * are equal too. Each copy gets its protected values by the same updates with other values, so that
 * rows lie at the same places. Values depend on nothing but the row's number.
 */
final class CorpusTwins extends Twins {
  /** A protected column, its names as they are written in SQL. */
  record Column(String table, String column, String type) {}

  /** What a rollback does not undo. */
  private static final Pattern LASTING =
      Pattern.compile(
          "(?i);|nextval|setval|insert|merge|\\b(commit|rollback|abort|end|vacuum|reindex|alter\\s+role"
              + "|alter\\s+system|create\\s+database|lo_\\w+|prepare\\s+transaction)\\b\\s*(work|$)?");

  private final String base;
  private final String name;
  private List<Column> columns = List.of();

  /**
   * Databases that are not made yet.
   *
   * @param name of lower-case letters, digits and underscores
   */
  CorpusTwins(String name) throws SQLException {
    super(
        Vendor.POSTGRESQL,
        url("judged_one_" + name),
        url("judged_other_" + name),
        url("judged_twin_" + name));
    this.name = name;
    this.base = "base_" + name;
  }

  private static String url(String database) throws SQLException {
    return Vendor.POSTGRESQL.url("idle").replaceFirst("/[a-z0-9_]+\\?", "/" + database + "?");
  }

  private void onServer(String... statements) throws SQLException {
    Vendor.execute(idle(), statements);
  }

  /** Makes the database that the others are copied from; what it cannot take is left out. */
  void makeBase(List<String> definitions) throws SQLException {
    onServer("CREATE DATABASE " + base);
    try (Connection connection = DriverManager.getConnection(url(base));
        Statement statement = connection.createStatement()) {
      for (String definition : definitions) {
        try {
          statement.execute(definition);
        } catch (SQLException notOfThisServer) {
          System.out.println(name + ": " + notOfThisServer.getMessage());
        }
      }
    }
  }

  private static boolean isNumber(String type) {
    return List.of("integer", "bigint", "smallint", "numeric", "real", "double precision")
        .contains(type);
  }

  /** The columns of the base's tables, in order. */
  List<Column> allColumns() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(base))) {
      return allColumns(connection);
    }
  }

  private static List<Column> allColumns(Connection connection) throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT format('%I.%I', c.table_schema, c.table_name), format('%I',"
                    + " c.column_name), c.data_type FROM information_schema.columns c JOIN"
                    + " information_schema.tables t USING (table_schema, table_name) WHERE"
                    + " t.table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog',"
                    + " 'information_schema') ORDER BY 1, c.ordinal_position")) {
      while (rows.next()) {
        columns.add(new Column(rows.getString(1), rows.getString(2), rows.getString(3)));
      }
    }
    return columns;
  }

  /** Says which columns differ. Those that cannot take other values are left out. */
  void protect(List<Column> wanted) throws SQLException {
    List<Column> possible = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url(base));
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (Column column : wanted) {
        try {
          for (boolean other : new boolean[] {false, true}) {
            String update = update(column, other);
            if (update != null) {
              statement.execute(update);
            }
          }
          possible.add(column);
        } catch (SQLException constrained) {
          // it keeps its values, and is not protected
        }
        connection.rollback();
      }
    }
    columns = possible.stream().filter(column -> update(column, true) != null).toList();
  }

  /** The patterns of what is protected, for a policy. */
  List<String> patterns() {
    List<String> patterns = new ArrayList<>();
    for (Column column : columns) {
      String path = column.table() + "." + column.column();
      patterns.add("judged_*_" + name + "." + path.replace("\"", ""));
    }
    return patterns;
  }

  private static @Nullable String update(Column column, boolean other) {
    String value;
    if (isNumber(column.type())) {
      value =
          other
              ? "CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN 0 WHEN 2 THEN -n ELSE 32000 END"
              : "n % 3 + 1";
    } else if (column.type().startsWith("timestamp") || column.type().equals("date")) {
      value =
          other
              ? "CASE n % 3 WHEN 0 THEN NULL ELSE DATE '1990-12-31' - n END"
              : "DATE '2012-01-01' + n";
    } else if (column.type().equals("boolean")) {
      value = other ? "CASE n % 3 WHEN 0 THEN NULL ELSE n % 3 = 1 END" : "n % 2 = 1";
    } else if (column.type().equals("text") || column.type().startsWith("character")) {
      value =
          other
              ? "CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN '42' ELSE 'zz long' || n END"
              : "'asset ' || n % 3";
    } else {
      return null;
    }
    return "UPDATE "
        + column.table()
        + " AS t SET "
        + column.column()
        + " = "
        + value
        + " FROM (SELECT ctid AS place, row_number() OVER (ORDER BY ctid) AS n FROM "
        + column.table()
        + ") AS v WHERE v.place = t.ctid";
  }

  @Override
  void restore() throws SQLException {
    copy("judged_one_" + name, false);
    copy("judged_other_" + name, true);
    copy("judged_twin_" + name, false);
  }

  private void copy(String database, boolean other) throws SQLException {
    onServer(
        "DROP DATABASE IF EXISTS " + database + " WITH (FORCE)",
        "CREATE DATABASE " + database + " TEMPLATE " + base);
    List<String> updates = new ArrayList<>();
    for (Column column : columns) {
      updates.add(String.valueOf(update(column, other)));
    }
    updates.add("ANALYZE");
    updates.add("ALTER DATABASE " + database + " SET statement_timeout = '3s'");
    Vendor.execute(url(database), updates.toArray(String[]::new));
  }

  /** Removes all of them. */
  void drop() throws SQLException {
    for (String database : List.of("judged_one_", "judged_twin_", "judged_other_")) {
      onServer("DROP DATABASE IF EXISTS " + database + name + " WITH (FORCE)");
    }
    onServer("DROP DATABASE IF EXISTS " + base + " WITH (FORCE)");
  }

  @Override
  void restoreAfter(List<String> probe) throws SQLException {
    restore();
  }

  @Override
  boolean lasts(List<String> probe) {
    return LASTING.matcher(String.join("\n", probe).toLowerCase(Locale.ROOT)).find();
  }
}
