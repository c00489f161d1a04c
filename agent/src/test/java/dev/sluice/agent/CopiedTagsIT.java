package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.servlet.Servlet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A service copies tagged data; a person under a mask then reads the copy. */
class CopiedTagsIT {
  private static final String REDACTED = "[redacted]";
  private static final String POLICY =
      """
      sluice: policy/v1
      name: copies
      tags:
        ssn: ["*.*.clients.ssn"]
      callers:
        people: {kind: human}
      masks:
        - {id: mask-ssn, tags: [ssn], with: redact, callers: [people]}
      """;

  @TempDir private static Path directory;
  private static Service service;

  @BeforeAll
  static void start() throws IOException, SQLException {
    for (Vendor vendor : List.of(Vendor.POSTGRESQL, Vendor.H2)) {
      Vendor.execute(
          vendor.url("copies"),
          "CREATE TABLE clients (id INT, name VARCHAR(40), ssn VARCHAR(40))",
          "CREATE TABLE notes (id INT, body VARCHAR(40), kind VARCHAR(40))",
          "INSERT INTO clients VALUES (1, 'kim', 'secret-1')",
          "INSERT INTO notes VALUES (0, 'plain', 'plain')");
    }
    Path policy = Files.writeString(directory.resolve("policy.yaml"), POLICY);
    service =
        Service.start(
            AgentJvm.governed()
                .classPathOf(Servlet.class)
                .property("sluice.policy", policy.toString()));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "H2"})
  void aTableMadeOfTaggedDataIsMaskedThroughAliasAndView(Vendor vendor) throws SQLException {
    assertThat(
            take(
                vendor,
                "CREATE TABLE made AS SELECT id, name AS who, ssn AS number FROM clients",
                "SELECT number FROM made",
                "@visit SELECT number FROM made",
                "@visit SELECT m.number AS plain FROM made m WHERE m.id = 1",
                "@visit SELECT x FROM (SELECT number AS x FROM made) t",
                "@visit SELECT who FROM made",
                "CREATE VIEW shown AS SELECT number AS plain FROM made",
                "@visit SELECT plain FROM shown",
                "DROP VIEW shown",
                "ALTER TABLE made RENAME TO remade",
                "@visit SELECT number FROM remade",
                "ALTER TABLE remade " + renamed(vendor, "number", "figure"),
                "@visit SELECT figure FROM remade",
                "@visit SELECT who FROM remade",
                "DROP TABLE remade",
                "CREATE TABLE remade (number VARCHAR(40), who VARCHAR(40))",
                "INSERT INTO remade VALUES ('again', 'kim')",
                "@visit SELECT number FROM remade",
                "@visit SELECT who FROM remade",
                "DROP TABLE remade"))
        .containsExactly(
            "ok",
            "secret-1",
            REDACTED,
            REDACTED,
            REDACTED,
            "kim",
            "ok",
            REDACTED,
            "ok",
            "ok",
            REDACTED,
            "ok",
            REDACTED,
            "kim",
            "ok",
            "ok",
            "ok",
            REDACTED,
            "kim",
            "ok");
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "H2"})
  void aColumnThatTaggedDataIsPutIntoIsMaskedFromThenOn(Vendor vendor) throws SQLException {
    assertThat(
            take(
                vendor,
                "@visit SELECT body FROM notes ORDER BY id",
                "INSERT INTO notes (id, kind) VALUES (5, 'plain')",
                "@visit SELECT body FROM notes ORDER BY id",
                "@visit INSERT INTO notes (id, body) SELECT id, ssn FROM clients",
                "@visit SELECT body FROM notes ORDER BY id",
                "@begin",
                "INSERT INTO notes (id, body) SELECT 0 - id, ssn FROM clients",
                "@rollback",
                "@auto",
                "@visit SELECT body FROM notes ORDER BY id",
                "@visit SELECT kind FROM notes ORDER BY id",
                "@batch UPDATE notes SET body = 'x' WHERE id = 5; "
                    + "UPDATE notes SET kind = (SELECT max(ssn) FROM clients) WHERE id = 0",
                "@visit SELECT kind FROM notes ORDER BY id",
                "SELECT kind FROM notes ORDER BY id"))
        .containsExactly(
            "plain",
            "ok",
            "plain",
            "refused",
            "plain",
            "ok",
            "ok",
            "ok",
            "ok",
            REDACTED,
            "plain",
            "ok",
            REDACTED,
            "secret-1");
    assertThat(service.jvm().err())
        .anyMatch(
            line ->
                line.toLowerCase(Locale.ROOT)
                    .matches(
                        ".*tag learned: copies_.*\\.public\\.notes\\.kind carries ssn: copied from public\\.clients\\.ssn.*"));
  }

  private static String renamed(Vendor vendor, String column, String name) {
    return vendor == Vendor.H2
        ? "ALTER COLUMN " + column + " RENAME TO " + name
        : "RENAME COLUMN " + column + " TO " + name;
  }

  private static List<String> take(Vendor vendor, String... steps) throws SQLException {
    String url = vendor.url("copies");
    List<String> seen = new ArrayList<>();
    service
        .run(url, Script.on(url, Arrays.asList(steps)))
        .rows()
        .forEach(row -> seen.add(row.get(0)));
    return seen;
  }
}
