package dev.sluice.r2dbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sluice.gate.Admission;
import dev.sluice.gate.Failures;
import dev.sluice.policy.DatabaseRole;
import io.r2dbc.spi.ColumnMetadata;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import io.r2dbc.spi.Type;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.SkipException;
import org.testng.annotations.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What Sluice puts in place of drivers' publishers keeps to the rules of Reactive Streams: each is
 * put before the verification of {@code reactive-streams-tck}, over a driver whose own publishers
 * keep to them. A test that the verification skips, as a rule cannot be tested, is aborted here.
 */
class ReactiveStreamsTest {
  private static final long PATIENCE_MILLIS = 400;
  private static final long NOTHING_MILLIS = 50;
  private static final String SQL = "SELECT email FROM clients";
  private static final String MASK =
      """
      tags:
        pii: ["*.*.clients.email"]
      masks:
        - {id: mask-pii, tags: [pii], with: redact, callers: [agents]}
      callers:
        agents: {kind: ai_agent}
      defaults:
        unmatched: {ai_agent: allow}
      """;

  private static Connection connection;

  @BeforeAll
  static void connect() {
    Woven.govern("guardrails: []");
    connection =
        Objects.requireNonNull(
            Mono.from(ConnectionFactories.get("r2dbc:h2:mem:///tck").create()).block());
    Mono.from(
            connection
                .createStatement("CREATE TABLE clients (id INT, email VARCHAR(40))")
                .execute())
        .flatMapMany(Result::getRowsUpdated)
        .blockLast();
  }

  @AfterAll
  static void close() {
    Mono.from(connection.close()).block();
    assertThat(Woven.problems()).isEmpty();
  }

  /** What is put in place of a driver's publisher, which has a number of elements. */
  @FunctionalInterface
  private interface Replacing {
    Object of(Flux<Object> source, long elements);
  }

  @TestFactory
  Stream<DynamicContainer> publishersOverDrivers() {
    Woven.govern("guardrails: []");
    return Stream.of(
        rules("an execution", (source, n) -> link().execution(source, call(unknown()))),
        rules("one of a known session", (source, n) -> link().execution(source, call(session()))),
        rules(
            "what is read",
            (source, n) -> link().consumption(source, new Object(), execution(), false)),
        rules(
            "numbers of rows",
            (source, n) -> link().consumption(source, new Object(), execution(), true)),
        rules("connections of a pool", (source, n) -> link().taken(source)),
        rules("a commit", (source, n) -> link().following(source, session(), SessionCall.COMMIT)),
        rules("ways past statements", (source, n) -> link().ungoverned(source, session(), "x")));
  }

  @TestFactory
  Stream<DynamicContainer> publishersOfOne() {
    Woven.govern("guardrails: []");
    return Stream.of(
        rules("a connection", 1, (source, n) -> link().connections(source.next(), new Object())),
        rules("one result", 1, (source, n) -> link().execution(source.next(), call(session()))));
  }

  @TestFactory
  Stream<DynamicContainer> guardedResults() {
    Woven.govern(MASK);
    Function<Readable, Object> email = readable -> readable.get("email", String.class);
    return Stream.of(
        rules("rows", (source, n) -> guarded(source).map((row, metadata) -> row.get(0))),
        rules("readables", (source, n) -> guarded(source).map(email)),
        rules("segments", (source, n) -> guarded(source).flatMap(Mono::just)),
        rules(
            "filtered rows",
            (source, n) ->
                guarded(source).filter(each -> true).map((row, metadata) -> row.get(0))));
  }

  @TestFactory
  DynamicContainer rowsUpToALimit() {
    return rules(
        "rows up to a limit",
        (source, n) -> {
          boolean limited = n > 0 && n < 1_000_000;
          Woven.govern(
              limited
                  ? MASK
                      + "limits:\n  - {id: few, callers: [agents], returned_rows: "
                      + n
                      + ", on_exceed: truncate}"
                  : MASK);
          return guarded(limited ? source.concatWith(Flux.range(0, 3)) : source)
              .map((row, metadata) -> row.get(0));
        });
  }

  // ---- what is verified

  private static ServiceLink link() {
    return Objects.requireNonNull(Woven.COLLABORATORS.links().of(connection));
  }

  private static Session session() {
    return Objects.requireNonNull(Woven.COLLABORATORS.connections().known(connection));
  }

  private static Session unknown() {
    return Woven.COLLABORATORS.connections().unknown();
  }

  private static StatementCall call(Session session) {
    StatementState statement = new StatementState(session, false);
    statement.text(SQL);
    return statement.call("x");
  }

