package com.example.supportdesk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndependenceTest {
  @Test
  void theSourcesDoNotMentionWhatRunsAroundThem() throws IOException {
    Path sources = Path.of("src/main");

    assertThat(sources.resolve("resources/schema.sql")).exists();
    assertThat(Foreign.mentionsIn(sources)).isEmpty();
  }

  @Test
  void theClassPathHoldsNothingOfWhatRunsAroundIt() throws IOException {
    List<Path> entries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .toList();
    List<String> mentions = new ArrayList<>();
    for (Path path : entries) {
      if (Files.isRegularFile(path)) {
        try (InputStream content = Files.newInputStream(path)) {
          mentions.addAll(Foreign.mentionsIn(path.getFileName().toString(), content));
        }
      } else if (!path.endsWith("test-classes")) {
        mentions.addAll(Foreign.mentionsIn(path));
      }
    }

    assertThat(entries).anyMatch(path -> path.toString().contains("spring-boot-webmvc"));
    assertThat(mentions).isEmpty();
  }

  @Test
  void theSearchFindsAMention() throws IOException {
    assertThat(Foreign.mentionsIn(Path.of("src/test")))
        .anyMatch(file -> file.endsWith("Foreign.java"));
  }
}
