package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds of counts within a window, whenever things happen. */
class OccurrencesProperties {
  private static final long BEGIN = 1_234_567;

  @Property
  void thereAreNeverMoreWithinAnyWindowThanAllowed(
      @ForAll @IntRange(min = 1, max = 6) int most,
      @ForAll @IntRange(min = 1_000, max = 5_000) int window,
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 900) Integer> pauses) {
    Occurrences occurrences = new Occurrences(window, BEGIN);
    List<Long> happened = new ArrayList<>();
    long now = BEGIN;
    for (int pause : pauses) {
      now += pause;
      if (occurrences.addUpTo(most, now)) {
        happened.add(now);
      }
    }

    for (long last : happened) {
      assertThat(happened.stream().filter(time -> time <= last && time > last - window).count())
          .isLessThanOrEqualTo(most);
    }
  }

  @Property
  void whoHasRoomWithATwelfthToSpareIsNeverStopped(
      @ForAll @IntRange(min = 1, max = 6) int most,
      @ForAll @IntRange(min = 1_000, max = 5_000) int window,
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 900) Integer> pauses) {
    Occurrences occurrences = new Occurrences(window, BEGIN);
    List<Long> happened = new ArrayList<>();
    long slot = (window + 11L) / 12;
    long now = BEGIN;
    for (int pause : pauses) {
      now += pause;
      long time = now;
      boolean room =
          happened.stream().filter(past -> past > time - 12 * slot - slot).count() < most;
      boolean added = occurrences.addUpTo(most, now);
      if (added) {
        happened.add(now);
      }
      assertThat(added || !room).isTrue();
    }
  }

  @Property
  void whatIsTakenBackLeavesNothing(
      @ForAll @IntRange(min = 1, max = 5) int times,
      @ForAll @IntRange(min = 0, max = 999) int pause) {
    Occurrences occurrences = new Occurrences(1_000, BEGIN);
    for (int i = 0; i < times; i++) {
      occurrences.add(BEGIN);
    }
    for (int i = 0; i < times; i++) {
      occurrences.takeBack(BEGIN + pause);
    }

    assertThat(occurrences.total(BEGIN + pause)).isZero();
  }
}
