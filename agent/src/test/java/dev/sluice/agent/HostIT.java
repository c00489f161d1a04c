package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.tools.attach.VirtualMachine;
import dev.sluice.agent.service.Libraries;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Task;
import dev.sluice.agent.service.Tasks;
import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedSpan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent governs services of every make, and leaves alone what is not its business. */
class HostIT {
  private static final String URL = "jdbc:h2:mem:host;DB_CLOSE_DELAY=-1";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Task FORBIDDEN = Tasks.query("SELECT 1 AS forbidden FROM vault");
  private static final Task ALLOWED = Tasks.query("SELECT 1 AS allowed");
  private static final Task SETUP = Tasks.update("CREATE TABLE vault (id INT)");

  @TempDir private Path directory;
  private Path policy;

  @BeforeEach
  void writePolicy() throws IOException {
    policy =
        Files.writeString(
            directory.resolve("policy.yaml"),
            """
            sluice: policy/v1
            name: host
            guardrails:
              - {id: not-the-vault, match: {tables: ["*.*.vault"], effects: [select]}, action: deny}
            """);
  }

  @Test
  void theServiceKeepsItsOwnVersionsOfOurLibraries() throws IOException {
    try (Service service =
        Service.start(ruled(AgentJvm.governed()).classPath(OtherVersions.jars()))) {
      governs(service);
      Report report = service.run(URL, Libraries.use());

      assertThat(report.failures()).isEmpty();
      assertThat(report.seen())
          .containsEntry("jackson", "jackson-core-2.17.2.jar")
          .containsEntry("jackson does", "\"x\"")
          .containsEntry("caffeine", "caffeine-3.1.8.jar")
          .containsEntry("caffeine does", "v")
          .containsEntry("jsqlparser", "jsqlparser-4.9.jar")
          .containsEntry("jsqlparser does", "SELECT 1")
          .containsEntry("opentelemetry", "opentelemetry-api-1.40.0.jar");
    }
  }

  @Test
  void theServiceSeesNothingOfTheAgent() {
    String[] ours = {
      "net.bytebuddy.ByteBuddy",
      "dev.sluice.agent.AgentStart",
      "dev.sluice.gate.StatementGate",
      "dev.sluice.jdbc.JdbcInstrumentation",
      "com.fasterxml.jackson.core.JsonFactory",
      "com.github.benmanes.caffeine.cache.Caffeine",
      "io.opentelemetry.api.trace.Span",
      "net.sf.jsqlparser.parser.CCJSqlParser",
      "org.snakeyaml.engine.v2.api.Load"
    };
    try (Service service = Service.start(ruled(AgentJvm.governed()))) {
      governs(service);

      assertThat(service.run(URL, Libraries.load(ours)).seen())
          .hasSize(ours.length)
          .allSatisfy((name, seen) -> assertThat(seen).as(name).isEqualTo("invisible"));
    }
  }

  @Test
  void governsAModularService() throws IOException {
    Path sources = Files.createDirectories(directory.resolve("src/shop"));
    Files.writeString(
        directory.resolve("src/module-info.java"),
        "module shop { requires java.sql; requires com.h2database; }");
    Files.writeString(
        sources.resolve("Main.java"),
        """
        package shop;
        import java.sql.*;
        public class Main {
          public static void main(String[] arguments) throws Exception {
            System.out.println("module " + org.h2.Driver.class.getModule().getName());
            try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:shop");
                Statement statement = connection.createStatement()) {
              statement.execute("CREATE TABLE vault (id INT)");
              try {
                statement.executeQuery("SELECT * FROM vault");
                System.out.println("allowed");
              } catch (SQLException e) {
                System.out.println(e.getSQLState());
              }
            }
          }
        }
        """);
    Path modules = directory.resolve("modules");
    Path h2 = jarOf(org.h2.Driver.class);
    tool(
        "javac",
        "--release",
        "17",
        "-d",
        modules.resolve("shop").toString(),
        "-p",
        h2.toString(),
        directory.resolve("src/module-info.java").toString(),
        sources.resolve("Main.java").toString());

    try (ForkedJvm jvm =
        ruled(AgentJvm.governed())
            .modulePath(modules, h2)
            .mainModule("shop", "shop.Main")
            .start()) {
      assertThat(jvm.await(SOON)).as(jvm.toString()).isZero();
      assertThat(jvm.out()).containsExactly("module com.h2database", "42501");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jcmd -l", "keytool -help", "javac -version"})
  void leavesToolsOfTheJdkAlone(String command) throws Exception {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.set(0, javaHome().resolve("bin").resolve(words.get(0)).toString());
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("JAVA_TOOL_OPTIONS", "-javaagent:" + AgentJvm.jar());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.lines().filter(line -> !line.startsWith("Picked up ")))
        .noneMatch(line -> line.contains("[sluice]"))
        .noneMatch(line -> line.contains("Exception"));
  }

  @Test
  void aSecondAgentOfTheSameKindDoesNothing() {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Service service = Service.start(ruled(AgentJvm.governed(receiver).agent(AgentJvm.jar())))) {
      governs(service);
      receiver.awaitSpans(all -> count(all, "allowed") > 0, SOON);
      service.end(); // a second agent's spans, if there were any, are sent until then

      assertThat(count(receiver.spans(), "allowed")).isEqualTo(1);
      assertThat(service.jvm().err()).filteredOn(line -> line.contains(" governs ")).hasSize(1);
    }
  }

