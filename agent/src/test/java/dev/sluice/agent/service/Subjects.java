package dev.sluice.agent.service;

import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.jdbc.MysqlConnectionPoolDataSource;
import com.mysql.cj.xdevapi.ClientFactory;
import com.mysql.cj.xdevapi.SessionFactory;
import dev.sluice.agent.service.Subject.Maker;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.PooledConnection;
import org.h2.tools.SimpleResultSet;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.largeobject.LargeObjectManager;

/**
 * The objects that drivers hand out, over the tables {@code customers} (columns {@code id}, {@code
 * name}, {@code email}, {@code income}, of which the last two are protected, and {@code email} with
 * {@code name} is unique) and {@code shelf} ({@code id}, {@code name}).
 */
final class Subjects {
  /** Shows what is protected. */
  static final String QUERY = "SELECT id, name, email, income FROM customers ORDER BY id";

  /** Fails, and the database quotes what is protected. */
  static final String DUPLICATE = "UPDATE customers SET name = 'Kim' WHERE id = 2";

  private static final String OPEN_QUERY = "SELECT id, name FROM shelf";
  private static final String[] PROTECTED = {"email", "income"};
  private static final String OPEN = "name";

  private Subjects() {}

  /** Of a driver's own objects, by the first part of the URL. */
  static List<Subject> of(String url) {
    List<Subject> subjects = new ArrayList<>();
    statements(subjects, url);
    results(subjects, url);
    if (url.startsWith("jdbc:postgresql:")) {
      ofPostgres(subjects, url);
    } else if (url.startsWith("jdbc:mysql:")) {
      ofMySql(subjects, url);
    } else if (url.startsWith("jdbc:mariadb:")) {
      ofMariaDb(subjects, url);
    } else {
      ofH2(subjects, url);
    }
    return subjects;
  }

  private static void statements(List<Subject> subjects, String url) {
    subjects.add(Subject.of("connection", url, (connection, as) -> connection).unshared());
    subjects.add(Subject.of("statement", url, Subjects::executed));
    subjects.add(
        Subject.of(
            "batch",
            url,
            (connection, as) -> {
              Statement statement = connection.createStatement();
              statement.addBatch(DUPLICATE);
              return statement;
            }));
    subjects.add(prepared("prepared statement", url, Connection::prepareStatement));
    subjects.add(
        Subject.of(
            "prepared batch",
            url,
            (connection, as) -> {
              PreparedStatement statement =
                  connection.prepareStatement("UPDATE customers SET name = ? WHERE id = 2");
              statement.setString(1, "Kim");
              statement.addBatch();
              return statement;
            }));
  }

  private static Subject prepared(String name, String url, Preparing preparing) {
    return Subject.of(
        name,
        url,
        (connection, as) -> {
          PreparedStatement statement =
              preparing.prepare(
                  connection, "SELECT id, name, email, income FROM customers WHERE id = ?");
          statement.setInt(1, 1);
          as.run(statement::execute);
          return statement;
        });
  }

  private static Statement executed(Connection connection, Subject.As as) throws Exception {
    Statement statement = connection.createStatement();
    as.run(() -> statement.execute(QUERY));
    return statement;
  }

  private static void results(List<Subject> subjects, String url) {
    subjects.add(
        Subject.of("result", url, (connection, as) -> first(connection, as, QUERY))
            .columns(PROTECTED));
    subjects.add(
        Subject.of("open result", url, (connection, as) -> first(connection, as, OPEN_QUERY))
            .columns(OPEN));
    subjects.add(
        Subject.of(
                "open result to update",
                url,
                (connection, as) ->
                    first(
                        connection.createStatement(
                            ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE),
                        as,
                        OPEN_QUERY))
            .inTransaction()
            .columns(OPEN));
    subjects.add(Subject.of("catalog", url, (connection, as) -> connection.getMetaData()));
    subjects.add(
        Subject.of(
            "result's description",
            url,
            (connection, as) -> first(connection, as, QUERY).getMetaData()));
    subjects.add(
        Subject.of(
            "parameters' description",
            url,
            (connection, as) ->
                connection
                    .prepareStatement("SELECT id FROM customers WHERE email = ?")
                    .getParameterMetaData()));
  }

  private static ResultSet first(Connection connection, Subject.As as, String query)
      throws Exception {
    return first(connection.createStatement(), as, query);
  }

