package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Tasks;
import dev.sluice.testing.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged agent tells of itself, and the packaged command that shows it. */
class StatusIT {
  private static final String URL = "jdbc:h2:mem:status";
  private static final Duration SOON = Duration.ofSeconds(15);

  @TempDir private Path directory;

  @Test
  void followsTheRunningServiceAndGoesWithIt() throws IOException {
    Path policy = policy("name: first");
    try (Service service =
        Service.start(
            AgentJvm.governed()
                .property("java.io.tmpdir", directory.toString())
                .property("sluice.service.name", "desk")
                .property("sluice.hash.key", "do-not-show-this-key")
                .property("sluice.policy", policy.toString()))) {
      service.run(URL, Tasks.query("SELECT 1"));
      Awaitility.await()
          .pollInterval(Duration.ofSeconds(1)) // each look is a JVM
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(status())
                      .contains(
                          "process " + service.jvm().pid() + "  desk",
                          "  mode     enforce",
                          "  name    first",
                          "  serial  1",
                          "  stale   false",
                          "failures: none",
                          "statements",
                          "  allow  1")
                      .anyMatch(line -> line.matches("    org\\.h2\\.jdbc +\\d+")));
      assertThat(String.join("\n", status())).doesNotContain("do-not-show-this-key");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(standard())))
          .isEqualTo("rwx------");

      policy("name: second", "guardrials: []");
      Awaitility.await()
          .pollInterval(Duration.ofSeconds(1)) // each look is a JVM
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(status())
                      .contains("  name        first")
                      .anyMatch(line -> line.contains("policy.yaml:3:1")));

      service.end();
    }
    assertThat(standard()).isEmptyDirectory();
  }

  @Test
  void thatItCannotBeWrittenDoesNotMatter() throws IOException {
    Path taken = Files.writeString(directory.resolve("taken"), "a file");
    try (Service service =
        Service.start(AgentJvm.governed().property("sluice.status.dir", taken.toString()))) {
      assertThat(service.run(URL, Tasks.query("SELECT 1")).value()).isEqualTo("1");
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(service.jvm().err())
                      .anyMatch(line -> line.contains("internal failure at status.write")));
      assertThat(service.run(URL, Tasks.query("SELECT 1")).value()).isEqualTo("1");
    }
  }

  @Test
  void canBeSwitchedOff() {
    try (Service service =
        Service.start(
            AgentJvm.governed()
                .property("java.io.tmpdir", directory.toString())
                .property("sluice.status", "false"))) {
      service.run(URL, Tasks.query("SELECT 1"));
      assertThat(service.run(URL, Tasks.threads()).seen().toString())
          .doesNotContain("sluice-status");
      assertThat(directory).isEmptyDirectory();
    }
  }

  private List<String> status() {
    try (ForkedJvm jvm =
        AgentJvm.bare()
            .property("java.io.tmpdir", directory.toString())
            .jar(AgentJvm.jar())
            .arguments("status")
            .start()) {
      jvm.await(Duration.ofSeconds(30));
      return jvm.out();
    }
  }

  private Path standard() {
    return directory.resolve("sluice-" + System.getProperty("user.name"));
  }

  private Path policy(String... lines) throws IOException {
    return Files.writeString(
        directory.resolve("policy.yaml"), "sluice: policy/v1\n" + String.join("\n", lines) + "\n");
  }
}
