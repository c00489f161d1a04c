package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.catalog.SessionStart;
import dev.sluice.gate.Failures;
import dev.sluice.policy.Database;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SessionState;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.sql.SqlFacts;
import dev.sluice.telling.ToldCaller;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What PostgreSQL's and MySQL's transactions leave of the changes made in them. */
class SessionTest {
  private static final SqlAnalyzer ANALYZER = new SqlAnalyzer();

  private boolean autoCommit = true;

  @Test
  void aFailedTransactionThatIsCommittedLeavesNothingKnown() throws SQLException {
    Session session = session(Dialect.POSTGRESQL);
    autoCommit = false;
    run(session, "SET search_path = b");
    session.failed(List.of(facts(session, "SELECT 1")));

    session.committed();

    assertThat(schemas(session)).isNull();
  }

  @Test
  void whatADatabaseWasToldIsForgottenWhereItMayHoldNoMore() throws SQLException {
    for (Dialect dialect : List.of(Dialect.POSTGRESQL, Dialect.MYSQL)) {
      assertForgets(dialect, session -> run(session, "SELECT unknown_function(1)"));
      assertForgets(dialect, session -> run(session, "ROLLBACK"));
      assertForgets(dialect, session -> run(session, "ROLLBACK TO SAVEPOINT a"));
      assertForgets(dialect, session -> run(session, "COMMIT"));
      assertForgets(dialect, session -> run(session, "CALL p()"));
      assertForgets(dialect, session -> session.failed(List.of(facts(session, "SELECT 1"))));
      assertForgets(dialect, Session::interrupted);
      assertForgets(dialect, Session::unknown);
      assertForgets(dialect, Session::committed);
      assertForgets(dialect, Session::rolledBack);
      assertForgets(dialect, Session::rolledBackToSavepoint);
      assertKeeps(dialect, "SELECT 1");
      assertKeeps(dialect, "INSERT INTO t (a) VALUES (1)");
      assertKeeps(dialect, "BEGIN");
      assertKeeps(dialect, "SAVEPOINT a");
    }
    assertForgets(Dialect.POSTGRESQL, session -> run(session, "DISCARD ALL"));
    assertForgets(Dialect.POSTGRESQL, session -> run(session, "RESET ALL"));
    assertForgets(Dialect.POSTGRESQL, session -> run(session, "SET sluice.subject = 'x'"));
    assertForgets(Dialect.POSTGRESQL, session -> run(session, "SET application_name = 'x'"));
    assertForgets(Dialect.MYSQL, session -> run(session, "SET @sluice_subject = 'x'"));
    assertKeeps(Dialect.POSTGRESQL, "SET search_path = b");
  }

  @Test
  void aRoleIsForgottenWithWhatWasTold() throws SQLException {
    Session session = session(Dialect.POSTGRESQL);
    session.rolledBack();
    assertThat(session.mayHaveRole()).isFalse();

    session.role("reader");
    run(session, "SELECT 1");
    assertThat(session.role()).isEqualTo("reader");

    session.rolledBack();
    assertThat(session.role()).isNull();
    assertThat(session.mayHaveRole()).isTrue();

    session.role("");
    assertThat(session.mayHaveRole()).isFalse();
  }

  /** Something that happens to a session. */
  private interface Happening {
    void to(Session session) throws SQLException;
  }

  private void assertForgets(Dialect dialect, Happening happening) throws SQLException {
    Session session = session(dialect);
    session.told(ToldCaller.UNKNOWN);
    happening.to(session);
    assertThat(session.told()).isNull();
  }

  private void assertKeeps(Dialect dialect, String sql) throws SQLException {
    Session session = session(dialect);
    session.told(ToldCaller.UNKNOWN);
    run(session, sql);
    assertThat(session.told()).as(sql).isEqualTo(ToldCaller.UNKNOWN);
  }

  @Test
  void aStatementThatFailedChangedNothing() {
    Session session = session(Dialect.POSTGRESQL);

    session.failed(List.of(facts(session, "SET search_path = b")));

    assertThat(schemas(session)).containsExactly("a");
  }

  @Test
  void ofSeveralStatementsInMysqlSomeMayHaveRunBeforeOneFailed() {
    Session session = session(Dialect.MYSQL);

    session.failed(List.of(facts(session, "USE b; SELECT broken")));

    assertThat(schemas(session)).isNull();
  }

  @Test
  void whatRunsUnseenLeavesNothingKnown() throws SQLException {
    Session postgresql = session(Dialect.POSTGRESQL);
    Session mysql = session(Dialect.MYSQL);

    run(postgresql, "SELECT mystery(1)");
    run(mysql, "SELECT mystery(1)");

    assertThat(schemas(postgresql)).isNull();
    assertThat(schemas(mysql)).containsExactly("a");
  }

  @Test
  void aTextThatCannotBeToldIntoWordsMayHaveDoneAnything() throws SQLException {
    Session session = session(Dialect.POSTGRESQL);

    run(session, "SELECT 1; SELECT 'never ends");

    assertThat(session.state().unreadable()).isTrue();
    assertThat(schemas(session)).isNull();
  }

  @Test
  void anotherRoleMayReachOtherSchemas() throws SQLException {
    Session session = session(Dialect.POSTGRESQL);

    run(session, "SET ROLE auditor");
    run(session, "SET search_path = b");

    assertThat(session.state().foreign()).isTrue();
    assertThat(schemas(session)).isNull();
  }

  @Test
  void aTemporaryTableThatIsRenamedMayHideAnything() throws SQLException {
    Session session = session(Dialect.POSTGRESQL);
    run(session, "CREATE TEMP TABLE keep (id int)");
    assertThat(session.state().temporary()).isEqualTo(Map.of("keep", List.of("id")));

    run(session, "ALTER TABLE keep RENAME TO people");

    assertThat(session.state().hiding()).isTrue();
  }

  @Test
  void transactionsInOneTextLeaveNothingKnownOfWhatWasChangedInThem() throws SQLException {
    Session session = session(Dialect.POSTGRESQL);

    run(session, "BEGIN; SET search_path = b; ROLLBACK");

    assertThat(schemas(session)).isNull();
  }

  private static @Nullable List<String> schemas(Session session) {
    return session.state().schemas();
  }

  private void run(Session session, String sql) throws SQLException {
    session.ran(List.of(facts(session, sql)), statement());
  }

  private static SqlFacts facts(Session session, String sql) {
    return ANALYZER.analyze(sql, session.database().dialect(), Catalog.EMPTY);
  }

  private Session session(Dialect dialect) {
    Database database = new Database(dialect, "db.example", 1, "shop", "app");
    DatabaseCatalog catalog =
        new DatabaseCatalog(database, new Failures(System.err), Runnable::run, Long.MAX_VALUE);
    return new Session(
        new ConnectionInfo(database, catalog),
        new SessionStart(SessionState.of(List.of("a")), "app", Map.of()));
  }

  private Statement statement() {
    Connection connection =
        (Connection)
            Proxy.newProxyInstance(
                SessionTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> autoCommit);
    return (Statement)
        Proxy.newProxyInstance(
            SessionTest.class.getClassLoader(),
            new Class<?>[] {Statement.class},
            (proxy, method, arguments) -> connection);
  }
}
