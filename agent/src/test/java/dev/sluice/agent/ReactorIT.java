package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.ReactiveDesk;
import dev.sluice.agent.service.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements on Reactor's threads are done for whom Spring Security's reactive context names. */
class ReactorIT {
  /** The table is made by the database itself, as the policy lets nobody make one of that name. */
  private static final String URL =
      "jdbc:h2:mem:reactor;DB_CLOSE_DELAY=-1;INIT=CREATE TABLE IF NOT EXISTS people"
          + " (name VARCHAR(20)) AS SELECT 'p' || x FROM SYSTEM_RANGE(0, 7)";

  private static final List<String> PEOPLE = List.of("p1", "p2", "p3", "p4", "p5");
  private static final String POLICY =
      """
      sluice: policy/v1
      name: reactor
      row_filters:
        - {id: own-name, tables: ["*.*.people"], where: "name = :caller.subject"}
      """;

  @TempDir private Path directory;

  @Test
  void eachStatementIsForItsOwnPerson() throws IOException {
    Path policy = Files.writeString(directory.resolve("reactor.yaml"), POLICY);
    try (Service service =
        Service.start(
            ServiceClassPath.ai(AgentJvm.governed())
                .property("sluice.policy", policy.toString())
                .property("sluice.on_missing", "deny"))) {
      Report report = service.run(URL, ReactiveDesk.lookUp(URL, PEOPLE));

      assertThat(report.failures()).isEmpty();
      assertThat(report.seen()).hasSameSizeAs(PEOPLE);
      assertThat(report.seen())
          .allSatisfy((person, rows) -> assertThat(rows).isEqualTo("[" + person + "]"));
      assertThat(service.jvm().err()).allMatch(line -> !line.contains("internal failure"));
    }
  }
}
