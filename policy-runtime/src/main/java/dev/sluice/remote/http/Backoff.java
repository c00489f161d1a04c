package dev.sluice.remote.http;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: from the least time to five minutes, each time up to three
 * times as long as the last, by chance within these bounds, so that agents that failed together do
 * not come back together. Not thread-safe.
 *
 * @see <a
 *     href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Decorrelated
 *     jitter</a>
 */
final class Backoff {
  static final Duration MOST = Duration.ofMinutes(5);
  private static final int GROWTH = 3;

  private final long least;
  private final RandomGenerator random;
  private long last;

  Backoff(Duration least, RandomGenerator random) {
    this.least = least.toMillis();
    this.random = random;
    this.last = this.least;
  }

  Duration next() {
    long most = Math.min(MOST.toMillis(), last * GROWTH);
    last = random.nextLong(least, most + 1);
    return Duration.ofMillis(last);
  }

  void reset() {
    last = least;
  }

  /** A time that differs by up to a fifth. */
  static Duration about(Duration duration, RandomGenerator random) {
    return Duration.ofMillis((long) (duration.toMillis() * random.nextDouble(0.8, 1.2)));
  }
}
