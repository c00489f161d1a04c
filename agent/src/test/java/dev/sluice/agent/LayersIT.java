package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Tasks;
import dev.sluice.agent.service.Wrapping;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One statement, one decision, one span, whatever lies above the driver. */
class LayersIT {
  private static final String URL = "jdbc:h2:mem:layers;DB_CLOSE_DELAY=-1";
  private static final String POLICY =
      """
      sluice: policy/v1
      name: layers
      tags:
        email: ["*.*.people.email"]
      masks:
        - {id: mask-email, tags: [email], with: hash}
      guardrails:
        - id: not-the-vault
          match: {tables: ["*.*.vault"], effects: [select, update]}
          action: deny
      """;

  @TempDir private static Path directory;
  private static OtlpReceiver receiver;
  private static Service service;

  @BeforeAll
  static void start() throws IOException {
    receiver = OtlpReceiver.start();
    Path policy = Files.writeString(directory.resolve("policy.yaml"), POLICY);
    service =
        Service.start(
            AgentJvm.governed(receiver)
                .property("sluice.policy", policy.toString())
                .property("sluice.on_missing", "deny"));
    service.run(
        URL,
        Tasks.inTurn(
            Tasks.update("CREATE TABLE people (id INT, email VARCHAR(40))"),
            Tasks.update("INSERT INTO people VALUES (1, 'kim@example.org')"),
            Tasks.update("CREATE TABLE vault (id INT)"),
            Tasks.update("INSERT INTO vault VALUES (1)")));
  }

  @AfterAll
  static void stop() {
    service.close();
    receiver.close();
  }

  @Test
  void theSameSqlBelowIsDecidedOnce() {
    String sql = "SELECT 1 AS wrapped_once";

    assertThat(service.run(URL, Wrapping.query(sql, sql)).value()).isEqualTo("1");

    assertThat(spans("wrapped_once", "mark_a")).hasSize(1);
  }

  @Test
  void aMaskIsPutOnOnce() {
    String sql = "SELECT email FROM people";

    assertThat(service.run(URL, Wrapping.query(sql, sql)).rows())
        .isEqualTo(service.run(URL, Tasks.query(sql)).rows())
        .isNotEqualTo(List.of(List.of("kim@example.org")));
  }

  @Test
  void otherSqlBelowIsWhatIsDecided() {
    Report report = service.run(URL, Wrapping.query("SELECT 2 AS asked_b", "SELECT 1 AS sent_b"));

    assertThat(report.value()).isEqualTo("1");
    assertThat(spans("sent_b", "mark_b")).hasSize(1);
    assertThat(spans("asked_b", "mark_b2")).isEmpty();
  }

  @Test
  void otherSqlBelowMayBeRefused() {
    Report report =
        service.run(URL, Wrapping.query("SELECT 2 AS asked_c", "SELECT id AS sent_c FROM vault"));

    assertThat(report.failure().state()).isEqualTo("42501");
    assertThat(spans("sent_c", "mark_c"))
        .hasSize(1)
        .allSatisfy(span -> assertThat(span.attribute("sluice.decision")).isEqualTo("deny"));
  }

  @Test
  void whatIsRefusedIsRefusedAtTheOuterLayer() {
    String sql = "SELECT id AS refused_d FROM vault";
    Report report = service.run(URL, Wrapping.query(sql, sql));

    assertThat(report.failure().state()).isEqualTo("42501");
    assertThat(report.failure().stack())
        .containsOnlyOnce("WrappedStatement.executeQuery")
        .doesNotContain("org.h2.");
    assertThat(spans("refused_d", "mark_d")).hasSize(1);
  }

  @Test
  void aBatchIsDecidedOnce() {
    Report report =
        service.run(
            URL,
            Wrapping.batch(
                "INSERT INTO people VALUES (2, 'e')", "UPDATE people SET id = 3 WHERE id = 2"));

    assertThat(report.counts()).containsExactly(1L, 1L);
    long batches =
        spans("people", "mark_e").stream()
            .filter(span -> Long.valueOf(2).equals(span.attribute("db.operation.batch.size")))
            .count();
    assertThat(batches).isEqualTo(1);
  }

  @Test
  void aRefusedBatchIsRefusedWhole() {
    Report report =
        service.run(
            URL, Wrapping.batch("INSERT INTO people VALUES (9, 'f')", "UPDATE vault SET id = 2"));

    assertThat(report.failure().state()).isEqualTo("42501");
    assertThat(service.run(URL, Tasks.query("SELECT count(*) FROM people WHERE id = 9")).value())
        .isEqualTo("0");
  }

  /** The spans that mention a word, when a later statement's span has come. */
  private static List<ReceivedSpan> spans(String word, String marker) {
    service.run(URL, Tasks.query("SELECT 1 AS " + marker));
    return receiver
        .awaitSpans(
            spans -> spans.stream().anyMatch(span -> mentions(span, marker)),
            Duration.ofSeconds(10))
        .stream()
        .filter(span -> mentions(span, word))
        .toList();
  }

  private static boolean mentions(ReceivedSpan span, String word) {
    return String.valueOf(span.attribute("db.query.text")).toLowerCase(Locale.ROOT).contains(word);
  }
}
