package dev.sluice.instrumentation.identity.threads;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Carried;
import dev.sluice.identity.HumanSource;
import dev.sluice.weak.WeakIdentityMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for whom platform threads were started by the service itself, for as long as they run.
 * Those that a library starts, or that are of a library's making, are workers or keepers of its own
 * and work for nobody in particular. A library is told by its name: one that is not known passes
 * for the service. Thread-safe.
 */
final class StartedThreads {
  /** Thread pools, event loops, schedulers, drivers and their like, by the beginning of names. */
  private static final List<String> LIBRARIES =
      List.of(
          "akka.",
          "cats.effect.",
          "ch.qos.logback.",
          "com.datastax.",
          "com.github.benmanes.caffeine.",
          "com.google.",
          "com.lmax.disruptor.",
          "com.mchange.",
          "com.microsoft.sqlserver.",
          "com.mongodb.",
          "com.mysql.",
          "com.rabbitmq.",
          "com.sun.",
          "com.zaxxer.hikari.",
          "io.agroal.",
          "io.grpc.",
          "io.helidon.",
          "io.lettuce.",
          "io.micrometer.",
          "io.micronaut.",
          "io.netty.",
          "io.opentelemetry.",
          "io.projectreactor.",
          "io.quarkus.",
          "io.r2dbc.",
          "io.reactivex.",
          "io.smallrye.",
          "io.undertow.",
          "io.vertx.",
          "java.",
          "javax.",
          "jdk.",
          "kotlinx.coroutines.",
          "net.bytebuddy.",
          "okhttp3.",
          "okio.",
          "oracle.",
          "org.apache.",
          "org.eclipse.jetty.",
          "org.glassfish.",
          "org.h2.",
          "org.hibernate.",
          "org.hsqldb.",
          "org.infinispan.",
          "org.jboss.",
          "org.mariadb.",
          "org.postgresql.",
          "org.quartz.",
          "org.redisson.",
          "org.springframework.",
          "org.vibur.",
          "org.wildfly.",
          "org.xnio.",
          "play.",
          "reactor.",
          "redis.clients.",
          "rx.",
          "scala.",
          "sun.",
          "zio.");

  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private final HumanSource humans;
  private final Failures failures;
  private final WeakIdentityMap<Object, Carried> started = new WeakIdentityMap<>();

  StartedThreads(HumanSource humans, Failures failures) {
    this.humans = humans;
    this.failures = failures;
  }

  /** A thread is about to be started, if it was not before. */
  void starting(Object woven) {
    if (!(woven instanceof Thread thread) || thread.getState() != Thread.State.NEW) {
      return;
    }
    Carried carried = Carried.ofThread(humans);
    if (carried == null || isALibrarys(thread) || STACK.walk(StartedThreads::isByALibrary)) {
      return;
    }
    Carried before = started.putIfAbsent(thread, carried);
    if (before != null && !before.equals(carried)) {
      failures.add("identity.threads.shared", 1);
      started.put(thread, Carried.UNKNOWN);
    }
  }

  /** For whom the current thread was started; null for nobody who is known. */
  @Nullable Carried current() {
    return started.isEmpty() ? null : started.get(Thread.currentThread());
  }

  private static boolean isALibrarys(Thread thread) {
    Class<?> type = thread.getClass();
    return type != Thread.class && isOfALibrary(type);
  }

  /** Whether what called the woven method is a library. */
  private static boolean isByALibrary(Stream<StackWalker.StackFrame> frames) {
    Optional<Class<?>> starter =
        frames
            .<Class<?>>map(StackWalker.StackFrame::getDeclaringClass)
            .dropWhile(type -> !isAThread(type.getName()))
            .filter(type -> !isAThread(type.getName()))
            .findFirst();
    return starter.isEmpty() || isOfALibrary(starter.get());
  }

  /** Whether a class is the one that is woven, or one that calls it for the service. */
  private static boolean isAThread(String name) {
    return name.equals("java.lang.Thread")
        || name.startsWith("java.lang.ThreadBuilders")
        || name.startsWith("kotlin.concurrent.");
  }

  private static boolean isOfALibrary(Class<?> type) {
    return HandedOver.startsWithAny(type.getName(), LIBRARIES)
        || type.getClassLoader() == StartedThreads.class.getClassLoader();
  }
}
