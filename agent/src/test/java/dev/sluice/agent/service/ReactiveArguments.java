package dev.sluice.agent.service;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.r2dbc.spi.Blob;
import io.r2dbc.spi.Clob;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Arguments for any method of R2DBC, such that it does something, wherever that can be told. */
final class ReactiveArguments {
  private static final List<String> TEXTS =
      List.of(ReactivePlace.QUERY, ReactivePlace.DUPLICATE, "SELECT max(email) FROM customers");
  private static final List<String> COLUMNS = List.of("name", "email", "income");
  private static final List<Class<?>> READ_AS =
      List.of(
          String.class, Object.class, Integer.class, CharSequence.class, Clob.class, Blob.class);

  private ReactiveArguments() {}

  /** How many ways to call a method there are. */
  static int variants(Method method) {
    Class<?>[] types = method.getParameterTypes();
    if (takesText(method)) {
      return TEXTS.size();
    }
    if (!isOfColumn(method)) {
      return 1;
    }
    return COLUMNS.size() * (types[types.length - 1] == Class.class ? READ_AS.size() : 1);
  }

  /**
   * The arguments of one of the ways, from 0.
   *
   * @param reading gets to know what the service's functions are handed
   */
  static @Nullable Object[] of(Method method, int variant, ReactiveReading reading) {
    Class<?>[] types = method.getParameterTypes();
    @Nullable Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = value(method, types[i], reading);
    }
    if (takesText(method)) {
      arguments[0] = TEXTS.get(variant);
    } else if (isOfColumn(method)) {
      int column = variant % COLUMNS.size();
      arguments[0] = types[0] == String.class ? COLUMNS.get(column) : (Object) (column + 1);
      if (types.length > 1) {
        arguments[1] = READ_AS.get(variant / COLUMNS.size());
      }
    }
    return arguments;
  }

  private static boolean takesText(Method method) {
    return method.getParameterCount() == 1
        && method.getParameterTypes()[0] == String.class
        && method.getName().matches("createStatement|add");
  }

  private static boolean isOfColumn(Method method) {
    return method.getParameterCount() > 0
        && method.getName().matches("get|getColumnMetadata|getParameterMetadata");
  }

  private static @Nullable Object value(Method method, Class<?> type, ReactiveReading reading) {
    if (type == String.class) {
      return method.getName().equals("copyIn") ? "COPY customers (id) FROM STDIN" : "x";
    }
    if (type == String[].class) {
      return new String[] {"email"};
    }
    if (type == int.class) {
      return 1;
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == Class.class) {
      return String.class;
    }
    if (type == Duration.class) {
      return Duration.ofSeconds(5);
    }
    if (type == IsolationLevel.class) {
      return IsolationLevel.READ_COMMITTED;
    }
    if (type == TransactionDefinition.class) {
      return IsolationLevel.READ_COMMITTED;
    }
    if (type == ValidationDepth.class) {
      return ValidationDepth.REMOTE;
    }
    if (type == Object.class) {
      return "x";
    }
    return function(method, type, reading);
  }

  private static @Nullable Object function(Method method, Class<?> type, ReactiveReading reading) {
    if (type == BiFunction.class) {
      return (BiFunction<Object, Object, Object>)
          (row, metadata) -> reading.now(row) + reading.now(metadata);
    }
    if (type == Function.class) {
      return method.getName().equals("flatMap")
          ? (Function<Object, Publisher<String>>) segment -> Mono.just(reading.now(segment))
          : (Function<Object, Object>) reading::now;
    }
    if (type == Predicate.class) {
      return (Predicate<Result.Segment>)
          segment -> {
            reading.add(reading.now(segment));
            return true;
          };
    }
    byte[] line = line();
    if (type == byte[].class) {
      return line;
    }
    if (type == ByteBuffer.class) {
      return ByteBuffer.wrap(line);
    }
    if (type == ByteBuf.class) {
      return Unpooled.wrappedBuffer(line);
    }
    if (type == Publisher.class) {
      Flux<ByteBuf> lines = Flux.just(Unpooled.wrappedBuffer(line));
      return method.getName().equals("fromMany") ? Flux.just(lines) : lines;
    }
    return null;
  }

  /** A row for COPY. */
  static byte[] line() {
    return "7\n".getBytes(StandardCharsets.UTF_8);
  }
}
