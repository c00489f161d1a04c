package dev.sluice.agent.tool;

import static dev.sluice.agent.tool.Run.assertUsageError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.BuiltInPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyShowDefaultCommandTest {
  @Test
  void printsTheVeryTextThatIsInForce(@TempDir Path directory) throws Exception {
    Run run = Run.of("policy", "show-default");

    assertThat(run).isEqualTo(new Run(0, BuiltInPolicy.text(), ""));
    Path file = Files.writeString(directory.resolve("own.yaml"), run.out());
    assertThat(Run.of("policy", "lint", file.toString()).exitCode()).isZero();
  }

  @Test
  void printsItAsTheJsonThatIsReadAlike(@TempDir Path directory) throws Exception {
    Run run = Run.of("policy", "show-default", "--json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("{\"policies\":[{");
    Path file = Files.writeString(directory.resolve("own.json"), run.out().strip());
    Path yaml = Files.writeString(directory.resolve("own.yaml"), BuiltInPolicy.text());
    assertThat(Run.of("policy", "build", yaml.toString(), "-o", "-").out())
        .isEqualTo(Files.readString(file));
    assertThat(Run.of("policy", "lint", file.toString()).exitCode()).isZero();
  }

  @Test
  void takesNoArguments() {
    assertUsageError("Unmatched argument", "policy", "show-default", "x");
  }
}
