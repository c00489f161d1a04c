package dev.sluice.r2dbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gate.Outcome;
import dev.sluice.identity.AgentFrames;
import dev.sluice.policy.Database;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.proxy.ProxyConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.OutParameters;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.ReadableMetadata;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/** What callers see of the drivers themselves, woven. */
@Timeout(60)
class GovernedDriversTest {
  private static final String SSN = "078-05-1120";
  private static final String MASKS =
      """
      callers:
        agents: {kind: ai_agent}
      tags:
        ssn: ["*.*.people.ssn", "*.*.people.income", "*.*.people.born"]
      masks:
        - {id: mask-ssn, tags: [ssn], with: redact, callers: [agents]}
      guardrails:
        - id: agents-read-and-write
          match: {callers: [agents], class: [read, write]}
          action: allow
        - id: no-deletes
          match: {callers: [agents], effects: [delete]}
          action: deny
          message: Agents delete nothing.
      """;
  private static final String SELECT = "SELECT id, name, ssn, income FROM people ORDER BY id";

  private static final java.util.Map<Vendor, ConnectionFactory> FACTORIES =
      new java.util.EnumMap<>(Vendor.class);

  private ConnectionFactory factory(Vendor vendor) {
    return FACTORIES.computeIfAbsent(
        vendor,
        each -> {
          each.create("people");
          ConnectionFactory factory = each.factory("people");
          Woven.govern("guardrails: []");
          Vendor.run(
              factory,
              "CREATE TABLE people (id INT PRIMARY KEY, name VARCHAR(40), ssn VARCHAR(40) UNIQUE,"
                  + " income INT, born DATE)",
              "INSERT INTO people VALUES (1, 'Kim', '" + SSN + "', 4242, '1984-05-06')",
              "INSERT INTO people VALUES (2, 'Jo', '219-09-9999', 4343, NULL)",
              "CREATE VIEW contacts AS SELECT id, ssn AS who FROM people");
          return factory;
        });
  }

  @AfterEach
  void nothingFailed() {
    assertThat(Woven.problems()).isEmpty();
  }

  private static Function<Connection, Publisher<List<Object>>> rows(String sql) {
    return connection ->
        Flux.from(connection.createStatement(sql).execute())
            .concatMap(result -> result.map((row, metadata) -> values(row)));
  }

  private static List<Object> values(Row row) {
    Object[] values = new Object[row.getMetadata().getColumnMetadatas().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    return java.util.Arrays.asList(values);
  }

  @ParameterizedTest
  @EnumSource
  void whoIsNotRestrictedNoticesNothing(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);

    assertThat(Vendor.use(factory, Context.empty(), rows(SELECT)))
        .containsExactly(List.of(1, "Kim", SSN, 4242), List.of(2, "Jo", "219-09-9999", 4343));
    assertThat(Woven.SEEN)
        .singleElement()
        .satisfies(
            seen -> {
              assertThat(seen.sql()).isEqualTo(SELECT);
              assertThat(seen.ends).containsExactly(Outcome.DONE);
            });
  }

  @ParameterizedTest
  @EnumSource
  void aResultThatWasReadIsKnownNoMore(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);
    List<Result> held = new ArrayList<>();

    Vendor.use(
        factory,
        Context.empty(),
        connection ->
            Flux.from(connection.createStatement(SELECT).execute())
                .doOnNext(held::add)
                .concatMap(result -> result.map((row, metadata) -> values(row))));