  @Test
  void governsAServiceThatRunsAlready() throws Exception {
    try (Service service = Service.start(ruled(AgentJvm.bare()))) {
      service.run(URL, SETUP);
      assertThat(service.run(URL, FORBIDDEN).failures()).isEmpty();

      VirtualMachine machine = VirtualMachine.attach(String.valueOf(service.jvm().pid()));
      try {
        machine.loadAgent(AgentJvm.jar().toAbsolutePath().toString());
        machine.loadAgent(AgentJvm.jar().toAbsolutePath().toString());
      } finally {
        machine.detach();
      }

      assertThat(service.run(URL, FORBIDDEN).failure().state()).isEqualTo("42501");
      assertThat(service.run(URL, ALLOWED).value()).isEqualTo("1");
      assertThat(service.jvm().err().stream().filter(line -> line.startsWith("[sluice]")))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void livesBesideTheOpenTelemetryAgent(boolean first) {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      ForkedJvm.Builder builder = AgentJvm.besideOpenTelemetry(first);
      Map.of(
              "otel.exporter.otlp.endpoint", receiver.endpoint(),
              "otel.exporter.otlp.protocol", "http/protobuf",
              "otel.bsp.schedule.delay", "100",
              "otel.logs.exporter", "none",
              "otel.metrics.exporter", "none")
          .forEach(builder::property);
      try (Service service = Service.start(ruled(builder))) {
        governs(service);

        List<ReceivedSpan> spans =
            receiver.awaitSpans(
                received -> decided(received, "deny") && decided(received, "allow"), SOON);
        assertThat(spans)
            .filteredOn(span -> "deny".equals(span.attribute("sluice.decision")))
            .allSatisfy(
                span -> assertThat(span.attribute("sluice.rule")).isEqualTo("not-the-vault"));
      }
    }
  }

  @Test
  void causesNoWarningsOfTheJvm() throws IOException {
    assumeThat(javaVersion()).isGreaterThanOrEqualTo(24);
    try (Service service =
        Service.start(ruled(AgentJvm.governed()).options("--sun-misc-unsafe-memory-access=deny"))) {
      governs(service);
      service.end();

      assertThat(service.jvm().err()).allMatch(line -> line.startsWith("[sluice]"));
    }
  }

  private ForkedJvm.Builder ruled(ForkedJvm.Builder builder) {
    return builder
        .property("sluice.policy", policy.toString())
        .property("sluice.on_missing", "deny");
  }

  private static void governs(Service service) {
    assertThat(service.run(URL, SETUP).failures()).isEmpty();
    assertThat(service.run(URL, FORBIDDEN).failure().state()).isEqualTo("42501");
    assertThat(service.run(URL, ALLOWED).value()).isEqualTo("1");
  }

  private static boolean decided(List<ReceivedSpan> spans, String decision) {
    return spans.stream().anyMatch(span -> decision.equals(span.attribute("sluice.decision")));
  }

  private static long count(List<ReceivedSpan> spans, String alias) {
    return spans.stream()
        .filter(
            span ->
                String.valueOf(span.attribute("db.query.text"))
                    .toLowerCase(Locale.ROOT)
                    .contains("as " + alias))
        .count();
  }

  private static void tool(String name, String... arguments) {
    int exitCode =
        ToolProvider.findFirst(name).orElseThrow().run(System.out, System.err, arguments);
    assertThat(exitCode).isZero();
  }

  private static Path jarOf(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  private static Path javaHome() {
    String home = System.getProperty("sluice.test.java.home", "");
    return Path.of(home.isEmpty() ? System.getProperty("java.home") : home);
  }

  private static int javaVersion() throws IOException {
    String release = Files.readString(javaHome().resolve("release"));
    String version = release.replaceAll("(?s).*JAVA_VERSION=\"(\\d+).*", "$1");
    return Integer.parseInt(version);
  }
}
