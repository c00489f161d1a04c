package dev.sluice.r2dbc.linked;

import dev.sluice.identity.Caller;
import dev.sluice.policy.DatabaseRole;
import dev.sluice.policy.Limits;
import dev.sluice.policy.Refusal;
import dev.sluice.r2dbc.Execution;
import dev.sluice.r2dbc.Governor;
import dev.sluice.r2dbc.StatementCall;
import dev.sluice.r2dbc.ToldSession;
import dev.sluice.r2dbc.Turn;
import dev.sluice.sql.Dialect;
import dev.sluice.telling.DatabaseRoles;
import dev.sluice.telling.Objection;
import io.r2dbc.spi.Connection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * What happens when somebody subscribes to an execution: who is calling is found out, the gate
 * decides, and only then does the driver get to know of it. Stateless but for what it was made
 * with: each subscription is decided anew.
 */
final class GovernedSubscription {
  private static final int MOST_ATTEMPTS = 3;

  private final Governor governor;
  private final Tables tables;
  private final StatementCall call;

  GovernedSubscription(Governor governor, Tables tables, StatementCall call) {
    this.governor = governor;
    this.tables = tables;
    this.call = call;
  }

  void subscribe(Publisher<Object> source, CoreSubscriber<? super Object> actual) {
    if (!call.session().isKnown() && Connecting.isUnderWay(actual)) {
      source.subscribe(actual); // the driver's own, while it opens the connection
      return;
    }
    Caller caller = governor.caller(call.session());
    CompletionStage<Optional<Caller>> waits = governor.waits(call, caller, actual.currentContext());
    if (waits == null) {
      decide(source, actual, Way.of(caller));
    } else {
      Mono.fromCompletionStage(waits)
          .flatMapMany(who -> decided(source, Way.of(who.orElse(null))))
          .subscribe(actual);
    }
  }

  /**
   * How far a subscription has come.
   *
   * @param caller null if nobody could be found out
   * @param asked whether its session was asked of itself
   * @param taken how often its session has taken a role for it
   * @param held its place among those of its connection; null if it has none yet
   * @param late why it is refused in any case; null if it is not
   * @param failure of the connection, where a role was to be taken; null if there was none
   */
  private record Way(
      @Nullable Caller caller,
      boolean asked,
      int taken,
      ToldSession.@Nullable Entry held,
      @Nullable Refusal late,
      @Nullable Throwable failure) {
    static Way of(@Nullable Caller caller) {
      return new Way(caller, false, 0, null, null, null);
    }

    Way afterAsking() {
      return new Way(caller, true, taken, held, late, failure);
    }

    Way holding(ToldSession.Entry entry) {
      return new Way(caller, asked, taken + 1, entry, late, failure);
    }

    Way refused(Refusal why) {
      return new Way(caller, asked, taken, held, why, failure);
    }

    Way failed(Throwable problem) {
      return new Way(caller, asked, taken, held, late, problem);
    }
  }

  private Flux<Object> decided(Publisher<Object> source, Way way) {
    return Governing.later(actual -> decide(source, actual, way));
  }

  private void decide(Publisher<Object> source, CoreSubscriber<? super Object> actual, Way way) {
    Object outer = actual.currentContext().getOrDefault(Execution.class, null);
    Governor.Begun begun =
        governor.begin(
            call,
            way.caller(),
            outer instanceof Execution other ? other : null,
            way.asked(),
            way.late() != null || way.failure() != null,
            way.late());
    Execution execution = begun.execution();
    ToldSession.Entry held = way.held();
    if (execution == null) {
      DatabaseRole role = begun.role();
      Flux<Object> later =
          role == null
              ? tables.ask(call.session()).thenMany(decided(source, way.afterAsking()))
              : underRole(source, way, role);
      later.subscribe(actual);
      return;
    }
    Refusal refusal = execution.refusal();
    if (refusal == null) {
      if (held != null) {
        execution.onEnd(held::leave);
      }
      Throwable failure = way.failure();
      (failure == null ? running(source, execution, held) : Flux.<Object>error(failure))
          .subscribe(new ExecutionSubscriber(actual, governor, execution));
    } else {
      if (held != null) {
        held.leave();
      }
      Operators.error(actual, Errors.of(refusal));
    }
  }

