package dev.sluice.r2dbc.linked;

import dev.sluice.identity.Caller;
import dev.sluice.policy.Refusal;
import dev.sluice.r2dbc.Execution;
import dev.sluice.r2dbc.Governor;
import dev.sluice.r2dbc.StatementCall;
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
  private final StatementCall call;

  GovernedSubscription(Governor governor, StatementCall call) {
    this.governor = governor;
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
      decide(source, actual, caller);
    } else {
      Mono.fromCompletionStage(waits)
          .flatMapMany(who -> decided(source, who.orElse(null)))
          .subscribe(actual);
    }
  }

  private Flux<Object> decided(Publisher<Object> source, @Nullable Caller caller) {
    return new Flux<>() {
      @Override
      public void subscribe(CoreSubscriber<? super Object> actual) {
        decide(source, actual, caller);
      }
    };
  }

  private void decide(
      Publisher<Object> source, CoreSubscriber<? super Object> actual, @Nullable Caller caller) {
    Object outer = actual.currentContext().getOrDefault(Execution.class, null);
    Execution execution =
        governor.begin(call, caller, outer instanceof Execution other ? other : null);
    Refusal refusal = execution.refusal();
    if (refusal == null) {
      running(source, execution).subscribe(new ExecutionSubscriber(actual, governor, execution));
    } else {
      Operators.error(actual, Errors.of(refusal));
    }
  }

  /** What runs: what the service wanted to, or another statement in its place. */
  @SuppressWarnings("unchecked") // elements are passed on, whatever they are
  private static Publisher<Object> running(Publisher<Object> source, Execution execution) {
    if (!execution.isRewritten()) {
      return source;
    }
    try {
      return (Publisher<Object>) Twin.of(execution.call(), execution.admission());
    } catch (RuntimeException | LinkageError drivers) {
      return Flux.error(drivers);
    }
  }
}
