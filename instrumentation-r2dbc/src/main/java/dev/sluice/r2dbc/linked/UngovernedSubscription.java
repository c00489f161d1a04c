package dev.sluice.r2dbc.linked;

import dev.sluice.r2dbc.Governor;
import dev.sluice.r2dbc.Session;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * What happens when somebody subscribes to what leads past statements: it is refused to callers
 * under a restriction. Who the context names is not waited for: where it could name somebody, the
 * caller may be anybody.
 */
final class UngovernedSubscription {
  private final Governor governor;
  private final Session session;
  private final String way;

  UngovernedSubscription(Governor governor, Session session, String way) {
    this.governor = governor;
    this.session = session;
    this.way = way;
  }

  void subscribe(Publisher<Object> source, CoreSubscriber<? super Object> actual) {
    CompletableFuture<Void> making = governor.making();
    if (making == null) {
      decide(source, actual);
    } else {
      Mono.fromFuture(making)
          .thenMany(Governing.later(subscriber -> decide(source, subscriber)))
          .subscribe(actual);
    }
  }

  private void decide(Publisher<Object> source, CoreSubscriber<? super Object> actual) {
    if (governor.restricts(session, actual.currentContext())) {
      Operators.error(
          actual,
          Errors.closed(
              way + " is refused: it reaches data past the policy that restricts you",
              "Use a statement."));
    } else {
      source.subscribe(actual);
    }
  }
}
