package dev.sluice.jdbc;

import static dev.sluice.jdbc.JdbcSurface.Standing.GOVERNED;
import static dev.sluice.jdbc.JdbcSurface.Standing.HARMLESS;
import static dev.sluice.jdbc.JdbcSurface.Standing.REFUSED;

import java.util.ArrayList;
import java.util.List;

/**
 * The table of ways: what of JDBC, and of what drivers add to it, reads or changes data, and how
 * Sluice deals with it. Weaving takes the refused rows from here, a test walks the drivers' classes
 * and fails at a method that is in no row, and {@code docs/jdbc-surface.md} is this table.
 */
public final class JdbcSurface {
  /** How Sluice deals with a way. */
  public enum Standing {
    /** Decided, masked or observed by advice. */
    GOVERNED("governed"),
    /** Refused to callers whom the policy restricts on the database, and open to all others. */
    REFUSED("refused"),
    /** Left as it is. */
    HARMLESS("harmless");

    private final String word;

    Standing(String word) {
      this.word = word;
    }

    /** The word in the documentation. */
    public String word() {
      return word;
    }
  }

  /**
   * One row: it holds for all overloads of its methods, in the type and whatever is assignable to
   * it. Of several rows that fit, the first one counts.
   *
   * @param type the full name of a class or interface
   * @param methods names of methods; a {@code *} at the end stands for any rest
   * @param reason by what it is governed, why it is refused, or why it is harmless
   */
  public record Row(String type, List<String> methods, Standing standing, String reason) {
    /** Copies the list. */
    public Row {
      methods = List.copyOf(methods);
    }

    /** Whether the row speaks of a method of its type. */
    public boolean names(String method) {
      for (String pattern : methods) {
        if (pattern.endsWith("*")
            ? method.startsWith(pattern.substring(0, pattern.length() - 1))
            : method.equals(pattern)) {
          return true;
        }
      }
      return false;
    }
  }

  private static final List<Row> ROWS = new ArrayList<>();

  static {
    row(
        "java.sql.ResultSet",
        REFUSED,
        "writes a row without a statement's text; refused on masked results to everybody",
        "updateRow insertRow deleteRow");
    row(
        "java.sql.ResultSet",
        GOVERNED,
        "errors are withheld from callers under a mask; a masked result is another object, in which"
            + " each value is masked as it is read",
        "next previous first last absolute relative beforeFirst afterLast isLast refreshRow"
            + " cancelRowUpdates moveToInsertRow moveToCurrentRow close getWarnings");
    row(
        "java.sql.ResultSet",
        HARMLESS,
        "of the driver's own object only values that the caller may see are read; of a masked"
            + " result every getter is masked or refused, and so is unwrap",
        "get* is* wasNull findColumn unwrap clearWarnings setFetchDirection setFetchSize row*");
    row(
        "java.sql.ResultSet",
        HARMLESS,
        "changes only the driver's copy of the row until updateRow or insertRow; refused on masked"
            + " results",
        "update*");
    row(
        "java.sql.Statement",
        GOVERNED,
        "the statement is decided before the driver runs it, and its result is masked",
        "execute executeQuery executeUpdate executeLargeUpdate executeBatch executeLargeBatch");
    row(
        "java.sql.Statement",
        GOVERNED,
        "masked by the decision of the execution that it belongs to",
        "getResultSet getGeneratedKeys");
    row(
        "java.sql.Statement",
        GOVERNED,
        "remembered, so that the batch can be decided; errors are withheld",
        "addBatch clearBatch close");
    row(
        "java.sql.Statement",
        GOVERNED,
        "errors and warnings are withheld from callers under a mask; the result that follows is"
            + " masked by getResultSet",
        "getMoreResults getUpdateCount getLargeUpdateCount getMetaData getParameterMetaData cancel"
            + " getWarnings");
    row(
        "java.sql.CallableStatement",
        HARMLESS,
        "values of a call that was decided as a procedure: to callers under a mask a call is"
            + " opaque, and refused before it runs",
        "get* wasNull registerOutParameter");
    row(
        "java.sql.PreparedStatement",
        HARMLESS,
        "values that the service gives; they do no more than the statement that was decided",
        "set* clearParameters");
    row(
        "java.sql.Statement",
        HARMLESS,
        "settings of the object, and the way back to its connection; unwrap leads to an object"
            + " whose methods are rows of this table",
        "get* set* is* unwrap clearWarnings close* enquote*");
    row(
        "java.sql.Connection",
        GOVERNED,
        "the text is remembered and decided at each execution; errors are withheld",
        "prepareStatement prepareCall clientPrepareStatement serverPrepareStatement"
            + " prepareInternal");
    row(
        "java.sql.Connection",
        GOVERNED,
        "errors and warnings are withheld from callers under a mask",
        "commit rollback setAutoCommit setSavepoint releaseSavepoint setTransactionIsolation"
            + " setReadOnly setCatalog setSchema close getWarnings");
    rowsOfPostgres();
    rowsOfMySql();
    rowsOfMariaDb();
    rowsOfH2();
    row(
        "java.sql.Connection",
        HARMLESS,
        "settings of the session, values made by the service, and statements that are decided when"
            + " they run; unwrap leads to an object whose methods are rows of this table",
        "abort beginRequest endRequest clearWarnings createArrayOf createBlob createClob createNClob"
            + " createSQLXML createStatement createStruct get* is* nativeSQL set* unwrap"
            + " enquote*");
    row(
        "java.sql.DatabaseMetaData",
        HARMLESS,
        "the catalog, read by the driver's own statements: names and types, no rows",
        "*");
    row("java.sql.ResultSetMetaData", HARMLESS, "names and types of columns, and no values", "*");
    row("java.sql.ParameterMetaData", HARMLESS, "types of parameters, and no values", "*");
    row(
        "java.sql.Array",
        HARMLESS,
        "a value of a column that the caller may see: masked columns give none",
        "*");
    row(
        "java.sql.Blob",
        HARMLESS,
        "a value of a column that the caller may see: masked columns give none",
        "*");
    row(
        "java.sql.Clob",
        HARMLESS,
        "a value of a column that the caller may see: masked columns give none",
        "*");
    row(
        "java.sql.SQLXML",
        HARMLESS,
        "a value of a column that the caller may see: masked columns give none",
        "*");
  }

