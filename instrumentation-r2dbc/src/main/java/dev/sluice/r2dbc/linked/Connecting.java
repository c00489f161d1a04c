package dev.sluice.r2dbc.linked;

import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * Marks what a driver does while it opens a connection: the statements that it sends then, over a
 * connection that nobody has been given yet, are its own.
 */
final class Connecting {
  /** The service cannot name it. */
  private static final Object KEY = new Object();

  private Connecting() {}

  static Context mark(Context context) {
    return context.put(KEY, true);
  }

  static boolean isUnderWay(CoreSubscriber<?> subscriber) {
    return subscriber.currentContext().hasKey(KEY);
  }
}
