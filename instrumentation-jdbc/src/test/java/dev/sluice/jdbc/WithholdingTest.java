package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.mysql.cj.jdbc.exceptions.MysqlDataTruncation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.SocketTimeoutException;
import java.sql.BatchUpdateException;
import java.sql.DataTruncation;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLWarning;
import java.util.stream.Stream;
import org.h2.jdbc.JdbcSQLIntegrityConstraintViolationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mariadb.jdbc.export.MariaDbDataTruncation;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

class WithholdingTest {
  private static final String SECRET = "kim@example.org";
  private static final String QUOTING = "Key (email)=(" + SECRET + ") already exists";

  @ParameterizedTest
  @MethodSource("exceptions")
  void keepsClassStateCodeAndStack(SQLException original) {
    SQLException copy = (SQLException) Withholding.of(original, false);

    assertThat((Throwable) copy).isNotSameAs(original).hasSameClassAs(original);
    assertThat(copy.getSQLState()).isEqualTo(original.getSQLState());
    assertThat(copy.getErrorCode()).isEqualTo(original.getErrorCode());
    assertThat(copy.getStackTrace()).isEqualTo(original.getStackTrace());
    assertThat(everythingOf(copy)).doesNotContain(SECRET);
  }

  private static Stream<SQLException> exceptions() {
    return Stream.of(
        new SQLException(QUOTING, "23505", 7),
        new SQLException(QUOTING),
        new SQLException(QUOTING, "HY000", 7, new IOException(QUOTING)),
        new SQLIntegrityConstraintViolationException(QUOTING, "23000", 1062),
        new SQLTransactionRollbackException(QUOTING, "40001"),
        new SQLWarning(QUOTING, "01000", 3),
        new BatchUpdateException(QUOTING, "23505", 7, new int[] {1, -3}),
        new DataTruncation(1, false, true, 10, 5),
        new MysqlDataTruncation(QUOTING, 1, true, false, 10, 5, 1406),
        new JdbcSQLIntegrityConstraintViolationException(
            QUOTING, "INSERT '" + SECRET + "'", "23505", 23505, null, "at " + QUOTING),
        new PSQLException(QUOTING, PSQLState.UNIQUE_VIOLATION, new IOException(QUOTING)),
        new PSQLException(serverError("23505", "")),
        new PSQLException(serverError("P0001", "")),
        new PSQLWarning(serverError("01000", "")));
  }

  @Test
  void theNearestClassThatCanBeMadeStandsInForOneThatCannot() {
    class Unmakeable extends SQLIntegrityConstraintViolationException {
      private static final long serialVersionUID = 1L;

      Unmakeable() {
        super(QUOTING, "23000", 1062);
      }
    }

    SQLException copy = (SQLException) Withholding.of(new Unmakeable(), false);

    assertThat((Throwable) copy)
        .isExactlyInstanceOf(SQLIntegrityConstraintViolationException.class);
    assertThat(copy.getErrorCode()).isEqualTo(1062);
  }

  @Test
  void aTruncationThatCannotBeMadeAnewStaysAWarningWithItsCode() {
    SQLException copy =
        (SQLException)
            Withholding.of(new MariaDbDataTruncation(QUOTING, "22001", 1406, null), false);

    assertThat((Throwable) copy).isInstanceOf(SQLWarning.class);
    assertThat(copy.getErrorCode()).isEqualTo(1406);
    assertThat(everythingOf(copy)).doesNotContain(SECRET);
  }

  @Test
  void rewritesCausesSuppressedAndChainedOnes() {
    SQLException original = new SQLException(QUOTING, "23505");
    original.initCause(new IllegalStateException(QUOTING, new SocketTimeoutException(QUOTING)));
    original.addSuppressed(new SQLException(QUOTING, "40001"));
    original.setNextException(new SQLException(QUOTING, "22001"));
    original.setNextException(new SQLException(QUOTING, "22003"));

    SQLException copy = (SQLException) Withholding.of(original, false);

    assertThat(copy.getCause())
        .isExactlyInstanceOf(IllegalStateException.class)
        .cause()
        .isExactlyInstanceOf(SocketTimeoutException.class);
    assertThat(copy.getSuppressed())
        .singleElement()
        .satisfies(
            suppressed -> assertThat(((SQLException) suppressed).getSQLState()).isEqualTo("40001"));
    assertThat(copy.getNextException().getSQLState()).isEqualTo("22001");
    assertThat(copy.getNextException().getNextException().getSQLState()).isEqualTo("22003");
    assertThat(everythingOf(copy)).doesNotContain(SECRET);
  }

