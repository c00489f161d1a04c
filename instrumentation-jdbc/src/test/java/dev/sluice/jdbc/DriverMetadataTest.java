package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sql.ColumnName;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableCatalog;
import dev.sluice.testing.MariaDbServer;
import dev.sluice.testing.PostgresServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What drivers send to answer {@link DatabaseMetaData} is understood and reads no table of the
 * service: else tools and frameworks would be refused at start. The statements are taken from the
 * databases' own logs.
 */
class DriverMetadataTest {
  private static final String[] TABLES = {
    "CREATE TABLE people (id INT PRIMARY KEY, name VARCHAR(40), ssn VARCHAR(11))",
    "CREATE TABLE visits (id INT PRIMARY KEY, person INT REFERENCES people (id))",
    "CREATE INDEX by_name ON people (name)",
    "CREATE VIEW names AS SELECT id, name FROM people"
  };

  /** As database browsers, reporting tools and mappers ask for what there is. */
  private static final String[] OF_POSTGRESQLS_TOOLS = {
    "SELECT db.oid, db.* FROM pg_catalog.pg_database db WHERE datallowconn AND NOT datistemplate"
        + " ORDER BY db.datname",
    "SELECT n.oid, n.*, d.description FROM pg_catalog.pg_namespace n LEFT OUTER JOIN"
        + " pg_catalog.pg_description d ON d.objoid = n.oid AND d.objsubid = 0 AND d.classoid ="
        + " 'pg_namespace'::regclass ORDER BY nspname",
    "SELECT c.oid, c.*, d.description, pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS part FROM"
        + " pg_catalog.pg_class c LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid = c.oid"
        + " AND d.objsubid = 0 WHERE c.relnamespace = 2200 AND c.relkind NOT IN ('i', 'I', 'c')",
    "SELECT c.relname, a.*, pg_catalog.pg_get_expr(ad.adbin, ad.adrelid, true) AS value FROM"
        + " pg_catalog.pg_attribute a INNER JOIN pg_catalog.pg_class c ON (a.attrelid = c.oid)"
        + " LEFT OUTER JOIN pg_catalog.pg_attrdef ad ON (a.attrelid = ad.adrelid AND a.attnum ="
        + " ad.adnum) WHERE NOT a.attisdropped AND c.relname = 'people' ORDER BY a.attnum",
    "SELECT t.oid, t.typname, t.typcategory FROM pg_catalog.pg_type t LEFT OUTER JOIN"
        + " pg_catalog.pg_class c ON c.oid = t.typrelid WHERE t.typname IS NOT NULL AND (c.relkind"
        + " IS NULL OR c.relkind = 'c')",
    "SELECT n.nspname AS schema, c.relname AS name, CASE c.relkind WHEN 'r' THEN 'TABLE' WHEN 'v'"
        + " THEN 'VIEW' END AS kind, has_table_privilege(c.oid, 'SELECT') AS readable FROM"
        + " pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE"
        + " n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'",
    "SELECT * FROM information_schema.sequences",
    "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns",
    "SELECT current_schema(), session_user, version()",
    "SHOW search_path"
  };

  private static final String[] OF_MARIADBS_TOOLS = {
    "SELECT * FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'shop'",
    "SELECT * FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY"
        + " ORDINAL_POSITION",
    "SELECT DATABASE(), @@version, VERSION()",
    "SHOW FULL TABLES FROM shop",
    "SHOW CREATE TABLE shop.people",
    "SHOW FULL COLUMNS FROM people",
    "SHOW KEYS FROM people",
    "SHOW VARIABLES LIKE 'version%'",
    "SHOW COLLATION",
    "SHOW ENGINES",
    "SHOW DATABASES"
  };

  private static final String[] OF_H2S_TOOLS = {
    "SELECT * FROM INFORMATION_SCHEMA.SEQUENCES",
    "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME FROM INFORMATION_SCHEMA.COLUMNS",
    "SELECT * FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = SCHEMA()",
    "SELECT H2VERSION(), DATABASE(), USER()"
  };

  /** They may quote rows, or name what the database at hand does not have. */
  private static final Set<String> SHOULD_BE_REFUSED =
      Set.of(
          "SHOW WARNINGS",
          "SELECT WORD FROM INFORMATION_SCHEMA.KEYWORDS WHERE RESERVED = 1 ORDER BY WORD");

  private static PostgresServer postgres;
  private static MariaDbServer mariadb;

  @BeforeAll
  static void start() {
    postgres = PostgresServer.startLogging();
    postgres.execute(TABLES);
    mariadb = MariaDbServer.start();
    mariadb.executeOn(mariadb.createDatabase("shop"), TABLES);
  }

  @AfterAll
  static void stop() {
    postgres.close();
    mariadb.close();
  }

