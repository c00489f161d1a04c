package dev.sluice.r2dbc.linked;

import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * In place of a driver's result that was read before the service gets it: its rows, which were held
 * meanwhile, its notices and its count. Immutable.
 */
final class HeldResult implements Result {
  /** There is none to tell. */
  private static final long NO_COUNT = -1;

  private final List<Segment> segments;
  private final long changed;

  /**
   * What was read.
   *
   * @param segments in their order, with rows that are {@link HeldRows held}
   * @param changed how many rows were changed, as the driver would have told
   */
  HeldResult(List<Segment> segments, long changed) {
    this.segments = List.copyOf(segments);
    this.changed = changed;
  }

  @Override
  public Mono<Long> getRowsUpdated() {
    return changed == NO_COUNT ? Mono.empty() : Mono.just(changed);
  }

  @Override
  public <T> Flux<T> map(BiFunction<Row, RowMetadata, ? extends T> function) {
    return rows().map(row -> function.apply(row, row.getMetadata()));
  }

  @Override
  public <T> Flux<T> map(Function<? super Readable, ? extends T> function) {
    return rows().map(function);
  }

  private Flux<Row> rows() {
    return Flux.fromIterable(segments).ofType(RowSegment.class).map(RowSegment::row);
  }

  @Override
  public Result filter(Predicate<Segment> predicate) {
    List<Segment> left = new ArrayList<>();
    long counted = NO_COUNT;
    for (Segment segment : segments) {
      if (predicate.test(segment)) {
        left.add(segment);
        if (segment instanceof UpdateCount count) {
          counted = Math.max(counted, 0) + count.value();
        }
      }
    }
    return new HeldResult(left, counted);
  }

  @Override
  public <T> Flux<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> function) {
    return Flux.fromIterable(segments).concatMap(function);
  }
}
