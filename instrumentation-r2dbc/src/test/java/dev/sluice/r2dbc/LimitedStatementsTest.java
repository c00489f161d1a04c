package dev.sluice.r2dbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gate.Outcome;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** Limits on changed rows and on time, over the drivers themselves. */
@Timeout(60)
class LimitedStatementsTest {
  private static final String CHANGES = "limits:\n  - {id: few, affected_rows: 2}\n";
  private static final String TIME = "limits:\n  - {id: fast, timeout: 1s}\n";
  private static final String ALL = "UPDATE stock SET amount = amount + 1";
  private static final String SOME = ALL + " WHERE id <= 2";
  private static final Map<Vendor, ConnectionFactory> FACTORIES = new EnumMap<>(Vendor.class);

  private static ConnectionFactory filled(Vendor vendor, String policy) {
    ConnectionFactory factory =
        FACTORIES.computeIfAbsent(
            vendor,
            each -> {
              each.create("limits");
              Woven.govern("guardrails: []");
              ConnectionFactory made = each.factory("limits");
              Vendor.run(
                  made,
                  "CREATE TABLE stock (id INT PRIMARY KEY, amount INT)"
                      + (each == Vendor.MARIADB ? " ENGINE=InnoDB" : ""));
              return made;
            });
    Woven.govern("guardrails: []");
    Vendor.run(factory, "DELETE FROM stock", "INSERT INTO stock VALUES (1, 0), (2, 0), (3, 0)");
    Woven.govern(policy);
    return factory;
  }

  @AfterEach
  void nothingFailed() {
    assertThat(Woven.problems()).isEmpty();
  }

  private static Mono<Long> change(Connection connection, String sql) {
    return Flux.from(connection.createStatement(sql).execute())
        .concatMap(Result::getRowsUpdated)
        .reduce(0L, Long::sum);
  }

  private static List<Object> amounts(ConnectionFactory factory) {
    Woven.govern("guardrails: []");
    return Vendor.use(
        factory,
        Context.empty(),
        connection ->
            Flux.from(connection.createStatement("SELECT amount FROM stock ORDER BY id").execute())
                .concatMap(result -> result.map((row, metadata) -> row.get(0))));
  }

  private static <T> List<T> use(
      ConnectionFactory factory, Function<Connection, Publisher<T>> use) {
    return Vendor.use(factory, Context.empty(), use);
  }

  // ---- changed rows

  @ParameterizedTest
  @EnumSource
  void fewRowsAreChangedAndCommitted(Vendor vendor) {
    ConnectionFactory factory = filled(vendor, CHANGES);

    assertThat(
            use(
                factory,
                connection ->
                    change(connection, SOME).map(rows -> rows + " " + connection.isAutoCommit())))
        .containsExactly("2 true");
    assertThat(Woven.SEEN)
        .singleElement()
        .satisfies(seen -> assertThat(seen.ends).containsExactly(new Outcome(null, null, 2)));
    assertThat(amounts(factory)).containsExactly(1, 1, 0);
  }

  @ParameterizedTest
  @EnumSource
  void theFirstResultAloneMayBeAskedFor(Vendor vendor) {
    ConnectionFactory factory = filled(vendor, CHANGES);

    assertThat(
            use(
                factory,
                connection ->
                    Mono.from(connection.createStatement(SOME).execute())
                        .flatMap(result -> Mono.from(result.getRowsUpdated()))))
        .containsExactly(2L);
    assertThat(amounts(factory)).containsExactly(1, 1, 0);
  }

  @ParameterizedTest
  @EnumSource
  void moreRowsAreTakenBack(Vendor vendor) {
    ConnectionFactory factory = filled(vendor, CHANGES);

    assertThatThrownBy(() -> use(factory, connection -> change(connection, ALL)))
        .isExactlyInstanceOf(R2dbcNonTransientResourceException.class)
        .hasMessageStartingWith(
            "Sluice took this statement back: it changes 3 rows, and 2 are allowed. (rule few)")
        .extracting(problem -> ((R2dbcException) problem).getSqlState())
        .isEqualTo("54000");
    assertThat(Woven.SEEN)
        .singleElement()
        .satisfies(
            seen -> {
              assertThat(seen.ends).containsExactly(new Outcome(null, "LIMIT", 0));
              assertThat(seen.exceeded).containsExactly("few");
            });
    assertThat(amounts(factory)).containsExactly(0, 0, 0);
  }

