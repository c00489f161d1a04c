package dev.sluice.otel;

import org.jspecify.annotations.Nullable;

/** The OpenTelemetry agent's own copy of the API. To be asked late, when every agent has begun. */
final class AgentApi {
  private AgentApi() {}

  /**
   * One of its types; null if the agent is not there.
   *
   * @param name its name in the API
   */
  static @Nullable Class<?> find(String name) {
    try {
      return Class.forName("io.opentelemetry.javaagent.shaded." + name, false, null);
    } catch (ClassNotFoundException noAgent) {
      return null;
    }
  }
}
