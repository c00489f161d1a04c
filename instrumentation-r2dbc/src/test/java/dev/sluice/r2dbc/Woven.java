package dev.sluice.r2dbc;

import static net.bytebuddy.matcher.ElementMatchers.nameContains;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;

import dev.sluice.gate.Failures;
import dev.sluice.gate.OnFailure;
import dev.sluice.gate.Outcome;
import dev.sluice.gate.StatementEvent;
import dev.sluice.gate.StatementGate;
import dev.sluice.gate.StatementObserver;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.CallerResolver;
import dev.sluice.identity.Carried;
import dev.sluice.identity.HumanSource;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyReader;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.telling.DatabaseCallers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.utility.JavaModule;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** Weaves this test JVM, once, as the agent would, but from the class path. */
final class Woven {
  private static final ByteArrayOutputStream PROBLEMS = new ByteArrayOutputStream();
  private static final Failures FAILURES =
      new Failures(new PrintStream(PROBLEMS, true, StandardCharsets.UTF_8));
  private static final SqlAnalyzer ANALYZER = new SqlAnalyzer();
  private static final ExecutorService BACKGROUND =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "test-background");
            thread.setDaemon(true);
            return thread;
          });

  /** The statements that were observed, in the order in which they began. */
  static final List<Seen> SEEN = new CopyOnWriteArrayList<>();

  private static volatile Policy policy = read("guardrails: []");
  private static final CallerResolver CALLERS = new CallerResolver("shop", HumanSource.NONE);
  private static final StatementGate GATE =
      new StatementGate(
          ANALYZER::analyze,
          () -> policy,
          CALLERS,
          Woven::observe,
          FAILURES,
          OnFailure.AUTO,
          Mode.ENFORCE);

  /** What the advice works with. */
  static final R2dbcCollaborators COLLABORATORS =
      new R2dbcCollaborators(
          new R2dbcInstrumentation.Gate(() -> GATE, () -> null, CALLERS),
          Woven::told,
          FAILURES,
          BACKGROUND,
          true,
          DatabaseCallers.NONE);

  static {
    weave();
  }

  private Woven() {}

  /** A statement under observation. */
  static final class Seen implements StatementObserver.Observation {
    final StatementEvent event;
    final List<Outcome> ends = new CopyOnWriteArrayList<>();
    final List<String> exceeded = new CopyOnWriteArrayList<>();
    final List<String> refused = new CopyOnWriteArrayList<>();
    volatile boolean abandoned;

    Seen(StatementEvent event) {
      this.event = event;
    }

    String sql() {
      return String.join("; ", event.request().sql());
    }

    @Override
    public void end(Outcome outcome) {
      ends.add(outcome);
    }

    @Override
    public void abandon() {
      abandoned = true;
    }

    @Override
    public void refused(String rule, String why) {
      refused.add(rule);
    }

    @Override
    public void exceeded(String rule, boolean truncates, boolean enforced) {
      exceeded.add(rule);
    }

    @Override
    public String toString() {
      return sql() + " " + ends + (abandoned ? " abandoned" : "");
    }
  }

  private static StatementObserver.Observation observe(StatementEvent event) {
    Seen seen = new Seen(event);
    SEEN.add(seen);
    return seen;
  }

  private static void weave() {
    R2dbcCalls.start(COLLABORATORS);
    R2dbcInstrumentation.weave(
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
                        .or(nameContains("$Proxy"))
                        .or(nameStartsWith("sun."))),
            new AgentBuilder.Transformer.ForAdvice(AdviceLink.mapping())
                .include(Woven.class.getClassLoader()))
        .installOn(ByteBuddyAgent.install());
  }

  private static @Nullable CompletionStage<Carried> told(Object context) {
    Object told = ((ContextView) context).getOrDefault(Carried.class, null);
    if (told instanceof Carried carried) {
      return CompletableFuture.completedFuture(carried);
    }
    @SuppressWarnings("unchecked")
    CompletionStage<Carried> later = (CompletionStage<Carried>) told;
    return later;
  }

  /** Puts a policy in force, and forgets what was observed. */
  static void govern(String rules) {
    policy = read(rules);
    SEEN.clear();
  }

  private static Policy read(String rules) {
    try {
      return PolicyReader.read("p.yaml", "sluice: policy/v1\nname: p\n" + rules + "\n", 1);
    } catch (PolicyException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The context of what an AI agent does. */
  static Context byAgent() {
    return Context.of(Carried.class, new Carried(null, agent(), false));
  }

  /** The context of what an AI agent does, which is told only when a stage completes. */
  static Context byAgent(CompletionStage<Void> when) {
    return Context.of(Carried.class, when.thenApply(nothing -> new Carried(null, agent(), false)));
  }

  static AiAgent agent() {
    return new AiAgent("test", "assistant", "query", null, null);
  }

  /** What went wrong so far; empty if nothing did. */
  static String problems() {
    return PROBLEMS.toString(StandardCharsets.UTF_8);
  }

  /** Forgets what went wrong, where that was meant to. */
  static void forgetProblems() {
    PROBLEMS.reset();
  }

  private static final class CountingListener extends AgentBuilder.Listener.Adapter {
    @Override
    public void onError(
        String typeName,
        @Nullable ClassLoader loader,
        @Nullable JavaModule module,
        boolean loaded,
        Throwable problem) {
      FAILURES.count("weave", typeName, problem);
    }
  }
}