  /** Decides again when the session has taken a role, under which names may mean other things. */
  private Flux<Object> underRole(Publisher<Object> source, Way way, DatabaseRole role) {
    if (!(call.session().connection() instanceof Connection connection)) {
      return Flux.error(new IllegalStateException("the connection of a statement is gone"));
    }
    ToldSession told = call.session().toldSession();
    ToldSession.Entry before = way.held();
    ToldSession.Entry entry =
        before == null ? told.enter(governor.standing(call, way.caller(), role)) : before;
    Way next = way.holding(entry);
    if (next.taken() > MOST_ATTEMPTS) {
      return decided(source, next.refused(notTaken(role, "it is lost again and again")));
    }
    return Mono.fromFuture(() -> entry.granted().copy())
        .timeout(CallerTelling.PATIENCE)
        .then(Mono.defer(() -> inTurn(told, connection, role)))
        .map(next::refused)
        .onErrorResume(
            TimeoutException.class,
            waited ->
                Mono.just(
                    next.refused(
                        notTaken(
                            role, "statements of another caller are under way on its connection"))))
        .defaultIfEmpty(next)
        .onErrorResume(problem -> Mono.just(next.failed(problem)))
        .doOnCancel(entry::leave)
        .flatMapMany(then -> decided(source, then));
  }

  /** Takes a role; gives why statements are refused, or nothing if it was taken. */
  private Mono<Refusal> inTurn(ToldSession told, Connection connection, DatabaseRole role) {
    Turn turn = told.turn();
    return Mono.fromFuture(() -> turn.before().copy())
        .then(Mono.defer(() -> RoleTaking.take(tables, call.session(), connection, role.name())))
        .flatMap(differs -> Mono.<Refusal>empty())
        .onErrorResume(problem -> RoleTaking.refused(governor, role, problem))
        .doFinally(signal -> turn.giveUp());
  }

  private static Refusal notTaken(DatabaseRole role, String why) {
    Objection objection = DatabaseRoles.impossible(role, why);
    return Refusal.ofRole(role, objection.why(), objection.fix());
  }

  /** What runs: what the service wanted to, or another statement, and what stands before it. */
  private Publisher<Object> running(
      Publisher<Object> source, Execution execution, ToldSession.@Nullable Entry held) {
    Limits.Timeout timeout = execution.admission().limits().timeout();
    Limits.AffectedRows changes = execution.limitedChanges();
    boolean tells = governor.tells(execution);
    if (!tells && timeout == null && changes == null && !execution.isRewritten()) {
      return source;
    }
    if (!(execution.call().session().connection() instanceof Connection connection)) {
      return Flux.error(new IllegalStateException("the connection of a statement is gone"));
    }
    try {
      Publisher<Object> runs = limited(source, connection, execution, timeout);
      if (changes != null) {
        runs = Trial.of(runs, connection, execution, changes);
      }
      return tells
          ? CallerTelling.before(runs, governor, tables, connection, execution, held)
          : runs;
    } catch (RuntimeException | LinkageError drivers) {
      return Flux.error(drivers);
    }
  }

  @SuppressWarnings("unchecked") // elements are passed on, whatever they are
  private static Publisher<Object> limited(
      Publisher<Object> source,
      Connection connection,
      Execution execution,
      Limits.@Nullable Timeout timeout) {
    StatementCall call = execution.call();
    Dialect dialect = call.session().database().dialect();
    String prefix =
        timeout != null && dialect == Dialect.MARIADB ? TimeLimit.prefix(timeout.seconds()) : "";
    Publisher<Object> runs =
        !prefix.isEmpty() || execution.isRewritten()
            ? (Publisher<Object>) Twin.of(call, execution.admission(), connection, prefix)
            : source;
    if (timeout != null && dialect == Dialect.POSTGRESQL) {
      return TimeLimit.cancelled(runs, connection, execution, timeout.seconds());
    }
    return timeout != null && dialect == Dialect.H2
        ? TimeLimit.inSession(runs, connection, timeout.seconds())
        : runs;
  }
}
