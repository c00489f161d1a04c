package dev.sluice.r2dbc.linked;

import dev.sluice.gate.OwnWork;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** What Sluice asks of a connection for itself. */
final class OwnCalls {
  private OwnCalls() {}

  /** A call of a connection, made when it is subscribed, as Sluice's own. */
  static Mono<Void> of(Supplier<? extends Publisher<Void>> call) {
    return Mono.defer(
        () -> {
          try (OwnWork work = OwnWork.begin()) {
            return Mono.from(call.get());
          }
        });
  }
}
