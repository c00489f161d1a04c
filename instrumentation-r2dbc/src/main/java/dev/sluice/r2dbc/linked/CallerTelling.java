package dev.sluice.r2dbc.linked;

import dev.sluice.gate.OwnWork;
import dev.sluice.gate.SqlStates;
import dev.sluice.r2dbc.Execution;
import dev.sluice.r2dbc.Session;
import dev.sluice.r2dbc.ToldSession;
import dev.sluice.r2dbc.Turn;
import dev.sluice.sql.Dialect;
import dev.sluice.telling.Objection;
import dev.sluice.telling.Telling;
import dev.sluice.telling.ToldCaller;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells PostgreSQL and MariaDB for whom an execution is done, before it and on its very connection,
 * as over JDBC: by a statement of Sluice's own, and only if another caller was told before. An
 * execution waits for those of another caller that are under way on its connection, and is refused
 * where that takes long.
 */
final class CallerTelling {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_ATTEMPTS = 3;

  private final Telling telling;
  private final Connection connection;
  private final Execution execution;
  private final ToldSession session;
  private final ToldCaller caller;

  private CallerTelling(
      Telling telling, Connection connection, Execution execution, ToldCaller caller) {
    this.telling = telling;
    this.connection = connection;
    this.execution = execution;
    this.session = execution.call().session().toldSession();
    this.caller = caller;
  }

  /** An execution before which the database is told for whom it is done. */
  static Publisher<Object> before(
      Publisher<Object> source,
      Telling telling,
      Connection connection,
      Execution execution,
      ToldCaller caller) {
    CallerTelling first = new CallerTelling(telling, connection, execution, caller);
    ToldSession.Entry entry = first.session.enter(caller);
    execution.onEnd(entry::leave);
    boolean undoes = Session.undoes(execution.admission().all());
    if (entry.granted().isDone() && first.session.isTold() && !undoes) {
      return source;
    }
    return Mono.fromFuture(() -> entry.granted().copy())
        .timeout(PATIENCE, Mono.defer(first::waitedInVain))
        .thenMany(Flux.defer(() -> first.inTurn(source, undoes)));
  }

  private Flux<Object> inTurn(Publisher<Object> source, boolean undoes) {
    Turn turn = session.turn();
    return Mono.fromFuture(() -> turn.before().copy())
        .then(Mono.defer(() -> tell(1)))
        .doOnError(problem -> turn.giveUp())
        .doOnCancel(turn::giveUp)
        .thenMany(
            Governing.later(
                actual -> {
                  if (undoes) {
                    session.forget();
                  }
                  source.subscribe(actual);
                  turn.end();
                }));
  }

  private Mono<Void> tell(int attempt) {
    if (session.isTold()) {
      return Mono.empty();
    }
    if (attempt > MOST_ATTEMPTS) {
      return untold("something else takes it back again and again");
    }
    long version = session.version();
    return send()
        .onErrorResume(this::failed)
        .then(Mono.defer(() -> session.told(version) ? Mono.empty() : tell(attempt + 1)));
  }

  private Mono<Void> send() {
    return Flux.defer(
            () -> {
              Dialect dialect = execution.call().session().database().dialect();
              try (OwnWork work = OwnWork.begin()) {
                Statement statement =
                    connection.createStatement(
                        telling.text(
                            dialect, number -> dialect == Dialect.POSTGRESQL ? "$" + number : "?"));
                int index = 0;
                for (String value : telling.values(caller, dialect)) {
                  statement.bind(index++, value);
                }
                return Flux.<Result>from(statement.execute());
              }
            })
        .concatMap(Result::getRowsUpdated)
        .then();
  }

  private Mono<Void> waitedInVain() {
    return untold("statements for another caller are under way on its connection");
  }

  private Mono<Void> failed(Throwable problem) {
    if (problem instanceof R2dbcException known && SqlStates.isOfConnection(known.getSqlState())) {
      return Mono.error(problem);
    }
    execution
        .failures()
        .count("r2dbc.tell_caller", "a database could not be told the caller", problem);
    return untold("the database does not take it");
  }

  private Mono<Void> untold(String why) {
    Objection objection = Telling.untold(why);
    execution.refused();
    return Mono.error(Errors.closed(objection.why(), objection.fix()));
  }
}