  private JdbcSurface() {}

  /** The rows; of several that fit a method, the first one counts. */
  public static List<Row> rows() {
    return List.copyOf(ROWS);
  }

  private static void rowsOfPostgres() {
    row(
        "org.postgresql.PGConnection",
        REFUSED,
        "leads past statements: COPY, large objects, functions called by number, the replication"
            + " stream, payloads of notifications, passwords",
        "getCopyAPI getLargeObjectAPI getFastpathAPI getReplicationAPI getNotifications"
            + " alterUserPassword");
    row(
        "org.postgresql.core.BaseConnection",
        REFUSED,
        "runs a text, or leads to what runs it, past java.sql.Statement; the driver's own use of it"
            + " passes, but for the rows of a refcursor",
        "execSQLQuery execSQLUpdate getQueryExecutor getReplicationProtocol createQuery");
    row(
        "org.postgresql.core.BaseStatement",
        REFUSED,
        "runs a text past the methods of java.sql.Statement",
        "executeWithFlags");
    row(
        "org.postgresql.copy.CopyManager",
        REFUSED,
        "moves whole tables in and out",
        "copyIn copyOut copyDual");
    row(
        "org.postgresql.largeobject.LargeObjectManager",
        REFUSED,
        "large objects belong to no column that could be masked",
        "open create createLO delete unlink");
    row(
        "org.postgresql.largeobject.LargeObject",
        REFUSED,
        "large objects belong to no column that could be masked",
        "copy read write truncate truncate64 getInputStream getOutputStream seek seek64 size size64"
            + " tell tell64");
    row(
        "org.postgresql.largeobject.LargeObject",
        HARMLESS,
        "the object's number, and its end",
        "getOID getLongOID close");
    row(
        "org.postgresql.fastpath.Fastpath",
        REFUSED,
        "calls functions of the server by number",
        "fastpath getInteger getLong getOID getData getID addFunctions");
    row(
        "org.postgresql.fastpath.Fastpath",
        HARMLESS,
        "works on the driver's own table of functions",
        "addFunction createOIDArg getServerVersionNum");
    row(
        "org.postgresql.replication.PGReplicationConnection",
        REFUSED,
        "streams the changes of all tables",
        "replicationStream createReplicationSlot dropReplicationSlot");
  }

  private static void rowsOfMySql() {
    row(
        "com.mysql.cj.MysqlConnection",
        REFUSED,
        "leads to the protocol, which runs any text; the driver's own use of it passes",
        "getSession");
    row(
        "com.mysql.cj.jdbc.JdbcConnection",
        REFUSED,
        "changes who the session is, or ends the server",
        "changeUser shutdownServer");
    row(
        "com.mysql.cj.jdbc.JdbcStatement",
        REFUSED,
        "hands out the driver's own result in place of the masked one",
        "getResultSetInternal getQuery");
    row(
        "com.mysql.cj.xdevapi.SessionFactory",
        REFUSED,
        "the X protocol is not JDBC: its statements are not decided",
        "getSession getClient");
  }

  private static void rowsOfMariaDb() {
    row(
        "org.mariadb.jdbc.Connection",
        REFUSED,
        "leads to the protocol, which runs any text; the driver's own use of it passes",
        "getClient");
  }

  private static void rowsOfH2() {
    row(
        "org.h2.jdbc.JdbcConnection",
        REFUSED,
        "leads to the engine, which runs any text; the driver's own use of it passes",
        "getSession");
  }

  private static void row(String type, Standing standing, String reason, String methods) {
    ROWS.add(new Row(type, List.of(methods.split(" ")), standing, reason));
  }
}