  @Test
  void ofPostgresqlsDriver() throws SQLException {
    assertClean(
        postgres.jdbcUrl(),
        Dialect.POSTGRESQL,
        connection -> postgres.statementLog(),
        OF_POSTGRESQLS_TOOLS);
  }

  @Test
  void ofMariadbsDriver() throws SQLException {
    assertClean(
        mariadb.jdbcUrl("shop"),
        Dialect.MARIADB,
        connection -> mariadb.statementLog(),
        OF_MARIADBS_TOOLS);
  }

  @Test
  void ofMysqlsDriver() throws SQLException {
    assertClean(
        mariadb.mySqlUrl("shop"),
        Dialect.MARIADB,
        connection -> mariadb.statementLog(),
        OF_MARIADBS_TOOLS);
  }

  /** H2's driver answers from memory, without SQL. */
  @Test
  void ofH2sTools() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:metadata");
        Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.execute(table);
      }
      TableCatalog catalog = Objects.requireNonNull(CatalogQueries.read(connection, Dialect.H2));
      for (String query : OF_H2S_TOOLS) {
        statement.executeQuery(query).close();
        SqlFacts facts = new SqlAnalyzer().analyze(query, Dialect.H2, catalog);
        assertThat(facts.opaque()).as(query).isEmpty();
        assertThat(readsPeople(facts)).as(query).isFalse();
      }
    }
  }

  @FunctionalInterface
  private interface Log {
    List<String> read(Connection connection) throws SQLException;
  }

  private static void assertClean(String url, Dialect dialect, Log log, String... tools)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      TableCatalog catalog = Objects.requireNonNull(CatalogQueries.read(connection, dialect));
      int before = log.read(connection).size();
      try (Connection fresh = DriverManager.getConnection(url)) {
        int calls = callEverything(fresh.getMetaData(), fresh);
        fresh.isValid(1);
        assertThat(calls).isGreaterThan(150);
        try (Statement statement = fresh.createStatement()) {
          for (String query : tools) {
            statement.executeQuery(query).close();
          }
        }
      }
      List<String> all = log.read(connection);
      Set<String> statements = new LinkedHashSet<>(all.subList(before, all.size()));
      assertThat(statements).contains(tools).hasSizeGreaterThan(2 * tools.length);
      List<String> dirty = new ArrayList<>();
      for (String sql : statements) {
        if (SHOULD_BE_REFUSED.contains(sql)) {
          continue;
        }
        SqlFacts facts = new SqlAnalyzer().analyze(sql, dialect, catalog);
        if (facts.isOpaque() || readsPeople(facts)) {
          dirty.add(facts.opaque() + " " + facts.columnsRead() + "\n" + sql + "\n");
        }
      }
      System.out.printf("%s: %d different statements of the driver%n", url, statements.size());
      assertThat(dirty).isEmpty();
    }
  }

  private static boolean readsPeople(SqlFacts facts) {
    for (ColumnName column : facts.columnsRead()) {
      if (column.table().name().toLowerCase(Locale.ROOT).equals("people")) {
        return true;
      }
    }
    return false;
  }

  /** Calls every method, with the names of everything and with those of one table. */
  private static int callEverything(DatabaseMetaData metadata, Connection connection)
      throws SQLException {
    int calls = 0;
    Method[] methods = DatabaseMetaData.class.getMethods();
    Arrays.sort(methods, Comparator.comparing(Method::toString));
    for (Method method : methods) {
      if (method.getDeclaringClass() == DatabaseMetaData.class) {
        calls += call(metadata, method, null, null, "%");
        calls += call(metadata, method, connection.getCatalog(), connection.getSchema(), "people");
      }
    }
    return calls;
  }

  private static int call(
      DatabaseMetaData metadata,
      Method method,
      @Nullable String catalog,
      @Nullable String schema,
      String table)
      throws SQLException {
    @Nullable Object[] arguments = new Object[method.getParameterCount()];
    int strings = 0;
    for (int i = 0; i < arguments.length; i++) {
      Class<?> type = method.getParameterTypes()[i];
      if (type == String.class) {
        int position = strings++ % 3;
        arguments[i] =
            strings == 4 ? "%" : position == 0 ? catalog : position == 1 ? schema : table;
      } else if (type == int.class) {
        arguments[i] = 1;
      } else if (type == boolean.class) {
        arguments[i] = true;
      }
    }
    try {
      if (method.invoke(metadata, arguments) instanceof ResultSet rows) {
        try (rows) {
          rows.next();
        }
      }
      return 1;
    } catch (InvocationTargetException | IllegalAccessException unsupported) {
      // a driver may not know a method, or want other arguments: then it sends nothing
      return 0;
    }
  }
}