  /** As pgjdbc makes them. */
  @Test
  void aBatchKeepsItsCountsAndItsSharedCause() {
    PSQLException entry = new PSQLException(serverError("23505", ""));
    BatchUpdateException original =
        new BatchUpdateException(QUOTING, "23505", 0, new long[] {1, -3}, entry);
    original.setNextException(entry);
    entry.setNextException(new SQLException(QUOTING, "23503"));

    BatchUpdateException copy = (BatchUpdateException) Withholding.of(original, false);

    assertThat(copy.getUpdateCounts()).containsExactly(1, -3);
    assertThat(copy.getLargeUpdateCounts()).containsExactly(1L, -3L);
    assertThat((Throwable) copy.getNextException())
        .isSameAs(copy.getCause())
        .isInstanceOf(PSQLException.class);
    assertThat(copy.getNextException().getNextException().getSQLState()).isEqualTo("23503");
    assertThat(everythingOf(copy)).doesNotContain(SECRET);
  }

  @Test
  void aLongChainStaysLong() {
    SQLException original = new SQLException(QUOTING, "23505");
    SQLException last = original;
    for (int i = 0; i < 5_000; i++) {
      SQLException next = new SQLException(QUOTING, "23505", i);
      last.setNextException(next);
      last = next;
    }

    SQLException copy = (SQLException) Withholding.of(original, false);

    int links = 0;
    for (SQLException link = copy;
        link.getNextException() != null;
        link = link.getNextException()) {
      links++;
    }
    assertThat(links).isEqualTo(5_000);
  }

  @Test
  void circlesEnd() {
    SQLException first = new SQLException(QUOTING, "23505");
    SQLException second = new SQLException(QUOTING, "23505", first);
    first.initCause(second);
    second.addSuppressed(first);
    first.setNextException(second);
    SQLException lonely = new SQLException(QUOTING, "23505");
    lonely.setNextException(first);

    assertThat(everythingOf((SQLException) Withholding.of(first, false))).doesNotContain(SECRET);
    assertThat(everythingOf((SQLException) Withholding.of(lonely, false))).doesNotContain(SECRET);
  }

  @Test
  void warningsStayWarnings() {
    SQLWarning original = new SQLWarning(QUOTING, "01000", 1);
    original.setNextWarning(new MysqlDataTruncation(QUOTING, 1, true, false, 10, 5, 1265));

    SQLWarning copy = Withholding.of(original);

    assertThat((Throwable) copy.getNextWarning()).isExactlyInstanceOf(MysqlDataTruncation.class);
    assertThat(everythingOf(copy)).doesNotContain(SECRET);
  }

  @Test
  void ofThePostgresFieldsOnlyNamesAndPlacesStay() {
    PSQLException original = new PSQLException(serverError("23505", ""));

    ServerErrorMessage fields =
        ((PSQLException) Withholding.of(original, false)).getServerErrorMessage();

    assertThat(fields.getSeverity()).isEqualTo("ERROR");
    assertThat(fields.getSQLState()).isEqualTo("23505");
    assertThat(fields.getConstraint()).isEqualTo("customers_email_key");
    assertThat(fields.getTable()).isEqualTo("customers");
    assertThat(fields.getRoutine()).isEqualTo("_bt_check_unique");
    assertThat(fields.getDetail()).isNull();
    assertThat(fields.getHint()).isNull();
    assertThat(fields.getWhere()).isNull();
    assertThat(fields.getInternalQuery()).isNull();
    assertThat(fields.getMessage()).doesNotContain(SECRET);
  }

