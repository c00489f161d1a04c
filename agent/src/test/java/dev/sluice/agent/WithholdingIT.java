package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Cancelled;
import dev.sluice.agent.service.Errors;
import dev.sluice.agent.service.Order;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Task;
import dev.sluice.agent.service.Tasks;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a database says of an error quotes no value to a caller under a mask. */
class WithholdingIT {
  private static final String DATABASE = "withholding";
  private static final String EMAIL = "kim@example.org";
  private static final String DUPLICATE = "UPDATE customers SET name = 'Kim' WHERE id = 2";
  private static final String POLICY =
      """
      sluice: policy/v1
      name: withholding
      tags:
        email: ["*.*.customers.email"]
      masks:
        - {id: mask-email, tags: [email], with: redact}
      """;

  @TempDir private static Path directory;
  private static Service service;
  private static Service unmasked;

  @BeforeAll
  static void start() throws IOException, SQLException {
    for (Vendor vendor : Vendor.values()) {
      Vendor.execute(
          vendor.url(DATABASE),
          "CREATE TABLE customers (id INT PRIMARY KEY, name VARCHAR(40), email VARCHAR(40),"
              + " CONSTRAINT one_of_each UNIQUE (email, name))",
          "INSERT INTO customers VALUES (1, 'Kim', '" + EMAIL + "'), (2, 'Lee', '" + EMAIL + "')");
    }
    Vendor.execute(
        Vendor.POSTGRESQL.url(DATABASE),
        "CREATE TABLE late (id INT PRIMARY KEY, name TEXT, email TEXT,"
            + " CONSTRAINT late_pair UNIQUE (email, name) DEFERRABLE INITIALLY DEFERRED)",
        "INSERT INTO late VALUES (1, 'Kim', '" + EMAIL + "'), (2, 'Lee', '" + EMAIL + "')",
        "CREATE TABLE digits (id INT PRIMARY KEY, name TEXT, code TEXT)",
        "INSERT INTO digits SELECT n, 'n' || n, CASE WHEN n < 90 THEN '5' ELSE '"
            + EMAIL
            + "' END"
            + " FROM generate_series(1, 100) n",
        "CREATE TABLE noisy (id INT PRIMARY KEY, name TEXT, email TEXT)",
        "INSERT INTO noisy VALUES (1, 'Kim', '" + EMAIL + "')",
        "CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " RAISE WARNING 'changed %', NEW.email USING DETAIL = NEW.email; RETURN NEW; END $$",
        "CREATE TRIGGER noise BEFORE UPDATE ON noisy FOR EACH ROW EXECUTE FUNCTION tell()");
    service = Service.under(directory, "withholding", POLICY);
    unmasked = Service.under(directory, "unmasked", POLICY.substring(0, POLICY.indexOf("masks:")));
  }

  @AfterAll
  static void stop() {
    service.close();
    unmasked.close();
  }

