package dev.sluice.r2dbc.linked;

import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** In place of a driver's result of which nothing but the count was left: it was read before. */
final class CountedResult implements Result {
  private final long rows;
  private final boolean kept;

  CountedResult(long rows) {
    this(rows, true);
  }

  private CountedResult(long rows, boolean kept) {
    this.rows = rows;
    this.kept = kept;
  }

  private record Count(long value) implements UpdateCount {}

  @Override
  public Mono<Long> getRowsUpdated() {
    return kept ? Mono.just(rows) : Mono.empty();
  }

  @Override
  public <T> Flux<T> map(BiFunction<Row, RowMetadata, ? extends T> function) {
    return Flux.empty();
  }

  @Override
  public <T> Flux<T> map(Function<? super Readable, ? extends T> function) {
    return Flux.empty();
  }

  @Override
  public Result filter(Predicate<Segment> predicate) {
    return new CountedResult(rows, kept && predicate.test(new Count(rows)));
  }

  @Override
  public <T> Flux<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> function) {
    return kept ? Flux.defer(() -> Flux.from(function.apply(new Count(rows)))) : Flux.empty();
  }
}
