package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Order;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Task;
import dev.sluice.agent.service.Tasks;
import dev.sluice.agent.service.Tenants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.util.Assert;

/**
 * Row filters hold over every driver. What a person may see and change is what there would be in a
 * database that holds that person's rows alone.
 */
class RowFiltersIT {
  private static final String DATABASE = "filters";
  private static final String TWIN = "filtered";
  private static final String ODD = "o'x\u00e4\\\"";
  private static final String POLICY =
      """
      sluice: policy/v1
      name: tenants
      callers:
        people: {kind: human}
      row_filters:
        - id: tenant-scope
          tables: ["*.*.orders", "*.*.customers"]
          callers: [people]
          where: "tenant = :claims.tenant"
      """;
  private static final List<String> QUERIES =
      List.of(
          "select id, tenant, total from orders order by id",
          "select count(*) from orders where id > 0 or id is null",
          "select o.id, c.name from customers c left join orders o on o.customer_id = c.id"
              + " order by o.id, c.name",
          "select c.id from customers c where exists (select 1 from orders o where o.customer_id ="
              + " c.id) order by c.id",
          "with o as (select id from orders), p as (select id from o) select id from p union all"
              + " select id from customers order by id",
          "select id from customers where id not in (select customer_id from orders) order by id",
          "select tenant, sum(total) as s from orders group by tenant order by tenant",
          "select i.sku from items i join orders on orders.id = i.id order by i.sku -- done");

  @TempDir private static Path directory;
  private static Service service;

