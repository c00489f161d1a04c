package dev.sluice.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.incidents.Incident.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EpisodesTest {
  private static final Path SERVICE = Path.of("src/main/java/com/example/incidents");

  @Test
  void eachIsKnownByItsNameWhereItIsReplayed() throws IOException {
    String episodes = Files.readString(SERVICE.resolve("Episodes.java"), StandardCharsets.UTF_8);
    Map<String, Stage> stages = new LinkedHashMap<>();
    Incident.all().forEach(incident -> stages.put(incident.id(), incident.stage()));
    Ordinary.all().forEach(work -> stages.put(work.id(), work.stage()));

    assertThat(stages).hasSize(Incident.all().size() + Ordinary.all().size());
    assertThat(stages)
        .allSatisfy(
            (name, stage) -> {
              boolean ofDesk = stage == Stage.REACTIVE_DESK;
              assertThat(DeskRun.REQUESTS.containsKey(name)).as(name).isEqualTo(ofDesk);
              assertThat(episodes.contains("\"" + name + "\",")).as(name).isEqualTo(!ofDesk);
            });
  }

  @Test
  void theServiceKnowsNothingOfWhatGovernsIt() throws IOException {
    try (Stream<Path> sources = Files.list(SERVICE)) {
      for (Path source : sources.toList()) {
        assertThat(Files.readString(source, StandardCharsets.UTF_8))
            .as(source.toString())
            .doesNotContain("dev.sluice");
      }
    }
  }
}
