package dev.sluice.agent.service;

import dev.sluice.agent.service.Tried.Kind;
import dev.sluice.agent.service.Tried.Outcome;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Result;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Calls each method that an R2DBC driver offers, of the objects that it hands out, with arguments
 * that are made up, as an AI agent's tool call and as the service itself, and reads all that comes
 * of it.
 */
public final class ReactiveWalk {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PATIENCE_AT_START = Duration.ofMinutes(1);

  private final ConnectionFactory factory;
  private final ReactivePlace place;

  private ReactiveWalk(ConnectionFactory factory, ReactivePlace place) {
    this.factory = factory;
    this.place = place;
  }

  /** The names of the places where objects of a driver are met. */
  public static List<String> places(String url) {
    return ReactivePlace.of(ConnectionFactories.get(url)).stream()
        .map(ReactivePlace::name)
        .toList();
  }

  /**
   * Walks over the objects that are met in one place.
   *
   * @return a task that reports a row for each call, to be read by {@link Tried#of}
   */
  public static Task over(String url, String name) {
    return ignored -> {
      ConnectionFactory factory = ConnectionFactories.get(url);
      for (ReactivePlace place : ReactivePlace.of(factory)) {
        if (place.name().equals(name)) {
          return new Report(
              "", new ReactiveWalk(factory, place).walk(), List.of(), Map.of(), List.of());
        }
      }
      throw new IllegalArgumentException(name);
    };
  }

  /** Executes statements for the service itself. */
  public static Task filling(String url, String... statements) {
    return ignored -> {
      Flux.usingWhen(
              ConnectionFactories.get(url).create(),
              connection ->
                  Flux.fromArray(statements)
                      .concatMap(sql -> connection.createStatement(sql).execute())
                      .concatMap(Result::getRowsUpdated),
              Connection::close)
          .blockLast(PATIENCE_AT_START);
      return Report.noted(Map.of());
    };
  }

  private List<List<@Nullable String>> walk() throws Exception {
    Class<?>[] type = new Class<?>[1];
    at(
        target -> {
          type[0] = target.getClass();
          return Mono.just(new Outcome(Kind.GAVE, "", Set.of()));
        },
        Callable::call);
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (Method method : offered(type[0])) {
      for (int variant = 0; variant < ReactiveArguments.variants(method); variant++) {
        int chosen = variant;
        Outcome masked = at(target -> called(target, method, chosen), Assistant::does);
        Outcome free = at(target -> called(target, method, chosen), Callable::call);
        rows.add(
            new Tried(
                    place.name(),
                    method.getDeclaringClass().getName(),
                    method.getName(),
                    text(method, variant),
                    masked,
                    free)
                .row());
      }
    }
    return rows;
  }

  /** Does something with the object of the place, and waits for what comes of it. */
  private Outcome at(ReactivePlace.Visit visit, Subject.As as) throws Exception {
    Connection made = place.lent() ? Mono.from(factory.create()).block(PATIENCE) : null;
    try {
      return (Outcome)
          Objects.requireNonNull(
              as.run(
                  () ->
                      place
                          .visited(factory, made, visit)
                          .onErrorResume(problem -> Mono.just(outcome(problem)))
                          .defaultIfEmpty(new Outcome(Kind.UNREACHABLE, "", Set.of()))
                          .timeout(PATIENCE, Mono.just(new Outcome(Kind.HUNG, "", Set.of())))
                          .block()));
    } finally {
      if (made != null) {
        Mono.from(made.close()).onErrorComplete().block(PATIENCE);
      }
    }
  }

  private static Mono<Outcome> called(Object target, Method method, int variant) {
    if (!method.getDeclaringClass().isInstance(target)) {
      return Mono.just(new Outcome(Kind.UNREACHABLE, "", Set.of()));
    }
    ReactiveReading reading = new ReactiveReading();
    try {
      Object value = method.invoke(target, ReactiveArguments.of(method, variant, reading));
      boolean ends = !method.getName().equals("getNotifications");
      return (ends || value == null ? reading.all(value) : reading.endless(value))
          .thenReturn(Kind.GAVE)
          .onErrorResume(problem -> Mono.just(reading.thrown(problem)))
          .map(kind -> new Outcome(kind, reading.text(), reading.types()));
    } catch (InvocationTargetException e) {
      Kind kind = reading.thrown(e.getCause() == null ? e : e.getCause());
      return Mono.just(new Outcome(kind, reading.text(), reading.types()));
    } catch (IllegalAccessException | IllegalArgumentException e) {
      return Mono.error(new IllegalStateException(method.toString(), e));
    }
  }

  private static Outcome outcome(Throwable problem) {
    ReactiveReading reading = new ReactiveReading();
    return new Outcome(reading.thrown(problem), reading.text(), Set.of());
  }

  /**
   * The methods that a service can call, each as the most general of the public types declares it.
   */
  static List<Method> offered(Class<?> type) {
    Map<String, Method> offered = new LinkedHashMap<>();
    for (Class<?> each : publicTypes(type)) {
      for (Method method : each.getDeclaredMethods()) {
        if (Modifier.isPublic(method.getModifiers())
            && !Modifier.isStatic(method.getModifiers())
            && !method.isBridge()
            && !method.isSynthetic()
            && !Set.of("toString", "equals", "hashCode").contains(method.getName())) {
          offered.putIfAbsent(
              method.getName() + Arrays.toString(method.getParameterTypes()), method);
        }
      }
    }
    return List.copyOf(offered.values());
  }

  /** The public classes and interfaces of the drivers' that a class is, the most general first. */
  private static List<Class<?>> publicTypes(Class<?> type) {
    List<Class<?>> types = new ArrayList<>();
    collect(type, types);
    types.sort(
        (one, other) ->
            one == other
                ? 0
                : one.isAssignableFrom(other) ? -1 : other.isAssignableFrom(one) ? 1 : 0);
    return types;
  }

  private static void collect(@Nullable Class<?> type, List<Class<?>> types) {
    boolean proxy = type != null && Proxy.isProxyClass(type);
    if (type == null || !(proxy || type.getName().contains("r2dbc"))) {
      return;
    }
    for (Class<?> each : type.getInterfaces()) {
      collect(each, types);
    }
    collect(type.getSuperclass(), types);
    if (!proxy && Modifier.isPublic(type.getModifiers()) && !types.contains(type)) {
      types.add(type);
    }
  }

  private static String text(Method method, int variant) {
    return method.getName()
        + Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).toList()
        + "#"
        + variant;
  }
}