  @BeforeAll
  static void start() throws IOException, SQLException {
    for (Vendor vendor : Vendor.values()) {
      for (String database : List.of(DATABASE, TWIN)) {
        Vendor.execute(
            vendor.url(database),
            "create table customers (id int primary key, tenant varchar(20), name varchar(20))",
            "create table orders (id int primary key, tenant varchar(20), customer_id int,"
                + " total int, note varchar(20))",
            "create table items (id int, sku varchar(20))",
            "create view order_ids as select id from orders");
      }
    }
    Path file = Files.writeString(directory.resolve("tenants.yaml"), POLICY);
    service =
        Service.start(
            AgentJvm.governed()
                .classPathOf(
                    SecurityContextHolder.class,
                    JwtAuthenticationToken.class,
                    Jwt.class,
                    OAuth2Token.class,
                    Assert.class)
                .property("sluice.policy", file.toString())
                .property("sluice.on_missing", "deny"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  void fill() throws SQLException {
    for (Vendor vendor : Vendor.values()) {
      for (String database : List.of(DATABASE, TWIN)) {
        List<String> tenants = database.equals(TWIN) ? List.of("a") : List.of("a", "b", "o''x");
        List<String> sql = new ArrayList<>();
        for (String table : List.of("customers", "orders", "items")) {
          sql.add("delete from " + table);
        }
        for (String tenant : tenants) {
          int id = tenant.equals("a") ? 1 : tenant.equals("b") ? 2 : 3;
          sql.add("insert into customers values (" + id + ", '" + tenant + "', 'n" + id + "')");
          sql.add("insert into customers values (1" + id + ", '" + tenant + "', 'm" + id + "')");
          sql.add(
              "insert into orders values (" + id + ", '" + tenant + "', " + id + ", 10, 'first')");
        }
        if (!database.equals(TWIN)) {
          sql.add("insert into orders values (9, null, 1, 10, 'nobody')");
        }
        sql.add("insert into items values (1, 'x'), (2, 'y'), (9, 'z')");
        Vendor.execute(vendor.url(database), sql.toArray(new String[0]));
      }
    }
  }

  static Stream<Arguments> queries() {
    return Stream.of(Vendor.values())
        .flatMap(vendor -> QUERIES.stream().map(sql -> Arguments.of(vendor, sql)));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void showsWhatThereWouldBeWithoutTheOtherRows(Vendor vendor, String sql) throws SQLException {
    Report expected = service.run(vendor.url(TWIN), Tasks.query(sql));
    assertThat(expected.failures()).isEmpty();

    for (Task task : List.of(Tasks.query(sql), Tasks.preparedQuery(sql), Tasks.execute(sql))) {
      for (boolean pooled : new boolean[] {false, true}) {
        Report seen = service.order(new Order(vendor.url(DATABASE), pooled, Tenants.as("a", task)));
        assertThat(seen.failures()).isEmpty();
        assertThat(seen.rows()).isEqualTo(expected.rows());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsFilteredForOthers(Vendor vendor) throws SQLException {
    assertThat(service.run(vendor.url(DATABASE), Tasks.query("select id from orders")).rows())
        .hasSize(4);
  }

  @ParameterizedTest
  @EnumSource
  void aValueIsOnlyEverAValue(Vendor vendor) throws SQLException {
    for (Task task :
        List.of(
            Tasks.query("select total from orders"),
            Tasks.preparedQuery("select total from orders"))) {
      assertThat(service.run(vendor.url(DATABASE), Tenants.as("o'x", task)).rows()).hasSize(1);
      for (String hostile : List.of("x' or '1'='1", "\\' or 1=1 -- ", ODD, "a%", "' ? '")) {
        Report report = service.run(vendor.url(DATABASE), Tenants.as(hostile, task));
        assertThat(report.failures()).isEmpty();
        assertThat(report.rows()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoHasNoClaimHasNoRows(Vendor vendor) throws SQLException {
    String url = vendor.url(DATABASE);

    assertThat(service.run(url, Tenants.as(null, Tasks.query("select id from orders"))).rows())
        .isEmpty();
    assertThat(
            service.run(url, Tenants.as(null, Tasks.preparedUpdate("delete from orders"))).counts())
        .containsExactly(0L);
  }

  @ParameterizedTest
  @EnumSource
  void changesNothingOfOthers(Vendor vendor) throws SQLException {
    String url = vendor.url(DATABASE);

    assertThat(
            service
                .run(
                    url,
                    Tenants.as(
                        "a", Tasks.update("update orders set total = 99 where id > 0 or 1 = 1")))
                .counts())
        .containsExactly(1L);
    assertThat(
            service
                .run(url, Tenants.as("a", Tasks.preparedUpdate("delete from customers -- all")))
                .counts())
        .containsExactly(2L);
    assertThat(vendor.values(DATABASE, "select id from orders where total = 99"))
        .containsExactly("1");
    assertThat(vendor.values(DATABASE, "select id from customers where tenant = 'a'")).isEmpty();
    assertThat(vendor.values(DATABASE, "select id from customers")).hasSize(4);
  }

  @ParameterizedTest
  @EnumSource
  void theServicesParametersStayItsOwn(Vendor vendor) throws SQLException {
    Report report = service.run(vendor.url(DATABASE), Tenants.everySetter("a"));

    assertThat(report.failures()).isEmpty();
    assertThat(report.seen())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "parameters", "6",
                "updated", "1",
                "of another tenant", "0",
                "again", "1"));
    assertThat(vendor.values(DATABASE, "select id from orders where total = 77 and note is null"))
        .containsExactly("1");
  }

  @ParameterizedTest
  @EnumSource
  void batchesBelongToWhoFilledThem(Vendor vendor) throws SQLException {
    Report report = service.run(vendor.url(DATABASE), Tenants.batches("a", "b"));

    assertThat(report.counts()).containsExactly(1L, 0L, 0L, 1L, 0L);
    assertThat(report.failures())
        .hasSize(2)
        .allSatisfy(failure -> assertThat(failure.state()).isEqualTo("42501"));
    assertThat(vendor.values(DATABASE, "select total from orders where id = 1"))
        .containsExactly("5");
  }

  @ParameterizedTest
  @EnumSource
  void aKeptStatementIsThatOfWhoExecutesIt(Vendor vendor) throws SQLException {
    Report report =
        service.run(
            vendor.url(DATABASE),
            Tenants.kept("select id from orders where id > ?", "a", "b", "a", null, "o'x"));

    assertThat(report.rows())
        .containsExactly(List.of("1"), List.of("2"), List.of("1"), List.of("3"));
    assertThat(report.failure().state()).isEqualTo("42501");
    assertThat(report.failure().message()).contains("another caller").contains("Prepare it again");
  }

  @ParameterizedTest
  @EnumSource
  void whatWasPreparedWithoutAFilterIsRefused(Vendor vendor) throws SQLException {
    Report report =
        service.run(
            vendor.url(DATABASE), Tenants.preparedByTheService("select id from orders", "a"));

    assertThat(report.rows()).isEmpty();
    assertThat(report.failure().state()).isEqualTo("42501");
  }

  static Stream<Arguments> refused() {
    return Stream.of(Vendor.values())
        .flatMap(
            vendor ->
                Stream.of(
                        "insert into orders (id, tenant) values (5, 'a')",
                        "update orders set tenant = 'a' where id = 2",
                        "select id from order_ids",
                        "truncate table orders",
                        "create table copied as select id from orders",
                        "explain select id from orders")
                    .map(sql -> Arguments.of(vendor, sql)));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatCannotBeFilteredIsRefused(Vendor vendor, String sql) throws SQLException {
    Report report = service.run(vendor.url(DATABASE), Tenants.as("a", Tasks.execute(sql)));

    assertThat(report.failure().state()).isEqualTo("42501");
    assertThat(report.failure().message())
        .startsWith("Sluice denied this statement: ")
        .contains("(rule defaults.unenforceable)");
    assertThat(vendor.values(DATABASE, "select id from orders where tenant = 'b'"))
        .containsExactly("2");
  }
}
