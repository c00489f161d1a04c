package dev.sluice.agent.service;

import dev.sluice.agent.service.SoakRules.Column;
import dev.sluice.agent.service.SoakRules.Cut;
import dev.sluice.agent.service.SoakRules.Who;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Many chains at once over one pool of R2DBC, for mixed callers, while the policy changes: it ends
 * with an error at the first value that was not right, and tells at the end what it did, what the
 * heap held from time to time, and what the pool holds.
 *
 * <p>Arguments: the file of the policy, of which the first is in it already; the time to run for;
 * whether the policies leave out a mask; the URL of the database.
 */
public final class ReactiveSoak {
  private static final int CHAINS = 16;
  private static final int CONNECTIONS = 6;
  private static final int SAMPLES = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<Who> ANYBODY = List.of(Who.values());
  private static final Pattern POLICY = Pattern.compile("This is policy (\\d+) here");
  private static final String ALL = "SELECT id, email, card, income FROM people ORDER BY id";
  private static final String ONE = "SELECT id, email, card, income FROM people WHERE id = $1";
  private static final String JOIN =
      "SELECT p.id, p.email, p.card, p.income FROM orders o JOIN people p ON p.id = o.person"
          + " WHERE o.id = $1";

  private final Path policy;
  private final Duration time;
  private final boolean leavesOut;
  private final ConnectionPool pool;
  private final AtomicLong statements = new AtomicLong();
  private final AtomicLong strict = new AtomicLong();
  private final AtomicLong masked = new AtomicLong();
  private final AtomicLong clear = new AtomicLong();
  private final AtomicLong stopped = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> problem = new AtomicReference<>();
  private long start = System.nanoTime();
  private int policies = 1;

  private ReactiveSoak(Path policy, Duration time, boolean leavesOut, String url) {
    this.policy = policy;
    this.time = time;
    this.leavesOut = leavesOut;
    this.pool =
        new ConnectionPool(
            ConnectionPoolConfiguration.builder(ConnectionFactories.get(url))
                .initialSize(0)
                .maxSize(CONNECTIONS)
                .build());
  }

  public static void main(String[] arguments) throws Exception {
    new ReactiveSoak(
            Path.of(arguments[0]),
            Duration.parse(arguments[1]),
            Boolean.parseBoolean(arguments[2]),
            arguments[3])
        .run();
  }

