package dev.sluice.r2dbc.linked;

import dev.sluice.gate.OwnWork;
import dev.sluice.r2dbc.Execution;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The time that one execution may take, by what each database has for it: PostgreSQL is sent a
 * request to cancel when the time is over, as its JDBC driver does; MariaDB and H2 are told of the
 * time beforehand. The error is the database's own. No thread waits: the timer is Reactor's.
 */
final class TimeLimit {
  private static final String POSTGRESQL = "io.r2dbc.postgresql.api.PostgresqlConnection";
  private static final String H2_ASK =
      "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'QUERY_TIMEOUT'";
  private static final long MILLIS = 1000;

  private TimeLimit() {}

  /** Whether the execution of a connection's statements can be limited. */
  static boolean isKnown(Connection connection) {
    String driver = connection.getClass().getName();
    if (driver.startsWith("io.r2dbc.postgresql.")) {
      return canceller(connection) != null;
    }
    return driver.startsWith("io.r2dbc.h2.")
        || (driver.startsWith("org.mariadb.r2dbc.")
            && connection.getMetadata().getDatabaseProductName().contains("MariaDB"));
  }

  /** What stands before a text in MariaDB, as its JDBC driver has it. */
  static String prefix(int seconds) {
    return "SET STATEMENT max_statement_time=" + seconds + " FOR ";
  }

  // ---- PostgreSQL

  private static @Nullable Method canceller(Connection connection) {
    try {
      return Class.forName(POSTGRESQL, false, connection.getClass().getClassLoader())
          .getMethod("cancelRequest");
    } catch (ReflectiveOperationException older) {
      return null;
    }
  }

  /** An execution that is cancelled when its time is over, until it has ended. */
  static Flux<Object> cancelled(
      Publisher<Object> source, Connection connection, Execution execution, int seconds) {
    return Flux.defer(
        () -> {
          Disposable timer =
              Mono.delay(Duration.ofSeconds(seconds))
                  .subscribe(over -> cancel(connection, execution));
          execution.onEnd(timer::dispose);
          return source;
        });
  }

  private static void cancel(Connection connection, Execution execution) {
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    if (!execution.cancelling(cancelled)) {
      return;
    }
    Publisher<?> request;
    try (OwnWork work = OwnWork.begin()) {
      Method canceller = canceller(connection);
      request = canceller == null ? Mono.empty() : (Publisher<?>) canceller.invoke(connection);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError problem) {
      request = Mono.error(problem);
    }
    Mono.from(request)
        .then()
        .subscribe(
            nothing -> {},
            problem -> {
              execution
                  .failures()
                  .count("r2dbc.timeout", "a statement is not cancelled in time", problem);
              cancelled.complete(null);
            },
            () -> cancelled.complete(null));
  }

  // ---- H2

  /**
   * An execution in H2, whose session has a time for each statement: it gets its own back before
   * the service gets the results, which are all there by then.
   */
  static Flux<Object> inSession(Publisher<Object> source, Connection connection, int seconds) {
    long most = seconds * MILLIS;
    return ask(connection)
        .flatMapMany(
            own ->
                own > 0 && own <= most
                    ? source
                    : Mono.usingWhen(
                            set(connection, most).thenReturn(own),
                            before -> Flux.from(source).collectList(),
                            before -> giveBack(connection, most, before),
                            (before, problem) -> giveBack(connection, most, before),
                            before -> giveBack(connection, most, before))
                        .flatMapIterable((List<Object> results) -> results));
  }

  private static Mono<Long> ask(Connection connection) {
    return Tables.rows(connection, H2_ASK, 1)
        .next()
        .map(row -> row[0] == null ? 0L : Long.parseLong(row[0]))
        .defaultIfEmpty(0L);
  }

  /** The statement may have set another time: that is the session's then. */
  private static Mono<Void> giveBack(Connection connection, long given, long own) {
    return ask(connection).flatMap(now -> now == given ? set(connection, own) : Mono.empty());
  }

  private static Mono<Void> set(Connection connection, long millis) {
    return Flux.defer(
            () -> {
              try (OwnWork work = OwnWork.begin()) {
                return Flux.<Result>from(
                    connection.createStatement("SET QUERY_TIMEOUT " + millis).execute());
              }
            })
        .concatMap(Result::getRowsUpdated)
        .then();
  }
}
