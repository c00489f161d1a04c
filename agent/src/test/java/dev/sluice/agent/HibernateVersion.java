package dev.sluice.agent;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The versions of Hibernate that the agent is tested with. */
enum HibernateVersion {
  HIBERNATE_6,
  HIBERNATE_7;

  /** All that Hibernate brings along, and for version 6 its own jars in place of those of 7. */
  Path[] jars() throws IOException {
    List<Path> jars = new ArrayList<>();
    if (this == HIBERNATE_6) {
      jars.addAll(List.of(OtherVersions.collected("hibernate-6")));
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
