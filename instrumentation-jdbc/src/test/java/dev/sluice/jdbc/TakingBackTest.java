package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.catalog.SessionStart;
import dev.sluice.gate.Failures;
import dev.sluice.policy.Database;
import dev.sluice.sql.Dialect;
import dev.sluice.telling.DatabaseCallers;
import dev.sluice.telling.DatabaseRoles;
import dev.sluice.telling.Telling;
import dev.sluice.telling.ToldCaller;
import dev.sluice.testing.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a session holds of a caller before and after its connection went back, as it says itself.
 */
class TakingBackTest {
  private static final ToldCaller ANN = new ToldCaller("human", "ann", "", "desk", "", "");
  private static final ToldCaller SERVICE = new ToldCaller("service", "", "", "desk", "", "");
  private static final DatabaseCallers ALL = new DatabaseCallers(true, true, false, true);
  private static final String SEEN =
      "SELECT concat_ws('|', current_setting('sluice.kind', true),"
          + " current_setting('sluice.subject', true), current_setting('application_name'),"
          + " current_setting('role'))";
  private static final String OF_ANN = "human|ann|desk for ann|visitor";
  private static final String OWN = "||own name|none";

  private static PostgresServer postgres;

  private final ByteArrayOutputStream problems = new ByteArrayOutputStream();
  private final Failures failures =
      new Failures(new PrintStream(problems, true, StandardCharsets.UTF_8));
  private Connection connection;
  private Session session;

  @BeforeAll
  static void start() {
    postgres = PostgresServer.start();
    postgres.createRole("visitor");
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    assertThat(problems.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @BeforeEach
  void connectToPostgresql() throws SQLException {
    Database database = new Database(Dialect.POSTGRESQL, "db.example", 1, "shop", "app");
    DatabaseCatalog catalog =
        new DatabaseCatalog(database, failures, Runnable::run, Long.MAX_VALUE);
    session = new Session(new ConnectionInfo(database, catalog), SessionStart.UNKNOWN);
    connection = DriverManager.getConnection(postgres.jdbcUrl());
    execute("SET application_name = 'own name'");
  }

  private void tell(ToldCaller caller, boolean takesRole) throws SQLException {
    Telling telling = new Telling(ALL);
    session.tells(caller);
    try (PreparedStatement statement =
        connection.prepareStatement(telling.text(Dialect.POSTGRESQL, number -> "?"))) {
      int index = 1;
      for (String value : telling.values(caller, Dialect.POSTGRESQL)) {
        statement.setString(index++, value);
      }
      statement.execute();
    }
    session.told(caller);
    if (takesRole) {
      execute(DatabaseRoles.POSTGRESQL_TAKE.replace("?", "'visitor'"));
      session.role("visitor");
    }
  }

  private void giveBack() {
    new TakingBack(new Telling(ALL), failures).takeBack(session, connection);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String seen() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(SEEN)) {
      results.next();
      return results.getString(1);
    }
  }

  @Test
  void allOfItIsTakenBack() throws SQLException {
    for (int i = 0; i < 2; i++) {
      tell(SERVICE, false);
      tell(ANN, true);
      assertThat(seen()).isEqualTo(OF_ANN);

      giveBack();

      assertThat(seen()).isEqualTo(OWN);
      assertThat(session.holds()).isFalse();
      assertThat(session.told()).isNull();
      assertThat(session.role()).isEmpty();
      assertThat(connection.getNetworkTimeout()).isZero();
    }
  }

  @Test
  void aNameThatTheServiceGaveMeanwhileStays() throws SQLException {
    tell(ANN, false);
    execute("SET application_name = 'another'");

    giveBack();

    assertThat(seen()).isEqualTo("||another|none");
  }

  @Test
  void noTransactionIsBegunOrEnded() throws SQLException {
    connection.setAutoCommit(false);
    tell(ANN, true);
    connection.commit();

    giveBack();

    assertThat(connection.getAutoCommit()).isFalse();
    assertThat(inTransaction()).isEqualTo("IDLE");
    connection.rollback();
    assertThat(seen()).isEqualTo(OWN);

    tell(ANN, true);
    giveBack();

    assertThat(inTransaction()).isEqualTo("OPEN");
    assertThat(seen()).isEqualTo(OWN);
    assertThat(session.holds()).isTrue();
  }

  @Test
  void inAFailedTransactionItStaysUntilItIsRolledBack() throws SQLException {
    tell(ANN, false);
    connection.setAutoCommit(false);
    try {
      execute("SELECT 1 / 0");
    } catch (SQLException expected) {
      session.forgetCaller();
    }

    giveBack();

    assertThat(inTransaction()).isEqualTo("FAILED");
    connection.rollback();
    giveBack();
    assertThat(seen()).isEqualTo(OWN);
  }

  private String inTransaction() throws SQLException {
    return connection.unwrap(org.postgresql.jdbc.PgConnection.class).getTransactionState().name();
  }

  @Test
  void whereNothingWasToldOfAnybodyNothingIsSent() throws SQLException {
    tell(SERVICE, false);

    giveBack();

    assertThat(seen()).isEqualTo("service||desk|none");
    assertThat(session.told()).isEqualTo(SERVICE);
  }

  @Test
  void itIsLeftAloneWhereThatIsTurnedOff() throws SQLException {
    tell(ANN, true);

    new TakingBack(new Telling(new DatabaseCallers(true, true, false, false)), failures)
        .takeBack(session, connection);

    assertThat(seen()).isEqualTo(OF_ANN);
  }

  @Test
  void aClosedConnectionIsNothingToHearOf() throws SQLException {
    tell(ANN, true);
    connection.close();

    giveBack();

    assertThat(session.told()).isNull();
    assertThat(session.role()).isNull();
  }
}
