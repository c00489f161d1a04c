package dev.sluice.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EpisodesTest {
  private static final Path SERVICE = Path.of("src/main/java/com/example/incidents");

  @Test
  void theServiceKnowsEachByItsName() throws IOException {
    String episodes = Files.readString(SERVICE.resolve("Episodes.java"), StandardCharsets.UTF_8);
    List<String> names =
        Stream.concat(
                Incident.all().stream().map(Incident::id),
                Ordinary.all().stream().map(Ordinary::id))
            .toList();

    assertThat(names).doesNotHaveDuplicates();
    assertThat(names).allMatch(name -> episodes.contains("\"" + name + "\","));
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
