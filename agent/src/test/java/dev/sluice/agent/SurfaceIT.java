package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Order;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Task;
import dev.sluice.agent.service.VendorWays;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What cannot be governed is refused to callers under a restriction, and goes on as it did for all
 * others; what the drivers do by themselves is refused to nobody.
 */
class SurfaceIT {
  private static final String DATABASE = "surface";
  private static final String EMAIL = "kim@example.org";
  private static final String POLICY =
      """
      sluice: policy/v1
      name: surface
      tags:
        email: ["*.*.customers.email"]
      """;
  private static final String MASKS =
      """
      masks:
        - {id: mask-email, tags: [email], with: redact}
      """;

  @TempDir private static Path directory;
  private static Service masked;
  private static Service free;

  @BeforeAll
  static void start() throws IOException, SQLException {
    for (Vendor vendor : Vendor.values()) {
      Vendor.execute(
          vendor.url(DATABASE),
          "CREATE TABLE customers (id INT PRIMARY KEY, name VARCHAR(40), email VARCHAR(40))",
          "INSERT INTO customers VALUES (1, 'Kim', '" + EMAIL + "')",
          "CREATE TABLE shelf (id INT PRIMARY KEY, name VARCHAR(40))",
          "INSERT INTO shelf VALUES (1, 'books')");
    }
    Vendor.createLeaks(DATABASE);
    masked = Service.under(directory, "masked", POLICY + MASKS);
    free = Service.under(directory, "free", POLICY);
  }

  @AfterAll
  static void stop() {
    masked.close();
    free.close();
  }

  @Test
  void waysOfPostgresAreRefusedToTheRestricted() throws SQLException {
    Map<String, String> seen =
        masked.run(Vendor.POSTGRESQL.url(DATABASE), VendorWays.postgres("customers")).seen();

    assertThat(seen).hasSize(17);
    assertThat(seen).allSatisfy((way, what) -> assertThat(what).as(way).startsWith("threw Sluice"));
    assertThat(Vendor.POSTGRESQL.values(DATABASE, "SELECT name FROM customers WHERE id = 1"))
        .containsExactly("Kim");
  }

  @Test
  void waysOfPostgresAreOpenToOthers() throws SQLException {
    Map<String, String> seen =
        free.run(Vendor.POSTGRESQL.url(DATABASE), VendorWays.postgres("customers")).seen();

    assertThat(seen).allSatisfy((way, what) -> assertThat(what).as(way).startsWith("gave "));
    assertThat(seen.get("copyOut")).contains(EMAIL);
    assertThat(seen.get("executeWithFlags")).contains(EMAIL);
    Vendor.execute(
        Vendor.POSTGRESQL.url(DATABASE), "UPDATE customers SET name = 'Kim' WHERE id = 1");
  }

