package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.ReactiveLooks;
import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.OtlpReceiver;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The packaged agent governs R2DBC drivers, without any policy of one's own. */
class ReactiveIT {
  private static final String DATABASE = "reactive";
  private static final String SELECT = "SELECT name, email FROM clients ORDER BY id";
  private static final String CREATE =
      "!CREATE TABLE clients (id INT PRIMARY KEY, name VARCHAR(40), email VARCHAR(40))";
  private static final String INSERT = "!INSERT INTO clients VALUES (1, 'Kim', 'kim@example.org')";
  private static final String DELETE = "DELETE FROM clients";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What R2DBC needs of the class path of the tests, and the sample service itself. */
  private static final List<String> JARS =
      List.of("r2dbc", "reactor", "reactive-streams", "netty", "scram", "stringprep", "saslprep");

  @ParameterizedTest
  @EnumSource(
      value = Vendor.class,
      names = {"POSTGRESQL", "MARIADB", "H2"})
  void masksAndRefusesForAgentsAlone(Vendor vendor) throws SQLException {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        ForkedJvm jvm =
            ServiceClassPath.on(AgentJvm.governed(receiver))
                .classPath(jars())
                .mainClass(ReactiveLooks.class)
                .arguments(r2dbcUrl(vendor, DATABASE), CREATE, INSERT, SELECT, DELETE)
                .start()) {
      assertThat(jvm.await(PATIENCE)).as(jvm.toString()).isZero();

      assertThat(jvm.out())
          .as(jvm.toString())
          .startsWith(
              "service: [[Kim, kim@example.org]]", "agent: [[Kim, [redacted]]]", "service: []")
          .element(3)
          .asString()
          .startsWith("agent: 42501 Sluice denied this statement: AI tool calls may not")
          .contains("(rule agents-no-unbounded-write)");
      assertThat(jvm.err()).noneMatch(line -> line.contains("internal failure"));
      assertThat(receiver.spans())
          .filteredOn(span -> span.attributes().containsKey("sluice.decision"))
          .extracting(span -> span.attributes().get("sluice.decision"))
          .containsExactlyInAnyOrder("allow", "allow", "allow", "mask", "allow", "deny");
    }
  }

  /** What R2DBC needs. */
  static Path[] jars() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(path -> JARS.stream().anyMatch(path.getFileName().toString()::contains))
        .toArray(Path[]::new);
  }

  /** A database for R2DBC's drivers; that of H2 runs inside the service. */
  static String r2dbcUrl(Vendor vendor, String database) throws SQLException {
    if (vendor == Vendor.H2) {
      return "r2dbc:h2:mem:///" + database + "?options=DB_CLOSE_DELAY=-1";
    }
    URI url = URI.create(vendor.url(database).substring("jdbc:".length()));
    String user = vendor == Vendor.MARIADB ? "root" : "postgres";
    return "r2dbc:" + url.getScheme() + "://" + user + "@" + url.getAuthority() + url.getPath();
  }
}
