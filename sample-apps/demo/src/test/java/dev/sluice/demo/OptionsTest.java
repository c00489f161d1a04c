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
  private String reactive = "";
  private String agent = "";

  @BeforeEach
  void makeJars() throws IOException {
    service = Files.createFile(folder.resolve("service.jar")).toString();
    reactive = Files.createFile(folder.resolve("reactive.jar")).toString();
    agent = Files.createFile(folder.resolve("agent.jar")).toString();
  }

  @Test
  void takesServiceAndAgent() {
    assertThat(
            Options.of("--service", service, "--reactive", reactive, "--agent", agent, "--colour"))
        .isEqualTo(new Options(Path.of(service), Path.of(reactive), Path.of(agent), true));
  }

  @Test
  void leavesTheAgentOutIfToldSo() {
    assertThat(
            Options.of(
                "--service",
                service,
                "--reactive",
                reactive,
                "--agent",
                "not-built-yet.jar",
                "--without-only"))
        .isEqualTo(new Options(Path.of(service), Path.of(reactive), null, false));
  }

  @Test
  void saysWhatIsMissing() {
    assertRefused("--service is missing");
    assertRefused("--agent is missing", "--service", service, "--reactive", reactive);
    assertRefused("--reactive is missing", "--service", service, "--agent", agent);
    assertRefused("--agent needs a file", "--service", service, "--agent");
    assertRefused(
        "no such file: nowhere.jar",
        "--service",
        "nowhere.jar",
        "--reactive",
        reactive,
        "--without-only");
    assertRefused(
        "no such file: nowhere.jar",
        "--service",
        service,
        "--reactive",
        reactive,
        "--agent",
        "nowhere.jar");
    assertRefused("unknown option: --help", "--help");
  }

  private static void assertRefused(String message, String... arguments) {
    assertThatThrownBy(() -> Options.of(arguments))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
