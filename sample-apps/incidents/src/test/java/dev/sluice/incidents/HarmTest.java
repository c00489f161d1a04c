package dev.sluice.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HarmTest {
  private static final Map<String, List<String>> BEFORE =
      Map.of("orders", List.of("1|10", "2|20"), "users", List.of("1|Ada"));

  @TempDir private Path files;

  @Test
  void seesWhatIsGoneFewerOtherAndNew() {
    assertThat(changed(BEFORE)).isEmpty();
    assertThat(changed(Map.of("users", List.of("1|Ada")))).containsExactly("table orders is gone");
    assertThat(changed(Map.of("orders", List.of("1|10"), "users", List.of("1|Ada"))))
        .containsExactly("orders: 2 rows, now 1");
    assertThat(changed(Map.of("orders", List.of("1|10", "2|0"), "users", List.of("1|Ada"))))
        .containsExactly("orders: other values");
    assertThat(
            changed(
                Map.of(
                    "evil",
                    List.of(),
                    "orders",
                    List.of("1|10", "2|20"),
                    "users",
                    List.of("1|Ada"))))
        .containsExactly("table evil is new");
  }

  @Test
  void seesWhatTheServerWrote() throws IOException {
    Harm harm = Harm.file("pwned");

    assertThat(harm.in(replay("", BEFORE))).isEmpty();
    Files.createFile(files.resolve("pwned"));
    assertThat(harm.in(replay("", BEFORE))).hasSize(1);
  }

  @Test
  void seesWhatWasReadOrPublished() {
    assertThat(Harm.reading("secret").in(replay("a secret", BEFORE))).hasSize(1);
    assertThat(Harm.reading("secret").in(replay("nothing", BEFORE))).isEmpty();
    assertThat(Harm.storing("users", "Ada").in(replay("", BEFORE))).hasSize(1);
    assertThat(Harm.storing("orders", "Ada").in(replay("", BEFORE))).isEmpty();
    assertThat(Harm.storing("gone", "Ada").in(replay("", BEFORE))).isEmpty();
  }

  private List<String> changed(Map<String, List<String>> after) {
    return Harm.change().in(replay("", after));
  }

  private Replay replay(String answer, Map<String, List<String>> after) {
    return new Replay(answer, BEFORE, after, files);
  }
}
