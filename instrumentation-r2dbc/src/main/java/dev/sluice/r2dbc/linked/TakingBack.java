package dev.sluice.r2dbc.linked;

import dev.sluice.gate.SqlStates;
import dev.sluice.r2dbc.Governor;
import dev.sluice.r2dbc.Session;
import dev.sluice.r2dbc.ToldSession;
import dev.sluice.r2dbc.Turn;
import dev.sluice.sql.Dialect;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * Takes back what a session was told of a caller before its connection goes back to its pool, when
 * the pool has rolled back what was not committed. Never fails, and goes on after a bounded time;
 * whoever cancels meanwhile does not keep the connection from the pool.
 */
final class TakingBack {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Governor governor;
  private final Tables tables;
  private final Session session;
  private final ToldSession told;

  TakingBack(Governor governor, Tables tables, Session session) {
    this.governor = governor;
    this.tables = tables;
    this.session = session;
    this.told = session.toldSession();
  }

  void subscribe(Publisher<Object> source, CoreSubscriber<? super Object> actual) {
    if (!told.holds()
        || !(session.connection() instanceof Connection connection)
        || isInTransaction(connection)) {
      source.subscribe(actual);
      return;
    }
    CompletableFuture<Object> released =
        takeBack(connection)
            .then(Mono.from(source))
            .contextWrite(actual.currentContext())
            .toFuture();
    Mono.fromFuture(() -> released.copy()).subscribe(actual);
  }

  /** In one that the pool has left open it would be taken back for as long as that lasts. */
  private boolean isInTransaction(Connection connection) {
    try {
      return Transactions.isUnderWay(connection);
    } catch (RuntimeException | LinkageError problem) {
      failed(problem);
      return true;
    }
  }

  private Mono<Void> takeBack(Connection connection) {
    Turn turn = told.turn();
    return Mono.fromFuture(() -> turn.before().copy())
        .then(Mono.defer(() -> send(connection)))
        .timeout(PATIENCE)
        .doOnSuccess(nothing -> told.tookBack())
        .doOnError(problem -> told.forget())
        .doFinally(signal -> turn.giveUp())
        .onErrorResume(
            problem -> {
              failed(problem);
              return Mono.empty();
            });
  }

  private Mono<Void> send(Connection connection) {
    told.forget();
    Dialect dialect = session.database().dialect();
    boolean tookRole = told.tookRole();
    String sql = governor.telling().takenBack(dialect, tookRole);
    Mono<Void> sent = sql.isEmpty() ? Mono.empty() : RoleTaking.run(connection, sql);
    if (!tookRole) {
      return sent;
    }
    return dialect == Dialect.POSTGRESQL
        ? sent.then(Mono.defer(() -> tables.askUnderRole(session, connection))).then()
        : sent.then(Mono.defer(() -> RoleTaking.goBack(connection, dialect)));
  }

  private void failed(Throwable problem) {
    if (!(problem instanceof R2dbcException known)
        || !SqlStates.isOfConnection(known.getSqlState())) {
      governor
          .failures()
          .count("r2dbc.take_back", "a pool keeps what a session was told of a caller", problem);
    }
  }
}
