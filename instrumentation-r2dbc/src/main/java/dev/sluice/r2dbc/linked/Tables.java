package dev.sluice.r2dbc.linked;

import dev.sluice.catalog.CatalogReader;
import dev.sluice.catalog.SessionQuestion;
import dev.sluice.catalog.SessionStart;
import dev.sluice.gate.OwnWork;
import dev.sluice.r2dbc.Factory;
import dev.sluice.r2dbc.Governor;
import dev.sluice.r2dbc.Session;
import dev.sluice.sql.Dialect;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads the tables of databases, and asks sessions of themselves, through their own drivers,
 * without blocking: through a connection that the service does not have yet, or one of Sluice's
 * own. Thread-safe.
 */
final class Tables {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Governor governor;

  Tables(Governor governor) {
    this.governor = governor;
  }

  /**
   * Reads what is not known yet through a new connection, before the service gets it. Never fails:
   * without the tables, statements that are not clear are refused to callers under a restriction.
   */
  Mono<Void> readOfNew(Connection connection, Factory factory) {
    boolean first = factory.catalog().beginFirst();
    if (!first && !factory.asksStart()) {
      return Mono.empty();
    }
    Mono<Void> tables = first ? tables(connection, factory) : Mono.empty();
    return tables.then(start(connection, factory));
  }

  /** Reads the tables through a connection of Sluice's own; to be called by who began to. */
  void readAgain(ConnectionFactory connections, Factory factory) {
    Publisher<? extends Connection> opening;
    try (OwnWork work = OwnWork.begin()) {
      opening = connections.create();
    }
    Mono<Connection> opened =
        Mono.<Connection>from(opening)
            .timeout(PATIENCE)
            .switchIfEmpty(Mono.error(() -> new IllegalStateException("there is no connection")))
            .doOnError(problem -> factory.catalog().failed())
            .contextWrite(Connecting::mark);
    Mono.usingWhen(opened, connection -> tables(connection, factory), Connection::close)
        .subscribe(
            nothing -> {},
            problem ->
                governor
                    .failures()
                    .count(
                        "catalog.refresh",
                        "no good connection of our own to " + name(factory),
                        problem));
  }

  private Mono<Void> tables(Connection connection, Factory factory) {
    CatalogReader reader = CatalogReader.of(factory.database().dialect());
    if (reader == null) {
      return Mono.fromRunnable(() -> factory.catalog().took(null));
    }
    return Flux.fromIterable(reader.queries())
        .concatMap(
            query ->
                rows(connection, query.sql(), query.columns())
                    .takeWhile(row -> reader.row(query, row))
                    .then())
        .then()
        .timeout(PATIENCE)
        .doOnSuccess(nothing -> factory.catalog().took(reader))
        .doOnCancel(() -> factory.catalog().failed())
        .onErrorResume(
            problem -> {
              factory.catalog().failed();
              governor
                  .failures()
                  .count(
                      "catalog.read",
                      "cannot read the tables of "
                          + name(factory)
                          + ": statements whose columns are not clear without them are refused to"
                          + " callers under a restriction",
                      problem);
              return Mono.empty();
            });
  }

  private Mono<Void> start(Connection connection, Factory factory) {
    Dialect dialect = factory.database().dialect();
    SessionQuestion question = SessionQuestion.of(dialect);
    if (question == null) {
      return Mono.empty();
    }
    return answer(connection, question)
        .doOnNext(told -> factory.start(SessionStart.of(told)))
        .then();
  }

  /** Asks a session what it is now, through its own connection. Never fails. */
  Mono<Void> ask(Session session) {
    SessionQuestion question = SessionQuestion.of(session.database().dialect());
    return question == null || !(session.connection() instanceof Connection connection)
        ? Mono.empty()
        : answer(connection, question).doOnNext(session::told).then();
  }

  /**
   * Asks a session of PostgreSQL what it is now, under another role. Never fails.
   *
   * @return whether that differs from what was known
   */
  Mono<Boolean> askUnderRole(Session session, Connection connection) {
    SessionQuestion question = SessionQuestion.of(session.database().dialect());
    return question == null || session.database().dialect() != Dialect.POSTGRESQL
        ? Mono.just(false)
        : answer(connection, question).map(session::seenAs).defaultIfEmpty(true);
  }

  private Mono<SessionQuestion.Answer> answer(Connection connection, SessionQuestion question) {
    return rows(connection, question.sql(), question.columns())
        .collectList()
        .timeout(PATIENCE)
        .map(question::answer)
        .onErrorResume(
            problem -> {
              governor.failures().count("r2dbc.ask", "a session does not tell of itself", problem);
              return Mono.empty();
            });
  }

  /** The rows of a query of Sluice's own. */
  static Flux<@Nullable String[]> rows(Connection connection, String sql, int columns) {
    return Flux.defer(
            () -> {
              try (OwnWork work = OwnWork.begin()) {
                return Flux.<Result>from(connection.createStatement(sql).execute());
              }
            })
        .concatMap(result -> result.map((row, metadata) -> strings(row, columns)));
  }

  private static @Nullable String[] strings(Row row, int columns) {
    @Nullable String[] values = new String[columns];
    for (int i = 0; i < columns; i++) {
      values[i] = row.get(i, String.class);
    }
    return values;
  }

  private static String name(Factory factory) {
    return factory.database().host() + "/" + factory.database().name();
  }
}
