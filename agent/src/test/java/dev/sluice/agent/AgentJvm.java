package dev.sluice.agent;

import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.OtlpReceiver;
import io.opentelemetry.javaagent.OpenTelemetryAgent;
import java.nio.file.Files;
import java.nio.file.Path;

/** JVMs with the packaged agent, on the Java that the build asks for. */
final class AgentJvm {
  private AgentJvm() {}

  /** The agent's jar as the build packaged it. */
  static Path jar() {
    Path jar = Path.of(System.getProperty("sluice.test.agent", "target/sluice-agent.jar"));
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException("no agent at " + jar.toAbsolutePath() + ": package it first");
    }
    return jar;
  }

  /** A JVM without the agent, made for a short life. */
  static ForkedJvm.Builder bare() {
    ForkedJvm.Builder builder =
        ForkedJvm.builder().options("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    String home = System.getProperty("sluice.test.java.home", "");
    return home.isEmpty() ? builder : builder.javaHome(Path.of(home));
  }

  /** A JVM with the agent and that of OpenTelemetry; whether ours is named first. */
  static ForkedJvm.Builder besideOpenTelemetry(boolean first) {
    Path other =
        Path.of(
            OpenTelemetryAgent.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    return first ? bare().agent(jar()).agent(other) : bare().agent(other).agent(jar());
  }

  /** A JVM with the agent, which sends its telemetry nowhere. */
  static ForkedJvm.Builder governed() {
    return bare()
        .agent(jar())
        .property("sluice.traces", "false")
        .property("sluice.metrics", "false");
  }

  /** A JVM with the agent, which sends its telemetry to a receiver. */
  static ForkedJvm.Builder governed(OtlpReceiver receiver) {
    return bare()
        .agent(jar())
        .property("sluice.otlp.endpoint", receiver.endpoint())
        .property("sluice.metrics.interval", "1");
  }
}
