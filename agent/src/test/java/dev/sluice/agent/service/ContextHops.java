package dev.sluice.agent.service;

import dev.sluice.agent.service.Handovers.Hop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxInternal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.SuspendLambda;
import kotlin.jvm.functions.Function2;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.DelayKt;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.ExecutorsKt;
import kotlinx.coroutines.GlobalScope;
import org.apache.tomcat.util.threads.TaskQueue;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.jboss.threads.EnhancedQueueExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Ways to other threads that are not the JDK's, but that OpenTelemetry's context goes: pools of
 * Tomcat and JBoss, event loops of Netty and Vert.x and the workers behind them, coroutines.
 */
public final class ContextHops {
  private ContextHops() {}

  /** Like {@link Handovers#once(String)}. */
  public static Task once(String url) {
    return Handovers.once(url, ContextHops::add);
  }

  /** Like {@link Handovers#hammer(String, int, int)}. */
  public static Task hammer(String url, int threads, int rounds) {
    return Handovers.hammer(url, threads, rounds, ContextHops::add);
  }

  private static void add(Map<String, Hop> hops, List<ExecutorService> pools) {
    ThreadPoolExecutor tomcat =
        new ThreadPoolExecutor(2, 2, 1, TimeUnit.SECONDS, new TaskQueue(100));
    EnhancedQueueExecutor jboss =
        new EnhancedQueueExecutor.Builder().setCorePoolSize(2).setMaximumPoolSize(2).build();
    EventLoopGroup loops = new NioEventLoopGroup(2);
    ExecutorService workers = Executors.newFixedThreadPool(2);
    pools.addAll(List.of(tomcat, jboss, loops, workers));

    hops.put("tomcat", work -> Handovers.executed(tomcat, work));
    hops.put("tomcat submit", work -> tomcat.submit(work).get());
    hops.put("jboss", work -> Handovers.executed(jboss, work));
    hops.put("jboss submit", work -> jboss.submit(work).get());
    hops.put("from tomcat to jboss", work -> tomcat.submit(() -> jboss.submit(work).get()).get());
    hops.put(
        "netty, then a worker",
        work -> Handovers.executed(loops, () -> workers.submit(work).get()));
    hops.put(
        "netty's clock, then a worker",
        work -> {
          CompletableFuture<String> result = new CompletableFuture<>();
          Runnable later = () -> result.complete(Handovers.call(() -> workers.submit(work).get()));
          loops.schedule(later, 1, TimeUnit.MILLISECONDS).get();
          return result.get();
        });
    addVertx(hops, pools);
    addCoroutines(hops, workers);
  }

  private static void addVertx(Map<String, Hop> hops, List<ExecutorService> pools) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(3));
    pools.add(((VertxInternal) vertx).getEventLoopGroup());
    Context loop = vertx.getOrCreateContext();
    vertx.eventBus().consumer("ask", message -> message.reply("yes"));

    hops.put(
        "vert.x, then a worker",
        work -> {
          CompletableFuture<String> result = new CompletableFuture<>();
          loop.runOnContext(
              nothing -> vertx.executeBlocking(() -> result.complete(Handovers.call(work))));
          return result.get();
        });
    hops.put(
        "vert.x, then any worker",
        work -> {
          CompletableFuture<String> result = new CompletableFuture<>();
          loop.runOnContext(
              nothing -> vertx.executeBlocking(() -> result.complete(Handovers.call(work)), false));
          return result.get();
        });
    hops.put(
        "vert.x, a message, then a worker",
        work -> {
          CompletableFuture<String> result = new CompletableFuture<>();
          loop.runOnContext(
              nothing ->
                  vertx
                      .eventBus()
                      .request("ask", "may I?")
                      .compose(yes -> vertx.executeBlocking(() -> Handovers.call(work)))
                      .onSuccess(seen -> result.complete(seen)));
          return result.get();
        });
    hops.put(
        "vert.x, a worker, a timer, a worker",
        work -> {
          CompletableFuture<String> result = new CompletableFuture<>();
          loop.runOnContext(
              nothing ->
                  vertx
                      .executeBlocking(() -> "")
                      .compose(done -> vertx.timer(1))
                      .compose(passed -> vertx.executeBlocking(() -> Handovers.call(work)))
                      .onSuccess(seen -> result.complete(seen)));
          return result.get();
        });
  }

  private static void addCoroutines(Map<String, Hop> hops, ExecutorService workers) {
    CoroutineContext own = (CoroutineContext) ExecutorsKt.from(workers);
    CoroutineContext shared = (CoroutineContext) Dispatchers.getDefault();
    hops.put("coroutine", work -> launched(shared, work));
    hops.put("coroutine on workers", work -> launched(own, work));
  }

  private static String launched(CoroutineContext context, Callable<String> work) throws Exception {
    CompletableFuture<String> result = new CompletableFuture<>();
    BuildersKt.launch(
        GlobalScope.INSTANCE, context, CoroutineStart.DEFAULT, new Coroutine(work, result, null));
    return result.get();
  }

  /**
   * What Kotlin's compiler makes of {@code { delay(1); withContext(Dispatchers.IO) { work() } }},
   * with what the work says before that.
   */
  private static final class Coroutine extends SuspendLambda
      implements Function2<CoroutineScope, Continuation<? super Unit>, Object> {
    private static final long serialVersionUID = 1;

    private final transient Callable<String> work;
    private final transient CompletableFuture<String> result;
    private int step;
    private String before = "";

    Coroutine(
        Callable<String> work,
        CompletableFuture<String> result,
        @Nullable Continuation<Object> next) {
      super(2, next);
      this.work = work;
      this.result = result;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Unit> create(Object scope, Continuation<?> next) {
      return (Continuation<Unit>)
          (Continuation<?>) new Coroutine(work, result, (Continuation<Object>) next);
    }

    @Override
    public Object invoke(CoroutineScope scope, Continuation<? super Unit> next) {
      return ((Coroutine) (Continuation<?>) create(scope, next)).invokeSuspend(Unit.INSTANCE);
    }

    @Override
    @SuppressWarnings("unchecked")
    protected Object invokeSuspend(Object value) {
      Continuation<Unit> own = (Continuation<Unit>) (Continuation<?>) this;
      if (step == 0) {
        step = 1;
        before = Handovers.call(work);
        if (DelayKt.delay(1, own) == IntrinsicsKt.getCOROUTINE_SUSPENDED()) {
          return IntrinsicsKt.getCOROUTINE_SUSPENDED();
        }
      }
      if (step == 1) {
        step = 2;
        Object inner =
            BuildersKt.withContext(
                (CoroutineContext) Dispatchers.getIO(),
                (scope, next) -> {
                  String seen = Handovers.call(work);
                  result.complete(seen.equals(before) ? seen : before + " then " + seen);
                  return Unit.INSTANCE;
                },
                own);
        if (inner == IntrinsicsKt.getCOROUTINE_SUSPENDED()) {
          return inner;
        }
      }
      return Unit.INSTANCE;
    }
  }
}
