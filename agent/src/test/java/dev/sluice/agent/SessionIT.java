package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Script;
import dev.sluice.agent.service.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two schemas have a table of the same name, and only the column of one of them is masked. Whatever
 * a session does to what the name means, the value of that one is masked, or the statement refused.
 */
class SessionIT {
  private static final String DATABASE = "sessions";
  private static final String READ = "SELECT ssn FROM people";
  private static final String CLEAR = "open-1";
  private static final String SECRET = "secret-1";
  private static final String MASKED = "[redacted]";
  private static final String REFUSED = "refused";
  private static final String OK = "ok";
  private static final Set<Vendor> POSTGRESQL = EnumSet.of(Vendor.POSTGRESQL);
  private static final Set<Vendor> MYSQLS = EnumSet.of(Vendor.MARIADB, Vendor.MYSQL);
  private static final Set<Vendor> H2 = EnumSet.of(Vendor.H2);
  private static final String POLICY =
      """
      sluice: policy/v1
      name: sessions
      tags:
        ssn: ["*.vault.*.ssn", "vault.*.*.ssn"]
      masks:
        - {id: mask-ssn, tags: [ssn], with: redact}
      """;

  @TempDir private static Path directory;
  private static Service service;

  @BeforeAll
  static void start() throws IOException, SQLException {
    for (Vendor vendor : Vendor.values()) {
      String url = vendor.url(DATABASE);
      String schema = MYSQLS.contains(vendor) ? "DATABASE" : "SCHEMA";
      Vendor.execute(
          url,
          "CREATE TABLE people (id INT, ssn VARCHAR(40))",
          "INSERT INTO people VALUES (1, '" + CLEAR + "')",
          "CREATE " + schema + " IF NOT EXISTS vault",
          "DROP TABLE IF EXISTS vault.people",
          "CREATE TABLE vault.people (id INT, ssn VARCHAR(40))",
          "INSERT INTO vault.people VALUES (1, '" + SECRET + "')",
          "CREATE VIEW here AS SELECT ssn FROM people",
          "CREATE TABLE " + computed(vendor));
      Vendor.execute(url, "INSERT INTO vault.codes (id, ssn) VALUES (1, '" + SECRET + "')");
    }
    Vendor.execute(
        Vendor.POSTGRESQL.url(DATABASE),
        "CREATE TABLE vault.members (id INT, ssn VARCHAR(40)) PARTITION BY RANGE (id)",
        "CREATE TABLE first_members PARTITION OF vault.members FOR VALUES FROM (0) TO (10)",
        "INSERT INTO vault.members VALUES (1, '" + SECRET + "')");
    Vendor.execute(
        Vendor.POSTGRESQL.url(DATABASE),
        "CREATE FUNCTION wander() RETURNS text LANGUAGE sql AS"
            + " $$ SELECT set_config('search_path', 'vault', false) $$");
    Path policy = Files.writeString(directory.resolve("policy.yaml"), POLICY);
    service =
        Service.start(
            AgentJvm.governed()
                .property("sluice.policy", policy.toString())
                .property("sluice.on_missing", "deny"));
  }