    assertThat(held)
        .isNotEmpty()
        .allSatisfy(result -> assertThat(Woven.COLLABORATORS.results().get(result)).isNull());
  }

  @ParameterizedTest
  @EnumSource
  void whoIsNotRestrictedGetsTheDriversOwnObjects(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);
    List<String> classes =
        Vendor.use(
            factory,
            Context.empty(),
            connection ->
                Flux.from(connection.createStatement(SELECT).execute())
                    .concatMap(
                        result ->
                            result.map(
                                (row, metadata) ->
                                    result.getClass().getName() + " " + row.getClass().getName())));

    assertThat(classes).isNotEmpty().noneMatch(name -> name.contains("sluice"));
  }

  @ParameterizedTest
  @EnumSource
  void masksAreTypedAndHoldForEveryGetter(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);

    assertThat(Vendor.use(factory, Woven.byAgent(), rows(SELECT)))
        .containsExactly(List.of(1, "Kim", "[redacted]", 0), List.of(2, "Jo", "[redacted]", 0));
    List<Object> read =
        Vendor.use(
            factory,
            Woven.byAgent(),
            connection ->
                Flux.from(connection.createStatement(SELECT + " LIMIT 1").execute())
                    .concatMap(
                        result ->
                            result.map(
                                (row, metadata) ->
                                    List.<Object>of(
                                        row.get("SSN"),
                                        row.get("ssn", String.class),
                                        row.get(2, String.class),
                                        row.get("income", Integer.class),
                                        row.get(3, String.class),
                                        row.get("name", String.class))))
                    .concatMapIterable(list -> list));
    assertThat(read).containsExactly("[redacted]", "[redacted]", "[redacted]", 0, "0", "Kim");
    assertThat(Woven.SEEN)
        .hasSize(2)
        .allSatisfy(
            seen -> {
              assertThat(seen.event.decision().outcome()).isEqualTo("mask");
              assertThat(seen.ends).containsExactly(Outcome.DONE);
            });
  }

  @ParameterizedTest
  @EnumSource
  void masksHoldInSegmentsFiltersAndReadables(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);
    Function<Function<Result, Publisher<Object>>, List<Object>> read =
        way ->
            Vendor.use(
                factory,
                Woven.byAgent(),
                connection ->
                    Flux.from(connection.createStatement(SELECT).execute()).concatMap(way));

    assertThat(read.apply(result -> result.map(readable -> readable.get(2))))
        .containsExactly("[redacted]", "[redacted]");
    assertThat(
            read.apply(
                result ->
                    result.flatMap(
                        segment ->
                            segment instanceof Result.RowSegment row
                                ? Mono.just(row.row().get("ssn"))
                                : Mono.empty())))
        .containsExactly("[redacted]", "[redacted]");
    assertThat(
            read.apply(
                result ->
                    result
                        .filter(
                            segment ->
                                segment instanceof Result.RowSegment row
                                    && !SSN.equals(row.row().get("ssn", String.class)))
                        .map((row, metadata) -> row.get("ssn"))))
        .containsExactly("[redacted]", "[redacted]");
  }

  @ParameterizedTest
  @EnumSource
  void masksFollowViewsAndStars(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);

    assertThat(Vendor.use(factory, Woven.byAgent(), rows("SELECT who FROM contacts ORDER BY id")))
        .containsExactly(List.of("[redacted]"), List.of("[redacted]"));
    assertThat(Vendor.use(factory, Woven.byAgent(), rows("SELECT * FROM people WHERE id = 2")))
        .singleElement()
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .contains("Jo", "[redacted]")
        .doesNotContain("219-09-9999", 4343);
  }

  @ParameterizedTest
  @EnumSource(value = Vendor.class, names = "POSTGRESQL")
  void masksHoldForReturning(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);

    assertThat(
            Vendor.use(
                factory,
                Woven.byAgent(),
                rows("UPDATE people SET name = 'Jo' WHERE id = 2 RETURNING name, ssn")))
        .containsExactly(List.of("Jo", "[redacted]"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Vendor.class,
      names = {"POSTGRESQL", "MARIADB"})
  void masksHoldForInsertedRowsThatAreReturned(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);

    assertThat(
            Vendor.use(
                factory,
                Woven.byAgent(),
                rows(
                    "INSERT INTO people (id, name, ssn) VALUES (6, 'Ed', 'secret') RETURNING name,"
                        + " ssn")))
        .containsExactly(List.of("Ed", "[redacted]"));
    Vendor.run(factory, "DELETE FROM people WHERE id = 6");
  }

  @ParameterizedTest
  @EnumSource(value = Vendor.class, names = "MARIADB")
  void outParametersAreMaskedWhateverTheyAre(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern("guardrails: []");
    Vendor.run(
        factory,
        "CREATE OR REPLACE PROCEDURE first_of(OUT who VARCHAR(40), OUT sum INT) SELECT ssn, income"
            + " INTO who, sum FROM people WHERE id = 1");
    Function<Context, List<Object>> read =
        context ->
            Vendor.use(
                factory,
                context,
                connection ->
                    Flux.from(called(connection).execute())
                        .concatMap(result -> result.flatMap(GovernedDriversTest::outParameters))
                        .concatMapIterable(values -> values));

    Woven.govern(MASKS + "defaults: {unmatched: {ai_agent: allow}, opaque: allow}\n");
    assertThat(read.apply(Context.empty())).containsExactly(SSN, SSN, "4242", 4242, SSN);
    assertThat(read.apply(Woven.byAgent()))
        .containsExactly("[redacted]", "[redacted]", "0", 0, "[redacted]");
    assertThat(
            Vendor.use(
                factory,
                Woven.byAgent(),
                connection ->
                    Flux.from(called(connection).execute())
                        .concatMap(result -> result.map(readable -> readable.get("who")))))
        .containsExactly("[redacted]");

    Woven.govern(MASKS + "defaults: {unmatched: {ai_agent: allow}}\n");
    assertThatThrownBy(() -> read.apply(Woven.byAgent()))
        .isInstanceOf(R2dbcPermissionDeniedException.class)
        .hasMessageContaining("what a procedure does is not known");
  }

  /** The driver lets the server prepare a call, and so gets its parameters, only if written so. */
  private static Statement called(Connection connection) {
    return connection
        .createStatement("call first_of(?, ?)")
        .bind(0, Parameters.out(R2dbcType.VARCHAR))
        .bind(1, Parameters.out(R2dbcType.INTEGER));
  }

  private static Publisher<List<Object>> outParameters(Result.Segment segment) {
    if (!(segment instanceof Result.OutSegment out)) {
      return Mono.empty();
    }
    OutParameters parameters = out.outParameters();
    assertThat(parameters.getMetadata().getParameterMetadatas())
        .extracting(ReadableMetadata::getName)
        .containsExactly("who", "sum");
    return Mono.just(
        List.<Object>of(
            parameters.get(0),
            parameters.get("who", String.class),
            parameters.get(1, String.class),
            parameters.get("sum", Integer.class),
            parameters.get("who")));
  }

  @ParameterizedTest
  @EnumSource
  void aDenialIsSignalledAndNothingRuns(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);

    assertThatThrownBy(
            () -> Vendor.use(factory, Woven.byAgent(), rows("DELETE FROM people WHERE id = 1")))
        .isExactlyInstanceOf(R2dbcPermissionDeniedException.class)
        .hasMessageStartingWith(
            "Sluice denied this statement: Agents delete nothing. (rule no-deletes)\n"
                + "{\"sluice\":{\"code\":\"DENIED\",\"rule\":\"no-deletes\"")
        .extracting(problem -> ((R2dbcException) problem).getSqlState())
        .isEqualTo("42501");
    assertThat(Woven.SEEN)
        .singleElement()
        .satisfies(seen -> assertThat(seen.ends).containsExactly(new Outcome(null, "DENIED", -1)));
    assertThat(Vendor.use(factory, Context.empty(), rows(SELECT))).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void eachSubscriptionIsDecidedAnew(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);
    List<Object> seen =
        Vendor.use(
            factory,
            Context.empty(),
            connection -> {
              Flux<Object> names =
                  Flux.defer(() -> Flux.from(connection.createStatement(SELECT).execute()))
                      .concatMap(result -> result.map((row, metadata) -> row.get("ssn")));
              Publisher<? extends Result> one = connection.createStatement(SELECT).execute();
              Flux<Object> same =
                  Flux.from(one).concatMap(result -> result.map((row, metadata) -> row.get("ssn")));
              return names.concatWith(same.contextWrite(Woven.byAgent()));
            });

    assertThat(seen).containsExactly(SSN, "219-09-9999", "[redacted]", "[redacted]");
    assertThat(Woven.SEEN).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void itIsKnownWhereAConnectionLeads(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);
    Vendor.use(factory, Context.empty(), rows(SELECT));

    assertThat(Woven.SEEN)
        .singleElement()
        .satisfies(
            seen -> {
              Database database = seen.event.request().database();
              assertThat(database.dialect().name()).isEqualTo(vendor.name());
              assertThat(database.name()).isEqualTo("people");
              assertThat(database.host()).isEqualTo(vendor == Vendor.H2 ? "" : "127.0.0.1");
              assertThat(database.port() > 0).isEqualTo(vendor != Vendor.H2);
            });
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsDecidedBeforeTheSubscription(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);
    Vendor.use(
        factory,
        Context.empty(),
        connection -> {
          connection.createStatement("DELETE FROM people").execute();
          assertThat(Woven.SEEN).isEmpty();
          return Mono.empty();
        });

    assertThat(Woven.SEEN).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aCallerWhoIsToldLaterIsWaitedForWithoutAThread(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);
    CompletableFuture<Void> known = new CompletableFuture<>();
    Mono<List<List<Object>>> reading =
        Flux.usingWhen(Mono.from(factory.create()), rows(SELECT), Connection::close)
            .contextWrite(Woven.byAgent(known))
            .collectList();
    AtomicReference<List<List<Object>>> read = new AtomicReference<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    reading.subscribe(
        rows -> {
          read.set(rows);
          done.complete(null);
        },
        done::completeExceptionally);

    assertThat(Woven.SEEN).isEmpty();
    known.complete(null);
    done.orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join();
    assertThat(read.get())
        .first()
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .contains("[redacted]");
  }

  @ParameterizedTest
  @EnumSource
  void aCallerOfWhomNobodyCanTellIsRefused(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);
    Context unknown =
        Context.of(dev.sluice.identity.Carried.class, dev.sluice.identity.Carried.UNKNOWN);

    assertThatThrownBy(() -> Vendor.use(factory, unknown, rows(SELECT)))
        .isInstanceOf(R2dbcPermissionDeniedException.class);
    Woven.forgetProblems();
  }

  @ParameterizedTest
  @EnumSource
  void poolsAndProxiesCountOnce(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    ConnectionPool pool =
        new ConnectionPool(
            ConnectionPoolConfiguration.builder(ProxyConnectionFactory.builder(factory).build())
                .maxSize(1)
                .build());
    Woven.govern(MASKS);

    assertThat(Vendor.use(pool, Woven.byAgent(), rows(SELECT)))
        .containsExactly(List.of(1, "Kim", "[redacted]", 0), List.of(2, "Jo", "[redacted]", 0));
    assertThat(Woven.SEEN)
        .singleElement()
        .satisfies(
            seen -> {
              assertThat(seen.ends).containsExactly(Outcome.DONE);
            });
    pool.dispose();
  }

  @ParameterizedTest
  @EnumSource
  void aPooledConnectionWorksForWhomItWasTaken(Vendor vendor) {
    ConnectionPool pool =
        new ConnectionPool(
            ConnectionPoolConfiguration.builder(factory(vendor)).initialSize(1).maxSize(1).build());
    pool.warmup().block(Vendor.PATIENCE);
    Woven.govern(MASKS);
    Function<Connection, Publisher<List<Object>>> elsewhere =
        connection -> Flux.from(rows(SELECT).apply(connection)).subscribeOn(Schedulers.parallel());

    try (AgentFrames.Frame frame = AgentFrames.open(Woven.agent(), null)) {
      assertThat(Vendor.use(pool, Context.empty(), elsewhere))
          .containsExactly(List.of(1, "Kim", "[redacted]", 0), List.of(2, "Jo", "[redacted]", 0));
    }
    assertThat(Vendor.use(pool, Context.empty(), elsewhere))
        .containsExactly(List.of(1, "Kim", SSN, 4242), List.of(2, "Jo", "219-09-9999", 4343));
    pool.dispose();
  }

  @ParameterizedTest
  @EnumSource
  void parametersAndChangedRowsAreTold(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);
    List<Long> changed =
        Vendor.use(
            factory,
            Context.empty(),
            connection ->
                Flux.from(
                        connection
                            .createStatement(
                                "UPDATE people SET name = name WHERE id < " + vendor.parameter())
                            .bind(0, 2)
                            .execute())
                    .concatMap(Result::getRowsUpdated));

    assertThat(changed).containsExactly(1L);
    assertThat(Woven.SEEN)
        .singleElement()
        .satisfies(seen -> assertThat(seen.ends).containsExactly(new Outcome(null, null, 1)));
  }

  @ParameterizedTest
  @EnumSource
  void errorsThatQuoteValuesAreWithheldFromTheMasked(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);
    String clash = "UPDATE people SET id = 2 WHERE id = 1";

    assertThatThrownBy(() -> Vendor.use(factory, Woven.byAgent(), rows(clash)))
        .isExactlyInstanceOf(R2dbcDataIntegrityViolationException.class)
        .hasMessageContaining("a constraint is violated")
        .hasNoCause();
    assertThatThrownBy(() -> Vendor.use(factory, Context.empty(), rows(clash)))
        .isInstanceOf(R2dbcDataIntegrityViolationException.class)
        .hasMessageNotContaining("Sluice");
    assertThat(Woven.SEEN)
        .hasSize(2)
        .allSatisfy(
            seen -> {
              assertThat(seen.ends).singleElement().extracting(Outcome::error).isNotNull();
            });
  }

  @ParameterizedTest
  @EnumSource
  void theServicesOwnErrorsPassAsTheyAre(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);
    IllegalStateException own = new IllegalStateException("the service's own");
    Function<Connection, Publisher<Object>> failing =
        connection ->
            Flux.from(connection.createStatement(SELECT).execute())
                .concatMap(
                    result ->
                        result.map(
                            (row, metadata) -> {
                              throw own;
                            }));

    for (Context context : List.of(Context.empty(), Woven.byAgent())) {
      assertThatThrownBy(() -> Vendor.use(factory, context, failing)).isSameAs(own);
    }
  }

  @ParameterizedTest
  @EnumSource
  void limitsOnRowsStopAndTruncate(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    String limit = "limits:\n  - {id: few, returned_rows: 1, on_exceed: %s}\n";
    Woven.govern(limit.formatted("error"));

    assertThatThrownBy(() -> Vendor.use(factory, Context.empty(), rows(SELECT)))
        .isInstanceOf(R2dbcException.class)
        .hasMessageContaining("more than the 1 rows that are allowed")
        .extracting(problem -> ((R2dbcException) problem).getSqlState())
        .isEqualTo("54000");
    assertThat(Woven.SEEN)
        .singleElement()
        .satisfies(s -> assertThat(s.exceeded).containsOnly("few"));

    Woven.govern(limit.formatted("truncate"));
    assertThat(Vendor.use(factory, Context.empty(), rows(SELECT))).hasSize(1);
    assertThat(
            Vendor.use(
                factory,
                Context.empty(),
                connection ->
                    Flux.from(connection.createStatement(SELECT).execute())
                        .concatMap(
                            result ->
                                result.flatMap(
                                    segment ->
                                        segment instanceof Result.RowSegment
                                            ? Mono.just(1)
                                            : Mono.empty()))))
        .containsExactly(1);
  }

  @ParameterizedTest
  @EnumSource
  void whatAMaskMayHaveShownIsNotStored(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);
    String update = vendor.text("UPDATE people SET name = $1, ssn = $2, income = $3 WHERE id = $4");
    Function<List<Object>, Function<Connection, Publisher<Long>>> bound =
        values ->
            connection -> {
              Statement statement = connection.createStatement(update);
              for (int i = 0; i < values.size(); i++) {
                statement.bind(i, values.get(i));
              }
              return Flux.from(statement.execute()).concatMap(Result::getRowsUpdated);
            };

    for (List<Object> values :
        List.<List<Object>>of(
            List.of("Jo", "[redacted]", 4343, 9),
            List.of("Jo", Parameters.in("[redacted]"), 4343, 9),
            List.of("Jo", "219-09-9999", 0, 9))) {
      assertThatThrownBy(() -> Vendor.use(factory, Woven.byAgent(), bound.apply(values)))
          .isExactlyInstanceOf(R2dbcPermissionDeniedException.class)
          .hasMessageContaining("\"code\":\"WRITE_BACK\"");
    }
    for (String sql :
        List.of(
            "INSERT INTO people (id, ssn) VALUES (9, '[redacted]')",
            "UPDATE people SET ssn = '[redacted]' WHERE id = 1")) {
      assertThatThrownBy(() -> Vendor.use(factory, Woven.byAgent(), rows(sql)))
          .hasMessageContaining("\"code\":\"WRITE_BACK\"");
    }
    assertThat(Vendor.use(factory, Woven.byAgent(), bound.apply(List.of("[redacted]", "1", 1, 0))))
        .containsExactly(0L);
    assertThat(Vendor.use(factory, Context.empty(), bound.apply(List.of("Jo", "[redacted]", 0, 9))))
        .containsExactly(0L);
  }

  @ParameterizedTest
  @EnumSource
  void everySetOfParametersIsComparedWithTheMask(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);

    assertThatThrownBy(
            () ->
                Vendor.use(
                    factory,
                    Woven.byAgent(),
                    connection ->
                        Flux.from(
                                connection
                                    .createStatement(
                                        vendor.text("UPDATE people SET ssn = $1 WHERE id = $2"))
                                    .bind(0, "[redacted]")
                                    .bind(1, 8)
                                    .add()
                                    .bind(0, "x")
                                    .bind(1, 9)
                                    .execute())
                            .concatMap(Result::getRowsUpdated)))
        .hasMessageContaining("\"code\":\"WRITE_BACK\"");
  }

  @ParameterizedTest
  @EnumSource
  void generatedValuesAreMasked(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);
    Function<String[], List<List<Object>>> inserted =
        columns ->
            Vendor.use(
                factory,
                Woven.byAgent(),
                connection ->
                    Flux.from(
                            connection
                                .createStatement(
                                    "INSERT INTO people (id, name, ssn) VALUES (5, 'Al', 'secret')")
                                .returnGeneratedValues(columns)
                                .execute())
                        .concatMap(result -> result.map((row, metadata) -> values(row))));
    Runnable delete = () -> Vendor.run(factory, "DELETE FROM people WHERE id = 5");

    assertThat(inserted.apply(new String[] {"name", "ssn", "id"}))
        .containsExactly(List.of("Al", "[redacted]", 5));
    delete.run();
    assertThat(inserted.apply(new String[] {"id"})).containsExactly(List.of(5));
    delete.run();
    if (vendor != Vendor.H2) { // which gives the columns that have a default
      assertThat(inserted.apply(new String[0]).toString()).contains("Al").doesNotContain("secret");
      delete.run();
      assertThat(inserted.apply(new String[] {"upper(ssn) AS name"}))
          .containsExactly(List.of("[redacted]"));
    }
    delete.run();
  }

  @ParameterizedTest
  @EnumSource
  void everyResultOfABatchIsMasked(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);

    assertThat(
            Vendor.use(
                factory,
                Woven.byAgent(),
                connection ->
                    Flux.from(
                            connection
                                .createBatch()
                                .add("SELECT name FROM people WHERE id = 1")
                                .add("SELECT income, ssn FROM people WHERE id = 1")
                                .add("UPDATE people SET name = 'Jo' WHERE id = 2")
                                .add("SELECT name FROM people WHERE id = 1")
                                .add("SELECT ssn AS name FROM people WHERE id = 1")
                                .execute())
                        .concatMap(result -> result.map((row, metadata) -> values(row)))))
        .containsExactly(
            List.of("Kim"), List.of(0, "[redacted]"), List.of("Kim"), List.of("[redacted]"));
  }

  @ParameterizedTest
  @EnumSource
  void aBatchWhoseResultsCannotBeToldApartIsRefused(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS + "defaults: {opaque: allow}\n");

    assertThatThrownBy(
            () ->
                Vendor.use(
                    factory,
                    Woven.byAgent(),
                    connection ->
                        Flux.from(
                                connection
                                    .createBatch()
                                    .add("CALL nobody_knows()")
                                    .add("SELECT name, ssn FROM people")
                                    .execute())
                            .concatMap(result -> result.map((row, metadata) -> values(row)))))
        .isInstanceOf(R2dbcPermissionDeniedException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aBatchIsDecidedAsOne(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);
    String read = "SELECT name FROM people WHERE id = 1";
    Function<String, Function<Connection, Publisher<List<Object>>>> batch =
        second ->
            connection ->
                Flux.from(connection.createBatch().add(read).add(second).execute())
                    .concatMap(result -> result.map((row, metadata) -> values(row)));

    assertThat(
            Vendor.use(
                factory, Context.empty(), batch.apply("SELECT ssn FROM people WHERE id = 1")))
        .containsExactly(List.of("Kim"), List.of(SSN));
    assertThat(Woven.SEEN)
        .singleElement()
        .satisfies(
            seen -> {
              assertThat(seen.event.request().sql()).hasSize(2).contains(read);
              assertThat(seen.ends).hasSize(1);
            });
    assertThatThrownBy(
            () -> Vendor.use(factory, Woven.byAgent(), batch.apply("DELETE FROM people")))
        .isInstanceOf(R2dbcPermissionDeniedException.class)
        .hasMessageContaining("Agents delete nothing.");
  }

  @ParameterizedTest
  @EnumSource
  void cancellationEndsAnExecutionOnce(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);
    List<Object> first =
        Vendor.use(
            factory,
            Context.empty(),
            connection ->
                Mono.from(connection.createStatement(SELECT).execute())
                    .flatMap(result -> Mono.from(result.map((row, metadata) -> row.get(1)))));

    assertThat(first).containsExactly("Kim");
    assertThat(Woven.SEEN)
        .singleElement()
        .satisfies(seen -> assertThat(seen.ends).containsExactly(Outcome.DONE));
  }

  @ParameterizedTest
  @EnumSource
  void aCreatedTableIsKnownAtOnce(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);
    Vendor.run(factory, "DROP TABLE IF EXISTS later", "CREATE TABLE later (id INT, x VARCHAR(9))");
    Vendor.run(factory, "INSERT INTO later VALUES (1, 'a')");

    assertThat(Vendor.use(factory, Woven.byAgent(), rows("SELECT * FROM later")))
        .containsExactly(List.of(1, "a"));
  }

  @ParameterizedTest
  @EnumSource
  void backpressureReachesTheDriver(Vendor vendor) {
    ConnectionFactory factory = factory(vendor);
    Woven.govern(MASKS);
    for (Context context : List.of(Context.empty(), Woven.byAgent())) {
      List<Object> requested =
          Vendor.use(
              factory,
              context,
              connection ->
                  Flux.from(connection.createStatement(SELECT).execute())
                      .concatMap(
                          result ->
                              Flux.from(result.map((row, metadata) -> row.get(1))).limitRate(1)));

      assertThat(requested).containsExactly("Kim", "Jo");
    }
  }
}