  private static Execution execution() {
    Failures failures = Woven.COLLABORATORS.failures();
    return new Execution(
        call(unknown()), Admission.undecided(failures), null, DatabaseRole.NONE, failures);
  }

  /** The result that an agent gets, for whom a column is masked, in place of a driver's. */
  private static Result guarded(Flux<Object> source) {
    Result drivers = new Rows(source);
    @SuppressWarnings("unchecked") // what is put in place of a publisher is one
    Publisher<Object> executed =
        (Publisher<Object>) link().execution(Mono.just(drivers), call(session()));
    Object result = Mono.from(executed).contextWrite(Woven.byAgent()).block();
    assertThat(result).isInstanceOf(Result.class).isNotSameAs(drivers);
    return (Result) Objects.requireNonNull(result);
  }

  // ---- the verification

  private static DynamicContainer rules(String name, Replacing replacing) {
    return rules(name, Long.MAX_VALUE, replacing);
  }

  private static DynamicContainer rules(String name, long most, Replacing replacing) {
    return DynamicContainer.dynamicContainer(
        name,
        Stream.of(PublisherVerification.class.getMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(
                method ->
                    DynamicTest.dynamicTest(
                        method.getName(), () -> run(method, new Verification(replacing, most)))));
  }

  private static void run(Method method, Verification verification) throws Throwable {
    verification.setUp();
    try {
      method.invoke(verification);
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof SkipException skipped) {
        abort(String.valueOf(skipped.getMessage()));
      }
      throw thrown.getCause();
    }
  }

  private static final class Verification extends PublisherVerification<Object> {
    private final Replacing replacing;
    private final long most;

    Verification(Replacing replacing, long most) {
      super(new TestEnvironment(PATIENCE_MILLIS, NOTHING_MILLIS));
      this.replacing = replacing;
      this.most = most;
    }

    @Override
    public long maxElementsFromPublisher() {
      return most;
    }

    @SuppressWarnings("unchecked") // what is put in place of a publisher is one
    private Publisher<Object> replaced(Flux<Object> source, long elements) {
      return (Publisher<Object>) replacing.of(source, elements);
    }

    @Override
    public Publisher<Object> createPublisher(long elements) {
      return replaced(
          elements > Integer.MAX_VALUE
              ? Flux.<Object>just(1).repeat()
              : Flux.range(1, (int) elements).cast(Object.class),
          elements);
    }

    @Override
    public Publisher<Object> createFailedPublisher() {
      return replaced(Flux.error(new IllegalStateException("failed")), 0);
    }
  }

  // ---- a driver

  /** A driver's result, of a row for each element. */
  private record Rows(Flux<Object> source) implements Result {
    @Override
    public Publisher<Long> getRowsUpdated() {
      return Mono.empty();
    }

    @Override
    public <T> Publisher<T> map(BiFunction<Row, RowMetadata, ? extends T> function) {
      return source.map(each -> function.apply(new OneValue(), new OneColumn()));
    }

    @Override
    public <T> Publisher<T> map(Function<? super Readable, ? extends T> function) {
      return source.map(each -> function.apply(new OneValue()));
    }

    @Override
    public Result filter(Predicate<Segment> predicate) {
      return new Rows(source.filter(each -> predicate.test((RowSegment) OneValue::new)));
    }

    @Override
    public <T> Publisher<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> function) {
      return source.concatMap(each -> function.apply((RowSegment) OneValue::new));
    }
  }

  private record OneValue() implements Row {
    @Override
    public RowMetadata getMetadata() {
      return new OneColumn();
    }

    @Override
    public <T> T get(int index, Class<T> type) {
      return type.cast("kim@example.org");
    }

    @Override
    public <T> T get(String name, Class<T> type) {
      return get(0, type);
    }
  }

  private record OneColumn() implements RowMetadata, ColumnMetadata {
    @Override
    public ColumnMetadata getColumnMetadata(int index) {
      return this;
    }

    @Override
    public ColumnMetadata getColumnMetadata(String name) {
      return this;
    }

    @Override
    public List<? extends ColumnMetadata> getColumnMetadatas() {
      return List.of(this);
    }

    @Override
    public boolean contains(String column) {
      return column.equalsIgnoreCase("email");
    }

    @Override
    public Type getType() {
      return R2dbcType.VARCHAR;
    }

    @Override
    public Class<?> getJavaType() {
      return String.class;
    }

    @Override
    public String getName() {
      return "EMAIL";
    }
  }
}