  private static ResultSet first(Statement statement, Subject.As as, String query)
      throws Exception {
    ResultSet results = (ResultSet) as.run(() -> statement.executeQuery(query));
    if (results == null || !results.next()) {
      throw new IllegalStateException("nothing of " + query);
    }
    return results;
  }

  /** A value of a column that is open to everybody. */
  private static Subject value(String name, String url, String query, Getting getting) {
    return Subject.of(name, url, (connection, as) -> getting.get(first(connection, as, query)))
        .inTransaction();
  }

  private static Subject keys(String url, String... columns) {
    return Subject.of(
            "statement with keys",
            url,
            (connection, as) -> {
              Statement statement = connection.createStatement();
              as.run(
                  () ->
                      statement.executeUpdate(
                          "INSERT INTO customers VALUES (7, 'Lou', 'kim@example.org', 424242)",
                          columns));
              return statement;
            })
        .inTransaction();
  }

  /** A call whose OUT parameter is protected, and which callers under a mask may not run. */
  private static Subject call(String url, String call) {
    return Subject.of(
            "call",
            url,
            (connection, as) -> {
              CallableStatement statement = connection.prepareCall(call);
              statement.registerOutParameter(1, Types.VARCHAR);
              try {
                as.run(statement::execute);
              } catch (SQLException refused) {
                if (!SurfaceWalk.isRefusal(refused)) {
                  throw refused;
                }
              }
              return statement;
            })
        .columns("e");
  }

  private static void ofPostgres(List<Subject> subjects, String url) {
    subjects.add(keys(url, PROTECTED));
    subjects.add(call(url, "{? = call leak()}"));
    subjects.add(
        Subject.of(
                "CopyManager",
                url,
                (connection, as) -> new CopyManager(connection.unwrap(BaseConnection.class)))
            .unshared());
    subjects.add(ofConnection("LargeObjectManager", url, PGConnection::getLargeObjectAPI));
    subjects.add(
        ofConnection(
            "LargeObject",
            url,
            connection -> {
              LargeObjectManager manager = connection.getLargeObjectAPI();
              return manager.open(manager.createLO(), LargeObjectManager.READWRITE);
            }));
    subjects.add(ofConnection("Fastpath", url, PGConnection::getFastpathAPI));
    subjects.add(ofConnection("PGReplicationConnection", url, PGConnection::getReplicationAPI));
    subjects.add(value("array", url, "SELECT ARRAY['a', 'b']", results -> results.getArray(1)));
    subjects.add(value("xml", url, "SELECT CAST('<a/>' AS xml)", results -> results.getSQLXML(1)));
    subjects.add(letter("large object as blob", url, results -> results.getBlob(1)));
    subjects.add(letter("large object as clob", url, results -> results.getClob(1)));
  }

  /** A large object whose number is in a protected column, and which the caller has guessed. */
  private static Subject letter(String name, String url, Getting getting) {
    return Subject.of(
            name,
            url,
            (connection, as) -> {
              String number;
              try (Statement statement = connection.createStatement();
                  ResultSet letter = statement.executeQuery("SELECT letter FROM letters")) {
                letter.next();
                number = letter.getString(1);
              }
              return getting.get(first(connection, as, "SELECT CAST(" + number + " AS oid)"));
            })
        .inTransaction();
  }

  private static Subject ofConnection(String name, String url, Using using) {
    return Subject.of(
            name, url, (connection, as) -> using.get(connection.unwrap(PGConnection.class)))
        .inTransaction();
  }

  private static void ofMySql(List<Subject> subjects, String url) {
    subjects.add(call(url, "{call leak(?)}"));
    subjects.add(
        prepared(
            "server's prepared statement",
            url,
            (connection, sql) ->
                connection.unwrap(JdbcConnection.class).serverPrepareStatement(sql)));
    subjects.add(value("blob", url, OPEN_QUERY, results -> results.getBlob(2)));
    subjects.add(value("clob", url, OPEN_QUERY, results -> results.getClob(2)));
    subjects.add(value("xml", url, OPEN_QUERY, results -> results.getSQLXML(2)));
    subjects.add(pooled("pooled connection", url, (connection, as) -> connection));
    subjects.add(pooled("pooled statement", url, Subjects::executed));
    subjects.add(
        pooled(
            "pooled prepared statement",
            url,
            (connection, as) -> connection.prepareStatement(QUERY)));
    subjects.add(
        pooled("pooled call", url, (connection, as) -> connection.prepareCall("{call leak(?)}")));
    for (String mode : new String[] {"replication", "loadbalance"}) {
      String hosts = url.replaceFirst("//([^/]+)/", "//$1,$1/");
      subjects.add(
          Subject.of(
                  mode + " connection",
                  hosts.replaceFirst("jdbc:mysql:", "jdbc:mysql:" + mode + ":"),
                  (connection, as) -> connection)
              .unshared());
    }
    subjects.add(Subject.of("SessionFactory", url, (connection, as) -> new SessionFactory()));
    subjects.add(Subject.of("ClientFactory", url, (connection, as) -> new ClientFactory()));
  }

