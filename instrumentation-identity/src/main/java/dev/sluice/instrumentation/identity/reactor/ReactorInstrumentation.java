package dev.sluice.instrumentation.identity.reactor;

import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;
import static net.bytebuddy.matcher.ElementMatchers.takesNoArguments;

import dev.sluice.gate.Failures;
import dev.sluice.identity.HumanSource;
import java.util.stream.Stream;
import net.bytebuddy.agent.builder.AgentBuilder;

/**
 * Weaves Reactor 3.4 and later where its threads begin to work for a chain: the tasks of {@code
 * publishOn} and {@code subscribeOn}, and the sources and the operator in which a service calls
 * what blocks. All that a thread does inside is for that chain. And the subscribers that a service
 * ends its chains with, so that a chain knows for whom it was subscribed.
 */
public final class ReactorInstrumentation {
  static final String PUBLISHERS = "reactor.core.publisher.";

  private static final String[] TASKS =
      publishers(
          "FluxPublishOn$PublishOnSubscriber",
          "FluxPublishOn$PublishOnConditionalSubscriber",
          "MonoPublishOn$PublishOnSubscriber",
          "FluxSubscribeOn$SubscribeOnSubscriber",
          "MonoSubscribeOn$SubscribeOnSubscriber",
          "FluxSubscribeOnCallable$CallableSubscribeOnSubscription",
          "FluxSubscribeOnValue$ScheduledScalar");

  private static final String[] SOURCES =
      publishers("MonoCallable", "MonoSupplier", "MonoRunnable");

  private static final String[] SUBSCRIBERS =
      publishers(
          "BlockingSingleSubscriber",
          "BlockingOptionalMonoSubscriber",
          "BlockingIterable$SubscriberIterator",
          "MonoToCompletableFuture",
          "StrictSubscriber",
          "LambdaMonoSubscriber",
          "LambdaSubscriber");

  private ReactorInstrumentation() {}

  /**
   * Adds the weaving.
   *
   * @param humans who is asked for the person when a chain is subscribed
   */
  public static AgentBuilder weave(
      AgentBuilder builder,
      AgentBuilder.Transformer.ForAdvice advice,
      ReactorContexts contexts,
      HumanSource humans,
      Failures failures) {
    ReactorScope.install(contexts, humans, failures);
    return builder
        .type(namedOneOf(TASKS))
        .transform(
            advice.advice(named("run").and(takesNoArguments()), OperatorAdvice.class.getName()))
        .type(namedOneOf(publishers("MonoFlatMap$FlatMapMain")))
        .transform(
            advice.advice(named("onNext").and(takesArguments(1)), OperatorAdvice.class.getName()))
        .type(namedOneOf(SOURCES))
        .transform(
            advice.advice(
                named("subscribe")
                    .and(takesArguments(1))
                    .and(takesArgument(0, named("reactor.core.CoreSubscriber"))),
                SourceAdvice.class.getName()))
        .type(namedOneOf(SUBSCRIBERS))
        .transform(
            advice
                .advice(isConstructor(), SubscriberAdvice.class.getName())
                .advice(
                    named("currentContext").and(takesNoArguments()),
                    SubscriberContextAdvice.class.getName()));
  }

  private static String[] publishers(String... classes) {
    return Stream.of(classes).map(name -> PUBLISHERS + name).toArray(String[]::new);
  }
}
