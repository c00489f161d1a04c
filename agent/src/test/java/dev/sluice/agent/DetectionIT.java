package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.sluice.agent.service.Agents;
import dev.sluice.agent.service.Tasks;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedMetric;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Without a policy, an AI agent reads what nobody tagged and no name tells of. */
class DetectionIT {
  private static final String DATABASE = "detection";
  private static final String REDACTED = "[redacted]";
  private static final Duration SOON = Duration.ofSeconds(20);

  private static OtlpReceiver receiver;
  private static Service service;

  @BeforeAll
  static void start() throws IOException, SQLException {
    for (Vendor vendor : Vendor.values()) {
      List<String> statements = new ArrayList<>();
      for (String table : List.of("mails", "cards", "views", "keys_of")) {
        statements.add(
            "CREATE TABLE " + table + " (id INT PRIMARY KEY, c1 VARCHAR(80), c2 VARCHAR(80))");
        statements.add(
            "INSERT INTO " + table + " VALUES (1, 'kim@example.com', 'call back on monday')");
        statements.add(
            "INSERT INTO " + table + " VALUES (2, 'card 4111 1111 1111 1111', 'ORD-4111111')");
      }
      statements.add("CREATE VIEW shown AS SELECT id, c1 AS text, c2 AS code FROM views");
      Vendor.execute(vendor.url(DATABASE), statements.toArray(String[]::new));
    }
    receiver = OtlpReceiver.start();
    service =
        Service.start(
            AgentJvm.governed(receiver)
                .classPathOf(ToolExecutor.class, ToolExecutionRequest.class));
  }

  @AfterAll
  static void stop() {
    service.close();
    receiver.close();
  }

  @ParameterizedTest
  @EnumSource(Vendor.class)
  void anAgentSeesNoAddressAndAPersonSeesItAll(Vendor vendor) throws SQLException {
    String sql = "SELECT id, c1, c2 FROM mails ORDER BY id";

    assertThat(people(vendor, sql))
        .containsExactly(
            row("1", "kim@example.com", "call back on monday"),
            row("2", "card 4111 1111 1111 1111", "ORD-4111111"));
    assertThat(agents(vendor, sql))
        .containsExactly(
            row("1", REDACTED, "call back on monday"), row("2", REDACTED, "ORD-4111111"));
    assertThat(people(vendor, sql).get(0)).contains("kim@example.com");
    // tagged now, so that what is computed of it is not even looked at
    assertThat(agents(vendor, "SELECT upper(c1) AS x FROM mails WHERE id = 1"))
        .containsExactly(row(REDACTED));
    assertThat(service.jvm().err())
        .anyMatch(
            line ->
                line.toLowerCase(Locale.ROOT)
                    .contains("mails.c1 carries pii.email: detected as email"));
  }

  @ParameterizedTest
  @EnumSource(Vendor.class)
  void aliasesExpressionsAndViewsAreLookedAt(Vendor vendor) throws SQLException {
    assertThat(agents(vendor, "SELECT concat('<', c1, '>') AS x, c2 FROM cards WHERE id = 2"))
        .containsExactly(row(REDACTED, "ORD-4111111"));
    assertThat(agents(vendor, "SELECT c1 AS plain FROM cards WHERE id = 2"))
        .containsExactly(row(REDACTED));
    assertThat(agents(vendor, "SELECT text, code FROM shown WHERE id = 1"))
        .containsExactly(row(REDACTED, "call back on monday"));
    assertThat(agents(vendor, "SELECT x FROM (SELECT c1 AS x FROM cards) t"))
        .containsExactly(row(REDACTED), row(REDACTED));
  }

  @Test
  void whatAnUpdateHandsOutWithItsKeysIsLookedAt() throws SQLException {
    assertThat(
            service
                .run(
                    Vendor.POSTGRESQL.url(DATABASE),
                    Agents.byAgent(Tasks.generatedKeys("UPDATE keys_of SET c2 = c2 WHERE id = 1")))
                .rows())
        .containsExactly(row("1", REDACTED, "call back on monday"));
  }

  @Test
  void whatIsFoundIsCountedAndNothingFails() throws Exception {
    agents(Vendor.H2, "SELECT c1 FROM cards");

    List<ReceivedMetric> metrics =
        receiver.awaitMetrics(
            all -> all.stream().anyMatch(metric -> metric.name().equals("sluice.detected")), SOON);

    assertThat(metrics)
        .filteredOn(metric -> metric.name().equals("sluice.detected"))
        .extracting(metric -> String.valueOf(metric.attributes().get("tag")))
        .contains("pii.email");
    assertThat(metrics).noneMatch(metric -> metric.name().equals("sluice.failures"));
  }

  private static List<List<@Nullable String>> people(Vendor vendor, String sql)
      throws SQLException {
    return service.run(vendor.url(DATABASE), Tasks.query(sql)).rows();
  }

  private static List<List<@Nullable String>> agents(Vendor vendor, String sql)
      throws SQLException {
    return service.run(vendor.url(DATABASE), Agents.byAgent(Tasks.query(sql))).rows();
  }

  private static List<@Nullable String> row(@Nullable String... values) {
    return Arrays.asList(values);
  }
}
