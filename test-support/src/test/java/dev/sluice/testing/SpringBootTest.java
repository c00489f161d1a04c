package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpringBootTest {
  @TempDir private Path directory;

  @Test
  void readsTheBaseUrlFromTheLog() {
    String started =
        "INFO 7 --- [main] o.s.b.n.NettyWebServer : Netty started on port 40123 (http)";

    assertThat(SpringBoot.isStarted(started)).isTrue();
    assertThat(SpringBoot.base(started)).isEqualTo(URI.create("http://127.0.0.1:40123"));
    assertThat(SpringBoot.isStarted("Netty is going to start")).isFalse();
    assertThatThrownBy(() -> SpringBoot.base("Netty is going to start"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Netty is going to start");
  }

  @Test
  void readsTheScriptsOfAJar() throws IOException {
    assertThat(SpringBoot.databaseScripts(jar("schema.sql", "data.sql")))
        .containsExactly("text of schema.sql", "text of data.sql");
    Path without = jar("schema.sql");
    assertThatThrownBy(() -> SpringBoot.databaseScripts(without))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage(without + " has no data.sql");
  }

  private Path jar(String... scripts) throws IOException {
    Path jar = directory.resolve(scripts.length + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String script : scripts) {
        out.putNextEntry(new ZipEntry("BOOT-INF/classes/" + script));
        out.write(("text of " + script).getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    return jar;
  }
}
