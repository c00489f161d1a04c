package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ForkedJvmTest {
  private static final Duration A_WHILE = Duration.ofSeconds(30);

  @Test
  void runsAMainClassAndKeepsItsOutput() {
    try (ForkedJvm jvm =
        ForkedJvm.builder()
            .classPathOf(Echo.class)
            .property("greeting", "good day")
            .environment("GREETING", "good night")
            .options("-Xmx32m")
            .mainClass(Echo.class)
            .arguments("3", "two words")
            .start()) {
      assertThat(jvm.await(A_WHILE)).isEqualTo(3);
      assertThat(jvm.out())
          .containsExactly("arguments 3,two words", "property good day", "environment good night");
      assertThat(jvm.err()).containsExactly("trouble");
    }
  }

  @Test
  void putsAgentsBeforeTheProgram() {
    try (ForkedJvm jvm =
        ForkedJvm.builder()
            .classPathOf(Echo.class)
            .agent(Path.of("no-such-agent.jar"), "verbose")
            .mainClass(Echo.class)
            .arguments("0")
            .start()) {
      assertThat(jvm.command()).containsSequence("-javaagent:no-such-agent.jar=verbose", "-cp");
      assertThat(jvm.await(A_WHILE)).isNotZero();
      assertThat(String.join(" ", jvm.err())).contains("no-such-agent.jar");
    }
  }

  @Test
  void runsModules() {
    try (ForkedJvm jvm =
        ForkedJvm.builder()
            .modulePath(Path.of("target"))
            .mainModule("no.such.module", "Main")
            .start()) {
      assertThat(jvm.await(A_WHILE)).isNotZero();
      assertThat(String.join(" ", jvm.out())).contains("no.such.module");
    }
  }

  @Test
  void waitsForALineAndEndsTheJvmInOrder() {
    try (ForkedJvm jvm =
        ForkedJvm.builder()
            .classPathOf(Echo.class)
            .mainClass(Echo.class)
            .arguments("wait")
            .start()) {
      assertThat(jvm.awaitLine(line -> line.startsWith("wait"), A_WHILE)).isEqualTo("waiting");

      jvm.terminate();

      jvm.await(A_WHILE);
      assertThat(jvm.out()).contains("hook ran");
    }
  }

  @Test
  void killsTheJvmOnClose() throws Exception {
    ForkedJvm jvm =
        ForkedJvm.builder().classPathOf(Echo.class).mainClass(Echo.class).arguments("wait").start();
    jvm.awaitLine("waiting"::equals, A_WHILE);
    assertThatThrownBy(() -> jvm.await(Duration.ofMillis(10))).isInstanceOf(AssertionError.class);
    ProcessHandle process = ProcessHandle.of(jvm.pid()).orElseThrow();

    jvm.close();

    process.onExit().get(30, TimeUnit.SECONDS);
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void endsTheWaitForALineThatCannotComeAnyMore() {
    try (ForkedJvm jvm =
        ForkedJvm.builder().classPathOf(Echo.class).mainClass(Echo.class).arguments("0").start()) {
      assertThatThrownBy(() -> jvm.awaitLine("never"::equals, A_WHILE))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("trouble");
    }
  }

  @Test
  void saysSoIfThereIsNoSuchJava() {
    ForkedJvm.Builder builder = ForkedJvm.builder().javaHome(Path.of("/nowhere")).mainClass("Main");

    assertThatThrownBy(builder::start).isInstanceOf(UncheckedIOException.class);
  }
}
