package dev.sluice.agent;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The versions of Hibernate that the agent is tested with. */
enum HibernateVersion {
  HIBERNATE_6,
  HIBERNATE_7;

  /** All that Hibernate brings along, and for version 6 its own jars in place of those of 7. */
  Path[] jars() throws IOException {
    List<Path> jars = new ArrayList<>();
    if (this == HIBERNATE_6) {
      Path directory = AgentJvm.jar().toAbsolutePath().resolveSibling("hibernate-6");
      try (Stream<Path> own = Files.list(directory)) {
        own.forEach(jars::add);
      }
    }
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      String name = Path.of(entry).getFileName().toString();
      boolean shared =
          name.matches("(jakarta\\.|jboss-|jaxb-|istack-|txw2-|angus-|antlr4-|byte-buddy-).*");
      boolean own = name.matches("(hibernate-|jakarta\\.persistence|jboss-).*");
      if (this == HIBERNATE_6 ? shared && !own : shared || own) {
        jars.add(Path.of(entry));
      }
    }
    return jars.toArray(Path[]::new);
  }
}
