package dev.sluice.agent.service;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.blockhound.BlockHound;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Does all kinds of statements over R2DBC on threads that must not block, while BlockHound watches
 * these, and prints where one blocked. The URL of a database is its first argument; {@code block}
 * as the second has the service itself block.
 */
public final class Unblocked {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ROUNDS = 3;

  private static final Queue<Throwable> BLOCKED = new ConcurrentLinkedQueue<>();
  private static final Queue<Throwable> DRIVERS = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger ROWS = new AtomicInteger();
  private static final AtomicInteger ERRORS = new AtomicInteger();

  private Unblocked() {}

  public static void main(String[] arguments) throws Exception {
    BlockHound.builder()
        .loadIntegrations()
        .blockingMethodCallback(
            method -> {
              Throwable blocked = new IllegalStateException("blocks: " + method);
              (isDrivers(blocked) ? DRIVERS : BLOCKED).add(blocked);
            })
        .install();
    boolean blocks = arguments.length > 1 && arguments[1].equals("block");
    ConnectionFactory factory = ConnectionFactories.get(arguments[0]);
    for (int round = 0; round < ROUNDS; round++) {
      int number = round;
      work(factory, number, blocks).block(PATIENCE);
      Assistant.does(() -> work(factory, number, blocks).block(PATIENCE));
    }
    BLOCKED.forEach(blocked -> blocked.printStackTrace(System.out));
    System.out.println("results=" + (ROWS.get() + ERRORS.get()) + " blocked=" + BLOCKED.size());
    System.err.println("blocked by the driver itself: " + DRIVERS.size());
  }

  /** Whether the first class of nobody else's that blocked is the driver's, such as Netty's. */
  private static boolean isDrivers(Throwable blocked) {
    for (StackTraceElement frame : blocked.getStackTrace()) {
      String type = frame.getClassName();
      boolean runs =
          type.startsWith("java.")
              || type.startsWith("jdk.")
              || type.startsWith("sun.")
              || type.startsWith("reactor.blockhound.")
              || frame.getMethodName().startsWith("lambda$main");
      if (!runs) {
        return !type.startsWith("dev.sluice.")
            && !String.valueOf(frame.getClassLoaderName()).startsWith("sluice");
      }
    }
    return false;
  }

  private static Mono<Void> work(ConnectionFactory factory, int round, boolean blocks) {
    return Mono.just(round)
        .publishOn(Schedulers.parallel())
        .thenMany(
            Flux.usingWhen(factory.create(), one -> statements(one, blocks), Connection::close))
        .then();
  }

  private static Flux<Object> statements(Connection connection, boolean blocks) {
    return Flux.just(
            "SELECT name, email FROM people ORDER BY id",
            "SELECT name FROM people WHERE id = 1",
            "UPDATE people SET name = 'Kim' WHERE id = 1",
            "DELETE FROM people",
            "SELECT nothing FROM nowhere",
            "CREATE TABLE other (id INT)",
            "SELECT count(*) FROM other",
            "DROP TABLE other")
        .concatMap(sql -> read(connection, sql, blocks));
  }

  private static Flux<Object> read(Connection connection, String sql, boolean blocks) {
    return Flux.<Result>from(connection.createStatement(sql).execute())
        .concatMap(
            result ->
                result.<Object>map(
                    (row, metadata) -> {
                      ROWS.incrementAndGet();
                      if (blocks) {
                        sleep();
                      }
                      return String.valueOf(row.get(0));
                    }))
        .onErrorResume(
            R2dbcException.class,
            refused -> {
              ERRORS.incrementAndGet();
              return Flux.empty();
            });
  }

  private static void sleep() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
