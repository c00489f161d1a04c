package dev.sluice.instrumentation.identity.reactor;

import dev.sluice.gate.Failures;
import org.jspecify.annotations.Nullable;

/** Where the advice meets its collaborators, which are there once the weaving is set up. */
final class ReactorScope {
  private static volatile @Nullable ReactorWork work;

  private ReactorScope() {}

  static void install(ReactorContexts contexts, Failures failures) {
    work = new ReactorWork(contexts, failures);
  }

  static @Nullable Object startOperator(Object operator) throws IllegalAccessException {
    ReactorWork installed = work;
    return installed == null ? null : installed.startOperator(operator);
  }

  static @Nullable Object startSubscriber(@Nullable Object subscriber) {
    ReactorWork installed = work;
    return installed == null ? null : installed.startSubscriber(subscriber);
  }

  static void end(@Nullable Object started) {
    if (started instanceof ReactorWork.Entered entered) {
      ReactorWork.end(entered);
    }
  }
}
