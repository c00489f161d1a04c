package dev.sluice.instrumentation.identity.servlet;

import static net.bytebuddy.matcher.ElementMatchers.declaresMethod;
import static net.bytebuddy.matcher.ElementMatchers.failSafe;
import static net.bytebuddy.matcher.ElementMatchers.hasSuperType;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import dev.sluice.instrumentation.identity.members.LoaderSees;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** Weaves servlets and filters, of {@code jakarta.servlet} and {@code javax.servlet} alike. */
public final class ServletInstrumentation {
  private static final ElementMatcher.Junction<MethodDescription> SERVES_A_REQUEST =
      named("service")
          .and(takesArguments(2))
          .or(named("doFilter").and(takesArguments(3)))
          .and(
              takesArgument(
                  0, namedOneOf("jakarta.servlet.ServletRequest", "javax.servlet.ServletRequest")))
          .and(not(isAbstract()));

  private ServletInstrumentation() {}

  public static AgentBuilder weave(
      AgentBuilder builder, AgentBuilder.Transformer.ForAdvice advice) {
    return builder
        .type(
            failSafe(
                declaresMethod(SERVES_A_REQUEST)
                    .and(
                        hasSuperType(
                            namedOneOf(
                                "jakarta.servlet.Servlet",
                                "jakarta.servlet.Filter",
                                "javax.servlet.Servlet",
                                "javax.servlet.Filter")))),
            new LoaderSees("jakarta.servlet.Servlet", "javax.servlet.Servlet"))
        .transform(advice.advice(SERVES_A_REQUEST, RequestAdvice.class.getName()));
  }
}
