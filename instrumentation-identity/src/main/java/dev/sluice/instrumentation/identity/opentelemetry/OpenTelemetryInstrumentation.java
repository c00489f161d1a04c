package dev.sluice.instrumentation.identity.opentelemetry;

import static net.bytebuddy.matcher.ElementMatchers.isBootstrapClassLoader;
import static net.bytebuddy.matcher.ElementMatchers.isStatic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesNoArguments;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Carried;
import dev.sluice.identity.HumanSource;
import net.bytebuddy.agent.builder.AgentBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the one method by which whatever takes the OpenTelemetry agent's context along, and the
 * service by its own API, asks for the current one.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/opentelemetry-java/blob/main/context/src/main/java/io/opentelemetry/context/Context.java">Context</a>
 */
public final class OpenTelemetryInstrumentation {
  /** The agent's own copy of the API, on the boot loader's class path. */
  public static final String CONTEXT =
      "io.opentelemetry.javaagent.shaded.io.opentelemetry.context.Context";

  private OpenTelemetryInstrumentation() {}

  /**
   * Adds the weaving.
   *
   * @param humans who is asked for the person when a context is taken
   */
  public static AgentBuilder weave(
      AgentBuilder builder,
      AgentBuilder.Transformer.ForAdvice advice,
      HumanSource humans,
      Failures failures) {
    ContextScope.install(humans, failures);
    return builder
        .type(named(CONTEXT), isBootstrapClassLoader())
        .transform(
            advice.advice(
                named("current").and(isStatic()).and(takesNoArguments()),
                CurrentContextAdvice.class.getName()));
  }

  /** For whom this thread works by its current context; null for nobody who is known. */
  public static @Nullable Carried carried() {
    return ContextScope.carried();
  }
}