  /** Over a connection as pools of Connector/J's own kind get it: wrapped. */
  private static Subject pooled(String name, String url, Maker maker) {
    return Subject.of(name, url, maker).unshared().from(() -> pooledConnection(url));
  }

  private static Connection pooledConnection(String url) throws SQLException {
    MysqlConnectionPoolDataSource source = new MysqlConnectionPoolDataSource();
    source.setUrl(url);
    PooledConnection pooled = source.getPooledConnection();
    pooled.addConnectionEventListener(
        new ConnectionEventListener() {
          @Override
          public void connectionClosed(ConnectionEvent event) {
            try {
              pooled.close();
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          }

          @Override
          public void connectionErrorOccurred(ConnectionEvent event) {
            connectionClosed(event);
          }
        });
    return pooled.getConnection();
  }

  private static void ofMariaDb(List<Subject> subjects, String url) {
    subjects.add(call(url, "{call leak(?)}"));
    subjects.add(
        prepared(
            "server's prepared statement",
            url + (url.contains("?") ? "&" : "?") + "useServerPrepStmts=true",
            Connection::prepareStatement));
    subjects.add(
        Subject.of(
                "streamed result",
                url,
                (connection, as) -> first(fetching(connection, 1), as, QUERY))
            .unshared()
            .columns(PROTECTED));
    int inSequence = Integer.MIN_VALUE; // each value once, in the order of the columns
    subjects.add(
        Subject.of(
                "sequential result",
                url,
                (connection, as) -> first(fetching(connection, inSequence), as, QUERY))
            .unshared()
            .columns(PROTECTED));
    subjects.add(
        Subject.of(
                "sequential clob",
                url,
                (connection, as) ->
                    first(fetching(connection, inSequence), as, OPEN_QUERY).getClob(2))
            .unshared());
    subjects.add(value("blob", url, OPEN_QUERY, results -> results.getBlob(2)));
    subjects.add(value("clob", url, OPEN_QUERY, results -> results.getClob(2)));
    subjects.add(Subject.of("xml", url, (connection, as) -> connection.createSQLXML()));
    subjects.add(
        Subject.of(
            "array", url, (connection, as) -> connection.createArrayOf("float", new Float[] {1f})));
    subjects.add(
        Subject.of(
            "call's parameters",
            url,
            (connection, as) -> connection.prepareCall("{call leak(?)}").getParameterMetaData()));
  }

  private static Statement fetching(Connection connection, int rows) throws SQLException {
    Statement statement = connection.createStatement();
    statement.setFetchSize(rows);
    return statement;
  }

  private static void ofH2(List<Subject> subjects, String url) {
    subjects.add(keys(url, "EMAIL", "INCOME"));
    subjects.add(
        Subject.of(
            "call",
            url,
            (connection, as) -> {
              CallableStatement statement = connection.prepareCall(QUERY);
              as.run(statement::execute);
              return statement;
            }));
    subjects.add(value("array", url, "SELECT ARRAY['a', 'b']", results -> results.getArray(1)));
    subjects.add(value("blob", url, "SELECT CAST(X'00' AS BLOB)", results -> results.getBlob(1)));
    subjects.add(value("clob", url, OPEN_QUERY, results -> results.getClob(2)));
    subjects.add(value("xml", url, OPEN_QUERY, results -> results.getSQLXML(2)));
    subjects.add(
        Subject.of(
            "SimpleResultSet",
            url,
            (connection, as) -> {
              SimpleResultSet results = new SimpleResultSet();
              results.addColumn("name", Types.VARCHAR, 20, 0);
              results.addRow("books");
              results.next();
              return results;
            }));
  }

  private interface Preparing {
    PreparedStatement prepare(Connection connection, String sql) throws SQLException;
  }

  private interface Getting {
    Object get(ResultSet results) throws SQLException;
  }

  private interface Using {
    Object get(PGConnection connection) throws SQLException;
  }
}