  private void run() throws Exception {
    inForce(); // the first connection takes a while, in which nothing is learned
    start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < CHAINS; number++) {
      Random random = new Random(number);
      threads.add(
          started(
              () -> {
                while (goesOn()) {
                  step(random);
                }
              }));
    }
    threads.add(started(this::change));
    List<Long> heap = new ArrayList<>();
    List<Integer> live = new ArrayList<>();
    for (int sample = 1; sample <= SAMPLES && problem.get() == null; sample++) {
      Duration until = time.multipliedBy(sample).dividedBy(SAMPLES).minusMillis(50);
      while (problem.get() == null && System.nanoTime() - start < until.toNanos()) {
        Thread.sleep(20);
      }
      System.gc();
      heap.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
      live.add(ManagementFactory.getThreadMXBean().getThreadCount());
    }
    for (Thread thread : threads) {
      thread.join(PATIENCE.toMillis());
      if (thread.isAlive()) {
        problem.compareAndSet(null, new IllegalStateException(thread + " does not end"));
      }
    }
    report(heap, live);
  }

  private void report(List<Long> heap, List<Integer> live) {
    System.out.printf(
        "SOAK statements=%d strict=%d masked=%d clear=%d stopped=%d policies=%d%n",
        statements.get(), strict.get(), masked.get(), clear.get(), stopped.get(), policies);
    System.out.println("HEAP " + joined(heap));
    System.out.println("THREADS " + joined(live));
    System.out.println(
        "POOL active="
            + pool.getMetrics().orElseThrow().acquiredSize()
            + " pending="
            + pool.getMetrics().orElseThrow().pendingAcquireSize());
    Throwable found = problem.get();
    if (found != null) {
      found.printStackTrace(System.out);
      System.exit(1);
    }
    System.exit(0);
  }

  private static String joined(List<? extends Number> numbers) {
    return String.join(",", numbers.stream().map(String::valueOf).toList());
  }

  private boolean goesOn() {
    return problem.get() == null && System.nanoTime() - start < time.toNanos();
  }

  private interface Work {
    void run() throws Exception;
  }

  private Thread started(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Throwable e) {
                problem.compareAndSet(null, e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  // ---- what is done

  /** Subscribes for somebody: all but the first probe is subscribed on an event loop. */
  private void step(Random random) throws Exception {
    Who who = ANYBODY.get(random.nextInt(ANYBODY.size()));
    int id = 1 + random.nextInt(SoakWorker.PEOPLE);
    String sql = List.of(ONE, ONE, JOIN, ALL).get(random.nextInt(4));
    Mono<Sight> chain =
        Mono.usingWhen(pool.create(), connection -> sight(connection, sql, id), Connection::close)
            .contextWrite(context(who));
    Sight sight =
        (Sight)
            Objects.requireNonNull(
                who == Who.AGENT
                    ? Assistant.does(() -> chain.block(PATIENCE))
                    : chain.block(PATIENCE));
    boolean fits = false;
    for (int each = sight.before(); each <= sight.after(); each++) {
      fits |= fits(sight, who, sql, id, new SoakRules(each));
    }
    if (!fits) {
      throw new IllegalStateException(who + " saw of " + sql + " " + sight);
    }
    statements.incrementAndGet();
    strict.addAndGet(sight.before() == sight.after() ? 1 : 0);
    stopped.addAndGet(sight.error() == null ? 0 : 1);
    if (sight.error() == null) {
      boolean shown = sight.rows().get(0).contains(Column.EMAIL.clear(sql.equals(ALL) ? 1 : id));
      (shown ? clear : masked).incrementAndGet();
    }
  }

  /**
   * What was seen.
   *
   * @param before the policy before, {@code after} the policy after
   * @param error null if all was read
   */
  private record Sight(
      int before, int after, List<List<@Nullable String>> rows, @Nullable String error) {}

  private static Mono<Sight> sight(Connection connection, String sql, int id) {
    return policy(connection)
        .flatMap(
            before ->
                read(connection, sql, id)
                    .flatMap(
                        read ->
                            policy(connection)
                                .map(
                                    after -> new Sight(before, after, read.rows(), read.error()))));
  }

  private record Read(List<List<@Nullable String>> rows, @Nullable String error) {}

  private static Mono<Read> read(Connection connection, String sql, int id) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    return Mono.defer(
            () -> {
              var statement = connection.createStatement(sql);
              return Flux.<Result>from(
                      (sql.equals(ALL) ? statement : statement.bind("$1", id)).execute())
                  .concatMap(result -> result.map((row, metadata) -> values(row)))
                  .doOnNext(rows::add)
                  .then(Mono.just(new Read(rows, null)));
            })
        .onErrorResume(
            R2dbcException.class,
            refused -> Mono.just(new Read(rows, String.valueOf(refused.getMessage()))));
  }

  private static List<@Nullable String> values(Row row) {
    List<@Nullable String> values = new ArrayList<>();
    for (String column : List.of("id", "email", "card", "income")) {
      Object value = row.get(column);
      values.add(value == null ? null : value.toString());
    }
    return values;
  }

  /** The policy that is in force now. */
  private static Mono<Integer> policy(Connection connection) {
    return Flux.<Result>from(connection.createStatement(SoakRules.PROBE).execute())
        .concatMap(Result::getRowsUpdated)
        .then(Mono.<Integer>error(new IllegalStateException("the probe was not denied")))
        .onErrorResume(
            R2dbcException.class,
            denied -> {
              Matcher matcher = POLICY.matcher(String.valueOf(denied.getMessage()));
              return matcher.find()
                  ? Mono.just(Integer.valueOf(matcher.group(1)))
                  : Mono.error(denied);
            });
  }

  private static Context context(Who who) {
    if (who == Who.SERVICE) {
      return Context.empty();
    }
    String group = who == Who.SUPPORT ? "support" : "admins";
    return ReactiveSecurityContextHolder.withAuthentication(
        UsernamePasswordAuthenticationToken.authenticated(
            "kim", "", List.of(new SimpleGrantedAuthority(group))));
  }

  private static boolean fits(Sight sight, Who who, String sql, int id, SoakRules rules) {
    if (sql.equals(JOIN) && rules.deniesOrders(who)) {
      return sight.error() != null && sight.error().contains("no-orders");
    }
    int all = sql.equals(ALL) ? SoakWorker.PEOPLE : 1;
    int most = rules.cut(who) == Cut.NOT ? all : Math.min(all, SoakRules.MOST_ROWS);
    boolean stops = rules.cut(who) == Cut.THROWS && all > most;
    if (stops != (sight.error() != null) || sight.rows().size() != most) {
      return false;
    }
    for (int i = 0; i < most; i++) {
      int person = sql.equals(ALL) ? i + 1 : id;
      List<@Nullable String> shown = new ArrayList<>();
      shown.add(String.valueOf(person));
      for (Column column : Column.values()) {
        shown.add(rules.shown(who, column, person, false));
      }
      if (!shown.equals(sight.rows().get(i))) {
        return false;
      }
    }
    return true;
  }

  // ---- the policies

  /** A new policy each second, or as soon as the one before is in force. */
  private void change() throws IOException, InterruptedException {
    while (goesOn()) {
      long next = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      write(policies + 1);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (inForce() != policies + 1 && goesOn()) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("policy " + (policies + 1) + " is not in force");
        }
        Thread.sleep(20);
      }
      policies++;
      while (goesOn() && System.nanoTime() < next) {
        Thread.sleep(10);
      }
    }
  }

  private int inForce() {
    return Objects.requireNonNull(
        Mono.usingWhen(pool.create(), ReactiveSoak::policy, Connection::close).block(PATIENCE));
  }

  private void write(int number) throws IOException {
    Path next = policy.resolveSibling("next.yaml");
    Files.writeString(next, new SoakRules(number).yaml(leavesOut));
    Files.move(next, policy, StandardCopyOption.ATOMIC_MOVE);
  }
}