  /** A table in the vault with a column that the database computes from the masked one. */
  private static String computed(Vendor vendor) {
    String stored = vendor == Vendor.POSTGRESQL ? " STORED" : "";
    return (MYSQLS.contains(vendor) ? "IF NOT EXISTS " : "")
        + "vault.codes (id INT, ssn VARCHAR(40),"
        + " code VARCHAR(40) GENERATED ALWAYS AS (lower(ssn))"
        + stored
        + ")";
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("scripts")
  void aNameMeansWhatTheSessionMadeOfIt(Vendor vendor, List<String> steps, List<String> expected)
      throws SQLException {
    List<String> given = take(vendor, vendor.url(DATABASE), steps);

    assertThat(given).isEqualTo(expected).doesNotContain(SECRET);
  }

  private static Stream<Arguments> scripts() {
    List<Arguments> scripts = new ArrayList<>();
    // ---- everywhere
    add(scripts, EnumSet.allOf(Vendor.class), READ, CLEAR, "SELECT ssn FROM vault.people", MASKED);
    add(
        scripts,
        EnumSet.allOf(Vendor.class),
        "SELECT code FROM vault.codes",
        MASKED,
        "SELECT ssn FROM here",
        CLEAR);
    // ---- PostgreSQL
    add(
        scripts,
        POSTGRESQL,
        "SELECT ssn FROM vault.members",
        MASKED,
        "SELECT ssn FROM first_members",
        MASKED,
        "SET search_path = vault",
        OK,
        "SELECT ssn FROM public.here",
        CLEAR);
    add(scripts, POSTGRESQL, "SET search_path = vault", OK, READ, MASKED);
    add(scripts, POSTGRESQL, "SET SCHEMA 'vault'", OK, READ, MASKED);
    add(
        scripts,
        POSTGRESQL,
        "SELECT set_config('search_path', 'vault', false)",
        "vault",
        READ,
        MASKED);
    add(
        scripts,
        POSTGRESQL,
        "SET search_path = vault, public",
        OK,
        "RESET search_path",
        OK,
        READ,
        CLEAR);
    add(scripts, POSTGRESQL, "@schema vault", OK, READ, MASKED, "@schema public", OK, READ, CLEAR);
    add(
        scripts,
        POSTGRESQL,
        "@begin",
        OK,
        "SET LOCAL search_path = vault",
        OK,
        READ,
        MASKED,
        "@commit",
        OK,
        READ,
        CLEAR);
    add(
        scripts,
        POSTGRESQL,
        "@begin",
        OK,
        "SET search_path = vault",
        OK,
        READ,
        MASKED,
        "@rollback",
        OK,
        READ,
        CLEAR);
    add(
        scripts,
        POSTGRESQL,
        "@begin",
        OK,
        "SET search_path = vault",
        OK,
        "@commit",
        OK,
        READ,
        MASKED,
        "@rollback",
        OK,
        READ,
        MASKED);
    add(
        scripts,
        POSTGRESQL,
        "@begin",
        OK,
        READ,
        CLEAR,
        "@savepoint",
        OK,
        "SET search_path = vault",
        OK,
        READ,
        MASKED,
        "@back",
        OK,
        READ,
        REFUSED,
        "@rollback",
        OK,
        READ,
        CLEAR);
    add(
        scripts,
        POSTGRESQL,
        "BEGIN",
        OK,
        "SET search_path = vault",
        OK,
        "ROLLBACK",
        OK,
        READ,
        CLEAR);
    add(
        scripts,
        POSTGRESQL,
        "SET search_path = vault",
        OK,
        "@begin",
        OK,
        "SET search_path = public",
        OK,
        READ,
        CLEAR,
        "@rollback",
        OK,
        READ,
        MASKED);
    add(scripts, POSTGRESQL, "SET LOCAL search_path = vault", OK, READ, CLEAR);
    add(
        scripts,
        POSTGRESQL,
        "CREATE TEMP TABLE people (id INT, note VARCHAR(40))",
        OK,
        "SELECT count(*) FROM people",
        "0",
        "SELECT * FROM public.people",
        "1");
    add(
        scripts,
        POSTGRESQL,
        "CREATE TEMP TABLE people AS SELECT 1 AS ssn",
        OK,
        READ,
        REFUSED,
        "SELECT ssn FROM vault.people",
        MASKED);
    add(
        scripts,
        POSTGRESQL,
        "@prepare " + READ,
        OK,
        "@run",
        CLEAR,
        "SET search_path = vault",
        OK,
        "@run",
        MASKED);
    add(
        scripts,
        POSTGRESQL,
        "SET search_path = \"$user\", vault",
        OK,
        READ,
        MASKED,
        "@begin",
        OK,
        "SET search_path = \"$user\", public",
        OK,
        READ,
        REFUSED);
    add(
        scripts,
        POSTGRESQL,
        "SET ROLE postgres",
        REFUSED,
        "SET standard_conforming_strings = off",
        REFUSED);
    add(
        scripts,
        POSTGRESQL,
        "SET statement_timeout = 5000",
        OK,
        "SET extra_float_digits = 3",
        OK,
        "SET application_name = 'x'",
        OK,
        READ,
        CLEAR);
    add(
        scripts,
        POSTGRESQL,
        "@batch SET search_path = vault; UPDATE people SET id = 1",
        REFUSED,
        READ,
        CLEAR);
    // ---- MySQL and MariaDB
    add(scripts, MYSQLS, "USE vault", OK, READ, MASKED);
    add(scripts, MYSQLS, "@catalog vault", OK, READ, MASKED);
    add(scripts, MYSQLS, "@schema vault", OK, READ, CLEAR);
    add(
        scripts,
        MYSQLS,
        "@begin",
        OK,
        "USE vault",
        OK,
        READ,
        MASKED,
        "@rollback",
        OK,
        READ,
        MASKED);
    add(
        scripts,
        MYSQLS,
        "CREATE TEMPORARY TABLE vault.people SELECT 1 AS ssn",
        OK,
        READ,
        REFUSED,
        "SELECT ssn FROM vault.people",
        REFUSED);
    add(
        scripts,
        MYSQLS,
        "SET @v = 1",
        REFUSED,
        "SET sql_mode = 'ANSI_QUOTES'",
        REFUSED,
        "SET NAMES gbk",
        REFUSED);
    add(
        scripts,
        MYSQLS,
        "SET sql_mode = concat(@@sql_mode, ',STRICT_TRANS_TABLES')",
        OK,
        "SET SESSION TRANSACTION READ ONLY",
        OK,
        "SET NAMES utf8mb4",
        OK,
        READ,
        CLEAR);
    // ---- H2
    add(scripts, H2, "SET SCHEMA vault", OK, READ, MASKED, "SET SCHEMA public", OK, READ, CLEAR);
    add(scripts, H2, "@schema VAULT", OK, READ, MASKED);
    add(
        scripts,
        H2,
        "SET SCHEMA_SEARCH_PATH vault",
        OK,
        READ,
        CLEAR,
        "SET SCHEMA information_schema",
        OK,
        READ,
        MASKED);
    add(scripts, H2, "@begin", OK, "SET SCHEMA vault", OK, "@rollback", OK, READ, MASKED);
    add(scripts, H2, "@prepare " + READ, OK, "SET SCHEMA vault", OK, "@run", REFUSED);
    add(scripts, H2, "SET MODE MySQL", REFUSED, "SET LOCK_TIMEOUT 1000", OK, READ, CLEAR);
    return scripts.stream();
  }

  /** A script is its steps, each with what it gives. */
  private static void add(List<Arguments> scripts, Set<Vendor> vendors, String... stepsAndResults) {
    List<String> steps = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < stepsAndResults.length; i += 2) {
      steps.add(stepsAndResults[i]);
      expected.add(stepsAndResults[i + 1]);
    }
    for (Vendor vendor : vendors) {
      scripts.add(Arguments.of(vendor, steps, expected));
    }
  }

