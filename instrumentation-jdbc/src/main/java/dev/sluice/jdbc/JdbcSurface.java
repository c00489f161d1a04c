package dev.sluice.jdbc;

import static dev.sluice.jdbc.JdbcSurface.Standing.GOVERNED;
import static dev.sluice.jdbc.JdbcSurface.Standing.HARMLESS;
import static dev.sluice.jdbc.JdbcSurface.Standing.REFUSED;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  private static final String NUMBERED =
      "a large object, which is found by a number of the caller's choice, and belongs to no column"
          + " that could be masked";
  private static final String VALUE =
      "a value of a column that the caller may see: masked columns give none";

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
        "of the driver's own object only values that the caller may see are read; of a masked or"
            + " counted result every getter is masked, counted or refused, and so is unwrap",
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
        "the statement is decided before the driver runs it, its result is masked and its rows are"
            + " counted; what changes more rows than a limit allows is taken back",
        "execute executeQuery executeUpdate executeLargeUpdate executeBatch executeLargeBatch");
    row(
        "java.sql.Statement",
        GOVERNED,
        "masked and counted by the decision of the execution that it belongs to",
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
        "getMoreResults getUpdateCount getLargeUpdateCount cancel getWarnings");
    row(
        "java.sql.PreparedStatement",
        GOVERNED,
        "errors are withheld from callers under a mask",
        "getMetaData getParameterMetaData");
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
        "prepareStatement prepareCall");
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
    row("java.sql.Array", HARMLESS, VALUE, "*");
    row("java.sql.Blob", HARMLESS, VALUE, "*");
    row("java.sql.Clob", HARMLESS, VALUE, "*");
    row("java.sql.SQLXML", HARMLESS, VALUE, "*");
  }

  private JdbcSurface() {}

  /** The rows; of several that fit a method, the first one counts. */
  public static List<Row> rows() {
    return List.copyOf(ROWS);
  }

  /**
   * The row that counts for a method of a class: the first one whose type the class is of, and has
   * such a method itself. A row does not speak of what subtypes add. Null if there is none.
   */
  public static @Nullable Row rowOf(Class<?> type, String method) {
    for (Row row : ROWS) {
      Class<?> named = row.names(method) ? supertype(type, row.type()) : null;
      if (named != null && has(named, method)) {
        return row;
      }
    }
    return null;
  }

  private static @Nullable Class<?> supertype(@Nullable Class<?> type, String name) {
    if (type == null || type.getName().equals(name)) {
      return type;
    }
    for (Class<?> each : type.getInterfaces()) {
      Class<?> found = supertype(each, name);
      if (found != null) {
        return found;
      }
    }
    return supertype(type.getSuperclass(), name);
  }

  private static boolean has(Class<?> type, String name) {
    for (Method method : type.getMethods()) {
      if (method.getName().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private static void rowsOfPostgres() {
    row(
        "org.postgresql.PGConnection",
        REFUSED,
        "leads past statements: COPY, large objects, functions called by number, the replication"
            + " stream, payloads of notifications",
        "getCopyAPI getLargeObjectAPI getFastpathAPI getReplicationAPI getNotifications");
    row(
        "org.postgresql.PGConnection",
        GOVERNED,
        "runs an ALTER USER as a statement, which is decided",
        "alterUserPassword");
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
        "org.postgresql.jdbc.AbstractBlobClob",
        REFUSED,
        NUMBERED,
        "truncate length getBytes getBinaryStream setBinaryStream position");
    row("org.postgresql.jdbc.AbstractBlobClob", HARMLESS, "its end", "free");
    row("org.postgresql.jdbc.PgBlob", REFUSED, NUMBERED, "setBytes");
    row(
        "org.postgresql.jdbc.PgClob",
        REFUSED,
        NUMBERED,
        "getCharacterStream getAsciiStream getSubString setString setAsciiStream"
            + " setCharacterStream");
    row(
        "org.postgresql.fastpath.Fastpath",
        REFUSED,
        "calls functions of the server by number",
        "fastpath getInteger getLong getOID getData getID addFunctions");
    row(
        "org.postgresql.fastpath.Fastpath",
        HARMLESS,
        "works on the driver's own table of functions",
        "addFunction getServerVersionNum");
    row(
        "org.postgresql.replication.PGReplicationConnection",
        REFUSED,
        "streams the changes of all tables",
        "replicationStream createReplicationSlot dropReplicationSlot");
    row(
        "org.postgresql.PGConnection",
        HARMLESS,
        "settings and state of the session or the driver: no rows",
        "addDataType cancelQuery createArrayOf escapeIdentifier escapeLiteral"
            + " getAdaptiveFetch getAutosave getBackendPID getDefaultFetchSize"
            + " getParameterStatus getParameterStatuses getPreferQueryMode"
            + " getPrepareThreshold getQueryTimeout setAdaptiveFetch setAutosave"
            + " setDefaultFetchSize setPrepareThreshold setQueryTimeout");
    row(
        "org.postgresql.PGRefCursorResultSet",
        HARMLESS,
        "of the driver's own result only values that the caller may see are read;"
            + " refused on masked results",
        "getRefCursor");
    row(
        "org.postgresql.PGStatement",
        HARMLESS,
        "settings and state of the statement, and what the service itself gave it: no"
            + " rows of others",
        "getAdaptiveFetch getLastOID getPrepareThreshold isUseServerPrepare"
            + " setAdaptiveFetch setPrepareThreshold setUseServerPrepare");
    row(
        "org.postgresql.core.BaseConnection",
        HARMLESS,
        "settings and state of the session or the driver: no rows",
        "addTimerTask binaryTransferSend encodeString escapeString"
            + " getConvertBooleanToNumeric getEncoding getFieldMetadataCache"
            + " getLogServerErrorDetail getLogger getObject getStandardConformingStrings"
            + " getStringVarcharFlag getTimestampUtils getTransactionState getTypeInfo"
            + " getXmlFactoryFactory haveMinimumServerVersion hintReadOnly"
            + " isColumnSanitiserDisabled purgeTimerTasks setFlushCacheOnDeallocate");
    row(
        "org.postgresql.core.BaseStatement",
        HARMLESS,
        "settings and state of the statement, and what the service itself gave it: no"
            + " rows of others",
        "createDriverResultSet createResultSet");
    row(
        "org.postgresql.jdbc.PgConnection",
        HARMLESS,
        "settings and state of the session or the driver: no rows",
        "addWarning createQueryObject getCursorName getDBVersionNumber getForceBinary"
            + " getHideUnprivilegedObjects getProtocolVersion getServerMajorVersion"
            + " getServerMinorVersion getURL getUserName setCursorName"
            + " setDisableColumnSanitiser setForceBinary setTypeMapImpl");
    row(
        "org.postgresql.jdbc.PgResultSet",
        HARMLESS,
        "of the driver's own result only values that the caller may see are read;"
            + " refused on masked results",
        "getAdaptiveFetch getColumnOID getFixedString getLastUsedFetchSize"
            + " getObjectImpl getPGStatement setAdaptiveFetch");
    row(
        "org.postgresql.jdbc.PgArray",
        HARMLESS,
        VALUE,
        "getArrayImpl getResultSetImpl isBinary toBytes");
    row(
        "org.postgresql.jdbc.PgDatabaseMetaData",
        HARMLESS,
        "reads a text that the service gives",
        "parseACL");
    row(
        "org.postgresql.PGResultSetMetaData",
        HARMLESS,
        "names and types of columns, and no values",
        "getBaseColumnName getBaseSchemaName getBaseTableName getFormat");
    row(
        "org.postgresql.jdbc.PgStatement",
        HARMLESS,
        "settings and state of the statement, and what the service itself gave it: no"
            + " rows of others",
        "addWarning getFetchingCursorName getPGConnection getQueryTimeoutMs"
            + " setQueryTimeoutMs");
  }

  private static void rowsOfMySql() {
    row(
        "com.mysql.cj.jdbc.JdbcConnection",
        GOVERNED,
        "the text is remembered and decided at each execution; errors are withheld",
        "clientPrepareStatement serverPrepareStatement");
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
        "com.mysql.cj.jdbc.StatementImpl",
        REFUSED,
        "runs a text past the methods of java.sql.Statement, or leads to the protocol that does",
        "executeSimpleNonQuery getSession");
    row(
        "com.mysql.cj.protocol.ResultsetRowsOwner",
        REFUSED,
        "leads to the protocol, which runs any text; the driver's own use of it passes",
        "getOwningQuery");
    row(
        "com.mysql.cj.protocol.Resultset",
        REFUSED,
        "hands out the driver's own next result in place of the masked one",
        "getNextResultset");
    row(
        "com.mysql.cj.xdevapi.SessionFactory",
        REFUSED,
        "the X protocol is not JDBC: its statements are not decided",
        "getSession");
    row(
        "com.mysql.cj.xdevapi.ClientFactory",
        REFUSED,
        "the X protocol is not JDBC: its statements are not decided",
        "getClient");
    row(
        "com.mysql.cj.MysqlConnection",
        HARMLESS,
        "settings and state of the session or the driver: no rows",
        "checkClosed cleanup createNewIO getConnectionLock getExceptionInterceptor"
            + " getId getProperties getPropertySet getServerSessionStateController getURL"
            + " getUser");
    row(
        "com.mysql.cj.Query",
        HARMLESS,
        "settings and state of the statement, and what the service itself gave it: no"
            + " rows of others",
        "checkCancelTimeout clearBatchedArgs closeQuery getBatchedArgs"
            + " getCancelTimeoutLock getCurrentDatabase getExecuteTime getId"
            + " getQueryAttributesBindings getResultFetchSize getResultSetFactory"
            + " getResultType getStatementExecuting getTimeoutInMillis"
            + " isClearWarningsCalled resetCancelledState setCancelStatus"
            + " setClearWarningsCalled setCurrentDatabase setExecuteTime setResultFetchSize"
            + " setResultType setTimeoutInMillis startQueryTimer statementBegins"
            + " stopQueryTimer");
    row(
        "com.mysql.cj.Session$SessionEventListener",
        HARMLESS,
        "settings and state of the session or the driver: no rows",
        "handleCleanup handleNormalClose handleReconnect");
    row(
        "com.mysql.cj.TransactionEventHandler",
        HARMLESS,
        "settings and state of the session or the driver: no rows",
        "transactionBegun transactionCompleted");
    row(
        "com.mysql.cj.WarningListener",
        HARMLESS,
        "of the driver's own result only values that the caller may see are read;"
            + " refused on masked results",
        "warningEncountered");
    row(
        "com.mysql.cj.jdbc.ClientPreparedStatement",
        HARMLESS,
        "settings and state of the statement, and what the service itself gave it: no"
            + " rows of others",
        "getCoreParameterIndex");
    row(
        "com.mysql.cj.jdbc.ConnectionImpl",
        HARMLESS,
        "settings and state of the session or the driver: no rows",
        "getMetadataSafeStatement versionMeetsMinimum");
    row(
        "com.mysql.cj.jdbc.ConnectionWrapper",
        HARMLESS,
        "settings and state of the session or the driver: no rows",
        "clientPrepare");
    row(
        "com.mysql.cj.jdbc.JdbcConnection",
        HARMLESS,
        "settings and state of the session or the driver: no rows",
        "abortInternal decachePreparedStatement doClose enquoteIdentifier"
            + " enquoteLiteral enquoteNCharLiteral getActiveMySQLConnection"
            + " getActiveStatementCount getAutoIncrementIncrement getCachedMetaData"
            + " getCharacterSetMetadata getClientInfoProviderImpl getDatabase getHost"
            + " getHostPortPair getIdleFor getLock getMetaDataSafeStatement"
            + " getMultiHostParentProxy getMultiHostSafeProxy getQueryInterceptorsInstances"
            + " getServerVersion getSessionMaxRows getStatementComment hasSameProperties"
            + " initializeResultsMetadataFromCache initializeSafeQueryInterceptors"
            + " isInGlobalTx isProxySet isSameResource isServerLocal isSimpleIdentifier"
            + " isSourceConnection lowerCaseTableNames ping pingInternal"
            + " recachePreparedStatement registerStatement resetServerState setDatabase"
            + " setFailedOver setInGlobalTx setProxy setReadOnlyInternal setSessionMaxRows"
            + " setStatementComment storesLowerCaseTableName throwConnectionClosedException"
            + " unSafeQueryInterceptors unregisterStatement");
    row(
        "com.mysql.cj.jdbc.JdbcPreparedStatement",
        HARMLESS,
        "settings and state of the statement, and what the service itself gave it: no"
            + " rows of others",
        "getBytesRepresentation getParameterBindings getPreparedSql getQueryBindings"
            + " getQueryInfo isNull setBigInteger");
    row(
        "com.mysql.cj.jdbc.JdbcStatement",
        HARMLESS,
        "settings and state of the statement, and what the service itself gave it: no"
            + " rows of others",
        "clearAttributes disableStreamingResults doClose enableStreamingResults"
            + " getExceptionInterceptor getLocalInfileInputStream getOpenResultSetCount"
            + " notifyResultSetClose setAttribute setHoldResultsOpenOverClose"
            + " setLocalInfileInputStream setPingTarget");
    row(
        "com.mysql.cj.jdbc.StatementImpl",
        HARMLESS,
        "settings and state of the statement, and what the service itself gave it: no"
            + " rows of others",
        "getLastInsertID getServerStatementId");
    row(
        "com.mysql.cj.jdbc.StatementWrapper",
        HARMLESS,
        "settings and state of the statement, and what the service itself gave it: no"
            + " rows of others",
        "enableStreamingResults");
    row(
        "com.mysql.cj.protocol.OutputStreamWatcher",
        HARMLESS,
        "the driver's or the service's own objects: no rows of others",
        "streamClosed");
    row(
        "com.mysql.cj.protocol.WriterWatcher",
        HARMLESS,
        "the driver's or the service's own objects: no rows of others",
        "writerClosed");
    row("com.mysql.cj.jdbc.MysqlSQLXML", HARMLESS, VALUE, "isEmpty");
    row(
        "com.mysql.cj.jdbc.DatabaseMetaData",
        HARMLESS,
        "settings and state of the session or the driver: no rows",
        "getMetaDataCollationIndex getMetaDataEncoding setMetaDataEncoding"
            + " setMetadataCollationIndex");
    row(
        "com.mysql.cj.jdbc.result.ResultSetMetaData",
        HARMLESS,
        "names and types of columns, and no values",
        "getColumnCharacterEncoding getColumnCharacterSet getFields");
    row(
        "com.mysql.cj.jdbc.ha.LoadBalancedConnection",
        HARMLESS,
        "settings and state of the session or the driver: no rows",
        "addHost removeHost removeHostWhenNotInUse");
    row(
        "com.mysql.cj.jdbc.ha.MultiHostMySQLConnection",
        HARMLESS,
        "settings and state of the session or the driver: no rows",
        "getThisAsProxy");
    row(
        "com.mysql.cj.jdbc.ha.ReplicationConnection",
        HARMLESS,
        "settings and state of the session or the driver: no rows",
        "addReplicaHost getConnectionGroupId getCurrentConnection"
            + " getReplicaConnection getSourceConnection isHostReplica isHostSource"
            + " promoteReplicaToSource removeReplica removeSourceHost");
    row(
        "com.mysql.cj.jdbc.result.ResultSetImpl",
        HARMLESS,
        "of the driver's own result only values that the caller may see are read;"
            + " refused on masked results",
        "getLocalDate getLocalDateTime getLocalTime getMetadata getOwningStatement"
            + " getUtilCalendar prev setResultSetConcurrency setResultSetType setServerInfo");
    row(
        "com.mysql.cj.jdbc.result.ResultSetInternalMethods",
        HARMLESS,
        "of the driver's own result only values that the caller may see are read;"
            + " refused on masked results",
        "doClose getBigInteger getFirstCharOfQuery getObjectStoredProc"
            + " initializeWithMetadata populateCachedMetaData setFirstCharOfQuery"
            + " setOwningStatement setStatementUsedForFetchingRows setWrapperStatement");
    row(
        "com.mysql.cj.jdbc.result.UpdatableResultSet",
        HARMLESS,
        "of the driver's own result only values that the caller may see are read;"
            + " refused on masked results",
        "checkUpdatability");
    row(
        "com.mysql.cj.protocol.Resultset",
        HARMLESS,
        "of the driver's own result only values that the caller may see are read;"
            + " refused on masked results",
        "clearNextResultset getColumnDefinition getResultId getRows getServerInfo"
            + " getUpdateCount getUpdateID hasRows initRowsWithMetadata setColumnDefinition"
            + " setNextResultset");
    row(
        "com.mysql.cj.protocol.ResultsetRowsOwner",
        HARMLESS,
        "of the driver's own result only values that the caller may see are read;"
            + " refused on masked results",
        "closeOwner getConnection getLock getOwnerFetchSize"
            + " getOwningStatementFetchSize getOwningStatementMaxRows"
            + " getOwningStatementServerId getPointOfOrigin getSession");
  }

  private static void rowsOfMariaDb() {
    row(
        "org.mariadb.jdbc.Connection",
        GOVERNED,
        "the text is remembered and decided at each execution; errors are withheld",
        "prepareInternal");
    row(
        "org.mariadb.jdbc.Connection",
        REFUSED,
        "leads to the protocol, which runs any text; the driver's own use of it passes",
        "getClient");
    row(
        "org.mariadb.jdbc.BaseCallableStatement",
        HARMLESS,
        "settings and state of the statement, and what the service itself gave it: no"
            + " rows of others",
        "isFunction");
    row(
        "org.mariadb.jdbc.DatabaseMetaData",
        HARMLESS,
        "the catalog, read by the driver's own statements: names and types, no rows",
        "getImportedKeysUsingInformationSchema getImportedKeysUsingShowCreateTable");
    row("org.mariadb.jdbc.MariaDbBlob", HARMLESS, VALUE, "close");
    row("org.mariadb.jdbc.MariaDbSqlXml", HARMLESS, VALUE, "getValue");
    row("org.mariadb.jdbc.client.result.SequentialClob", HARMLESS, VALUE, "byteLength");
    row(
        "org.mariadb.jdbc.CallableParameterMetaData",
        HARMLESS,
        "types of parameters, and no values",
        "getParameterName");
    row(
        "org.mariadb.jdbc.BasePreparedStatement",
        HARMLESS,
        "settings and state of the statement, and what the service itself gave it: no"
            + " rows of others",
        "getMeta reset setParameter setPrepareResult updateMeta");
    row(
        "org.mariadb.jdbc.Connection",
        HARMLESS,
        "settings and state of the session or the driver: no rows",
        "__test_host cachePrepStmts cancelCurrentQuery fireStatementClosed getContext"
            + " getLowercaseTableNames getThreadId handleTimeout reset setPoolConnection"
            + " useServerMaxRows useServerTimeout");
    row(
        "org.mariadb.jdbc.Statement",
        HARMLESS,
        "settings and state of the statement, and what the service itself gave it: no"
            + " rows of others",
        "abort fetchRemaining getLastSql setLocalInfileInputStream");
    row(
        "org.mariadb.jdbc.client.result.CompleteResult",
        HARMLESS,
        "of the driver's own result only values that the caller may see are read;"
            + " refused on masked results",
        "newResultsetWithUseAliasAsName");
    row(
        "org.mariadb.jdbc.client.result.Result",
        HARMLESS,
        "of the driver's own result only values that the caller may see are read;"
            + " refused on masked results",
        "abort closeFromStmtClose closeOnCompletion fetchRemaining getBigInteger"
            + " isBulkResult isOutputParameter loaded setBulkResult setRow setStatement"
            + " streaming");
  }

  private static void rowsOfH2() {
    row(
        "org.h2.jdbc.JdbcConnection",
        REFUSED,
        "leads to the engine, which runs any text; the driver's own use of it passes",
        "getSession");
    row(
        "org.h2.engine.CastDataProvider",
        HARMLESS,
        "settings and state of the session or the driver: no rows",
        "currentTimeZone currentTimestamp getJavaObjectSerializer getMode" + " zeroBasedEnums");
    row(
        "org.h2.jdbc.JdbcConnection",
        HARMLESS,
        "settings and state of the session or the driver: no rows",
        "getStaticSettings");
    row(
        "org.h2.jdbc.JdbcResultSet",
        HARMLESS,
        "of the driver's own result only values that the caller may see are read;"
            + " refused on masked results",
        "getInternal getResult getUpdateRow");
    row(
        "org.h2.jdbc.JdbcStatement",
        HARMLESS,
        "settings and state of the statement, and what the service itself gave it: no"
            + " rows of others",
        "isCancelled");
    row(
        "org.h2.message.TraceObject",
        HARMLESS,
        "the driver's or the service's own objects: no rows of others",
        "getTraceId getTraceObjectName");
    row(
        "org.h2.tools.SimpleResultSet",
        HARMLESS,
        "the driver's or the service's own objects: no rows of others",
        "addColumn addRow getAutoClose setAutoClose");
  }

  private static void row(String type, Standing standing, String reason, String methods) {
    ROWS.add(new Row(type, List.of(methods.split(" ")), standing, reason));
  }
}
