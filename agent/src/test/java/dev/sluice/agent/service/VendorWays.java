package dev.sluice.agent.service;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.rowset.CachedRowSet;
import javax.sql.rowset.RowSetProvider;
import org.h2.jdbc.JdbcConnection;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.BaseStatement;
import org.postgresql.fastpath.Fastpath;
import org.postgresql.fastpath.FastpathArg;
import org.postgresql.largeobject.LargeObjectManager;

/**
 * What drivers offer beside {@code java.sql}: each way is tried, and what came of it is noted: a
 * value as text, or what was thrown.
 */
public final class VendorWays {
  private VendorWays() {}

  /** pgjdbc's, on a table with one row of a column {@code email}. */
  public static Task postgres(String table) {
    return connection -> {
      Map<String, String> seen = new TreeMap<>();
      String query = "SELECT email FROM " + table;
      PGConnection postgres = connection.unwrap(PGConnection.class);
      BaseConnection base = connection.unwrap(BaseConnection.class);
      attempt(seen, "getCopyAPI", postgres::getCopyAPI);
      attempt(seen, "getLargeObjectAPI", postgres::getLargeObjectAPI);
      attempt(seen, "getFastpathAPI", postgres::getFastpathAPI);
      attempt(seen, "getReplicationAPI", postgres::getReplicationAPI);
      attempt(seen, "getNotifications", postgres::getNotifications);
      attempt(seen, "getNotifications(int)", () -> postgres.getNotifications(1));
      attempt(seen, "getQueryExecutor", base::getQueryExecutor);
      attempt(seen, "getReplicationProtocol", base::getReplicationProtocol);
      attempt(seen, "createQuery", () -> base.createQuery(query, true, false));
      attempt(seen, "execSQLQuery", () -> firstOf(base.execSQLQuery(query)));
      attempt(
          seen,
          "execSQLQuery(type)",
          () ->
              firstOf(
                  base.execSQLQuery(
                      query, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)));
      attempt(
          seen,
          "execSQLUpdate",
          () -> {
            base.execSQLUpdate("UPDATE " + table + " SET name = 'exec'");
            return "ran";
          });
      attempt(
          seen,
          "executeWithFlags",
          () -> {
            try (Statement statement = connection.createStatement()) {
              BaseStatement own = statement.unwrap(BaseStatement.class);
              own.executeWithFlags(query, 0);
              return firstOf(own.getResultSet());
            }
          });
      attempt(
          seen,
          "copyOut",
          () -> {
            StringWriter out = new StringWriter();
            new CopyManager(base).copyOut("COPY " + table + " TO STDOUT", out);
            return out.toString();
          });
      attempt(
          seen,
          "copyIn",
          () ->
              new CopyManager(base)
                  .copyIn("COPY " + table + " (id, name) FROM STDIN", new StringReader("")));
      connection.setAutoCommit(false);
      try {
        attempt(seen, "createLO", () -> new LargeObjectManager(base).createLO());
        attempt(
            seen,
            "fastpath",
            () -> {
              Fastpath fastpath = new Fastpath(base);
              fastpath.addFunction("lo_creat", 957); // its number in pg_proc
              return fastpath.getInteger("lo_creat", new FastpathArg[] {new FastpathArg(1)});
            });
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      return Report.noted(seen);
    };
  }

  /** Reads a cursor through a column of type {@code refcursor}, as pgjdbc does by itself. */
  public static Task refCursor(String query) {
    return connection -> {
      Map<String, String> seen = new TreeMap<>();
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        attempt(
            seen,
            "refcursor",
            () -> {
              statement.execute("DECLARE c CURSOR FOR " + query);
              try (ResultSet results = statement.executeQuery("SELECT CAST('c' AS refcursor)")) {
                results.next();
                return firstOf((ResultSet) results.getObject(1));
              }
            });
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      return Report.noted(seen);
    };
  }

  /** Connector/J's. */
  public static Task mySql(String table) {
    return connection -> {
      Map<String, String> seen = new TreeMap<>();
      var own = connection.unwrap(com.mysql.cj.jdbc.JdbcConnection.class);
      attempt(seen, "getSession", own::getSession);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT email FROM " + table);
        var ownStatement = statement.unwrap(com.mysql.cj.jdbc.JdbcStatement.class);
        attempt(seen, "getResultSetInternal", () -> firstOf(ownStatement.getResultSetInternal()));
        attempt(seen, "getQuery", ownStatement::getQuery);
      }
      attempt(
          seen,
          "setLocalInfileInputStream",
          () -> {
            try (Statement statement = connection.createStatement()) {
              statement
                  .unwrap(com.mysql.cj.jdbc.JdbcStatement.class)
                  .setLocalInfileInputStream(
                      new ByteArrayInputStream("9\tx\n".getBytes(StandardCharsets.UTF_8)));
              return statement.executeUpdate(
                  "LOAD DATA LOCAL INFILE 'none' INTO TABLE " + table + " (id, name)");
            }
          });
      return Report.noted(seen);
    };
  }

