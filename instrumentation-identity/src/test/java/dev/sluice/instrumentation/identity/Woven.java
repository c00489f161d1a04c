package dev.sluice.instrumentation.identity;

import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;

import dev.sluice.gate.Failures;
import dev.sluice.identity.CallerResolver;
import dev.sluice.identity.Human;
import dev.sluice.identity.HumanSource;
import dev.sluice.identity.Service;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.utility.JavaModule;
import org.jspecify.annotations.Nullable;

/** Weaves this test JVM, once, as the agent would, but from the class path. */
final class Woven {
  static final String USER_HEADER = "X-User";
  static final String GROUPS_HEADER = "X-Groups";

  private static final ByteArrayOutputStream PROBLEMS = new ByteArrayOutputStream();
  private static final Failures FAILURES =
      new Failures(new PrintStream(PROBLEMS, true, StandardCharsets.UTF_8));
  private static final IdentitySettings SETTINGS =
      IdentitySettings.DEFAULT.withHeaders(USER_HEADER, GROUPS_HEADER).withKeys("user", "user.id");

  /** Stands for OpenTelemetry's baggage, of whatever thread. */
  static final Map<String, String> BAGGAGE = new ConcurrentHashMap<>();

  private static final ThreadLocal<@Nullable Human> SIMULATED = new ThreadLocal<>();
  private static final HumanSource HUMANS =
      HumanSource.firstOf(
          List.of(
              SIMULATED::get,
              IdentityInstrumentation.humanSource(SETTINGS, null, BAGGAGE::get, FAILURES)));

  /** Resolves callers as the gate does. */
  static final CallerResolver CALLERS =
      new CallerResolver(
          Service.named("shop"), HUMANS, IdentityInstrumentation.contextSource(SETTINGS, FAILURES));

  static {
    weave();
  }

  private Woven() {}

  private static void weave() {
    IdentityInstrumentation.weave(
            new AgentBuilder.Default(
                    new ByteBuddy().with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE))
                .disableClassFormatChanges()
                .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
                .with(AgentBuilder.DescriptionStrategy.Default.POOL_ONLY)
                .with(new CountingListener())
                .ignore(
                    nameStartsWith("net.bytebuddy.")
                        .or(nameStartsWith("java."))
                        .or(nameStartsWith("jdk."))
                        .or(nameStartsWith("sun."))),
            new AgentBuilder.Transformer.ForAdvice(AdviceLink.mapping())
                .include(Woven.class.getClassLoader()),
            SETTINGS,
            "shop",
            HUMANS,
            FAILURES)
        .installOn(ByteBuddyAgent.install());
  }

  /** Weaves, if that has not happened. */
  static void start() {
    // the static initializer has run
  }

  /** What went wrong so far; empty if nothing did. */
  static String problems() {
    return PROBLEMS.toString(StandardCharsets.UTF_8);
  }

  static Human person(String name) {
    return new Human(name, Set.of("staff"), Map.of(), "test", true);
  }

  /** Does work for that person, as far as this thread is concerned. */
  static <T> T as(String name, Callable<T> work) {
    SIMULATED.set(person(name));
    try {
      return work.call();
    } catch (RuntimeException problem) {
      throw problem;
    } catch (Exception problem) {
      throw new AssertionError(problem);
    } finally {
      SIMULATED.remove();
    }
  }

  private static final class CountingListener extends AgentBuilder.Listener.Adapter {
    @Override
    public void onError(
        String typeName,
        @Nullable ClassLoader classLoader,
        @Nullable JavaModule module,
        boolean loaded,
        Throwable problem) {
      FAILURES.count("weave", typeName, problem);
    }
  }
}
