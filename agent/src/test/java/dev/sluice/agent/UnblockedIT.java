package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Unblocked;
import dev.sluice.testing.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing blocks the threads that must not block, as BlockHound sees it. */
class UnblockedIT {
  private static final String DATABASE = "unblocked";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String POLICY =
      """
      sluice: policy/v1
      name: unblocked
      defaults:
        unmatched: {ai_agent: allow}
      callers:
        agents: {kind: ai_agent}
      tags:
        pii: ["*.*.people.email"]
      masks:
        - {id: mask-pii, tags: [pii], with: redact, callers: [agents]}
      guardrails:
        - id: no-unbounded-write
          match: {effects: [update, delete], unrestricted: true}
          action: deny
          message: No.
      limits:
        - {id: few, callers: [agents], returned_rows: 1, on_exceed: truncate}
      """;

  @TempDir private static Path directory;

  @ParameterizedTest
  @EnumSource(
      value = Vendor.class,
      names = {"POSTGRESQL", "MARIADB"})
  void nothingBlocksAnEventLoop(Vendor vendor) throws Exception {
    try (ForkedJvm jvm = start(vendor)) {
      assertThat(jvm.await(PATIENCE)).as(jvm.toString()).isZero();

      // three rounds for the service itself, of four rows and two errors, and three for an agent,
      // of
      // whose
      // rows one is cut off
      assertThat(jvm.out()).containsExactly("results=33 blocked=0");
      assertThat(jvm.err()).noneMatch(line -> line.contains("internal failure"));
    }
  }

  @Test
  void whatBlocksIsFound() throws Exception {
    try (ForkedJvm jvm = start(Vendor.POSTGRESQL, "block")) {
      assertThat(jvm.await(PATIENCE)).as(jvm.toString()).isZero();

      assertThat(jvm.out())
          .anyMatch(line -> line.contains("blocks: java.lang.Thread") && line.contains("sleep"))
          .noneMatch(line -> line.endsWith(" blocked=0"));
    }
  }

  private static ForkedJvm start(Vendor vendor, String... arguments)
      throws IOException, SQLException {
    String name = DATABASE + arguments.length;
    Vendor.execute(
        vendor.url(name),
        "CREATE TABLE people (id INT PRIMARY KEY, name VARCHAR(40), email VARCHAR(40))",
        "INSERT INTO people VALUES (1, 'Kim', 'kim@example.org'), (2, 'Lee', 'lee@example.org')");
    Path policy = Files.writeString(directory.resolve(vendor + ".yaml"), POLICY);
    return ServiceClassPath.on(AgentJvm.governed())
        .classPath(ReactiveIT.jars())
        .classPathOf(reactor.blockhound.BlockHound.class)
        .options("-XX:+AllowRedefinitionToAddDeleteMethods") // which BlockHound needs
        .property("sluice.policy", policy.toString())
        .property("sluice.on_missing", "deny")
        .mainClass(Unblocked.class)
        .arguments(ReactiveIT.r2dbcUrl(vendor, name), String.join("", arguments))
        .start();
  }
}