  @ParameterizedTest
  @EnumSource
  void aTransactionGoesOnWithoutWhatWasTakenBack(Vendor vendor) {
    ConnectionFactory factory = filled(vendor, CHANGES);
    List<Long> counts =
        use(
            factory,
            connection ->
                Mono.from(connection.beginTransaction())
                    .then(change(connection, SOME))
                    .concatWith(change(connection, ALL).onErrorReturn(R2dbcException.class, -1L))
                    .concatWith(change(connection, "UPDATE stock SET amount = 9 WHERE id = 3"))
                    .concatWith(Mono.from(connection.commitTransaction()).then(Mono.empty())));

    assertThat(counts).containsExactly(2L, -1L, 1L);
    assertThat(amounts(factory)).containsExactly(1, 1, 9);
  }

  @ParameterizedTest
  @EnumSource
  void aRollbackTakesBackWhatWasAllowed(Vendor vendor) {
    ConnectionFactory factory = filled(vendor, CHANGES);
    use(
        factory,
        connection ->
            Mono.from(connection.beginTransaction())
                .then(change(connection, SOME))
                .then(Mono.from(connection.rollbackTransaction())));

    assertThat(amounts(factory)).containsExactly(0, 0, 0);
  }

  @ParameterizedTest
  @EnumSource
  void theRowsOfAllSetsAndTextsCountTogether(Vendor vendor) {
    ConnectionFactory factory = filled(vendor, CHANGES);
    String one = vendor.text("UPDATE stock SET amount = 7 WHERE id = $1");
    Function<Connection, Publisher<Long>> sets =
        connection ->
            Flux.from(
                    connection
                        .createStatement(one)
                        .bind(0, 1)
                        .add()
                        .bind(0, 2)
                        .add()
                        .bind(0, 3)
                        .execute())
                .concatMap(Result::getRowsUpdated);
    Function<Connection, Publisher<Long>> texts =
        connection ->
            Flux.from(
                    connection
                        .createBatch()
                        .add(SOME)
                        .add("UPDATE stock SET amount = 7 WHERE id = 3")
                        .execute())
                .concatMap(Result::getRowsUpdated);

    assertThatThrownBy(() -> use(factory, sets)).hasMessageContaining("changes 3 rows");
    assertThatThrownBy(() -> use(factory, texts)).hasMessageContaining("changes 3 rows");
    assertThat(amounts(factory)).containsExactly(0, 0, 0);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSubscribedAtOnceIsDecidedOneByOne(Vendor vendor) {
    ConnectionFactory factory = filled(vendor, CHANGES);
    List<Long> counts =
        use(
            factory,
            connection ->
                Flux.just(SOME, ALL, SOME, ALL)
                    .flatMap(
                        sql -> change(connection, sql).onErrorReturn(R2dbcException.class, -1L)));

    assertThat(counts).containsExactlyInAnyOrder(2L, -1L, 2L, -1L);
    assertThat(amounts(factory)).containsExactly(2, 2, 0);
  }

  @ParameterizedTest
  @EnumSource
  void aStatementThatFailsLeavesWhatCameBefore(Vendor vendor) {
    ConnectionFactory factory = filled(vendor, CHANGES);
    String clash = "INSERT INTO stock VALUES (4, 0), (1, 0)";

    assertThatThrownBy(() -> use(factory, connection -> change(connection, clash)))
        .isInstanceOf(R2dbcException.class)
        .hasMessageNotContaining("Sluice");
    use(
        factory,
        connection ->
            Mono.from(connection.beginTransaction())
                .then(change(connection, SOME))
                .then(change(connection, clash).onErrorReturn(R2dbcException.class, -1L))
                .then(Mono.from(connection.commitTransaction()).onErrorComplete()));
    boolean failed = vendor == Vendor.POSTGRESQL; // a failed transaction is rolled back as a whole
    assertThat(amounts(factory)).isEqualTo(failed ? List.of(0, 0, 0) : List.of(1, 1, 0));
  }

  @ParameterizedTest
  @EnumSource
  void aChangeThatIsCancelledIsTakenBack(Vendor vendor) throws InterruptedException {
    ConnectionFactory factory = filled(vendor, CHANGES);
    if (vendor == Vendor.H2) {
      return; // runs on the thread that subscribes, and so is never cancelled under way
    }
    String slow =
        vendor == Vendor.POSTGRESQL
            ? "UPDATE stock SET amount = 5 WHERE id = 1 AND pg_sleep(1) IS NOT NULL"
            : "UPDATE stock SET amount = 5 WHERE id = 1 AND SLEEP(1) = 0";
    Woven.govern(CHANGES + "defaults: {opaque: allow}\n");
    use(
        factory,
        connection ->
            change(connection, slow)
                .timeout(Duration.ofMillis(300))
                .onErrorComplete()
                .then(Mono.delay(Duration.ofMillis(1500)))
                .then());
    assertThat(amounts(factory)).containsExactly(0, 0, 0);
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotBeCountedIsRefused(Vendor vendor) {
    ConnectionFactory factory = filled(vendor, CHANGES);
    if (vendor == Vendor.MARIADB) {
      Woven.govern("guardrails: []");
      Vendor.run(factory, "CREATE TABLE old (id INT) ENGINE=MyISAM");
      Woven.govern(CHANGES);
      assertThatThrownBy(
              () -> use(factory, connection -> change(connection, "INSERT INTO old VALUES (1)")))
          .isExactlyInstanceOf(R2dbcPermissionDeniedException.class)
          .hasMessageContaining("a table without transactions");
    }
    assertThat(amounts(factory)).containsExactly(0, 0, 0);
  }

  private static Flux<Object> inserted(Connection connection, String sql) {
    return Flux.from(
            connection.createStatement(sql).returnGeneratedValues("id", "amount").execute())
        .concatMap(
            result ->
                result.map(
                    (row, metadata) ->
                        row.get("id")
                            + " "
                            + row.get(1, Integer.class)
                            + " "
                            + metadata.getColumnMetadatas().size()));
  }

  @ParameterizedTest
  @EnumSource
  void rowsThatAChangeReturnsAreHeldUntilTheyAreCounted(Vendor vendor) {
    ConnectionFactory factory = filled(vendor, CHANGES);

    assertThat(
            use(
                factory,
                connection -> inserted(connection, "INSERT INTO stock VALUES (5, 50), (6, 60)")))
        .containsExactly("5 50 2", "6 60 2");
    assertThat(Woven.SEEN)
        .singleElement()
        .satisfies(seen -> assertThat(seen.ends).containsExactly(new Outcome(null, null, 2)));
    assertThatThrownBy(
            () ->
                use(
                    factory,
                    connection ->
                        inserted(connection, "INSERT INTO stock VALUES (7, 1), (8, 1), (9, 1)")))
        .isExactlyInstanceOf(R2dbcNonTransientResourceException.class)
        .hasMessageContaining("3 rows");
    assertThat(amounts(factory)).containsExactly(0, 0, 0, 50, 60);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsHeldIsAResultLikeTheDrivers(Vendor vendor) {
    ConnectionFactory factory = filled(vendor, CHANGES);
    List<String> parts =
        use(
            factory,
            connection ->
                Flux.from(
                        connection
                            .createStatement("INSERT INTO stock VALUES (5, 50)")
                            .returnGeneratedValues("id")
                            .execute())
                    .concatMap(
                        result ->
                            result
                                .filter(part -> part instanceof Result.RowSegment)
                                .flatMap(
                                    part ->
                                        Mono.just(
                                            "" + ((Result.RowSegment) part).row().get("id")))));
    assertThat(parts).containsExactly("5");
    assertThat(
            use(
                factory,
                connection ->
                    Flux.from(
                            connection
                                .createStatement("INSERT INTO stock VALUES (6, 60)")
                                .returnGeneratedValues("id")
                                .execute())
                        .concatMap(Result::getRowsUpdated)))
        .containsExactly(1L);
  }

  @Test
  void noticesAreNoErrors() {
    ConnectionFactory factory = filled(Vendor.POSTGRESQL, "guardrails: []");
    Vendor.run(
        factory,
        "CREATE OR REPLACE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN RAISE NOTICE ''told''; RETURN NEW; END'",
        "CREATE TABLE IF NOT EXISTS told (id INT)",
        "CREATE OR REPLACE TRIGGER tells BEFORE INSERT ON told FOR EACH ROW"
            + " EXECUTE FUNCTION tell()");
    Woven.govern(CHANGES);

    assertThat(
            use(
                factory,
                connection ->
                    Flux.from(
                            connection
                                .createStatement("INSERT INTO told VALUES (1) RETURNING id")
                                .execute())
                        .concatMap(
                            result ->
                                result.flatMap(
                                    part ->
                                        Mono.just(
                                            part instanceof Result.Message message
                                                ? message.message()
                                                : part.getClass().getSimpleName())))))
        .contains("told", "HeldRow");
  }

  // ---- time

  private static String slow(Vendor vendor) {
    return switch (vendor) {
      case POSTGRESQL -> "SELECT count(*) FROM generate_series(1, 1000000000) g";
      case MARIADB ->
          "SELECT count(*) FROM information_schema.collations a, information_schema.collations b,"
              + " information_schema.collations c, information_schema.collations d";
      case H2 -> "SELECT count(*) FROM SYSTEM_RANGE(1, 100000) a, SYSTEM_RANGE(1, 100000) b";
    };
  }

  @ParameterizedTest
  @EnumSource
  void whatTakesTooLongIsStopped(Vendor vendor) {
    ConnectionFactory factory = filled(vendor, TIME + "defaults: {opaque: allow}\n");
    List<Object> seen =
        use(
            factory,
            connection ->
                Flux.from(connection.createStatement(slow(vendor)).execute())
                    .concatMap(result -> result.map((row, metadata) -> row.get(0)))
                    .onErrorResume(
                        R2dbcException.class, problem -> Mono.just(problem.getSqlState()))
                    .concatWith(
                        Flux.from(
                                connection
                                    .createStatement(
                                        vendor.text("SELECT id FROM stock WHERE id = $1"))
                                    .bind(0, 2)
                                    .execute())
                            .concatMap(result -> result.map((row, metadata) -> row.get(0)))));

    assertThat(seen).containsExactly(vendor == Vendor.MARIADB ? "70100" : "57014", 2);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsFastReturnsWhatTheDatabaseMakes(Vendor vendor) {
    ConnectionFactory factory = filled(vendor, TIME);

    assertThat(
            use(
                factory,
                connection ->
                    Flux.from(
                            connection
                                .createStatement(
                                    vendor.text("INSERT INTO stock (id, amount) VALUES ($1, $2)"))
                                .bind(0, 7)
                                .bind(1, 70)
                                .returnGeneratedValues("id")
                                .execute())
                        .concatMap(result -> result.map((row, metadata) -> row.get(0)))))
        .containsExactly(7);
  }

  @ParameterizedTest
  @EnumSource(names = "H2")
  void theSessionGetsItsOwnTimeBack(Vendor vendor) {
    ConnectionFactory factory = filled(vendor, TIME + "defaults: {opaque: allow}\n");
    String ask =
        "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS"
            + " WHERE SETTING_NAME = 'QUERY_TIMEOUT'";

    assertThat(
            use(
                factory,
                connection ->
                    change(connection, "SET QUERY_TIMEOUT 5000")
                        .then(change(connection, SOME))
                        .thenMany(Mono.fromRunnable(() -> Woven.govern("guardrails: []")))
                        .thenMany(connection.createStatement(ask).execute())
                        .concatMap(result -> result.map((row, metadata) -> row.get(0)))))
        .containsExactly("5000");
  }

  @ParameterizedTest
  @EnumSource
  void changesUnderBothLimitsRun(Vendor vendor) {
    ConnectionFactory factory =
        filled(vendor, "limits:\n  - {id: few, affected_rows: 2}\n  - {id: fast, timeout: 5s}\n");

    assertThat(use(factory, connection -> change(connection, SOME))).containsExactly(2L);
    assertThatThrownBy(() -> use(factory, connection -> change(connection, ALL)))
        .hasMessageContaining("took this statement back");
    assertThat(amounts(factory)).containsExactly(1, 1, 0);
  }
}
