package dev.sluice.agent.tool;

import static dev.sluice.agent.tool.Run.assertUsageError;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PolicySchemaCommandTest {
  @Test
  void printsTheSchemaOfTheDocumentation() throws IOException {
    String published = Files.readString(Path.of("..", "docs", "policy.schema.json"));

    assertThat(Run.of("policy", "schema")).isEqualTo(new Run(0, published, ""));
    assertThat(Run.of("policy", "schema", "--json")).isEqualTo(new Run(0, published, ""));
    assertThat(Run.of("policy", "schema", "--help").out())
        .contains("# yaml-language-server: $schema=policy.schema.json", "Exit codes:");
  }

  @Test
  void takesNoArguments() {
    assertUsageError("Unmatched argument", "policy", "schema", "x");
  }
}
