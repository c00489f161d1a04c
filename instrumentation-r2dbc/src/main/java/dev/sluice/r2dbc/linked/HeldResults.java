package dev.sluice.r2dbc.linked;

import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import java.util.ArrayList;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The results of one execution that are read before the service gets any, one after the other: all
 * that they hold is kept, but no more rows than may be changed. Used by one signal at a time.
 */
final class HeldResults {
  /** Of r2dbc-postgresql, in which errors are of another class than notices. */
  private static final String NOTICE = "NoticeSegment";

  private final long most;
  private long rows;
  private long changed;

  /**
   * Nothing yet.
   *
   * @param most how many rows are kept; those behind are counted and dropped
   */
  HeldResults(long most) {
    this.most = most;
  }

  /** How many rows were changed, by all results so far. */
  long changed() {
    return changed;
  }

  /** Reads the next result; fails as it does. */
  Mono<Object> of(Result result) {
    return Mono.defer(
        () -> {
          Reading reading = new Reading();
          return Flux.<Void>from(result.flatMap(reading::take))
              .then(Mono.fromSupplier(reading::held));
        });
  }

  /** One result. */
  private final class Reading {
    private final List<Result.Segment> segments = new ArrayList<>();
    private long ofResult;
    private long told;

    Publisher<Void> take(Result.Segment segment) {
      if (segment instanceof Result.RowSegment row) {
        ofResult++;
        if (++rows <= most) {
          segments.add(new HeldRow(HeldRows.of(row.row())));
        }
      } else if (segment instanceof Result.Message message
          && !segment.getClass().getName().endsWith(NOTICE)) {
        return Mono.error(message.exception());
      } else {
        segments.add(segment);
        if (segment instanceof Result.UpdateCount count) {
          told += count.value();
        }
      }
      return Mono.empty();
    }

    /** With RETURNING a driver tells of as many rows as it returns, or of none besides. */
    HeldResult held() {
      long count = Math.max(ofResult, told);
      changed += count;
      return new HeldResult(segments, count);
    }
  }

  private record HeldRow(Row row) implements Result.RowSegment {}
}
