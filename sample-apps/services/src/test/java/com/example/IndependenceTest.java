package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The services know nothing of what runs around them. */
class IndependenceTest {
  private static final String WORD = "sluice";

  @Test
  void theSourcesDoNotMentionIt() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
      List<Path> sources = files.filter(Files::isRegularFile).toList();

      assertThat(sources).hasSizeGreaterThan(10).noneMatch(IndependenceTest::mentions);
    }
  }

  @Test
  void theClassPathDoesNotHoldIt() {
    assertThat(System.getProperty("java.class.path").split(File.pathSeparator))
        .anyMatch(entry -> entry.contains("spring-ai-client-chat"))
        .noneMatch(entry -> entry.contains("/dev/" + WORD + "/"));
  }

  private static boolean mentions(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT).contains(WORD);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
