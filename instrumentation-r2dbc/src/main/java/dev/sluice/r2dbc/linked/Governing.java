package dev.sluice.r2dbc.linked;

import dev.sluice.r2dbc.Governed;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Makes publishers in which each subscription is another matter. */
final class Governing {
  private Governing() {}

  /** What is done at a subscription. */
  @FunctionalInterface
  interface Subscribing {
    /**
     * Subscribes to the source, or signals an error in its place.
     *
     * @param actual whoever subscribes
     */
    void subscribe(Publisher<Object> source, CoreSubscriber<? super Object> actual);
  }

  /** A publisher over another one: a {@code Mono} over a {@code Mono}, else a {@code Flux}. */
  @SuppressWarnings("unchecked") // elements are passed on, whatever they are
  static Publisher<Object> of(Publisher<?> source, Subscribing subscribing) {
    return source instanceof Mono
        ? new One((Publisher<Object>) source, subscribing)
        : new Many((Publisher<Object>) source, subscribing);
  }

  /** A publisher of which each subscription is what is made of it when it comes. */
  static Flux<Object> later(Consumer<CoreSubscriber<? super Object>> subscribing) {
    return new Flux<>() {
      @Override
      public void subscribe(CoreSubscriber<? super Object> actual) {
        subscribing.accept(actual);
      }
    };
  }

  private static final class Many extends Flux<Object> implements Governed {
    private final Publisher<Object> source;
    private final Subscribing subscribing;

    Many(Publisher<Object> source, Subscribing subscribing) {
      this.source = source;
      this.subscribing = subscribing;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Object> actual) {
      subscribing.subscribe(source, actual);
    }
  }

  private static final class One extends Mono<Object> implements Governed {
    private final Publisher<Object> source;
    private final Subscribing subscribing;

    One(Publisher<Object> source, Subscribing subscribing) {
      this.source = source;
      this.subscribing = subscribing;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Object> actual) {
      subscribing.subscribe(source, actual);
    }
  }
}
