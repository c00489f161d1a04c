package dev.sluice.sql;

/** What a statement does to the database, its session or the world outside. */
public enum Effect {
  SELECT(StatementClass.READ),
  SHOW(StatementClass.READ),
  INSERT(StatementClass.WRITE),
  UPDATE(StatementClass.WRITE),
  DELETE(StatementClass.WRITE),
  TRUNCATE(StatementClass.DDL),
  CREATE(StatementClass.DDL),
  ALTER(StatementClass.DDL),
  DROP(StatementClass.DDL),
  GRANT(StatementClass.DCL),
  REVOKE(StatementClass.DCL),
  CALL(StatementClass.PROCEDURE),
  BEGIN(StatementClass.TRANSACTION),
  COMMIT(StatementClass.TRANSACTION),
  ROLLBACK(StatementClass.TRANSACTION),
  SAVEPOINT(StatementClass.TRANSACTION),
  /** Changes the session: settings, role, search path, prepared statements, cursors, locks. */
  SET(StatementClass.SESSION),
  /** Reaches files, the network, processes or other servers, or runs SQL held in a value. */
  EXTERNAL(StatementClass.EXTERNAL),
  /** Known to be none of the above: VACUUM, ANALYZE, LISTEN and their like. */
  OTHER(StatementClass.OTHER);

  private final StatementClass statementClass;

  Effect(StatementClass statementClass) {
    this.statementClass = statementClass;
  }

  public StatementClass statementClass() {
    return statementClass;
  }
}
