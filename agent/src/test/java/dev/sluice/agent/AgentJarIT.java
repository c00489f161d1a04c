package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ForkedJvm;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What the jar holds, and what it does when it is run. */
class AgentJarIT {
  @Test
  void holdsNothingInTheOpenButItsEntryPoints() throws IOException {
    try (JarFile jar = new JarFile(AgentJvm.jar().toFile())) {
      List<String> names =
          jar.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName).toList();

      assertThat(names)
          .filteredOn(name -> name.endsWith(".class"))
          .isNotEmpty()
          .allMatch(name -> name.startsWith("dev/sluice/agent/boot/"));
      assertThat(names)
          .filteredOn(name -> !name.startsWith("dev/sluice/agent/boot/"))
          .allMatch(name -> name.startsWith("META-INF/") || name.startsWith("inst/"));
      assertThat(names)
          .filteredOn(name -> name.startsWith("META-INF/"))
          .containsExactlyInAnyOrder("META-INF/MANIFEST.MF", "META-INF/LICENSE");
      assertThat(names)
          .doesNotHaveDuplicates()
          .contains("inst/dev/sluice/agent/AgentStart.classdata");
      assertThat(jar.getManifest().getMainAttributes().getValue("Premain-Class"))
          .isEqualTo("dev.sluice.agent.boot.SluiceAgent");
    }
  }

  @Test
  void tellsItsVersion() {
    ForkedJvm jvm = run(0, "--version");

    assertThat(jvm.out()).singleElement().asString().startsWith("sluice-agent ").matches(".*\\d.*");
    assertThat(jvm.err()).isEmpty();
  }

  @Test
  void helpNamesEverySetting() {
    String help = String.join("\n", run(0, "--help").out());

    for (Setting setting : Setting.values()) {
      assertThat(help).contains(setting.property(), setting.variable());
    }
    assertThat(run(0).out()).containsExactlyElementsOf(help.lines().toList());
  }

  @Test
  void anUnknownCommandIsAUsageError() {
    ForkedJvm jvm = run(2, "fcts", "select 1");

    assertThat(jvm.out()).isEmpty();
    assertThat(jvm.err()).first().asString().contains("'fcts'");
    assertThat(jvm.err()).contains("Did you mean: sluice facts?", "See: sluice --help");
  }

  private static ForkedJvm run(int exitCode, String... arguments) {
    try (ForkedJvm jvm = AgentJvm.bare().jar(AgentJvm.jar()).arguments(arguments).start()) {
      assertThat(jvm.await(Duration.ofSeconds(30))).as(jvm.toString()).isEqualTo(exitCode);
      return jvm;
    }
  }
}
