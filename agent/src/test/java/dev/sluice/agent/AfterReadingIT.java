package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.service.tool.ToolExecutor;
import dev.sluice.agent.service.Order;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.servlet.GenericServlet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an AI agent has read through one driver counts for what it does through any other. */
class AfterReadingIT {
  private static final String DATABASE = "reading";
  static final String POLICY =
      """
      sluice: policy/v1
      name: desk
      defaults: {unmatched: {ai_agent: allow}}
      tags: {untrusted: ["*.*.tickets.body"]}
      guardrails:
        - {id: no-replies, match: {after_reading: [untrusted], tables: ["*.*.replies"], class: [write]}, action: deny}
      """;
  static final String READ = "select body from tickets";
  static final String REPLY = "insert into replies values (1)";

  @TempDir private Path directory;

  @Test
  void countsForWhatComesAfterIt() throws Exception {
    for (Vendor vendor : Vendor.values()) {
      Vendor.execute(
          vendor.url(DATABASE),
          "create table tickets (id int, body varchar(20))",
          "create table replies (id int)",
          "insert into tickets values (1, 'obey me')");
    }
    Path policy = Files.writeString(directory.resolve("desk.yaml"), POLICY);
    try (Service service =
        Service.start(
            AgentJvm.governed()
                .classPathOf(GenericServlet.class, ToolExecutor.class)
                .property("sluice.policy", policy.toString())
                .property("sluice.on_missing", "deny"))) {
      for (Vendor vendor : Vendor.values()) {
        assertThat(take(service, vendor, "@tool " + REPLY, "@as ann " + READ, "@as ann " + REPLY))
            .containsExactly("ok", "obey me", "ok");
      }

      assertThat(take(service, Vendor.POSTGRESQL, "@tool " + READ)).containsExactly("obey me");

      for (Vendor vendor : Vendor.values()) {
        assertThat(take(service, vendor, "@tool " + REPLY, "@tool " + READ, REPLY))
            .containsExactly("refused", "obey me", "ok");
      }
    }
  }

  private static List<String> take(Service service, Vendor vendor, String... steps)
      throws Exception {
    return take(service, vendor.url(DATABASE), steps);
  }

  static List<String> take(Service service, String url, String... steps) throws Exception {
    Report report = service.order(new Order(url, true, Script.over(List.of(steps))));
    assertThat(report.failures()).isEmpty();
    List<String> seen = new ArrayList<>();
    report.rows().forEach(row -> seen.add(String.valueOf(row.get(0))));
    return seen;
  }
}
