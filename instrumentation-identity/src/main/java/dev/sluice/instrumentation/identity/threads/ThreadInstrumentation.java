package dev.sluice.instrumentation.identity.threads;

import static net.bytebuddy.matcher.ElementMatchers.isBootstrapClassLoader;
import static net.bytebuddy.matcher.ElementMatchers.isBridge;
import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.isStatic;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Carried;
import dev.sluice.identity.HumanSource;
import java.util.concurrent.ForkJoinPool;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Weaves where the JDK takes tasks and where it runs them: thread pools, scheduled ones, fork-join
 * pools, {@code CompletableFuture}'s dependent actions, virtual threads; and Spring's executor that
 * starts a thread for each task. A platform thread that is started by hand may be a pool's own, and
 * live on long after whoever happened to need it: it is left alone unless the service asks for it.
 */
public final class ThreadInstrumentation {
  private static final String CONCURRENT = "java.util.concurrent.";
  private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

  private static final ElementMatcher.Junction<MethodDescription> TAKES_A_TASK =
      namedOneOf("execute", "submit", "invoke", "invokeAll", "invokeAny")
          .and(
              takesArgument(
                  0,
                  namedOneOf(
                      "java.lang.Runnable",
                      CONCURRENT + "Callable",
                      CONCURRENT + "ForkJoinTask",
                      "java.util.Collection")))
          .and(not(isStatic()))
          .and(not(isBridge()));

  private ThreadInstrumentation() {}

  /**
   * Adds the weaving of the JDK.
   *
   * @param bootstrap the static method that links woven calls; visible to the JDK's classes
   * @param humans who is asked for the person when a task is handed over
   */
  public static AgentBuilder weaveJdk(
      AgentBuilder builder,
      AgentBuilder.Transformer.ForAdvice advice,
      MethodDescription bootstrap,
      HumanSource humans,
      Failures failures) {
    ThreadScope.install(humans, failures);
    return weaveCompletions(
        weaveForkJoin(weavePools(builder, advice, bootstrap, failures), advice), advice);
  }

  /** Adds the weaving of Spring's executor. */
  public static AgentBuilder weaveSpring(
      AgentBuilder builder, AgentBuilder.Transformer.ForAdvice advice) {
    return builder
        .type(named("org.springframework.core.task.SimpleAsyncTaskExecutor"))
        .transform(
            advice.advice(
                named("doExecute").and(takesArguments(Runnable.class)),
                OwnThreadAdvice.class.getName()));
  }

  /** Adds the weaving of what starts platform threads. */
  public static AgentBuilder weaveStarts(
      AgentBuilder builder,
      AgentBuilder.Transformer.ForAdvice advice,
      HumanSource humans,
      Failures failures) {
    ThreadScope.installStarts(humans, failures);
    return builder
        .type(named("java.lang.Thread"), isBootstrapClassLoader())
        .transform(
            advice.advice(named("start").and(takesArguments(0)), StartAdvice.class.getName()));
  }

  /** For whom the current thread was started; null for nobody who is known. */
  public static @Nullable Carried startedFor() {
    return ThreadScope.startedFor();
  }

  /**
   * Links the call in {@code ForkJoinPool.execute} now. A virtual thread calls that method in the
   * midst of its own switches, where no class must be loaded.
   */
  public static void linkEarly() {
    if (Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS) {
      ForkJoinPool pool = new ForkJoinPool(1);
      pool.execute(() -> {});
      pool.shutdown();
    }
  }

  private static AgentBuilder weavePools(
      AgentBuilder builder,
      AgentBuilder.Transformer.ForAdvice advice,
      MethodDescription bootstrap,
      Failures failures) {
    AsmVisitorWrapper calls =
        new AsmVisitorWrapper.ForDeclaredMethods()
            .writerFlags(ClassWriter.COMPUTE_MAXS)
            .method(
                named("runWorker").or(named("execute").and(takesArguments(Runnable.class))),
                new PoolCallsWeaving(bootstrap, failures));
    return builder
        .type(named(CONCURRENT + "ThreadPoolExecutor"), isBootstrapClassLoader())
        .transform((type, description, loader, module, domain) -> type.visit(calls))
        .transform(
            advice
                .advice(named("addWorker"), AddWorkerAdvice.class.getName())
                .advice(named("reject"), RejectAdvice.class.getName()))
        .type(named(CONCURRENT + "ScheduledThreadPoolExecutor"), isBootstrapClassLoader())
        .transform(advice.advice(named("delayedExecute"), ScheduleAdvice.class.getName()));
  }

  private static AgentBuilder weaveForkJoin(
      AgentBuilder builder, AgentBuilder.Transformer.ForAdvice advice) {
    return builder
        .type(named(CONCURRENT + "ForkJoinPool"), isBootstrapClassLoader())
        .transform(advice.advice(TAKES_A_TASK, TaskArgumentAdvice.class.getName()))
        .type(named(CONCURRENT + "ForkJoinTask"), isBootstrapClassLoader())
        .transform(
            advice
                .advice(named("fork").and(takesArguments(0)), ForkAdvice.class.getName())
                .advice(named("doExec"), ForkedRunAdvice.class.getName())
                .advice(
                    namedOneOf("invoke", "quietlyInvoke").and(takesArguments(0)),
                    InvokeAdvice.class.getName())
                .advice(named("invokeAll").and(isStatic()), InvokeAllAdvice.class.getName()));
  }

  private static AgentBuilder weaveCompletions(
      AgentBuilder builder, AgentBuilder.Transformer.ForAdvice advice) {
    return builder
        .type(named(CONCURRENT + "CompletableFuture$UniCompletion"), isBootstrapClassLoader())
        .transform(advice.advice(isConstructor(), CompletionAdvice.class.getName()))
        .type(nameStartsWith(CONCURRENT + "CompletableFuture$"), isBootstrapClassLoader())
        .transform(
            advice.advice(
                named("tryFire").and(takesArguments(int.class)), FireAdvice.class.getName()))
        .type(
            named(CONCURRENT + "CompletableFuture$ThreadPerTaskExecutor"), isBootstrapClassLoader())
        .transform(
            advice.advice(
                named("execute").and(takesArguments(Runnable.class)),
                OwnThreadAdvice.class.getName()))
        .type(named("java.lang.ThreadBuilders"), isBootstrapClassLoader())
        .transform(
            advice.advice(
                named("newVirtualThread").and(takesArguments(4)),
                VirtualThreadAdvice.class.getName()));
  }
}
