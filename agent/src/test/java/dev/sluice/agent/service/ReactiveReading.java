package dev.sluice.agent.service;

import dev.sluice.agent.service.Tried.Kind;
import io.r2dbc.postgresql.api.CopyInBuilder;
import io.r2dbc.postgresql.api.ErrorDetails;
import io.r2dbc.postgresql.api.Notification;
import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Blob;
import io.r2dbc.spi.Clob;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.OutParametersMetadata;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.ReadableMetadata;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.RowMetadata;
import io.r2dbc.spi.Statement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads all that an object of R2DBC leads to: publishers are subscribed, statements executed,
 * connections asked. Thread-safe.
 */
final class ReactiveReading {
  private static final int DEPTH = 6;
  private static final int ELEMENTS = 20;
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final StringBuilder text = new StringBuilder();
  private final Set<String> types = new TreeSet<>();

  synchronized String text() {
    return text.toString();
  }

  synchronized Set<String> types() {
    return Set.copyOf(types);
  }

  synchronized void add(@Nullable String seen) {
    text.append(seen).append('\n');
  }

  /** Takes note of what was thrown, and tells who threw it. */
  Kind thrown(Throwable problem) {
    boolean refused = false;
    for (Throwable each = problem; each != null; each = each.getCause()) {
      add(each + " " + details(each));
      refused |=
          each instanceof R2dbcException exception
              && "42501".equals(exception.getSqlState())
              && String.valueOf(exception.getMessage()).startsWith("Sluice");
    }
    return refused ? Kind.REFUSED : Kind.THREW;
  }

  /** What PostgreSQL's driver tells of an error by a method that no interface has. */
  private static String details(Throwable problem) {
    try {
      Method method = problem.getClass().getMethod("getErrorDetails");
      method.setAccessible(true);
      return method.invoke(problem) instanceof ErrorDetails details
          ? details.getMessage() + details.getDetail() + details.getWhere() + details.getHint()
          : "";
    } catch (NoSuchMethodException none) {
      return "";
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(problem.getClass().getName(), e);
    }
  }

  /** Reads a value, and what it publishes. */
  Mono<Void> all(@Nullable Object value) {
    return all(value, DEPTH);
  }

  /** Reads what a publisher publishes for a while, which never ends by itself. */
  Mono<Void> endless(Object publisher) {
    return all(Flux.from((Publisher<?>) publisher).takeUntilOther(Mono.delay(QUIET)));
  }

  private Mono<Void> all(@Nullable Object value, int depth) {
    note(value);
    if (depth == 0) {
      return Mono.empty();
    }
    if (value instanceof Publisher<?> publisher) {
      return Flux.from(publisher)
          .take(ELEMENTS)
          .concatMap(element -> all(element, depth - 1))
          .then();
    }
    if (value instanceof Connection connection) {
      return Mono.defer(
          () -> all(connection.createStatement(ReactivePlace.QUERY).execute(), depth - 1));
    }
    if (value instanceof Statement statement) {
      return all(statement.execute(), depth - 1);
    }
    if (value instanceof Batch batch) {
      return all(batch.execute(), depth - 1);
    }
    if (value instanceof CopyInBuilder copy) {
      return all(copy.from(ReactiveArguments.line()).build(), depth - 1);
    }
    if (value instanceof Result result) {
      return Flux.from(result.flatMap(segment -> Mono.just(now(segment))))
          .doOnNext(this::add)
          .then();
    }
    if (value instanceof Blob blob) {
      return all(blob.stream(), depth - 1);
    }
    if (value instanceof Clob clob) {
      return all(clob.stream(), depth - 1);
    }
    add(now(value));
    return Mono.empty();
  }

  private synchronized void note(@Nullable Object value) {
    if (value != null) {
      types.add(value.getClass().getName());
    }
  }

  /** What a value tells at once, as for as long as it is valid. */
  String now(@Nullable Object value) {
    if (value instanceof Readable readable) {
      return values(readable);
    }
    if (value instanceof Result.RowSegment segment) {
      return values(segment.row());
    }
    if (value instanceof Result.OutSegment segment) {
      return values(segment.outParameters());
    }
    if (value instanceof Result.Message message) {
      return message.message() + " " + message.exception();
    }
    if (value instanceof Result.UpdateCount count) {
      return String.valueOf(count.value());
    }
    if (value instanceof RowMetadata metadata) {
      return names(metadata.getColumnMetadatas());
    }
    if (value instanceof OutParametersMetadata metadata) {
      return names(metadata.getParameterMetadatas());
    }
    if (value instanceof ByteBuffer bytes) {
      return String.valueOf(StandardCharsets.UTF_8.decode(bytes.duplicate()));
    }
    if (value instanceof Notification notification) {
      return String.valueOf(notification.getParameter());
    }
    return String.valueOf(value);
  }

  private static String names(List<? extends ReadableMetadata> columns) {
    StringBuilder names = new StringBuilder();
    for (ReadableMetadata column : columns) {
      names.append(column.getName()).append(' ').append(column.getType());
    }
    return names.toString();
  }

  private static String values(Readable readable) {
    StringBuilder values = new StringBuilder();
    for (int column = 0; column < 4; column++) {
      for (Class<?> type : new Class<?>[] {Object.class, String.class}) {
        try {
          values.append(readable.get(column, type)).append('|');
        } catch (RuntimeException unreadable) {
          values.append(unreadable).append('|');
        }
      }
    }
    return values.toString();
  }
}
