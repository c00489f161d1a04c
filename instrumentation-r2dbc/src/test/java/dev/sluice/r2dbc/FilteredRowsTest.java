package dev.sluice.r2dbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.identity.Carried;
import dev.sluice.identity.Human;
import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/** Each person sees and changes the rows of one tenant alone, over the drivers themselves. */
@Timeout(60)
class FilteredRowsTest {
  private static final String FILTERS =
      """
      callers:
        people: {kind: human}
      row_filters:
        - id: tenant-scope
          tables: ["*.*.orders"]
          callers: [people]
          where: "tenant = :claims.tenant and branch = :claims.branch"
      """;
  private static final String SELECT = "SELECT id FROM orders ORDER BY id";
  private static final Map<Vendor, ConnectionFactory> FACTORIES = new EnumMap<>(Vendor.class);

  private static ConnectionFactory filled(Vendor vendor) {
    ConnectionFactory factory =
        FACTORIES.computeIfAbsent(
            vendor,
            each -> {
              each.create("tenants");
              Woven.govern("guardrails: []");
              ConnectionFactory made = each.factory("tenants");
              Vendor.run(
                  made,
                  "CREATE TABLE orders (id INT, tenant VARCHAR(20), branch NUMERIC(9), total INT)");
              return made;
            });
    Woven.govern("guardrails: []");
    Vendor.run(
        factory,
        "DELETE FROM orders",
        "INSERT INTO orders VALUES (1, 'a', 7, 10), (2, 'b', 7, 20), (3, 'a', 7, 30),"
            + " (4, 'a', 8, 40), (5, NULL, 7, 50), (6, 'o''x', 7, 60)");
    Woven.govern(FILTERS);
    return factory;
  }

  private static Context of(String... claims) {
    Map<String, String> all =
        claims.length == 0
            ? Map.of()
            : Map.of("tenant", claims[0], "branch", claims.length > 1 ? claims[1] : "7");
    return Context.of(
        Carried.class, new Carried(new Human("kim", Set.of(), all, "test", true), null, false));
  }

  @AfterEach
  void nothingFailed() {
    assertThat(Woven.problems()).isEmpty();
  }

  private static List<Object> rows(
      Vendor vendor, Context who, Function<Connection, Statement> how) {
    return Vendor.use(filled(vendor), who, connection -> values(how.apply(connection).execute()));
  }

  private static Flux<Object> values(Publisher<? extends Result> results) {
    return Flux.from(results).concatMap(result -> result.map((row, metadata) -> row.get(0)));
  }

