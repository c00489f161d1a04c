package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.JsonLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Judges as {@link NonInterferenceIT} does by a list of evasions that is no part of the project,
 * given with {@code -Dsluice.evasions=}; its tables are in {@code evasions-schema.sql} beside it,
 * for PostgreSQL, and in a resource of ours for MariaDB.
 */
class NonInterferenceEvasionsIT {
  private static final String SCHEMA = "non-interference/mariadb-evasions-schema.sql";

  @TempDir private static Path directory;

  @Test
  @EnabledIfSystemProperty(named = "sluice.evasions", matches = ".+")
  void noEvasionOfTheListTells() throws IOException, SQLException {
    Path file = Path.of(System.getProperty("sluice.evasions"));
    List<List<String>> probes = probes(file, "postgres");
    CorpusTwins twins = new CorpusTwins("evasions");
    twins.makeBase(
        List.of(
            Files.readString(file.resolveSibling("evasions-schema.sql")).split(";\\s*\\R|; ", -1)));
    Set<String> secrets = Set.of("ssn", "salary");
    twins.protect(
        twins.allColumns().stream().filter(column -> secrets.contains(column.column())).toList());
    try (Service bare = Service.start(AgentJvm.bare());
        Service governed = governed(twins.patterns())) {
      Judge judge = new Judge(twins, bare, governed, true);
      judge.judge(probes);

      System.out.println(judge.summary("evasions"));
      assertThat(judge.leaks).isEmpty();
      // a transaction's number: the rows of equal databases have not been written by the same one
      assertThat(judge.unsure).allMatch(probe -> probe.contains("xmin"));
      assertThat(judge.tellApart).isGreaterThan(judge.judged / 4);
    } finally {
      twins.drop();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "sluice.evasions", matches = ".+")
  void noEvasionOfTheListTellsOnMariaDb() throws IOException, SQLException {
    Path file = Path.of(System.getProperty("sluice.evasions"));
    Twins twins =
        new ListedTwins(
            Vendor.MARIADB,
            scene("'401-55-0001'", "'zebra'", "90"),
            scene("''", "'401-55-0003'", "NULL"),
            "ALTER TABLE audit AUTO_INCREMENT = 2");
    try (Service bare = Service.start(AgentJvm.bare());
        Service governed = governed(List.of("*.*.*.ssn", "*.*.users.salary"))) {
      Judge judge = new Judge(twins, bare, governed, true);
      judge.judge(probes(file, "mysql"));

      System.out.println(judge.summary("evasions"));
      assertThat(judge.leaks).isEmpty();
      assertThat(judge.unsure).isEmpty();
      assertThat(judge.tellApart).isGreaterThan(judge.judged / 4);
    }
  }

  private static List<String> scene(String first, String second, String salary) throws IOException {
    try (InputStream in = NonInterferenceEvasionsIT.class.getResourceAsStream(SCHEMA)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + SCHEMA);
      }
      String text =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .replace("${first}", first)
              .replace("${second}", second)
              .replace("${salary}", salary);
      return List.of(text.split(";\\R", -1));
    }
  }

  private static List<List<String>> probes(Path file, String dialect) throws IOException {
    List<List<String>> probes = new ArrayList<>();
    for (Map<String, Object> row : JsonLines.rows(file)) {
      if (dialect.equals(row.get("dialect"))) {
        probes.add(List.of(String.valueOf(row.get("sql"))));
      }
    }
    return probes;
  }

  private static Service governed(List<String> patterns) throws IOException {
    StringBuilder policy =
        new StringBuilder("sluice: policy/v1\nname: non-interference\ntags:\n  secret:\n");
    policy.append("    - \"none.none.none.none\"\n");
    patterns.forEach(pattern -> policy.append("    - \"").append(pattern).append("\"\n"));
    policy.append("masks:\n  - {id: hide-secret, tags: [secret], with: redact, inference: deny}\n");
    Path file = Files.writeString(directory.resolve("policy.yaml"), policy);
    return Service.start(AgentJvm.governed().property("sluice.policy", file.toString()));
  }
}
