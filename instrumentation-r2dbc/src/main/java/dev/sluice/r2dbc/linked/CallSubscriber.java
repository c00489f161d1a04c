package dev.sluice.r2dbc.linked;

import dev.sluice.r2dbc.Session;
import dev.sluice.r2dbc.SessionCall;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.CoreSubscriber;

/** Tells a session how a call of its connection ends, before whoever called hears of it. */
final class CallSubscriber extends PassingSubscriber {
  private final Session session;
  private final SessionCall call;
  private final AtomicBoolean ended = new AtomicBoolean();

  CallSubscriber(CoreSubscriber<? super Object> actual, Session session, SessionCall call) {
    super(actual);
    this.session = session;
    this.call = call;
  }

  @Override
  public void onError(Throwable problem) {
    end(false);
    super.onError(problem);
  }

  @Override
  public void onComplete() {
    end(true);
    super.onComplete();
  }

  @Override
  public void cancel() {
    super.cancel();
    end(false);
  }

  private void end(boolean well) {
    if (ended.compareAndSet(false, true)) {
      session.ended(call, well);
    }
  }
}
