package dev.sluice.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Libraries in other versions than those of the test's own class path. */
final class OtherVersions {
  private OtherVersions() {}

  /** The jars, as the build collected them. */
  static Path[] jars() throws IOException {
    return collected("other-versions");
  }

  /** A Tomcat and a Spring Security of the time of {@code javax.servlet}. */
  static Path[] javaxServlets() throws IOException {
    return collected("javax-servlets");
  }

  /** All jars that the build put into one of its folders. */
  static Path[] collected(String folder) throws IOException {
    Path directory = AgentJvm.jar().toAbsolutePath().resolveSibling(folder);
    try (Stream<Path> jars = Files.list(directory)) {
      return jars.toArray(Path[]::new);
    }
  }
}
