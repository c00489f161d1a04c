package dev.sluice.instrumentation.identity;

import static net.bytebuddy.matcher.ElementMatchers.named;

import dev.sluice.gate.Failures;
import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.Carried;
import dev.sluice.identity.ContextSource;
import dev.sluice.identity.HumanSource;
import dev.sluice.instrumentation.identity.asserted.BaggageSource;
import dev.sluice.instrumentation.identity.asserted.MdcSource;
import dev.sluice.instrumentation.identity.jwt.Tokens;
import dev.sluice.instrumentation.identity.langchain4j.LangChain4jInstrumentation;
import dev.sluice.instrumentation.identity.mcp.McpInstrumentation;
import dev.sluice.instrumentation.identity.opentelemetry.OpenTelemetryInstrumentation;
import dev.sluice.instrumentation.identity.quarkus.QuarkusSource;
import dev.sluice.instrumentation.identity.reactor.ReactorContexts;
import dev.sluice.instrumentation.identity.reactor.ReactorInstrumentation;
import dev.sluice.instrumentation.identity.reactor.ReactorSource;
import dev.sluice.instrumentation.identity.servlet.BearerTokenSource;
import dev.sluice.instrumentation.identity.servlet.HeaderSource;
import dev.sluice.instrumentation.identity.servlet.RequestScope;
import dev.sluice.instrumentation.identity.servlet.ServletInstrumentation;
import dev.sluice.instrumentation.identity.servlet.ServletPrincipalSource;
import dev.sluice.instrumentation.identity.spring.SpringSecuritySource;
import dev.sluice.instrumentation.identity.springai.SpringAiInstrumentation;
import dev.sluice.instrumentation.identity.threads.ThreadInstrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.description.NamedElement;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.matcher.ElementMatchers;
import org.jspecify.annotations.Nullable;

/** Where the agent takes hold of what tells who is calling. */
public final class IdentityInstrumentation {
  private IdentityInstrumentation() {}

  /**
   * Adds the weaving of the servlet API, LangChain4j, Spring AI, MCP servers and Reactor.
   *
   * @param advice resolves this module's advice classes by name
   * @param service the name of the service, which its agents have whose framework gives them none
   * @param humans who is asked for the person when a framework begins to work: the source with
   *     which the agent resolves callers
   */
  public static AgentBuilder weave(
      AgentBuilder builder,
      AgentBuilder.Transformer.ForAdvice advice,
      IdentitySettings settings,
      String service,
      HumanSource humans,
      Failures failures) {
    AgentBuilder woven = builder;
    if (settings.servlet()) {
      woven = ServletInstrumentation.weave(woven, advice);
    }
    if (settings.langChain4j()) {
      woven = LangChain4jInstrumentation.weave(woven, advice, humans, failures);
    }
    if (settings.springAi()) {
      woven = SpringAiInstrumentation.weave(woven, advice, service, humans, failures);
    }
    if (settings.mcp()) {
      woven = McpInstrumentation.weave(woven, advice, service, humans, failures);
    }
    if (settings.reactor()) {
      woven =
          ReactorInstrumentation.weave(
              woven, advice, contexts(settings, failures), humans, failures);
    }
    if (settings.threads()) {
      woven = ThreadInstrumentation.weaveSpring(woven, advice);
    }
    return woven;
  }

  /**
   * Adds the weaving of the JDK's own classes, and of the OpenTelemetry agent's context if asked.
   *
   * @param bootstrap the static method that links woven calls; visible to the JDK's classes
   * @param settings whether the starts of threads, and that context, are woven
   * @param humans as above
   */
  public static AgentBuilder weaveJdk(
      AgentBuilder builder,
      AgentBuilder.Transformer.ForAdvice advice,
      MethodDescription bootstrap,
      IdentitySettings settings,
      HumanSource humans,
      Failures failures) {
    AgentBuilder woven =
        ThreadInstrumentation.weaveJdk(builder, advice, bootstrap, humans, failures);
    if (settings.tracedContexts()) {
      woven = OpenTelemetryInstrumentation.weave(woven, advice, humans, failures);
    }
    if (settings.startedThreads()) {
      woven = ThreadInstrumentation.weaveStarts(woven, advice, humans, failures);
    }
    if (settings.tracedContexts() || settings.startedThreads()) {
      AgentFrames.carryBeside(IdentityInstrumentation::carriedBesideTasks);
    }
    return woven;
  }

  private static @Nullable Carried carriedBesideTasks() {
    Carried current = OpenTelemetryInstrumentation.carried();
    return current == null ? ThreadInstrumentation.startedFor() : current;
  }

  /** Whether {@link #weaveJdk} weaves a class of this name, of the boot loader. */
  public static ElementMatcher.Junction<NamedElement> wovenBesideTheService() {
    return ElementMatchers.<NamedElement>nameStartsWith("java.")
        .or(named(OpenTelemetryInstrumentation.CONTEXT));
  }

  /** Links what must be linked before the service runs; once the JDK is woven. */
  public static void linkEarly() {
    ThreadInstrumentation.linkEarly();
  }

  /**
   * Asks those who vouch for a person first: Spring Security, Quarkus, then the servlet container's
   * principal, then the request's bearer token; what Reactor's context says where its threads work;
   * on another thread, for whom its task was handed over. Where they know nobody, what only asserts
   * a person: the configured header, key of the diagnostic context, entry of the baggage, in this
   * order. A statement that is run in order to answer, such as a session store's own, is nobody's.
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
    sources.add(new QuarkusSource(failures));
    if (settings.servlet()) {
      sources.add(new ServletPrincipalSource(failures));
      if (tokens != null) {
        sources.add(new BearerTokenSource(tokens::person, failures));
      }
    }
    if (settings.reactor()) {
      sources.add(new ReactorSource(contexts(settings, failures)));
    }
    sources.add(AgentFrames::carriedHuman);
    if (settings.servlet() && settings.userHeader() != null) {
      sources.add(new HeaderSource(settings.userHeader(), settings.groupsHeader(), failures));
    }
    if (settings.mdcKey() != null) {
      sources.add(new MdcSource(settings.mdcKey(), failures));
    }
    if (settings.baggageKey() != null) {
      sources.add(new BaggageSource(settings.baggageKey(), baggage));
    }
    return new CarefulSource(HumanSource.firstOf(sources), failures);
  }

  /** Tells for whom a reactive chain works, by Reactor's context. */
  public static ContextSource contextSource(IdentitySettings settings, Failures failures) {
    return settings.reactor() ? contexts(settings, failures) : ContextSource.NONE;
  }

  private static ReactorContexts contexts(IdentitySettings settings, Failures failures) {
    if (!settings.springSecurity()) {
      return new ReactorContexts(context -> null, failures);
    }
    return new ReactorContexts(new SpringSecuritySource(() -> null, failures)::ofContext, failures);
  }
}
