package dev.sluice.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ForkedJvm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuietStartTest {
  @Test
  void loadsNeitherOpenTelemetryNorLoggingBeforeTheFirstStatement() {
    try (ForkedJvm jvm =
        ForkedJvm.builder()
            .ownClassPath()
            .options("-Xlog:class+load=info")
            .mainClass(QuietStart.class)
            .start()) {
      assertThat(jvm.await(Duration.ofSeconds(30))).isZero();
      List<String> lines = jvm.out();
      List<String> before = lines.subList(0, lines.indexOf("created"));
      assertThat(before).anyMatch(line -> line.contains("dev.sluice.otel.OpenTelemetryObserver "));
      assertThat(before.stream().filter(QuietStartTest::isUnwanted)).isEmpty();
      assertThat(jvm.err()).isEmpty();
    }
  }

  private static boolean isUnwanted(String line) {
    return line.contains(" io.opentelemetry.")
        || line.contains(" java.util.logging.")
        || line.contains(" javax.management.");
  }
}
