package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gate.Failures;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever a driver fails at, nothing is committed that was to be taken back. */
class TrialTest {
  private static final String URL = "jdbc:h2:mem:trial";
  private final SQLException failure = new SQLException("broken", "HY000");

  private final Failures failures =
      new Failures(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
  private final Map<String, Exception> broken = new HashMap<>();
  private Connection keeper;
  private Connection real;
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    keeper = DriverManager.getConnection(URL);
    try (Statement statement = keeper.createStatement()) {
      statement.execute("CREATE TABLE t (id INT)");
    }
    real = DriverManager.getConnection(URL);
    connection =
        (Connection)
            Proxy.newProxyInstance(
                TrialTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                  String call = method.getName() + suffix(arguments);
                  Exception problem = broken.get(call);
                  if (problem != null) {
                    throw problem;
                  }
                  try {
                    return method.invoke(real, arguments);
                  } catch (InvocationTargetException thrown) {
                    throw thrown.getCause();
                  }
                });
  }

  private static String suffix(@Nullable Object @Nullable [] arguments) {
    if (arguments == null) {
      return "";
    }
    return arguments[0] instanceof Savepoint ? " to" : " " + arguments[0];
  }

  @AfterEach
  void close() throws SQLException {
    real.close();
    keeper.close();
  }

  @Test
  void whatIsKeptStays() throws SQLException {
    Trial trial = begun();
    trial.keep();

    assertThat(real.getAutoCommit()).isTrue();
    assertThat(rows()).isEqualTo(1);
    assertThat(failures.counts()).isEmpty();
  }

  @Test
  void whatIsTakenBackIsGone() throws SQLException {
    begun().takeBack();

    assertThat(real.getAutoCommit()).isTrue();
    assertThat(rows()).isZero();
    assertThat(failures.counts()).isEmpty();
  }

  @Test
  void aTransactionKeepsWhatWasBefore() throws SQLException {
    real.setAutoCommit(false);
    insert();
    begun().takeBack();
    begun().failed(new SQLException("x", "22000"));
    begun().keep();
    real.commit();

    assertThat(real.getAutoCommit()).isFalse();
    assertThat(rows()).isEqualTo(2);
    assertThat(failures.counts()).isEmpty();
  }

  @Test
  void aCommitThatFailsLeavesNothing() throws SQLException {
    broken.put("commit", failure);
    Trial trial = begun();

    assertThatThrownBy(trial::keep).isSameAs(failure);
    assertThat(real.getAutoCommit()).isTrue();
    assertThat(rows()).isZero();
  }

  @Test
  void whatCannotBeRolledBackIsNotCommittedByItself() throws SQLException {
    broken.put("rollback", failure);
    begun().takeBack();

    assertThat(real.isClosed()).isTrue();
    assertThat(rows()).isZero();
    assertThat(failures.counts()).containsEntry("jdbc.affected_rows", 1L);
  }

  @Test
  void aTransactionThatCannotGoBackEnds() throws SQLException {
    broken.put("rollback to", failure);
    real.setAutoCommit(false);
    begun().takeBack();

    assertThat(real.isClosed()).isTrue();
    assertThat(rows()).isZero();
  }

  @Test
  void aConnectionThatWouldCommitNothingMoreEnds() throws SQLException {
    broken.put("setAutoCommit true", failure);
    begun().keep();

    assertThat(real.isClosed()).isTrue();
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void aTransactionThatCannotBeginIsNone() throws SQLException {
    broken.put("setAutoCommit false", failure);

    assertThatThrownBy(this::begun).isSameAs(failure);
    assertThat(real.getAutoCommit()).isTrue();
    assertThat(real.isClosed()).isFalse();
    assertThat(rows()).isZero();
  }

  @Test
  void aSavepointNeedNotBeReleased() throws SQLException {
    broken.put("releaseSavepoint to", new SQLFeatureNotSupportedException());
    real.setAutoCommit(false);
    begun().keep();
    begun().takeBack();
    begun().failed(new SQLException("x", "22000"));
    real.commit();

    assertThat(rows()).isEqualTo(1);
    assertThat(failures.counts()).isEmpty();
  }

  @Test
  void aTransactionThatTheDatabaseEndedIsLeft() throws SQLException {
    real.setAutoCommit(false);
    Trial trial = begun();
    real.rollback();
    trial.failed(new SQLException("deadlock", "40001"));

    assertThat(real.isClosed()).isFalse();
    assertThat(failures.counts()).isEmpty();
  }

  private Trial begun() throws SQLException {
    Trial trial = Trial.begin(connection, failures);
    insert();
    return trial;
  }

  private void insert() throws SQLException {
    try (Statement statement = real.createStatement()) {
      statement.execute("INSERT INTO t VALUES (1)");
    }
  }

  private int rows() throws SQLException {
    try (Statement statement = keeper.createStatement();
        ResultSet results = statement.executeQuery("SELECT COUNT(*) FROM t")) {
      results.next();
      return results.getInt(1);
    }
  }
}
