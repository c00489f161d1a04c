package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.McpDesk;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.SpringAis;
import dev.sluice.agent.service.Tasks;
import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.servlet.GenericServlet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements of AI tools are those of the person who asked, of the agent and of the call. */
class ToolCallsIT {
  /** The table is made by the database itself, as the policy lets nobody make one of that name. */
  private static final String URL =
      "jdbc:h2:mem:tools;DB_CLOSE_DELAY=-1;INIT=CREATE TABLE IF NOT EXISTS people"
          + " (name VARCHAR(20)) AS SELECT 'p' || x FROM SYSTEM_RANGE(0, 7)";

  private static final List<String> PEOPLE = List.of("p1", "p2", "p3", "p4");
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String POLICY =
      """
      sluice: policy/v1
      name: tools
      defaults:
        unmatched: {ai_agent: allow}
      row_filters:
        - {id: own-name, tables: ["*.*.people"], where: "name = :caller.subject"}
      """;

  @TempDir private Path directory;

  @Test
  void aSpringAiServiceThatStreams() throws IOException {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Service service = start(receiver)) {
      // spans begin with the first statement, not beside it
      service.run(URL, Tasks.query("SELECT 1"));
      Report report = service.run(URL, SpringAis.asking(URL, PEOPLE));

      assertThat(report.failures()).isEmpty();
      assertThat(service.jvm().err()).allMatch(line -> !line.contains("internal failure"));
      for (String person : PEOPLE) {
        assertThat(report.seen().get(person)).contains("[" + person + "]");
        ReceivedSpan span = await(receiver, "for_" + person);
        assertThat(span.attribute("sluice.caller.kind")).isEqualTo("ai_agent");
        assertThat(span.attribute("enduser.id")).isEqualTo(person);
        assertThat(span.attribute("gen_ai.agent.name")).isEqualTo("desk");
        assertThat(span.attribute("gen_ai.tool.name")).isEqualTo("lookUp");
        assertThat(span.attribute("gen_ai.tool.call.id")).isEqualTo("call-" + person);
        assertThat(span.attribute("gen_ai.conversation.id")).isEqualTo("talk-" + person);
      }
    }
  }

  @Test
  void aServerOfTheModelContextProtocol() throws IOException {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Service service = start(receiver)) {
      Report report = service.run(URL, McpDesk.lookUp(URL, "desk-client", "for_nobody"));

      assertThat(report.failures()).isEmpty();
      // nobody is known, so that no row is anybody's own
      assertThat(report.seen().get("answer")).contains("[]");
      ReceivedSpan span = await(receiver, "for_nobody");
      assertThat(span.attribute("sluice.caller.kind")).isEqualTo("ai_agent");
      assertThat(span.attribute("enduser.id")).isNull();
      assertThat(span.attribute("gen_ai.agent.name")).isEqualTo("desk");
      assertThat(span.attribute("sluice.agent.client")).isEqualTo("desk-client");
      assertThat(span.attribute("gen_ai.tool.name")).isEqualTo("lookUp");
      assertThat(span.attribute("mcp.session.id"))
          .isNotNull()
          .isEqualTo(span.attribute("gen_ai.conversation.id"));
      assertThat(service.jvm().err()).allMatch(line -> !line.contains("internal failure"));
    }
  }

  private Service start(OtlpReceiver receiver) throws IOException {
    Path policy = Files.writeString(directory.resolve("tools.yaml"), POLICY);
    ForkedJvm.Builder builder =
        AgentJvm.governed(receiver)
            .classPathOf(GenericServlet.class)
            .property("sluice.policy", policy.toString())
            .property("sluice.on_missing", "deny")
            .property("sluice.service.name", "desk")
            .property("sluice.span.subject", "true");
    return Service.start(ServiceClassPath.ai(builder));
  }

  private static ReceivedSpan await(OtlpReceiver receiver, String alias) {
    return receiver
        .awaitSpans(spans -> spans.stream().anyMatch(span -> mentions(span, alias)), SOON)
        .stream()
        .filter(span -> mentions(span, alias))
        .findFirst()
        .orElseThrow();
  }

  private static boolean mentions(ReceivedSpan span, String word) {
    return String.valueOf(span.attribute("db.query.text")).toLowerCase(Locale.ROOT).contains(word);
  }
}
