package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
  @TempDir private Path folder;
  private String service = "";
  private String agent = "";

  @BeforeEach
  void makeJars() throws IOException {
    service = Files.createFile(folder.resolve("service.jar")).toString();
    agent = Files.createFile(folder.resolve("agent.jar")).toString();
  }

  @Test
  void takesServiceAndAgent() {
    assertThat(Options.of("--service", service, "--agent", agent, "--colour"))
        .isEqualTo(new Options(Path.of(service), Path.of(agent), true));
  }

  @Test
  void leavesTheAgentOutIfToldSo() {
    assertThat(Options.of("--service", service, "--agent", "not-built-yet.jar", "--without-only"))
        .isEqualTo(new Options(Path.of(service), null, false));
  }

  @Test
  void saysWhatIsMissing() {
    assertRefused("--service is missing");
    assertRefused("--agent is missing", "--service", service);
    assertRefused("--agent needs a file", "--service", service, "--agent");
    assertRefused("no such file: nowhere.jar", "--service", "nowhere.jar", "--without-only");
    assertRefused("no such file: nowhere.jar", "--service", service, "--agent", "nowhere.jar");
    assertRefused("unknown option: --help", "--help");
  }

  private static void assertRefused(String message, String... arguments) {
    assertThatThrownBy(() -> Options.of(arguments))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
