package dev.sluice.otel;

import dev.sluice.gate.Failures;
import dev.sluice.members.Accessor;
import dev.sluice.members.ClassMembers;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The entries of OpenTelemetry's baggage on this thread: of the OpenTelemetry agent's context where
 * that agent is, else of the service's own API once the service uses it. Thread-safe.
 */
public final class ServiceBaggage implements Function<String, @Nullable String> {
  private static final String BAGGAGE = "io.opentelemetry.api.baggage.Baggage";
  private static final String SITE = "telemetry.baggage";

  private final ServiceSpans spans;
  private final ClassMembers<Members> members;
  private final ClassMembers<Members> ofAgent;

  private record Members(Accessor current, Accessor value) {
    static Members of(Class<?> baggage) throws ReflectiveOperationException {
      return new Members(
          Accessor.ofStatic(baggage, baggage.getName(), "current"),
          Accessor.byName(baggage, "java.lang.String", "getEntryValue"));
    }
  }

  /**
   * @param spans knows the copies of the API that the service uses
   */
  public ServiceBaggage(ServiceSpans spans, Failures failures) {
    this.spans = spans;
    this.members =
        new ClassMembers<>(
            SITE,
            span -> Members.of(Class.forName(BAGGAGE, false, span.getClassLoader())),
            failures);
    this.ofAgent = new ClassMembers<>(SITE, Members::of, failures);
  }

  /** The value of an entry; null if there is none. */
  @Override
  public @Nullable String apply(String key) {
    Class<?> bridged = AgentBaggage.TYPE;
    Members agent = bridged == null ? null : ofAgent.of(bridged);
    if (agent != null) {
      return read(agent, key);
    }
    List<WeakReference<Class<?>>> copies = spans.copies();
    for (int i = 0; i < copies.size(); i++) {
      Class<?> span = copies.get(i).get();
      Members copy = span == null ? null : members.of(span);
      String value = copy == null ? null : read(copy, key);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static @Nullable String read(Members members, String key) {
    Object baggage = members.current().get(null);
    return baggage != null && members.value().get(baggage, key) instanceof String value
        ? value
        : null;
  }

  /** Looked up at the first use. */
  private static final class AgentBaggage {
    static final @Nullable Class<?> TYPE = AgentApi.find(BAGGAGE);
  }
}
