package dev.sluice.r2dbc.linked;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * What the service's own functions threw while they read one result: it quotes what the service has
 * been shown, and passes as it is. Thread-safe.
 */
final class ServicesErrors {
  /** One error ends a result; a service that goes on in spite of it may cause some more. */
  private static final int MOST = 16;

  private final List<Throwable> known = new ArrayList<>(0);

  /** Calls a function of the service. */
  <T> T of(Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException | Error thrown) {
      add(thrown);
      throw thrown;
    }
  }

  /** A publisher of the service, whose errors are its own. */
  <T> Publisher<? extends T> watched(Publisher<? extends T> publisher) {
    return Flux.from(publisher).doOnError(this::add);
  }

  private synchronized void add(Throwable thrown) {
    if (known.size() < MOST) {
      known.add(thrown);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very object
  synchronized boolean contains(Throwable problem) {
    for (Throwable each : known) {
      if (each == problem) {
        return true;
      }
    }
    return false;
  }
}
