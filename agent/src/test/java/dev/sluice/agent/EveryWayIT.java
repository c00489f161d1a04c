package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Ways;
import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.MariaDbServer;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.PostgresServer;
import dev.sluice.testing.ReceivedSpan;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * For each driver and pool, each way to run a statement gives exactly one span, which holds one
 * decision. Prints the list.
 */
class EveryWayIT {
  @Test
  void oneSpanAndOneDecisionForEachStatement() {
    try (PostgresServer postgres = PostgresServer.start();
        MariaDbServer mariaDb = MariaDbServer.start();
        OtlpReceiver receiver = OtlpReceiver.start()) {
      mariaDb.createDatabase("ways");
      mariaDb.createDatabase("ways2");
      try (ForkedJvm service =
          ServiceClassPath.on(AgentJvm.governed(receiver))
              .mainClass(Ways.class)
              .arguments(
                  "h2=jdbc:h2:mem:ways;DB_CLOSE_DELAY=-1",
                  "postgresql=" + postgres.jdbcUrl(),
                  "mariadb=" + mariaDb.jdbcUrl("ways"),
                  "mysql=" + mariaDb.mySqlUrl("ways2"))
              .start()) {
        assertThat(service.await(Duration.ofSeconds(60))).as(service.toString()).isZero();
        assertThat(service.err()).allMatch(line -> line.startsWith("[sluice]"));
        compare(service.out(), receiver);
      }
    }
  }

  private static void compare(List<String> out, OtlpReceiver receiver) {
    Map<String, Long> ran = new TreeMap<>();
    for (String line : out) {
      if (line.startsWith("RAN ")) {
        ran.merge(line.split(" ", 3)[1], 1L, Long::sum);
        System.out.println("one span, one decision: " + line.substring("RAN ".length()));
      }
    }
    long statements = ran.values().stream().mapToLong(Long::longValue).sum();
    assertThat(statements).isEqualTo(4 * 4 * 14 + 2 * 4);
    // The service has ended, and its agent sent what it had before that.
    List<ReceivedSpan> spans = marked(receiver.spans());
    Map<String, Long> seen =
        spans.stream()
            .collect(
                Collectors.groupingBy(EveryWayIT::marker, TreeMap::new, Collectors.counting()));
    assertThat(seen).isEqualTo(ran);
    assertThat(spans)
        .allSatisfy(
            span -> {
              assertThat(span.attribute("sluice.decision")).isIn("allow", "audit");
              assertThat(span.kind()).isEqualTo("CLIENT");
            });
  }

  private static List<ReceivedSpan> marked(List<ReceivedSpan> spans) {
    return spans.stream().filter(span -> !marker(span).isEmpty()).toList();
  }

  private static String marker(ReceivedSpan span) {
    String text = String.valueOf(span.attribute("db.query.text")).toLowerCase(Locale.ROOT);
    if ("a JDBC escape".equals(span.attribute("sluice.opaque"))) {
      return "escape_" + span.attribute("db.system.name");
    }
    if (text.startsWith("show create")) {
      return ""; // what a driver asks of its own accord, to learn a procedure's parameters
    }
    for (String word : text.split("[^a-z0-9_]+", -1)) {
      if (word.startsWith("w_")) {
        return word;
      }
    }
    return "";
  }
}
