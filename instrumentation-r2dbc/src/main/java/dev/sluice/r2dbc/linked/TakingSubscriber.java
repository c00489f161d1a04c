package dev.sluice.r2dbc.linked;

import dev.sluice.identity.Caller;
import dev.sluice.r2dbc.Governor;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Wrapped;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;

/** Tells which of the driver's connections a pool hands out. */
final class TakingSubscriber extends PassingSubscriber {
  private static final int MOST_LAYERS = 8;

  private final Governor governor;
  private final @Nullable Caller taker;

  TakingSubscriber(
      CoreSubscriber<? super Object> actual, Governor governor, @Nullable Caller taker) {
    super(actual);
    this.governor = governor;
    this.taker = taker;
  }

  @Override
  public void onNext(Object element) {
    if (element instanceof Connection connection) {
      try {
        take(connection);
      } catch (RuntimeException | LinkageError problem) {
        governor.failures().count("r2dbc.take", "a pool's connection works for anybody", problem);
      }
    }
    super.onNext(element);
  }

  private void take(Connection connection) {
    Connection current = connection;
    List<Object> above = new ArrayList<>();
    for (int layer = 0; layer < MOST_LAYERS; layer++) {
      governor.taken(current, above, taker);
      above.add(current);
      if (!(current instanceof Wrapped<?> wrapper)
          || !(wrapper.unwrap() instanceof Connection inner)) {
        return;
      }
      current = inner;
    }
  }
}