  @Test
  void keepsWhatPostgresFoundInTheStatementItself() {
    SQLException copy =
        (SQLException)
            Withholding.of(new PSQLException(new ServerErrorMessage(plain("42703", "P8"))), false);

    assertThat((Throwable) copy).hasMessageContaining("column \"emial\" does not exist");
  }

  /** {@code email::regclass} names the value as a table, and a function may run other SQL. */
  @ParameterizedTest
  @ValueSource(strings = {"", "P8\0WSQL function \"f\"", "P8\0p3\0qSELECT x", "p3\0qSELECT x"})
  void withholdsWhatPostgresFoundElsewhere(String fields) {
    SQLException copy =
        (SQLException)
            Withholding.of(
                new PSQLException(new ServerErrorMessage(plain("42P01", fields))), false);

    assertThat(copy.getMessage()).doesNotContain("emial");
  }

  @Test
  void keepsUnresolvedNamesOfMySqlOnlyInPlainReads() {
    SQLException original = new SQLException("Unknown column 'emial' in 'SELECT'", "42S22", 1054);
    original.setStackTrace(
        new StackTraceElement[] {new StackTraceElement("org.mariadb.jdbc.X", "m", "X", 1)});

    assertThat(Withholding.of(original, true)).hasMessageContaining("emial");
    assertThat(Withholding.of(original, false).getMessage()).doesNotContain("emial");
  }

  @Test
  void whatSluiceMadePassesAsItIs() {
    SQLException refusal = Refusals.closed("this way is closed", "Use another.");
    SQLException wrapped = new SQLException(QUOTING, refusal);

    assertThat(Withholding.of(refusal, false)).isSameAs(refusal);
    assertThat(Withholding.of(wrapped, false).getCause()).isSameAs(refusal);
    SQLException once = (SQLException) Withholding.of(new SQLException(QUOTING, "23505"), false);
    assertThat(Withholding.of(once, false)).isSameAs(once);
  }

  @Test
  void otherExceptionsBecomeTheirNearestClassOfTheJdk() {
    class Vendors extends IllegalArgumentException {
      private static final long serialVersionUID = 1L;

      Vendors() {
        super(QUOTING);
      }
    }

    Throwable copy = Withholding.of(new Vendors(), false);

    assertThat(copy).isExactlyInstanceOf(IllegalArgumentException.class);
    assertThat(everythingOf(copy)).doesNotContain(SECRET);
  }

  @Test
  void whatTheJvmThrowsPasses() {
    Error error = new OutOfMemoryError("Java heap space");

    assertThat(Withholding.of(error, false)).isSameAs(error);
  }

  @Test
  void saysWhatKindOfErrorItWas() {
    assertThat(Withholding.of(new SQLException(QUOTING, "23505"), false))
        .hasMessage(
            "Sluice withheld the database's text, which may quote masked values: a constraint is"
                + " violated (SQLState 23505).");
  }

  private static ServerErrorMessage serverError(String state, String more) {
    return new ServerErrorMessage(
        String.join(
            "\0",
            "SERROR",
            "C" + state,
            "M" + QUOTING,
            "D" + QUOTING,
            "H" + QUOTING,
            "W" + QUOTING,
            "q" + QUOTING,
            "p4",
            "spublic",
            "tcustomers",
            "ncustomers_email_key",
            "Fnbtinsert.c",
            "L664",
            "R_bt_check_unique",
            more));
  }

  private static String plain(String state, String more) {
    return "SERROR\0C" + state + "\0Mcolumn \"emial\" does not exist\0" + more;
  }

  private static String everythingOf(Throwable thrown) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text, true);
    thrown.printStackTrace(out);
    Throwable link = thrown;
    for (int links = 0; link instanceof SQLException exception && links < 10_000; links++) {
      exception.printStackTrace(out);
      out.println(exception);
      if (exception instanceof PSQLException postgres) {
        out.println(postgres.getServerErrorMessage());
      }
      link = exception.getNextException();
    }
    return text.toString();
  }
}