  @Test
  void aRefCursorShowsNothing() throws SQLException {
    String url = Vendor.POSTGRESQL.url(DATABASE);
    Task task = VendorWays.refCursor("SELECT email FROM customers");

    assertThat(free.run(url, task).seen().get("refcursor")).contains(EMAIL);
    assertThat(masked.run(url, task).seen().get("refcursor")).startsWith("threw Sluice");
    assertThat(masked.run(url, VendorWays.refCursor("SELECT name FROM customers")).seen())
        .extractingByKey("refcursor")
        .asString()
        .startsWith("threw Sluice");
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB", "MYSQL"})
  void anOutParameterShowsNothing(Vendor vendor) throws SQLException {
    Task call =
        VendorWays.outParameter(
            vendor == Vendor.POSTGRESQL ? "{? = call leak()}" : "{call leak(?)}");

    assertThat(free.run(vendor.url(DATABASE), call).seen()).containsEntry("out", "gave " + EMAIL);
    assertThat(masked.run(vendor.url(DATABASE), call).seen().get("out"))
        .startsWith("threw Sluice denied");
  }

  @Test
  void waysOfConnectorJAreRefusedToTheRestricted() throws SQLException {
    String url = Vendor.MYSQL.url(DATABASE);

    Report report = masked.run(url, VendorWays.mySql("customers"));

    assertThat(report.failures()).as(masked.jvm().toString()).isEmpty();
    Map<String, String> seen = report.seen();

    for (String way : List.of("getSession", "getResultSetInternal", "getQuery")) {
      refused(seen.get(way));
    }
    assertThat(seen.get("setLocalInfileInputStream")).startsWith("threw Sluice denied");
    assertThat(free.run(url, VendorWays.mySql("customers")).seen().get("getResultSetInternal"))
        .contains(EMAIL);
  }

  @Test
  void waysOfMariaDbAreRefusedOrMasked() throws SQLException {
    String url = Vendor.MARIADB.url(DATABASE);

    Map<String, String> seen = masked.run(url, VendorWays.mariaDb("customers")).seen();

    refused(seen.get("getClient"));
    assertThat(seen.get("prepareInternal")).isEqualTo("gave [redacted]");
    assertThat(free.run(url, VendorWays.mariaDb("customers")).seen())
        .containsEntry("prepareInternal", "gave " + EMAIL);
  }

  @Test
  void waysOfH2AreRefusedToTheRestricted() throws SQLException {
    String url = Vendor.H2.url(DATABASE);

    refused(masked.run(url, VendorWays.h2()).seen().get("getSession"));
    assertThat(free.run(url, VendorWays.h2()).seen().get("getSession")).startsWith("gave ");
  }

  @ParameterizedTest
  @EnumSource
  void changesThroughAResultSetAreRefusedToTheRestricted(Vendor vendor) throws SQLException {
    Task changes = VendorWays.rowChanges("SELECT id, name FROM shelf");

    assertThat(masked.run(vendor.url(DATABASE), changes).seen())
        .hasSize(3)
        .allSatisfy((way, what) -> refused(what));
    assertThat(vendor.values(DATABASE, "SELECT name FROM shelf")).containsExactly("books");
    assertThat(free.run(vendor.url(DATABASE), changes).seen())
        .allSatisfy((way, what) -> assertThat(what).as(way).isEqualTo("gave ran"));
  }

  @ParameterizedTest
  @EnumSource
  void rowSetsHoldMaskedValues(Vendor vendor) throws SQLException {
    Report report =
        masked.run(
            vendor.url(DATABASE), VendorWays.rowSets("SELECT email FROM customers WHERE id = 1"));

    assertThat(report.failures()).isEmpty();
    assertThat(report.seen())
        .hasSize(2)
        .allSatisfy((way, what) -> assertThat(what).as(way).isEqualTo("gave [redacted]"));
  }

  @ParameterizedTest
  @EnumSource
  void whatDriversDoByThemselvesIsRefusedToNobody(Vendor vendor) throws SQLException {
    for (boolean pooled : new boolean[] {false, true}) {
      Report report = masked.order(new Order(vendor.url(DATABASE), pooled, VendorWays.everyday()));

      assertThat(report.failures()).isEmpty();
      assertThat(report.seen()).containsEntry("valid", "true");
    }
  }

  @ParameterizedTest
  @EnumSource
  void maskedResultsHaveTheDriversInterfacesAndRefuseWhatTheyAdd(Vendor vendor)
      throws SQLException {
    Map<String, String> seen =
        masked
            .run(
                vendor.url(DATABASE),
                VendorWays.addedToResultSet("SELECT email FROM customers WHERE id = 1"))
            .seen();

    String added =
        switch (vendor) {
          case POSTGRESQL -> "org.postgresql.PGRefCursorResultSet";
          case MARIADB -> "org.mariadb.jdbc.client.Completion";
          case MYSQL -> "com.mysql.cj.jdbc.result.ResultSetInternalMethods";
          case H2 -> null;
        };
    if (added != null) {
      assertThat(seen).containsKey("implements " + added);
    }
    assertThat(seen)
        .allSatisfy(
            (way, what) -> {
              if (!way.startsWith("implements ")) {
                assertThat(what).as(way).startsWith("threw Sluice: " + way + " is refused");
              }
            });
  }

  private static void refused(@Nullable String what) {
    assertThat(what).startsWith("threw Sluice: ").contains(" is refused");
  }
}
