package dev.sluice.r2dbc.linked;

import dev.sluice.r2dbc.Execution;
import dev.sluice.r2dbc.Governor;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.CoreSubscriber;

/** Tells an execution how the consumption of one of its results ends. */
final class ConsumptionSubscriber extends PassingSubscriber {
  private final Governor governor;
  private final Object result;
  private final Execution execution;
  private final boolean counts;
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * The consumption of a result.
   *
   * @param counts whether it is a number of changed rows that is read
   */
  ConsumptionSubscriber(
      CoreSubscriber<? super Object> actual,
      Governor governor,
      Object result,
      Execution execution,
      boolean counts) {
    super(actual);
    this.governor = governor;
    this.result = result;
    this.execution = execution;
    this.counts = counts;
  }

  @Override
  public void onNext(Object element) {
    if (counts && element instanceof Long rows) {
      execution.changed(rows);
    }
    super.onNext(element);
  }

  @Override
  public void onError(Throwable problem) {
    execution.failed(problem);
    end();
    execution.tell(() -> super.onError(problem));
  }

  @Override
  public void onComplete() {
    end();
    execution.tell(super::onComplete);
  }

  @Override
  public void cancel() {
    super.cancel();
    if (!ended.get()) {
      execution.cancelled();
      end();
    }
  }

  private void end() {
    if (ended.compareAndSet(false, true)) {
      governor.consumed(result);
      execution.close();
    }
  }
}
