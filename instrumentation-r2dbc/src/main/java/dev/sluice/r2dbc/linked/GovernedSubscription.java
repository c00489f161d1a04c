package dev.sluice.r2dbc.linked;

import dev.sluice.identity.Caller;
import dev.sluice.policy.Limits;
import dev.sluice.policy.Refusal;
import dev.sluice.r2dbc.Execution;
import dev.sluice.r2dbc.Governor;
import dev.sluice.r2dbc.StatementCall;
import dev.sluice.sql.Dialect;
import dev.sluice.telling.ToldCaller;
import io.r2dbc.spi.Connection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
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
      decide(source, actual, caller, false);
    } else {
      Mono.fromCompletionStage(waits)
          .flatMapMany(who -> decided(source, who.orElse(null), false))
          .subscribe(actual);
    }
  }

  private Flux<Object> decided(Publisher<Object> source, @Nullable Caller caller, boolean asked) {
    return Governing.later(actual -> decide(source, actual, caller, asked));
  }

  private void decide(
      Publisher<Object> source,
      CoreSubscriber<? super Object> actual,
      @Nullable Caller caller,
      boolean asked) {
    Object outer = actual.currentContext().getOrDefault(Execution.class, null);
    Execution execution =
        governor.begin(call, caller, outer instanceof Execution other ? other : null, asked);
    if (execution == null) {
      tables.ask(call.session()).thenMany(decided(source, caller, true)).subscribe(actual);
      return;
    }
    Refusal refusal = execution.refusal();
    if (refusal == null) {
      running(source, execution).subscribe(new ExecutionSubscriber(actual, governor, execution));
    } else {
      Operators.error(actual, Errors.of(refusal));
    }
  }

  /** What runs: what the service wanted to, or another statement, and what stands before it. */
  private Publisher<Object> running(Publisher<Object> source, Execution execution) {
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
          ? CallerTelling.before(
              runs,
              governor.telling(),
              connection,
              execution,
              ToldCaller.of(execution.admission().caller()))
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
