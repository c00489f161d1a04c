package dev.sluice.remote.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration LEAST = Duration.ofSeconds(1);

  @Test
  void waitsLongerAfterEachFailureAndNeverTheSame() {
    Set<Duration> first = new HashSet<>();
    for (int agent = 0; agent < 100; agent++) {
      Backoff backoff = new Backoff(LEAST, new Random(agent));
      Duration longest = Duration.ZERO;
      Duration pause = backoff.next();
      first.add(pause);
      for (int i = 0; i < 200; i++) {
        assertThat(pause).isBetween(LEAST, Backoff.MOST);
        longest = pause.compareTo(longest) > 0 ? pause : longest;
        pause = backoff.next();
      }
      assertThat(longest).isGreaterThan(Duration.ofMinutes(2));
      backoff.reset();
      assertThat(backoff.next()).isBetween(LEAST, Duration.ofSeconds(3));
    }
    assertThat(first).hasSizeGreaterThan(90);
  }
}