  /** The database waits for a lock that is let go when the failure of the cancel is heard. */
  @ParameterizedTest
  @EnumSource(names = {"MARIADB", "MYSQL"}) // the drivers that cancel by another connection
  void aCancelThatFailsDoesNotWaitForTheStatement(Vendor vendor) throws SQLException {
    for (Service each : new Service[] {unmasked, service}) {
      assertThat(each.run(vendor.url(DATABASE), Cancelled.inVain()).seen())
          .containsEntry("cancel", "failed")
          .containsEntry("statement", "ran on");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoIsUnderNoMaskHearsTheDatabase(Vendor vendor) throws SQLException {
    Map<String, String> heard =
        unmasked.run(vendor.url(DATABASE), Errors.ofExecute(DUPLICATE)).seen();

    assertThat(heard.get("everything")).contains(EMAIL);
  }

  @ParameterizedTest
  @EnumSource
  void anErrorOfAnyWayToExecuteQuotesNothing(Vendor vendor) throws SQLException {
    for (Task task :
        new Task[] {
          Errors.ofExecute(DUPLICATE),
          Errors.ofPrepared(DUPLICATE),
          Errors.ofBatch("UPDATE customers SET name = 'Lou' WHERE id = 3", DUPLICATE),
          Errors.ofPreparedBatch("UPDATE customers SET name = ? WHERE id = 2", "Lee", "Kim")
        }) {
      for (boolean pooled : new boolean[] {false, true}) {
        String url = vendor.url(DATABASE);
        Map<String, String> clear = unmasked.order(new Order(url, pooled, task)).seen();
        Map<String, String> heard = service.order(new Order(url, pooled, task)).seen();

        assertThat(clear.get("everything")).contains(EMAIL);
        assertThat(heard.get("everything"))
            .doesNotContain(EMAIL)
            .contains("Sluice withheld the database's text");
        assertThat(heard.get("class")).isEqualTo(madeAnew(clear.get("class")));
        assertThat(heard.get("state")).isEqualTo(clear.get("state"));
        assertThat(heard.get("code")).isEqualTo(clear.get("code"));
      }
    }
  }

  /** H2's class for batches has no constructor that takes a text. */
  private static String madeAnew(@Nullable String type) {
    return "org.h2.jdbc.JdbcBatchUpdateException".equals(type)
        ? "java.sql.BatchUpdateException"
        : String.valueOf(type);
  }

  @Test
  void constraintNamesOfPostgresStay() throws SQLException {
    Report report = service.run(Vendor.POSTGRESQL.url(DATABASE), Errors.ofExecute(DUPLICATE));

    assertThat(report.seen().get("everything"))
        .contains("getConstraint: one_of_each")
        .contains("getTable: customers")
        .contains("getDetail: null");
  }

  @Test
  void aMistypedNameIsStillToldByPostgres() throws SQLException {
    Report report =
        service.run(
            Vendor.POSTGRESQL.url(DATABASE), Errors.ofExecute("UPDATE customers SET nome = 'x'"));

    assertThat(report.seen().get("everything")).contains("nome");
  }

  @Test
  void errorsThatComeWithTheRowsQuoteNothing() throws SQLException {
    String url = Vendor.POSTGRESQL.url(DATABASE);
    Task fetch = Errors.ofFetch("SELECT name FROM digits WHERE CAST(code AS INTEGER) = 5");

    assertThat(unmasked.run(url, fetch).seen().get("everything"))
        .contains("PgResultSet.next", EMAIL);
    assertThat(service.run(url, fetch).seen().get("everything"))
        .contains("PgResultSet.next", "SQLState 22P02")
        .doesNotContain(EMAIL);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void errorsOfTheCommitQuoteNothing(boolean bySetting) throws SQLException {
    String url = Vendor.POSTGRESQL.url(DATABASE);
    Task commit = Errors.ofCommit("UPDATE late SET name = 'Kim' WHERE id = 2", bySetting);

    assertThat(unmasked.run(url, commit).seen().get("everything")).contains(EMAIL);
    assertThat(service.run(url, commit).seen().get("everything"))
        .contains("SQLState 23505")
        .doesNotContain(EMAIL);
  }

  @Test
  void warningsOfPostgresQuoteNothing() throws SQLException {
    String url = Vendor.POSTGRESQL.url(DATABASE);
    Task update = Errors.warnings("UPDATE noisy SET name = 'Kay'");

    assertThat(unmasked.run(url, update).seen().get("statement")).contains(EMAIL);
    assertThat(service.run(url, update).seen().get("statement"))
        .contains("Sluice withheld")
        .doesNotContain(EMAIL);
  }

  @ParameterizedTest
  @EnumSource(names = {"MARIADB", "MYSQL"})
  void warningsOfMySqlQuoteNothing(Vendor vendor) throws SQLException {
    String url = vendor.url(DATABASE);
    Task select = Errors.warnings("SELECT name FROM customers WHERE name = 5");
    Task told = Tasks.query("SHOW WARNINGS");

    assertThat(unmasked.run(url, select).seen().get("statement")).contains("Kim");
    assertThat(service.run(url, select).seen().get("statement"))
        .contains("Sluice withheld")
        .doesNotContain("'Kim'");
    assertThat(unmasked.run(url, Tasks.inTurn(select, told)).rows().toString()).contains("Kim");
    assertThat(service.run(url, Tasks.inTurn(select, told)).rows().toString())
        .doesNotContain("Kim");
  }
}
