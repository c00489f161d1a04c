package dev.sluice.benchmarks;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a JVM to measure: the same for each variant, but for its agent.
 *
 * <p>Both agents export each span by OTLP over HTTP; all else is left to their defaults, so Sluice
 * keeps metrics too, while those of the OpenTelemetry agent are off: it is to cost what its spans
 * alone cost.
 */
record MeasuredJvm(Path sluice, Path otel, Path policy, SpanSink sink) {
  /** One thread collects: several wait for each other by spinning, for long on a busy machine. */
  private static final List<String> FLAGS =
      List.of("-Xms768m", "-Xmx768m", "-XX:+UseG1GC", "-XX:ParallelGCThreads=1");

  /**
   * A new process, not yet started, of the Java that runs this.
   *
   * @param recording where to write a flight recording to when it ends
   */
  ProcessBuilder process(Variant variant, Class<?> main, @Nullable Path recording) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(agent(variant));
    command.addAll(FLAGS);
    if (recording != null) {
      command.add("-XX:StartFlightRecording=settings=profile,filename=" + recording);
    }
    command.add("-cp");
    command.add(location(main) + File.pathSeparator + location(org.h2.Driver.class));
    command.add(main.getName());
    ProcessBuilder process = new ProcessBuilder(command);
    // What is set for this JVM or by a developer for an agent would change what is measured.
    process
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.startsWith("OTEL_")
                    || name.startsWith("SLUICE_")
                    || name.equals("JAVA_TOOL_OPTIONS")
                    || name.equals("JDK_JAVA_OPTIONS"));
    return process;
  }

  private List<String> agent(Variant variant) {
    return switch (variant) {
      case BARE -> List.of();
      case SLUICE ->
          List.of(
              "-javaagent:" + sluice,
              "-Dsluice.service.name=benchmark",
              "-Dsluice.policy=" + policy,
              "-Dsluice.otlp.endpoint=" + sink.endpoint(variant));
      case OTEL ->
          List.of(
              "-javaagent:" + otel,
              "-Dotel.service.name=benchmark",
              "-Dotel.traces.exporter=otlp",
              "-Dotel.metrics.exporter=none",
              "-Dotel.logs.exporter=none",
              "-Dotel.exporter.otlp.protocol=http/protobuf",
              "-Dotel.exporter.otlp.endpoint=" + sink.endpoint(variant));
    };
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("no file holds " + type, e);
    }
  }
}