  /** MariaDB's. */
  public static Task mariaDb(String table) {
    return connection -> {
      Map<String, String> seen = new TreeMap<>();
      var own = connection.unwrap(org.mariadb.jdbc.Connection.class);
      attempt(seen, "getClient", own::getClient);
      attempt(
          seen,
          "prepareInternal",
          () -> {
            try (var statement =
                own.prepareInternal(
                    "SELECT email FROM " + table,
                    ResultSet.TYPE_FORWARD_ONLY,
                    ResultSet.CONCUR_READ_ONLY,
                    Statement.NO_GENERATED_KEYS,
                    false)) {
              return firstOf(statement.executeQuery());
            }
          });
      return Report.noted(seen);
    };
  }

  /** H2's. */
  public static Task h2() {
    return connection -> {
      Map<String, String> seen = new TreeMap<>();
      JdbcConnection own = connection.unwrap(JdbcConnection.class);
      attempt(seen, "getSession", own::getSession);
      return Report.noted(seen);
    };
  }

  /** The OUT parameter of a call. */
  public static Task outParameter(String call) {
    return connection -> {
      Map<String, String> seen = new TreeMap<>();
      attempt(
          seen,
          "out",
          () -> {
            try (CallableStatement statement = connection.prepareCall(call)) {
              statement.registerOutParameter(1, Types.VARCHAR);
              statement.execute();
              return statement.getString(1);
            }
          });
      return Report.noted(seen);
    };
  }

  /** Ways of JDBC itself that need no text: changes through a result set. */
  public static Task rowChanges(String query) {
    return connection -> {
      Map<String, String> seen = new TreeMap<>();
      connection.setAutoCommit(false);
      try (Statement statement =
              connection.createStatement(
                  ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
          ResultSet results = statement.executeQuery(query)) {
        results.first();
        attempt(
            seen,
            "updateRow",
            () -> {
              results.updateString("name", "changed");
              results.updateRow();
              return "ran";
            });
        attempt(
            seen,
            "insertRow",
            () -> {
              results.moveToInsertRow();
              results.updateInt("id", 77);
              results.updateString("name", "new");
              results.insertRow();
              return "ran";
            });
        attempt(
            seen,
            "deleteRow",
            () -> {
              results.moveToCurrentRow();
              results.deleteRow();
              return "ran";
            });
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      return Report.noted(seen);
    };
  }

  /** What a rowset holds that was filled from a query, in its own way and from a result. */
  public static Task rowSets(String query) {
    return connection -> {
      Map<String, String> seen = new TreeMap<>();
      attempt(
          seen,
          "CachedRowSet.execute",
          () -> {
            try (CachedRowSet rows = RowSetProvider.newFactory().createCachedRowSet()) {
              rows.setCommand(query);
              rows.execute(connection);
              rows.next();
              return rows.getString(1);
            }
          });
      attempt(
          seen,
          "CachedRowSet.populate",
          () -> {
            try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(query);
                CachedRowSet rows = RowSetProvider.newFactory().createCachedRowSet()) {
              rows.populate(results);
              rows.next();
              return rows.getString(1);
            }
          });
      return Report.noted(seen);
    };
  }

  /** What a driver does by itself and a pool does with it: nothing of it may be refused. */
  public static Task everyday() {
    return connection -> {
      int isolation = connection.getTransactionIsolation();
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      connection.setTransactionIsolation(isolation);
      connection.setReadOnly(true);
      connection.setReadOnly(false);
      connection.setAutoCommit(false);
      connection.rollback(connection.setSavepoint());
      connection.commit();
      connection.setAutoCommit(true);
      return Report.noted(
          Map.of("valid", String.valueOf(connection.isValid(5)), "schema", "" + isolation));
    };
  }

  /** Calls what the driver's interfaces add to {@code ResultSet}, on the result of a query. */
  public static Task addedToResultSet(String query) {
    return connection -> {
      Map<String, String> seen = new TreeMap<>();
      try (Statement statement = connection.createStatement();
          ResultSet results = statement.executeQuery(query)) {
        results.next();
        for (Method method : results.getClass().getMethods()) {
          Class<?> declaring = method.getDeclaringClass();
          if (declaring == results.getClass() && declaring.getPackageName().endsWith(".masked")) {
            Object[] arguments =
                Arrays.stream(method.getParameterTypes()).map(VendorWays::any).toArray();
            attempt(seen, method.getName(), () -> call(method, results, arguments));
          }
        }
        for (Class<?> type : results.getClass().getInterfaces()) {
          seen.put("implements " + type.getName(), "");
        }
      }
      return Report.noted(seen);
    };
  }

  private static @Nullable Object call(Method method, ResultSet results, Object[] arguments)
      throws Exception {
    try {
      return method.invoke(results, arguments);
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw thrown;
    }
  }

  private static @Nullable Object any(Class<?> type) {
    if (type == int.class) {
      return 1;
    }
    if (type == char.class) {
      return 'S';
    }
    return type == boolean.class ? (Object) true : type == long.class ? (Object) 1L : null;
  }

  private static String firstOf(@Nullable ResultSet results) throws SQLException {
    if (results == null) {
      return "none";
    }
    try (results) {
      return results.next() ? results.getString(1) : "empty";
    }
  }

  private static void attempt(Map<String, String> seen, String way, Attempt attempt) {
    try {
      seen.put(way, "gave " + attempt.run());
    } catch (Exception refused) {
      seen.put(way, "threw " + refused.getMessage());
    }
  }

  private interface Attempt {
    @Nullable Object run() throws Exception;
  }
}