  @Test
  void aConnectionMayBeginElsewhere() throws SQLException {
    String postgresql = Vendor.POSTGRESQL.url(DATABASE);
    String join = postgresql.contains("?") ? "&" : "?";

    assertThat(take(Vendor.POSTGRESQL, postgresql + join + "currentSchema=vault", List.of(READ)))
        .containsExactly(MASKED);
    assertThat(
            take(
                Vendor.POSTGRESQL,
                postgresql + join + "options=-c%20search_path=vault,public",
                List.of(READ, "SET search_path = public", READ, "RESET search_path", READ)))
        .containsExactly(MASKED, OK, CLEAR, OK, MASKED);
    assertThat(take(Vendor.H2, Vendor.H2.url(DATABASE) + ";SCHEMA=VAULT", List.of(READ)))
        .containsExactly(MASKED);
    assertThat(
            take(
                Vendor.MARIADB,
                Vendor.MARIADB.url(DATABASE) + "&sessionVariables=sql_mode=ANSI_QUOTES",
                List.of("SELECT \"ssn\" FROM vault.people")))
        .containsExactly(REFUSED);
  }

  @Test
  void aPoolHandsOnWhatAnotherLeft() throws SQLException {
    String url = Vendor.POSTGRESQL.url(DATABASE);

    service.runPooled(url, Tasks.update("SET search_path = vault"));

    assertThat(service.runPooled(url, Tasks.query(READ)).value()).isEqualTo(MASKED);
    service.runPooled(url, Tasks.update("RESET search_path"));
    assertThat(service.runPooled(url, Tasks.query(READ)).value()).isEqualTo(CLEAR);
  }

  private static List<String> take(Vendor vendor, String url, List<String> steps)
      throws SQLException {
    List<String> given = new ArrayList<>();
    service
        .run(vendor.url(DATABASE), Script.on(url, steps))
        .rows()
        .forEach(row -> given.add(String.valueOf(row.get(0))));
    return given;
  }
}
