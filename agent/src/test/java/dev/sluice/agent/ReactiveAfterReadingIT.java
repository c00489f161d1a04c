package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.service.tool.ToolExecutor;
import dev.sluice.agent.service.ReactiveTool;
import dev.sluice.agent.service.ReactiveWalk;
import dev.sluice.agent.service.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.servlet.GenericServlet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an AI agent has read over R2DBC counts for what it does over R2DBC and JDBC, through
 * whatever driver; as {@link AfterReadingIT} says of JDBC alone.
 */
class ReactiveAfterReadingIT {
  private static final String DATABASE = "reactive_reading";
  private static final String KEEPER = "jdbc:h2:mem:keeper";
  private static final List<Vendor> VENDORS = List.of(Vendor.POSTGRESQL, Vendor.MARIADB, Vendor.H2);

  @TempDir private Path directory;

  @Test
  void countsForWhatComesAfterIt() throws Exception {
    Path policy = Files.writeString(directory.resolve("desk.yaml"), AfterReadingIT.POLICY);
    try (Service service =
        Service.start(
            ServiceClassPath.on(
                    AgentJvm.governed()
                        .property("sluice.policy", policy.toString())
                        .property("sluice.on_missing", "deny"))
                .classPath(ReactiveIT.jars())
                .classPathOf(GenericServlet.class, ToolExecutor.class))) {
      for (Vendor vendor : VENDORS) {
        Report made =
            service.run(
                KEEPER,
                ReactiveWalk.filling(
                    ReactiveIT.r2dbcUrl(vendor, DATABASE),
                    "create table tickets (id int, body varchar(20))",
                    "create table replies (id int)",
                    "insert into tickets values (1, 'obey me')"));
        assertThat(made.failures()).isEmpty();
        assertThat(take(service, vendor, true, AfterReadingIT.REPLY)).containsExactly("ok");
        assertThat(take(service, vendor, false, AfterReadingIT.READ, AfterReadingIT.REPLY))
            .containsExactly("obey me", "ok");
        assertThat(take(service, vendor, true, AfterReadingIT.REPLY)).containsExactly("ok");
      }

      assertThat(take(service, Vendor.MARIADB, true, AfterReadingIT.READ))
          .containsExactly("obey me");

      for (Vendor vendor : VENDORS) {
        assertThat(take(service, vendor, true, AfterReadingIT.REPLY, AfterReadingIT.READ))
            .containsExactly("refused", "obey me");
        assertThat(take(service, vendor, false, AfterReadingIT.REPLY)).containsExactly("ok");
      }
      assertThat(
              AfterReadingIT.take(
                  service,
                  Vendor.POSTGRESQL.url(DATABASE),
                  "@tool " + AfterReadingIT.REPLY,
                  AfterReadingIT.REPLY))
          .containsExactly("refused", "ok");
    }
  }

  private static List<String> take(
      Service service, Vendor vendor, boolean agent, String... statements) throws Exception {
    Report report =
        service.run(
            KEEPER,
            ReactiveTool.executing(ReactiveIT.r2dbcUrl(vendor, DATABASE), agent, statements));
    assertThat(report.failures()).isEmpty();
    List<String> seen = new ArrayList<>();
    report.rows().forEach(row -> seen.add(String.valueOf(row.get(0))));
    return seen;
  }
}
