package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two databases that differ in nothing but the columns that are masked for a caller look the same
 * to that caller, whatever it asks: the judge of the whole understanding of SQL, which knows
 * nothing of how it works.
 *
 * <p>Three databases of one server have the same tables and, but for the protected columns, the
 * same rows: {@code one}, {@code other}, which has other protected values, and {@code twin}, a copy
 * of {@code one}. Each statement runs on all of them, without the agent, and through the packaged
 * agent for a caller under {@code redact} with {@code inference: deny}; all that {@link Looks} sees
 * of it must then be equal. What differs between {@code one} and {@code twin} already (clocks,
 * process ids, transaction ids) is left out, word by word. Names of databases and numbers of
 * connections are taken out of what was seen. On MariaDB the rows of a statement that asks for no
 * order are compared as a set: see {@link Judge#orderIsFree}.
 */
class NonInterferenceIT {
  private static final String FOLDER = "non-interference/";

  private static final String POLICY =
      """
      sluice: policy/v1
      name: non-interference
      tags:
        secret:
          - "*.*.patients.diagnosis"
          - "*.*.Patients.diagnosis"
          - "*.*.visits.diagnosis"
          - "*.*.readings*.diagnosis"
          - "*.*.patients.passport"
          - "*.*.patients.weight"
          - "*.*.patients.score"
          - "*.*.patients.born"
          - "*.*.patients.insured"
          - "*.*.patients.details"
          - "*.*.patients.scan"
          - "*.*.patients.doses"
          - "*.*.patients.seen"
          - "*.*.patients.kind"
          - "*.*.patients.bits"
          - "*.*.patients.share"
          - "*.*.sheets.page"
          - "*.*.stock.bonus"
          - "*.*.stock.code"
          - "*.*.*.sealed"
          - "*.*.shelves.weight"
          - "*.*.labels.owner"
      masks:
        - {id: hide-secret, tags: [secret], with: redact, inference: deny}
      """;

  @TempDir private static Path directory;
  private static Service bare;
  private static Service governed;

  @BeforeAll
  static void start() throws IOException {
    bare = Service.start(AgentJvm.bare());
    governed = governed("policy.yaml", POLICY);
  }

  @AfterAll
  static void stop() {
    bare.close();
    governed.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void whatIsMaskedCannotBeInferred(Vendor vendor) throws SQLException, IOException {
    Judge judge = new Judge(twins(vendor), bare, governed, true);
    judge.judge(probes(vendor, ""));

    System.out.println(judge.summary("non-interference"));
    assertThat(judge.leaks).isEmpty();
    // when each of the databases was made
    assertThat(judge.unsure).allMatch(probe -> probe.startsWith("SHOW TABLE STATUS"));
    assertThat(judge.tellApart)
        .as("of the list tell the databases apart without the agent")
        .isGreaterThan(judge.judged * 3 / 4);
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void whatTouchesNoMaskedColumnIsNeitherRefusedNorChanged(Vendor vendor)
      throws SQLException, IOException {
    Judge judge = new Judge(twins(vendor), bare, governed, false);
    judge.judge(probes(vendor, "-innocent"));

    System.out.println(judge.summary("innocent"));
    assertThat(judge.leaks).isEmpty();
    assertThat(judge.unsure).isEmpty();
    assertThat(judge.refusals).isEmpty();
    assertThat(judge.changed).isEmpty();
    assertThat(judge.errors).isZero();
    assertThat(judge.tellApart).isZero();
  }

  private static Service governed(String name, String policy) throws IOException {
    Path file = Files.writeString(directory.resolve(name), policy);
    return Service.start(AgentJvm.governed().property("sluice.policy", file.toString()));
  }

  // ---- scenes and lists

  private static Twins twins(Vendor vendor) throws IOException, SQLException {
    String schema = resource(name(vendor) + "-schema.sql");
    return new ListedTwins(
        vendor,
        filled(schema, name(vendor) + "-one.properties"),
        filled(schema, name(vendor) + "-other.properties"),
        vendor == Vendor.POSTGRESQL
            ? "ALTER SEQUENCE IF EXISTS visits_no_seq RESTART WITH 3"
            : "ALTER TABLE visits AUTO_INCREMENT = 3");
  }

  private static List<String> filled(String schema, String resource) throws IOException {
    Properties values = new Properties();
    values.load(new StringReader(resource(resource)));
    String text = schema;
    for (String name : values.stringPropertyNames()) {
      text = text.replace("${" + name + "}", values.getProperty(name));
    }
    return List.of(text.split(";\\R", -1));
  }

  private static List<List<String>> probes(Vendor vendor, String kind) throws IOException {
    List<List<String>> probes = new ArrayList<>();
    for (String line : resource(name(vendor) + kind + ".txt").split("\\R", -1)) {
      if (!line.isBlank() && !line.startsWith("# ")) {
        probes.add(List.of(line.replace('⏎', '\n').replace('␌', '\f').split(" ;; ", -1)));
      }
    }
    return probes;
  }

  private static String name(Vendor vendor) {
    return vendor.name().toLowerCase(Locale.ROOT);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = NonInterferenceIT.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + FOLDER + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
