package dev.sluice.instrumentation.identity.langchain4j;

import static net.bytebuddy.matcher.ElementMatchers.declaresMethod;
import static net.bytebuddy.matcher.ElementMatchers.failSafe;
import static net.bytebuddy.matcher.ElementMatchers.hasSuperType;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.isMethod;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import dev.sluice.gate.Failures;
import dev.sluice.identity.HumanSource;
import dev.sluice.instrumentation.identity.members.LoaderSees;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * Weaves LangChain4j 1.4 and later: where an invocation begins, to remember for whom, and where a
 * tool runs, to say so. Before 1.6 there is no object that stands for an invocation, so the person
 * is known there only as far as the thread tells.
 */
public final class LangChain4jInstrumentation {
  private static final String TOOL_SERVICE = "dev.langchain4j.service.tool.ToolService";
  private static final String TOOL_EXECUTOR = "dev.langchain4j.service.tool.ToolExecutor";
  private static final String SQL_RETRIEVER =
      "dev.langchain4j.experimental.rag.content.retriever.sql.SqlDatabaseContentRetriever";
  private static final String INVOCATION_BUILDER = InvocationMembers.TYPE + "$Builder";

  private static final ElementMatcher.Junction<MethodDescription> EXECUTES_A_TOOL =
      namedOneOf("execute", "executeWithContext")
          .and(takesArguments(2))
          .and(takesArgument(0, named(ToolRequestMembers.TYPE)))
          .and(not(isAbstract()));

  private LangChain4jInstrumentation() {}

  /**
   * Adds the weaving.
   *
   * @param humans who is asked for the person when an invocation begins
   */
  public static AgentBuilder weave(
      AgentBuilder builder,
      AgentBuilder.Transformer.ForAdvice advice,
      HumanSource humans,
      Failures failures) {
    ToolCallScope.install(humans, failures);
    return weaveTools(weaveInvocations(builder, advice), advice);
  }

  private static AgentBuilder weaveInvocations(
      AgentBuilder builder, AgentBuilder.Transformer.ForAdvice advice) {
    return builder
        .type(
            named(INVOCATION_BUILDER)
                .or(
                    failSafe(
                        declaresMethod(named("build").and(takesArguments(0)))
                            .and(hasSuperType(named(INVOCATION_BUILDER))))),
            new LoaderSees(INVOCATION_BUILDER))
        .transform(
            advice
                .advice(
                    isMethod().and(named("build")).and(takesArguments(0)).and(not(isAbstract())),
                    InvocationBuildAdvice.class.getName())
                .advice(
                    isConstructor()
                        .and(takesArguments(1))
                        .and(takesArgument(0, named(InvocationMembers.TYPE))),
                    InvocationCopyAdvice.class.getName()));
  }

  private static AgentBuilder weaveTools(
      AgentBuilder builder, AgentBuilder.Transformer.ForAdvice advice) {
    return builder
        .type(named(TOOL_SERVICE))
        .transform(
            advice.advice(
                named("executeWithErrorHandling")
                    .and(takesArgument(0, named(ToolRequestMembers.TYPE)))
                    .and(takesArgument(1, named(TOOL_EXECUTOR)))
                    .and(not(takesArguments(2))),
                ToolServiceAdvice.class.getName()))
        .type(
            failSafe(declaresMethod(EXECUTES_A_TOOL).and(hasSuperType(named(TOOL_EXECUTOR)))),
            new LoaderSees(TOOL_EXECUTOR))
        .transform(advice.advice(EXECUTES_A_TOOL, ToolExecutorAdvice.class.getName()))
        .type(named(SQL_RETRIEVER))
        .transform(
            advice.advice(
                named("retrieve").and(takesArgument(0, named(QueryMembers.TYPE))),
                SqlRetrieverAdvice.class.getName()));
  }
}
