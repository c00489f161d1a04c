package dev.sluice.r2dbc;

import static net.bytebuddy.matcher.ElementMatchers.declaresMethod;
import static net.bytebuddy.matcher.ElementMatchers.hasSuperType;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isInterface;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import dev.sluice.gate.Failures;
import dev.sluice.gate.StatementGate;
import dev.sluice.identity.CallerResolver;
import dev.sluice.identity.ContextCallers;
import dev.sluice.telling.DatabaseCallers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.description.NamedElement;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Which R2DBC classes and methods are woven with which advice. */
public final class R2dbcInstrumentation {
  private static final String SPI = "io.r2dbc.spi.";

  /** What a publisher of Sluice's can stand for. A method of another type has a bridge of these. */
  private static final ElementMatcher.Junction<MethodDescription> PUBLISHES =
      returns(
          namedOneOf(
              "org.reactivestreams.Publisher",
              "reactor.core.publisher.Flux",
              "reactor.core.publisher.Mono"));

  private static final ElementMatcher.Junction<MethodDescription> EXECUTES =
      concrete("execute").and(takesArguments(0)).and(PUBLISHES);

  private static final ElementMatcher.Junction<MethodDescription> CREATES_STATEMENT =
      concrete("createStatement").and(takesArguments(1)).and(takesArgument(0, String.class));

  private static final ElementMatcher.Junction<MethodDescription> CREATES_CONNECTION =
      concrete("create").and(takesArguments(0)).and(PUBLISHES);

  private static final ElementMatcher.Junction<MethodDescription> IS_CONSUMED =
      concrete("map", "flatMap")
          .and(takesArguments(1))
          .or(concrete("getRowsUpdated").and(takesArguments(0)))
          .and(PUBLISHES);

  private R2dbcInstrumentation() {}

  /**
   * What decides.
   *
   * @param gate asked at each subscription; must not wait where {@code making} gives null
   * @param making gives what completes, and never fails, when the gate has been made, or could not
   *     be; null if it was before
   * @param callers tell for whom a thread works
   */
  public record Gate(
      Supplier<StatementGate> gate,
      Supplier<@Nullable CompletableFuture<Void>> making,
      CallerResolver callers) {}

  /**
   * Starts to govern the statements that woven drivers run.
   *
   * @param contexts tell who is calling, beside the thread
   * @param background where reading tables again begins
   * @param closed whether statements are refused that cannot be governed
   * @param callers what databases are told of for whom a statement is done
   */
  public static void start(
      Gate gate,
      ContextCallers contexts,
      Failures failures,
      Executor background,
      boolean closed,
      DatabaseCallers callers) {
    R2dbcCalls.start(new R2dbcCollaborators(gate, contexts, failures, background, closed, callers));
  }

  /** Adds the weaving of R2DBC to an agent. */
  public static AgentBuilder weave(
      AgentBuilder builder, AgentBuilder.Transformer.ForAdvice advice) {
    ElementMatcher.Junction<MethodDescription> addsText =
        concrete("add").and(takesArguments(1)).and(takesArgument(0, String.class));
    ElementMatcher.Junction<MethodDescription> filters =
        concrete("filter").and(takesArguments(1)).and(returns(not(named("void"))));
    ElementMatcher.Junction<MethodDescription> binds =
        concrete("bind", "bindNull")
            .and(takesArguments(2))
            .and(takesArgument(0, int.class).or(takesArgument(0, String.class)))
            .and(takesArgument(1, Object.class).or(takesArgument(1, Class.class)));
    return builder
        .type(
            implementing(
                "Statement",
                EXECUTES.or(
                    concrete("add", "bind", "bindNull", "fetchSize", "returnGeneratedValues"))))
        .transform(
            advice
                .advice(EXECUTES, ExecuteAdvice.class.getName())
                .advice(concrete("add").and(takesArguments(0)), AddAdvice.class.getName())
                .advice(binds, BindAdvice.class.getName())
                .advice(
                    concrete("fetchSize").and(takesArguments(1)).and(takesArgument(0, int.class)),
                    FetchSizeAdvice.class.getName())
                .advice(
                    concrete("returnGeneratedValues").and(takesArguments(1)),
                    GeneratedValuesAdvice.class.getName()))
        .type(implementing("Batch", EXECUTES.or(addsText)))
        .transform(
            advice
                .advice(EXECUTES, ExecuteAdvice.class.getName())
                .advice(addsText, AddTextAdvice.class.getName()))
        .type(implementing("Connection", CREATES_STATEMENT))
        .transform(
            advice
                .advice(CREATES_STATEMENT, StatementAdvice.class.getName())
                .advice(concrete("createBatch").and(takesArguments(0)), BatchAdvice.class.getName())
                .advice(
                    concrete(SessionCall.methods()).and(PUBLISHES), SessionAdvice.class.getName())
                .advice(
                    concrete("copyIn").and(takesArgument(0, String.class)),
                    StatementAdvice.class.getName())
                .advice(
                    concrete("getNotifications").and(takesArguments(0)).and(PUBLISHES),
                    UngovernedAdvice.class.getName()))
        .type(implementing("Result", IS_CONSUMED))
        .transform(
            advice
                .advice(IS_CONSUMED, ConsumeAdvice.class.getName())
                .advice(filters, FilterAdvice.class.getName()))
        .type(implementing("ConnectionFactory", CREATES_CONNECTION))
        .transform(
            advice
                .advice(CREATES_CONNECTION, CreateAdvice.class.getName())
                .advice(
                    concrete("replication").and(takesArguments(0)).and(PUBLISHES),
                    UngovernedAdvice.class.getName()))
        .type(named("io.r2dbc.pool.ConnectionPool"))
        .transform(advice.advice(CREATES_CONNECTION, TakeAdvice.class.getName()))
        .type(
            namedOneOf(
                "reactor.pool.SimpleDequePool$QueuePooledRef",
                "reactor.pool.SimplePool$QueuePooledRef"))
        .transform(
            advice.advice(
                concrete("release").and(takesArguments(0)).and(PUBLISHES),
                ReleaseAdvice.class.getName()))
        .type(
            nameStartsWith("io.r2dbc.postgresql.")
                .and(not(isInterface()))
                .and(hasSuperType(named("io.r2dbc.postgresql.api.CopyInBuilder"))))
        .transform(
            advice.advice(
                concrete("build").and(takesArguments(0)).and(PUBLISHES),
                UngovernedAdvice.class.getName()));
  }

  private static ElementMatcher.Junction<MethodDescription> concrete(String... names) {
    return isPublic().and(not(isAbstract())).and(namedOneOf(names));
  }

  /**
   * Classes that implement a type and declare a method of it. The methods come first: they stand in
   * the class itself, while to look through supertypes their class files must be read.
   */
  private static ElementMatcher.Junction<TypeDescription> implementing(
      String type, ElementMatcher<MethodDescription> method) {
    return not(isInterface())
        .and(not(layer()))
        .and(declaresMethod(method))
        .and(hasSuperType(named(SPI + type)));
  }

  /** Layers that only pass on what a driver below them does. */
  private static ElementMatcher.Junction<NamedElement> layer() {
    return nameStartsWith("io.r2dbc.pool.")
        .or(nameStartsWith("io.r2dbc.proxy."))
        .or(nameStartsWith("dev.sluice."))
        .or(nameStartsWith("jdk.proxy"));
  }
}
