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
