package dev.sluice.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gate.Failures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
  private final Failures failures =
      new Failures(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
  private final StatusBoard board = new StatusBoard(failures);

  @Test
  void tellsEachSectionInTheOrderInWhichTheyWereAdded() {
    board.add("policy", () -> Map.of("serial", 3));
    board.add("agent", () -> Map.of("mode", "enforce"));

    assertThat(board.read().toString()).isEqualTo("{policy={serial=3}, agent={mode=enforce}}");
  }

  @Test
  void oneFailingSectionIsCountedAndTakesNoOtherWithIt() {
    board.add(
        "broken",
        () -> {
          throw new IllegalStateException();
        });
    board.add("agent", Map::of);

    assertThat(board.read()).containsOnlyKeys("agent");
    assertThat(failures.counts()).containsEntry("status.section", 1L);
  }

  @Test
  void showsNoPasswordOfAUrlAndNoLongText() {
    board.add(
        "telemetry",
        () ->
            Map.of(
                "message",
                "not delivered to https://kim:secret@host:4318/v1/traces",
                "list",
                List.of("x".repeat(10_000), Map.of("url", "http://token@host/"))));

    assertThat(board.read().toString())
        .doesNotContain("secret", "kim", "token")
        .contains("not delivered to https://host:4318/v1/traces", "http://host/")
        .hasSizeLessThan(1_000);
  }

  @Test
  void itsTextIsReadAsItWasWritten() throws IOException {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("text", "a \"quoted\"\nline, \u00e9\u2028");
    status.put("numbers", List.of(1L, Long.MAX_VALUE, 0.5));
    status.put("truths", Arrays.asList(true, false, null));
    status.put("none", Map.of());
    status.put("nested", Map.of("list", List.of(List.of(), Map.of("a", "b"))));

    assertThat(StatusText.read(StatusText.write(status)).toString()).isEqualTo(status.toString());
  }
}
