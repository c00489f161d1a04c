package dev.sluice.instrumentation.identity;

import dev.sluice.gate.Failures;
import dev.sluice.identity.HumanSource;
import dev.sluice.instrumentation.identity.asserted.BaggageSource;
import dev.sluice.instrumentation.identity.asserted.MdcSource;
import dev.sluice.instrumentation.identity.jwt.Tokens;
import dev.sluice.instrumentation.identity.langchain4j.LangChain4jInstrumentation;
import dev.sluice.instrumentation.identity.servlet.BearerTokenSource;
import dev.sluice.instrumentation.identity.servlet.HeaderSource;
import dev.sluice.instrumentation.identity.servlet.RequestScope;
import dev.sluice.instrumentation.identity.servlet.ServletInstrumentation;
import dev.sluice.instrumentation.identity.servlet.ServletPrincipalSource;
import dev.sluice.instrumentation.identity.spring.SpringSecuritySource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import net.bytebuddy.agent.builder.AgentBuilder;
import org.jspecify.annotations.Nullable;

/** Where the agent takes hold of what tells who is calling. */
public final class IdentityInstrumentation {
  private IdentityInstrumentation() {}

  /**
   * Adds the weaving of the servlet API and LangChain4j.
   *
   * @param advice resolves this module's advice classes by name
   * @param humans who is asked for the person when LangChain4j begins to work: the source with
   *     which the agent resolves callers
   */
  public static AgentBuilder weave(
      AgentBuilder builder,
      AgentBuilder.Transformer.ForAdvice advice,
      IdentitySettings settings,
      HumanSource humans,
      Failures failures) {
    AgentBuilder woven = builder;
    if (settings.servlet()) {
      woven = ServletInstrumentation.weave(woven, advice);
    }
    if (settings.langChain4j()) {
      woven = LangChain4jInstrumentation.weave(woven, advice, humans, failures);
    }
    return woven;
  }

  /**
   * Asks those who vouch for a person first: Spring Security, then the servlet container's
   * principal, then the request's bearer token. Where they know nobody, what only asserts a person:
   * the configured header, key of the diagnostic context, entry of the baggage, in this order. A
   * statement that is run in order to answer, such as a session store's own, is nobody's.
   *
   * @param tokens verifies bearer tokens; null to read none
   * @param baggage tells the value of an entry of OpenTelemetry's baggage on this thread
   */
  public static HumanSource humanSource(
      IdentitySettings settings,
      @Nullable Tokens tokens,
      Function<String, @Nullable String> baggage,
      Failures failures) {
    List<HumanSource> sources = new ArrayList<>();
    if (settings.springSecurity()) {
      sources.add(new SpringSecuritySource(RequestScope::currentRequest, failures));
    }
    if (settings.servlet()) {
      sources.add(new ServletPrincipalSource(failures));
      if (tokens != null) {
        sources.add(new BearerTokenSource(tokens::person, failures));
      }
      if (settings.userHeader() != null) {
        sources.add(new HeaderSource(settings.userHeader(), settings.groupsHeader(), failures));
      }
    }
    if (settings.mdcKey() != null) {
      sources.add(new MdcSource(settings.mdcKey(), failures));
    }
    if (settings.baggageKey() != null) {
      sources.add(new BaggageSource(settings.baggageKey(), baggage));
    }
    return sources.isEmpty()
        ? HumanSource.NONE
        : new CarefulSource(HumanSource.firstOf(sources), failures);
  }
}
