package dev.sluice.agent;

import dev.sluice.testing.MariaDbServer;
import dev.sluice.testing.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;

/**
 * The drivers that the agent is tested with, each with a server that outlives the services and
 * knows which statements have reached it. One server of a kind serves all tests of this JVM.
 */
enum Vendor {
  POSTGRESQL {
    @Override
    String create(String name) {
      return postgres().createDatabase(name);
    }

    @Override
    List<String> statementLog(String name) {
      return postgres().statementLog();
    }
  },
  MARIADB {
    @Override
    String create(String name) {
      return mariaDb().createDatabase(name);
    }

    @Override
    List<String> statementLog(String name) {
      return mariaDb().statementLog();
    }
  },
  /** MySQL's own driver; the server is MariaDB. */
  MYSQL {
    @Override
    String create(String name) {
      mariaDb().createDatabase(name);
      return mariaDb().mySqlUrl(name);
    }

    @Override
    List<String> statementLog(String name) {
      return mariaDb().statementLog();
    }
  },
  H2 {
    @Override
    String create(String name) throws SQLException {
      String url = "jdbc:h2:tcp://127.0.0.1:" + h2().getPort() + "/mem:" + name;
      execute(url + ";DB_CLOSE_DELAY=-1", "SET QUERY_STATISTICS TRUE");
      execute(url, "SET QUERY_STATISTICS_MAX_ENTRIES 10000");
      return url;
    }

    @Override
    List<String> statementLog(String name) throws SQLException {
      return values(name, "SELECT SQL_STATEMENT FROM INFORMATION_SCHEMA.QUERY_STATISTICS");
    }
  };

  private static final int MOST_OPEN = 8;
  private static final int VALID_SECONDS = 5;
  private static final Map<String, String> URLS = new HashMap<>();
  private static final Map<String, Connection> OPEN = new LinkedHashMap<>();
  private static @Nullable PostgresServer postgres;
  private static @Nullable MariaDbServer mariaDb;
  private static @Nullable Server h2;

  abstract String create(String name) throws SQLException;

  /** The texts of the statements that have reached the server, at least those for a database. */
  abstract List<String> statementLog(String name) throws SQLException;

  /** The URL of a database, which is made when it is first asked for. */
  String url(String name) throws SQLException {
    String full = name + "_" + name().toLowerCase(Locale.ROOT);
    synchronized (URLS) {
      String url = URLS.get(full);
      if (url == null) {
        url = create(full);
        URLS.put(full, url);
      }
      return url;
    }
  }

  /** The values of the first column of a query, unseen by any agent. */
  List<String> values(String name, String query) throws SQLException {
    return over(
        url(name),
        statement -> {
          List<String> values = new ArrayList<>();
          try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
              values.add(String.valueOf(rows.getString(1)));
            }
          }
          return values;
        });
  }

  /** Executes statements over a connection that no service has, unseen by any agent. */
  static void execute(String url, String... statements) throws SQLException {
    over(
        url,
        statement -> {
          for (String sql : statements) {
            statement.execute(sql);
          }
          return List.of();
        });
  }

  @FunctionalInterface
  private interface Work {
    List<String> with(Statement statement) throws SQLException;
  }

  /**
   * Uses a connection again that went well the last time, as most tests would only wait for a new
   * one; but not to databases that come and go.
   */
  private static List<String> over(String url, Work work) throws SQLException {
    synchronized (URLS) {
      if (!URLS.containsValue(url)) {
        try (Connection connection = DriverManager.getConnection(url);
            Statement statement = connection.createStatement()) {
          return work.with(statement);
        }
      }
      Connection connection = OPEN.remove(url);
      if (connection == null || !connection.isValid(VALID_SECONDS)) {
        connection = DriverManager.getConnection(url);
      }
      try (Statement statement = connection.createStatement()) {
        List<String> values = work.with(statement);
        OPEN.put(url, connection);
        if (OPEN.size() > MOST_OPEN) {
          Iterator<Connection> oldest = OPEN.values().iterator();
          Connection least = oldest.next();
          oldest.remove();
          least.close();
        }
        return values;
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    }
  }

  /** Makes a routine {@code leak} that gives the e-mail of the first of {@code customers}. */
  static void createLeaks(String name) throws SQLException {
    execute(
        POSTGRESQL.url(name),
        "CREATE FUNCTION leak() RETURNS text LANGUAGE sql AS"
            + " 'SELECT email::text FROM customers WHERE id = 1'");
    for (Vendor vendor : List.of(MARIADB, MYSQL)) {
      execute(
          vendor.url(name),
          "CREATE PROCEDURE leak(OUT e VARCHAR(40))"
              + " SELECT email INTO e FROM customers WHERE id = 1");
    }
  }

  /** Where the driver's classes are, with a dot at the end. */
  String packageName() {
    return switch (this) {
      case POSTGRESQL -> "org.postgresql.";
      case MARIADB -> "org.mariadb.";
      case MYSQL -> "com.mysql.";
      case H2 -> "org.h2.";
    };
  }

  private static synchronized PostgresServer postgres() {
    if (postgres == null) {
      postgres = PostgresServer.startLogging();
    }
    return postgres;
  }

  private static synchronized MariaDbServer mariaDb() {
    if (mariaDb == null) {
      mariaDb = MariaDbServer.start();
    }
    return mariaDb;
  }

  private static synchronized Server h2() throws SQLException {
    if (h2 == null) {
      h2 = Server.createTcpServer("-tcpPort", "0", "-tcpDaemon", "-ifNotExists").start();
    }
    return h2;
  }
}
