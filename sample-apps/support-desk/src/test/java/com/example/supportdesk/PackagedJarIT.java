package com.example.supportdesk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

class PackagedJarIT {
  private static final Path JAR = Path.of(System.getProperty("packaged.jar", ""));

  @Test
  void isASpringBootJar() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Start-Class"))
          .isEqualTo(SupportDeskApplication.class.getName());
      assertThat(jar.getEntry("BOOT-INF/classes/schema.sql")).isNotNull();
    }
  }

  @Test
  void doesNotMentionWhatRunsAroundIt() throws IOException {
    try (InputStream content = Files.newInputStream(JAR)) {
      assertThat(Foreign.mentionsIn(JAR.getFileName().toString(), content)).isEmpty();
    }
  }
}
