package dev.sluice.r2dbc.linked;

import dev.sluice.gate.RowAllowance;
import dev.sluice.r2dbc.Execution;
import dev.sluice.r2dbc.ShownPart;
import io.r2dbc.spi.OutParameters;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A driver's result for a caller with masks or counted rows: what the service's functions get of it
 * is masked and counted, whichever way it is read, and errors that a database words are withheld.
 * What the service's own functions throw passes as it is. As thread-safe as the driver's result.
 */
final class GuardedResult implements Result {
  private final Result result;
  private final Execution execution;
  private final @Nullable ShownPart part;
  private final ServicesErrors own = new ServicesErrors();

  /** Whether its rows were counted by a filter before. */
  private final boolean counted;

  private @Nullable RowShape shape;
  private long shown;

  private GuardedResult(
      Result result, Execution execution, @Nullable ShownPart part, boolean counted) {
    this.result = result;
    this.execution = execution;
    this.part = part;
    this.counted = counted;
  }

  /** The guarded result in place of a driver's, of all interfaces that a service may cast it to. */
  static Result over(Result result, Execution execution, @Nullable ShownPart part) {
    return VendorResults.like(result, new GuardedResult(result, execution, part, false));
  }

  @Override
  public Mono<Long> getRowsUpdated() {
    return withheld(Flux.<Long>from(result.getRowsUpdated())).next();
  }

  @Override
  public <T> Flux<T> map(BiFunction<Row, RowMetadata, ? extends T> function) {
    return mapped(
        result.map(
            (row, metadata) -> {
              Row view = view(row);
              count();
              return own.of(() -> function.apply(view, metadata));
            }));
  }

  @Override
  public <T> Flux<T> map(Function<? super Readable, ? extends T> function) {
    return mapped(
        result.map(
            readable -> {
              Readable view = view(readable);
              count();
              return own.of(() -> function.apply(view));
            }));
  }

  private <T> Flux<T> mapped(Publisher<T> rows) {
    return withheld(Flux.from(rows)).onErrorResume(Truncated.class, end -> Flux.empty());
  }

  @Override
  public Result filter(Predicate<Segment> predicate) {
    Result filtered =
        result.filter(
            segment -> {
              Segment view = view(segment);
              return !isTruncated(segment) && own.of(() -> predicate.test(view));
            });
    return VendorResults.like(filtered, new GuardedResult(filtered, execution, part, true));
  }

  @Override
  public <T> Flux<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> function) {
    return withheld(
        Flux.from(
            result.flatMap(
                segment -> {
                  Segment view = view(segment);
                  return isTruncated(segment)
                      ? Flux.<T>empty()
                      : own.watched(own.of(() -> function.apply(view)));
                })));
  }

  private <T> Flux<T> withheld(Flux<T> publisher) {
    return execution.withholds()
        ? publisher.onErrorMap(
            problem ->
                own.contains(problem) || problem instanceof Truncated
                    ? problem
                    : Errors.withheld(problem))
        : publisher;
  }

  // ---- rows

  private Segment view(Segment segment) {
    if (segment instanceof RowSegment row) {
      Row view = view(row.row());
      return view == row.row() ? segment : new RowView(view);
    }
    if (!execution.withholds()) {
      return segment;
    }
    if (segment instanceof OutSegment out) {
      return new OutView(new MaskedOutParameters(out.outParameters(), execution));
    }
    if (segment instanceof Message message) {
      return new WithheldMessage(message);
    }
    if (segment instanceof UpdateCount) {
      return segment;
    }
    throw Errors.closed(
        "a part of the result is of a kind that cannot be masked", "Read rows and counts alone.");
  }

  private Readable view(Readable readable) {
    if (readable instanceof Row row) {
      return view(row);
    }
    if (!execution.withholds()) {
      return readable;
    }
    if (readable instanceof OutParameters out) {
      return new MaskedOutParameters(out, execution);
    }
    throw Errors.closed("what is read is of a kind that cannot be masked", "Read rows alone.");
  }

  private Row view(Row row) {
    if (part == null) {
      throw Errors.closed("a result is of no text of its batch, so it cannot be masked", "");
    }
    if (part.masks().isEmpty()) {
      return row;
    }
    RowShape known = shape;
    if (known == null) {
      known = RowShape.of(row.getMetadata(), part, execution);
      shape = known;
    }
    return known.masksAny() ? new MaskedRow(row, known) : row;
  }

  // ---- counting

  private boolean isTruncated(Segment segment) {
    if (!(segment instanceof RowSegment)) {
      return false;
    }
    try {
      count();
      return false;
    } catch (Truncated end) {
      return true;
    }
  }

  /** Takes note of a row that is handed out; throws if it is not. */
  private void count() {
    RowAllowance allowance = execution.allowance();
    if (allowance == null || counted) {
      return;
    }
    synchronized (allowance) {
      if (shown + 1 > allowance.last(shown)) {
        allowance.exceeded();
        throw allowance.truncates() ? new Truncated() : Errors.of(allowance.refusal());
      }
      shown++;
      allowance.use(1);
    }
  }

  /** The rows end here, though the driver has more. */
  private static final class Truncated extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Truncated() {
      super("the rows end at a limit", null, false, false);
    }
  }

  private record RowView(Row row) implements RowSegment {}

  private record OutView(OutParameters outParameters) implements OutSegment {}
}
