package dev.sluice.r2dbc.linked;

import dev.sluice.gate.SqlStates;
import dev.sluice.policy.Refusal;
import dev.sluice.r2dbc.Execution;
import dev.sluice.r2dbc.Governor;
import dev.sluice.r2dbc.Session;
import dev.sluice.r2dbc.Standing;
import dev.sluice.r2dbc.ToldSession;
import dev.sluice.r2dbc.Turn;
import dev.sluice.sql.Dialect;
import dev.sluice.telling.Objection;
import dev.sluice.telling.Telling;
import dev.sluice.telling.ToldCaller;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells PostgreSQL and MariaDB for whom an execution is done, before it and on its very connection,
 * as over JDBC: by a statement of Sluice's own, and only if another caller was told before; and
 * sees to it that the session has the role of the caller. An execution waits for those of another
 * caller that are under way on its connection, and is refused where that takes long.
 */
final class CallerTelling {
  static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_ATTEMPTS = 3;

  private final Telling telling;
  private final Connection connection;
  private final Execution execution;
  private final ToldSession session;
  private final Governor governor;
  private final Tables tables;
  private final Standing standing;

  private CallerTelling(
      Governor governor,
      Tables tables,
      Connection connection,
      Execution execution,
      Standing standing) {
    this.governor = governor;
    this.tables = tables;
    this.telling = governor.telling();
    this.connection = connection;
    this.execution = execution;
    this.session = execution.call().session().toldSession();
    this.standing = standing;
  }

  /**
   * An execution before which the database is told for whom it is done.
   *
   * @param held its place among those of its connection, if it has one already
   */
  static Publisher<Object> before(
      Publisher<Object> source,
      Governor governor,
      Tables tables,
      Connection connection,
      Execution execution,
      ToldSession.@Nullable Entry held) {
    Standing standing =
        governor.standing(execution.call(), execution.admission().caller(), execution.role());
    CallerTelling first = new CallerTelling(governor, tables, connection, execution, standing);
    ToldSession.Entry entry = held == null ? first.session.enter(standing) : held;
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
    session.tells(standing);
    return takeRole()
        .then(Mono.defer(this::send))
        .then(Mono.defer(() -> session.told(version) ? Mono.empty() : tell(attempt + 1)));
  }

  /** Takes the role again, if it was lost since the statement was read under it. */
  private Mono<Void> takeRole() {
    if (standing.role().equals(session.role())) {
      return Mono.empty();
    }
    return RoleTaking.take(tables, execution.call().session(), connection, standing.role())
        .onErrorResume(
            problem ->
                RoleTaking.refused(governor, execution.role(), problem)
                    .flatMap(refusal -> refused(execution.role().rule(), Errors.of(refusal))))
        .flatMap(differs -> differs ? untold("its role was lost meanwhile") : Mono.empty());
  }

  private Mono<Void> send() {
    ToldCaller caller = standing.caller();
    if (caller == null) {
      return Mono.empty();
    }
    Dialect dialect = execution.call().session().database().dialect();
    return RoleTaking.run(
            connection,
            telling.text(dialect, number -> dialect == Dialect.POSTGRESQL ? "$" + number : "?"),
            telling.values(caller, dialect).toArray(new String[0]))
        .onErrorResume(this::failed);
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
    return refused(Refusal.UNENFORCEABLE, Errors.closed(objection.why(), objection.fix()));
  }

  private <T> Mono<T> refused(String rule, R2dbcException refusal) {
    execution.refused(rule, String.valueOf(refusal.getMessage()));
    return Mono.error(refusal);
  }
}
