package dev.sluice.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Libraries that the agent brings along, in the versions that a service may have. */
final class OtherVersions {
  private OtherVersions() {}

  /** The jars, as the build collected them. */
  static Path[] jars() throws IOException {
    Path directory = AgentJvm.jar().toAbsolutePath().resolveSibling("other-versions");
    try (Stream<Path> jars = Files.list(directory)) {
      return jars.toArray(Path[]::new);
    }
  }
}
