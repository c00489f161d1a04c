package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ForkedJvm;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;
import net.bytebuddy.utility.OpenedClassReader;
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
  void holdsTheCarriedClassesThatOursName() throws IOException {
    try (JarFile jar = new JarFile(AgentJvm.jar().toFile())) {
      Set<String> held = new HashSet<>();
      Set<String> libraries = new HashSet<>();
      Set<String> named = new TreeSet<>();
      for (JarEntry entry : Collections.list(jar.entries())) {
        String name = entry.getName();
        if (name.startsWith("inst/") && name.endsWith(".classdata")) {
          name = name.substring("inst/".length(), name.length() - ".classdata".length());
          held.add(name);
          libraries.add(library(name));
          if (name.startsWith("dev/sluice/")) {
            collectNames(jar.getInputStream(entry).readAllBytes(), named);
          }
        }
      }
      libraries.remove(library("dev/sluice/agent/boot/SluiceAgent"));

      assertThat(named)
          .filteredOn(name -> libraries.contains(library(name)))
          .hasSizeGreaterThan(200)
          .allMatch(held::contains);
    }
  }

  /** The first three names, {@code net/sf/jsqlparser}: enough to tell one library from another. */
  private static String library(String className) {
    return Arrays.stream(className.split("/", 4)).limit(3).collect(Collectors.joining("/"));
  }

  private static void collectNames(byte[] classFile, Set<String> names) {
    Remapper remapper =
        new Remapper(OpenedClassReader.ASM_API) {
          @Override
          public String map(String name) {
            names.add(name);
            return name;
          }
        };
    new ClassReader(classFile)
        .accept(new ClassRemapper(OpenedClassReader.ASM_API, new ClassWriter(0), remapper) {}, 0);
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
