package dev.sluice.instrumentation.identity.mcp;

import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesNoArguments;

import dev.sluice.gate.Failures;
import dev.sluice.identity.HumanSource;
import java.util.function.BiFunction;
import net.bytebuddy.agent.builder.AgentBuilder;

/** Weaves servers of the MCP Java SDK 0.10 to 2.x: where the handler of a tool is asked for. */
public final class McpInstrumentation {
  private McpInstrumentation() {}

  /**
   * Adds the weaving.
   *
   * @param agentName how the agents that call are called
   * @param humans who is asked for the person when a request comes
   */
  public static AgentBuilder weave(
      AgentBuilder builder,
      AgentBuilder.Transformer.ForAdvice advice,
      String agentName,
      HumanSource humans,
      Failures failures) {
    McpScope.install(agentName, humans, failures);
    return builder
        .type(namedOneOf(McpMembers.SPECIFICATIONS.toArray(String[]::new)))
        .transform(
            advice.advice(
                namedOneOf("call", "callHandler")
                    .and(takesNoArguments())
                    .and(returns(BiFunction.class)),
                HandlerAdvice.class.getName()));
  }
}
