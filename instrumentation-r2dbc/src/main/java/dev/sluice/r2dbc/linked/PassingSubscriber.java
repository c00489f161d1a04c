package dev.sluice.r2dbc.linked;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * Stands between a driver's publisher and a subscriber, and passes every signal and every request
 * on as it is. Subclasses look at some of them.
 */
abstract class PassingSubscriber implements CoreSubscriber<Object>, Subscription {
  private final CoreSubscriber<? super Object> actual;
  private Subscription upstream = NOTHING;

  /** Before the driver has subscribed: nobody has anything to request from. */
  private static final Subscription NOTHING =
      new Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
      };

  PassingSubscriber(CoreSubscriber<? super Object> actual) {
    this.actual = actual;
  }

  final CoreSubscriber<? super Object> actual() {
    return actual;
  }

  @Override
  public Context currentContext() {
    return actual.currentContext();
  }

  @Override
  public final void onSubscribe(Subscription subscription) {
    upstream = subscription;
    actual.onSubscribe(this);
  }

  @Override
  public void onNext(Object element) {
    actual.onNext(element);
  }

  @Override
  public void onError(Throwable problem) {
    actual.onError(problem);
  }

  @Override
  public void onComplete() {
    actual.onComplete();
  }

  @Override
  public final void request(long n) {
    upstream.request(n);
  }

  @Override
  public void cancel() {
    upstream.cancel();
  }
}
