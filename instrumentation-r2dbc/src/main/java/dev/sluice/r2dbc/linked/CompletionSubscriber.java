package dev.sluice.r2dbc.linked;

import reactor.core.CoreSubscriber;

/** Does something before a completion is told. */
final class CompletionSubscriber extends PassingSubscriber {
  private final Runnable completed;

  CompletionSubscriber(CoreSubscriber<? super Object> actual, Runnable completed) {
    super(actual);
    this.completed = completed;
  }

  @Override
  public void onComplete() {
    completed.run();
    super.onComplete();
  }
}