  private static long changed(Vendor vendor, Context who, Function<Connection, Statement> how) {
    return Vendor.use(
            filled(vendor),
            who,
            connection ->
                Flux.from(how.apply(connection).execute()).concatMap(Result::getRowsUpdated))
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  @ParameterizedTest
  @EnumSource
  void showsTheCallersRows(Vendor vendor) {
    assertThat(rows(vendor, of("a"), each -> each.createStatement(SELECT))).containsExactly(1, 3);
    assertThat(rows(vendor, of("b"), each -> each.createStatement(SELECT))).containsExactly(2);
    assertThat(rows(vendor, of("o'x"), each -> each.createStatement(SELECT))).containsExactly(6);
    assertThat(rows(vendor, Context.empty(), each -> each.createStatement(SELECT))).hasSize(6);
  }

  @ParameterizedTest
  @EnumSource
  void showsNothingToWhomAClaimIsMissing(Vendor vendor) {
    assertThat(rows(vendor, of(), each -> each.createStatement(SELECT))).isEmpty();
    assertThat(rows(vendor, of("a", "x"), each -> each.createStatement(SELECT))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void parametersOfTheServiceKeepTheirPlace(Vendor vendor) {
    String sql =
        vendor.text(
            "SELECT id FROM (SELECT id, total, CAST($1 AS CHAR(1)) AS x FROM orders WHERE total > $2) o"
                + " WHERE id < $3 ORDER BY id");
    Function<Connection, Statement> bound =
        connection -> {
          Statement statement = connection.createStatement(sql);
          statement.bind(0, "x").bind(1, 10).bindNull(2, Integer.class).bind(2, 9);
          return statement;
        };

    assertThat(rows(vendor, of("a"), bound)).containsExactly(3);
    assertThat(rows(vendor, Context.empty(), bound)).containsExactly(2, 3, 4, 5, 6);
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "H2"})
  void parametersByNameAndOutOfOrderKeepTheirPlace(Vendor vendor) {
    Function<Connection, Statement> bound =
        connection ->
            connection
                .createStatement("SELECT id FROM orders WHERE total > $2 AND id < $1 ORDER BY id")
                .bind("$2", 10)
                .bind("$1", 9);

    assertThat(rows(vendor, of("a"), bound)).containsExactly(3);
  }

  @ParameterizedTest
  @EnumSource(names = "H2")
  void questionMarksKeepTheirPlace(Vendor vendor) {
    Function<Connection, Statement> bound =
        connection ->
            connection
                .createStatement(
                    "SELECT id FROM (SELECT id, CAST(? AS CHAR(1)) AS x FROM orders) o WHERE id < ? ORDER BY id")
                .bind(0, "x")
                .bind(1, 3);

    assertThat(rows(vendor, of("a"), bound)).containsExactly(1);
  }

  @ParameterizedTest
  @EnumSource
  void changesTheCallersRowsAlone(Vendor vendor) {
    String update = vendor.text("UPDATE orders SET total = $1 WHERE total >= $2");

    assertThat(
            changed(vendor, of("a"), each -> each.createStatement(update).bind(0, 1).bind(1, 20)))
        .isEqualTo(1);
    assertThat(changed(vendor, of("a"), each -> each.createStatement("DELETE FROM orders")))
        .isEqualTo(2);
    assertThat(changed(vendor, of(), each -> each.createStatement("DELETE FROM orders"))).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void everySetOfParametersIsFiltered(Vendor vendor) {
    String update = vendor.text("UPDATE orders SET total = $1 WHERE id = $2");
    List<Long> counts =
        Vendor.use(
            filled(vendor),
            of("a"),
            connection ->
                Flux.from(
                        connection
                            .createStatement(update)
                            .bind(0, 1)
                            .bind(1, 1)
                            .add()
                            .bind(0, 2)
                            .bind(1, 2)
                            .add()
                            .bind(0, 3)
                            .bind(1, 3)
                            .execute())
                    .concatMap(Result::getRowsUpdated));

    assertThat(counts).containsExactly(1L, 0L, 1L);
  }

  @ParameterizedTest
  @EnumSource
  void everyTextOfABatchIsFiltered(Vendor vendor) {
    List<Long> counts =
        Vendor.use(
            filled(vendor),
            of("a"),
            connection -> {
              Batch batch = connection.createBatch();
              batch.add("UPDATE orders SET total = 0").add("DELETE FROM orders WHERE id < 3");
              return Flux.from(batch.execute()).concatMap(Result::getRowsUpdated);
            });

    assertThat(counts).containsExactly(2L, 1L);
  }

  @ParameterizedTest
  @EnumSource
  void eachSubscriptionOfOneStatementSeesItsOwnRows(Vendor vendor) {
    List<Object> seen =
        Vendor.use(
            filled(vendor),
            Context.empty(),
            connection -> {
              Publisher<? extends Result> one =
                  connection
                      .createStatement(
                          vendor.text("SELECT id FROM orders WHERE total > $1 ORDER BY id"))
                      .bind(0, 10)
                      .execute();
              return values(one)
                  .contextWrite(of("b"))
                  .concatWith(values(one).contextWrite(of("a")))
                  .concatWith(values(one).contextWrite(of()));
            });

    assertThat(seen).containsExactly(2, 3);
  }

  @ParameterizedTest
  @EnumSource
  void aSetOfParametersThatCannotBeBoundAgainIsRefused(Vendor vendor) {
    String update = vendor.text("UPDATE orders SET total = $1 WHERE id = $2");
    Function<Connection, Publisher<Long>> twice =
        connection -> {
          Statement statement = connection.createStatement(update);
          statement.bind(0, 1).bind(1, 1).add().bind(0, 2).bind(1, 2).execute();
          statement.bind(0, 3).bind(1, 3);
          return Flux.from(statement.execute()).concatMap(Result::getRowsUpdated);
        };
    ConnectionFactory factory = filled(vendor);

    assertThatThrownBy(() -> Vendor.use(factory, of("a"), twice))
        .isExactlyInstanceOf(R2dbcPermissionDeniedException.class)
        .hasMessageContaining("its parameters cannot be bound again");
  }

  @ParameterizedTest
  @EnumSource
  void theSpanTellsTheTextOfTheService(Vendor vendor) {
    List<Object> seen = new ArrayList<>(rows(vendor, of("a"), c -> c.createStatement(SELECT)));

    assertThat(seen).hasSize(2);
    assertThat(Woven.SEEN)
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.sql()).isEqualTo(SELECT);
              assertThat(each.ends).hasSize(1);
            });
  }
}
