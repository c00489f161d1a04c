package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Tasks;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings from all their places reach the packaged agent. */
class SettingsIT {
  private static final String URL = "jdbc:h2:mem:settings";

  @TempDir private Path directory;

  @Test
  void comeFromTheCommandLineTheEnvironmentAndAFile() throws IOException {
    Path policy =
        Files.writeString(
            directory.resolve("policy.yaml"),
            "sluice: policy/v1\nname: p\nguardrails: [{id: all, match: {}, action: deny}]\n");
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      Path file =
          Files.writeString(
              directory.resolve("sluice.properties"),
              "sluice.otlp.endpoint="
                  + receiver.endpoint()
                  + "\nsluice.service.name=of-the-file\n");
      try (Service service =
          Service.start(
              AgentJvm.bare()
                  .agent(AgentJvm.jar())
                  .property("sluice.config", file.toString())
                  .environment("SLUICE_POLICY", policy.toString())
                  .environment("SLUICE_MODE", "enforce")
                  .property("sluice.mode", "observe")
                  .property("sluice.polcy", "typo"))) {
        assertThat(service.run(URL, Tasks.query("SELECT 1")).value()).isEqualTo("1");

        List<ReceivedSpan> spans =
            receiver.awaitSpans(received -> !received.isEmpty(), Duration.ofSeconds(15));
        assertThat(spans.get(0).attribute("sluice.would")).isEqualTo("deny");
        assertThat(spans.get(0).resource()).containsEntry("service.name", "of-the-file");
        assertThat(service.jvm().err())
            .anyMatch(
                line ->
                    line.startsWith("[sluice] unknown setting: system property sluice.polcy")
                        && line.contains("sluice.policy"));
      }
    }
  }
}
