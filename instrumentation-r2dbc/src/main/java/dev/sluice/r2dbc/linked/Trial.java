package dev.sluice.r2dbc.linked;

import dev.sluice.gate.OwnExceptions;
import dev.sluice.policy.Limits;
import dev.sluice.policy.Refusal;
import dev.sluice.r2dbc.Execution;
import dev.sluice.r2dbc.Turn;
import dev.sluice.sql.Dialect;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What one execution changes, until it is kept or taken back: from a savepoint on if a transaction
 * is under way, else in a transaction for this execution alone, after which the connection commits
 * by itself again. Its results are read, held and counted before the service gets any. It is taken
 * back if they are too many, and if it is cancelled before that is known. A connection that cannot
 * be brought back to where it was is closed: the database then takes back what was not committed.
 */
final class Trial {
  private static final String SAVEPOINT = "sluice_changes";
  private static final String PROBE = "sluice_probe";

  /** Rolled back by the database itself: deadlocks and serialization failures. */
  private static final String TRANSACTION_ROLLBACK = "40";

  private final Connection connection;
  private final Execution execution;
  private final Limits.AffectedRows limit;
  private final Turn turn;
  private volatile boolean inTransaction;
  private @Nullable CompletableFuture<Void> begun;
  private boolean given;

  private Trial(Connection connection, Execution execution, Limits.AffectedRows limit, Turn turn) {
    this.connection = connection;
    this.execution = execution;
    this.limit = limit;
    this.turn = turn;
  }

  /**
   * An execution of a limited change, in place of the one that a driver would publish. Those of one
   * connection come one after the other: the end of one must not be that of another.
   */
  static Flux<Object> of(
      Publisher<Object> source,
      Connection connection,
      Execution execution,
      Limits.AffectedRows limit) {
    return Mono.defer(
            () ->
                Mono.usingWhen(
                    Mono.just(
                        new Trial(connection, execution, limit, execution.call().session().turn())),
                    trial ->
                        waited(trial.turn.before())
                            .then(Mono.defer(trial::begin))
                            .then(trial.results(source)),
                    trial -> trial.ended(trial.keep()),
                    (trial, problem) -> trial.ended(trial.failed(problem)),
                    trial -> trial.ended(trial.givenUp())))
        .flatMapIterable(results -> results);
  }

  /** Who waits no longer does not end what is waited for. */
  private static Mono<Void> waited(CompletableFuture<Void> until) {
    return Mono.fromFuture(until::copy);
  }

  private Mono<Void> ended(Mono<Void> end) {
    return end.doFinally(over -> turn.end());
  }

  private Mono<Void> begin() {
    synchronized (this) {
      if (given) {
        return Mono.never();
      }
      inTransaction = Transactions.isUnderWay(connection);
      begun =
          (inTransaction
                  ? OwnCalls.of(() -> connection.createSavepoint(SAVEPOINT))
                  : OwnCalls.of(connection::beginTransaction))
              .toFuture();
      return waited(begun);
    }
  }

  /** Somebody wants no more: what was begun is taken back, once that is known. */
  private Mono<Void> givenUp() {
    CompletableFuture<Void> known;
    synchronized (this) {
      given = true;
      known = begun;
    }
    return known == null
        ? waited(turn.before())
        : waited(known)
            .thenReturn(true)
            .onErrorReturn(false)
            .flatMap(is -> is ? takeBack() : Mono.empty());
  }

  private synchronized boolean hasBegun() {
    return begun != null && begun.isDone() && !begun.isCompletedExceptionally();
  }

  private Mono<List<Object>> results(Publisher<Object> source) {
    HeldResults held = new HeldResults(limit.most());
    return Flux.from(source)
        .concatMap(result -> held.of((Result) result))
        .collectList()
        .flatMap(
            results -> {
              long rows = held.changed();
              if (rows > limit.most()) {
                execution.takenBack(limit);
                return Mono.error(Errors.of(Refusal.of(limit, rows)));
              }
              execution.changed(rows);
              return Mono.just(results);
            });
  }

  private Mono<Void> keep() {
    return inTransaction
        ? release()
        : OwnCalls.of(connection::commitTransaction)
            .onErrorResume(notCommitted -> takeBack().then(Mono.error(notCommitted)));
  }

  private Mono<Void> takeBack() {
    if (!inTransaction) {
      return OwnCalls.of(connection::rollbackTransaction).onErrorResume(this::close);
    }
    return OwnCalls.of(() -> connection.rollbackTransactionToSavepoint(SAVEPOINT))
        .then(release())
        .onErrorResume(this::close);
  }

  /**
   * In PostgreSQL a transaction in which a statement failed takes no savepoint and must stay
   * failed; but an execution may also fail in the driver alone, after it has changed rows. Where
   * the database has rolled back all of a transaction, nothing is left to take back.
   */
  private Mono<Void> failed(Throwable thrown) {
    if (!hasBegun()) {
      return Mono.empty();
    }
    if (!inTransaction || OwnExceptions.contains(thrown)) {
      return takeBack();
    }
    if (thrown instanceof R2dbcException exception
        && String.valueOf(exception.getSqlState()).startsWith(TRANSACTION_ROLLBACK)) {
      return Mono.empty();
    }
    if (execution.call().session().database().dialect() != Dialect.POSTGRESQL) {
      return takeBack();
    }
    return OwnCalls.of(() -> connection.createSavepoint(PROBE))
        .then(OwnCalls.of(() -> connection.releaseSavepoint(PROBE)))
        .thenReturn(true)
        .onErrorReturn(false)
        .flatMap(goesOn -> goesOn ? takeBack() : Mono.empty());
  }

  /** The transaction ends it at the latest. */
  private Mono<Void> release() {
    return OwnCalls.of(() -> connection.releaseSavepoint(SAVEPOINT))
        .onErrorResume(
            problem -> {
              execution
                  .failures()
                  .count("r2dbc.affected_rows.release", "a savepoint is not released", problem);
              return Mono.empty();
            });
  }

  private Mono<Void> close(Throwable problem) {
    execution
        .failures()
        .count(
            "r2dbc.affected_rows",
            "a change cannot be taken back, its connection is closed",
            problem);
    return OwnCalls.of(connection::close).onErrorComplete();
  }
}
