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
    assertThat(statements).isEqualTo(4 * 4 * 14);
    List<ReceivedSpan> spans =
        receiver.awaitSpans(
            received -> marked(received).size() >= statements, Duration.ofSeconds(10));
    Map<String, Long> seen =
        marked(spans).stream()
            .collect(
                Collectors.groupingBy(EveryWayIT::marker, TreeMap::new, Collectors.counting()));
    assertThat(seen).isEqualTo(ran);
    assertThat(marked(spans))
        .allSatisfy(
            span -> {
              assertThat(span.attribute("sluice.decision")).isEqualTo("allow");
              assertThat(span.kind()).isEqualTo("CLIENT");
            });
  }

  private static List<ReceivedSpan> marked(List<ReceivedSpan> spans) {
    return spans.stream().filter(span -> !marker(span).isEmpty()).toList();
  }

  private static String marker(ReceivedSpan span) {
    String text = String.valueOf(span.attribute("db.query.text")).toLowerCase(Locale.ROOT);
    for (String word : text.split("[^a-z0-9_]+", -1)) {
      if (word.startsWith("w_")) {
        return word;
      }
    }
    return "";
  }
}
