package dev.sluice.instrumentation.identity.reactor;

import dev.sluice.gate.Failures;
import dev.sluice.identity.HumanSource;
import org.jspecify.annotations.Nullable;

/** Where the advice meets its collaborators, which are there once the weaving is set up. */
final class ReactorScope {
  private static volatile @Nullable ReactorWork work;
  private static volatile @Nullable SubscribedFor subscribed;

  private ReactorScope() {}

  static void install(ReactorContexts contexts, HumanSource humans, Failures failures) {
    work = new ReactorWork(contexts, failures);
    subscribed = new SubscribedFor(humans, failures);
  }

  static @Nullable Object startOperator(Object operator) throws IllegalAccessException {
    ReactorWork installed = work;
    return installed == null ? null : installed.startOperator(operator);
  }

  static @Nullable Object startSubscriber(@Nullable Object subscriber) {
    ReactorWork installed = work;
    return installed == null ? null : installed.startSubscriber(subscriber);
  }

  static void made(Object subscriber) {
    SubscribedFor installed = subscribed;
    if (installed != null) {
      installed.made(subscriber);
    }
  }

  static @Nullable Object context(Object subscriber, @Nullable Object context) throws Throwable {
    SubscribedFor installed = subscribed;
    return installed == null || context == null ? null : installed.context(subscriber, context);
  }

  static void end(@Nullable Object started) {
    if (started instanceof ReactorWork.Entered entered) {
      ReactorWork.end(entered);
    }
  }
}
