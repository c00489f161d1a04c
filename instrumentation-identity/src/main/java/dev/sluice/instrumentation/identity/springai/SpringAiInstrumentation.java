package dev.sluice.instrumentation.identity.springai;

import static net.bytebuddy.matcher.ElementMatchers.declaresMethod;
import static net.bytebuddy.matcher.ElementMatchers.failSafe;
import static net.bytebuddy.matcher.ElementMatchers.hasSuperType;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;
import static net.bytebuddy.matcher.ElementMatchers.takesNoArguments;

import dev.sluice.gate.Failures;
import dev.sluice.identity.HumanSource;
import dev.sluice.instrumentation.identity.members.LoaderSees;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * Weaves Spring AI 1.0 to 2.0: where prompts are made, to remember for whom; where a model is asked
 * and its answer goes to the tools, to know whose it is; and where a tool runs, to say so.
 */
public final class SpringAiInstrumentation {
  private static final ElementMatcher.Junction<MethodDescription> MAKES_A_PROMPT =
      not(isAbstract())
          .and(returns(named(SpringAiMembers.PROMPT).or(named(SpringAiMembers.PROMPT_BUILDER))));

  private static final ElementMatcher.Junction<MethodDescription> ASKS =
      namedOneOf("call", "stream")
          .and(takesArguments(1))
          .and(takesArgument(0, named(SpringAiMembers.PROMPT)))
          .and(not(isAbstract()));

  private static final ElementMatcher.Junction<MethodDescription> CALLS_TOOLS =
      named("executeToolCalls")
          .and(takesArguments(2))
          .and(takesArgument(0, named(SpringAiMembers.PROMPT)))
          .and(takesArgument(1, named(SpringAiMembers.CHAT_RESPONSE)))
          .and(not(isAbstract()));

  private static final ElementMatcher.Junction<MethodDescription> RUNS_A_TOOL =
      named("call")
          .and(takesArguments(1).or(takesArguments(2)))
          .and(takesArgument(0, String.class))
          .and(returns(String.class))
          .and(not(isAbstract()));

  private SpringAiInstrumentation() {}

  /**
   * Adds the weaving.
   *
   * @param agentName how the agents of this service are called: Spring AI gives them no names
   * @param humans who is asked for the person when a prompt is made
   */
  public static AgentBuilder weave(
      AgentBuilder builder,
      AgentBuilder.Transformer.ForAdvice advice,
      String agentName,
      HumanSource humans,
      Failures failures) {
    SpringAiScope.install(agentName, humans, failures);
    return weaveCalls(weavePrompts(builder, advice), advice);
  }

  private static AgentBuilder weavePrompts(
      AgentBuilder builder, AgentBuilder.Transformer.ForAdvice advice) {
    return builder
        .type(named(SpringAiMembers.PROMPT))
        .transform(
            advice
                .advice(isConstructor(), PromptMadeAdvice.class.getName())
                .advice(
                    MAKES_A_PROMPT.and(
                        namedOneOf("copy", "mutate", "augmentSystemMessage", "augmentUserMessage")),
                    PromptDerivedAdvice.class.getName()))
        .type(named(SpringAiMembers.PROMPT_BUILDER))
        .transform(
            advice.advice(
                MAKES_A_PROMPT.and(named("build")).and(takesNoArguments()),
                PromptDerivedAdvice.class.getName()))
        .type(named(SpringAiMembers.CLIENT_REQUEST))
        .transform(
            advice.advice(
                isConstructor()
                    .and(takesArguments(2))
                    .and(takesArgument(0, named(SpringAiMembers.PROMPT))),
                ClientRequestAdvice.class.getName()));
  }

  private static AgentBuilder weaveCalls(
      AgentBuilder builder, AgentBuilder.Transformer.ForAdvice advice) {
    AgentBuilder woven = builder;
    woven = weave(woven, advice, SpringAiMembers.CHAT_MODEL, ASKS, ChatModelAdvice.class);
    woven =
        weave(woven, advice, SpringAiMembers.CALLING_MANAGER, CALLS_TOOLS, ToolCallingAdvice.class);
    return weave(woven, advice, SpringAiMembers.CALLBACK, RUNS_A_TOOL, ToolCallbackAdvice.class);
  }

  private static AgentBuilder weave(
      AgentBuilder builder,
      AgentBuilder.Transformer.ForAdvice advice,
      String superType,
      ElementMatcher.Junction<MethodDescription> method,
      Class<?> with) {
    return builder
        .type(
            failSafe(declaresMethod(method).and(hasSuperType(named(superType)))),
            new LoaderSees(superType))
        .transform(advice.advice(method, with.getName()));
  }
}
