package dev.sluice.r2dbc.linked;

import dev.sluice.r2dbc.Execution;
import dev.sluice.r2dbc.Governor;
import io.r2dbc.spi.Result;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * Receives the results of an admitted execution. Each is remembered as its own, so that what the
 * service reads of it is observed; to a caller with masks or counted rows another result is handed
 * out in place of the driver's.
 */
final class ExecutionSubscriber extends PassingSubscriber {
  private final Governor governor;
  private final Execution execution;
  private final Context context;

  /** The thread that hands a result out just now: a cancellation on it is no end yet. */
  private volatile @Nullable Thread handing;

  private volatile boolean cancelled;
  private int results;

  ExecutionSubscriber(
      CoreSubscriber<? super Object> actual, Governor governor, Execution execution) {
    super(actual);
    this.governor = governor;
    this.execution = execution;
    this.context = actual.currentContext().put(Execution.class, execution);
  }

  @Override
  public Context currentContext() {
    return context;
  }

  @Override
  public void onNext(Object element) {
    if (!(element instanceof Result result)) {
      super.onNext(element);
      return;
    }
    governor.result(result, execution);
    handing = Thread.currentThread();
    try {
      super.onNext(execution.guards() ? guarded(result) : result);
    } finally {
      handing = null;
      if (cancelled) {
        execution.published();
      }
    }
  }

  private Result guarded(Result result) {
    return GuardedResult.over(result, execution, execution.shown(results++));
  }

  @Override
  public void onError(Throwable problem) {
    execution.failed(problem);
    execution.published();
    super.onError(execution.withholds() ? Errors.withheld(problem) : problem);
  }

  @Override
  public void onComplete() {
    execution.published();
    super.onComplete();
  }

  /**
   * Who wants one result cancels when it has come, before it is consumed: the execution goes on
   * until that is over.
   */
  @Override
  public void cancel() {
    super.cancel();
    if (handing == Thread.currentThread()) {
      cancelled = true;
    } else {
      execution.cancelled();
      execution.published();
    }
  }
}
