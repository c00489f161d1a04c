package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.ReactiveCallers;
import dev.sluice.testing.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.util.Assert;

/**
 * The database is told for whom a statement is done over R2DBC. As in {@link DatabaseCallersIT}
 * PostgreSQL's own row security is the judge.
 */
class ReactiveCallersIT {
  private static final String DATABASE = "told_reactive";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path directory;

  /** Steps, and behind each {@code =>} what it gives. */
  private static final String STEPS =
      """
      ann MINE                                     => a1,a2
      bob MINE                                     => b1
      - MINE                                       => nobody
      ann MINE                                     => a1,a2
      o'x',false)-- MINE                           => none
      - @begin                                     => ok
      bob MINE                                     => b1
      ann MINE                                     => a1,a2
      - @rollback                                  => ok
      ann MINE                                     => a1,a2
      bob MINE                                     => b1
      - @begin                                     => ok
      ann MINE                                     => a1,a2
      - @commit                                    => ok
      bob MINE                                     => b1
      - @begin                                     => ok
      - @savepoint                                 => ok
      ann MINE                                     => a1,a2
      - @back                                      => ok
      ann MINE                                     => a1,a2
      bob MINE                                     => b1
      - @savepoint                                 => ok
      ann select 1 / 0                             => division by zero
      ann MINE                                     => current transaction is aborted
      bob MINE                                     => current transaction is aborted
      - @back                                      => ok
      ann MINE                                     => a1,a2
      - @rollback                                  => ok
      bob MINE                                     => b1
      - begin                                      => ok
      ann MINE                                     => a1,a2
      - rollback                                   => ok
      ann MINE                                     => a1,a2
      bob rollback; MINE                           => refused
      ann set sluice.subject = 'bob'               => refused
      - select set_config('sluice.subject', 'bob', false) => refused
      - discard all                                => ok
      ann MINE                                     => a1,a2
      - reset all                                  => ok
      ann MINE                                     => a1,a2
      - do $x$ begin perform set_config('sluice.subject', 'bob', false); end $x$ => ok
      ann MINE                                     => a1,a2
      - @again                                     => ok
      bob MINE                                     => b1
      - @again                                     => ok
      - MINE                                       => nobody
      - @begin                                     => ok
      ann MINE                                     => a1,a2
      - @again                                     => ok
      bob MINE                                     => b1
      - @at-once 200 MINE                          => [ann [a1,a2], bob [b1]]
      ann @nested MINE                             => [a1,a2]
      - MINE                                       => nobody
      """;

  @BeforeAll
  static void create() throws SQLException {
    Told.createNotes(DATABASE, "reactive_reader");
  }

  private static String url() throws SQLException {
    return ReactiveIT.r2dbcUrl(Vendor.POSTGRESQL, DATABASE)
        .replace("//postgres@", "//reactive_reader@");
  }

  private static List<String> take(String url, String way, List<String> steps) throws IOException {
    Path file = Files.write(directory.resolve("steps.txt"), steps);
    try (ForkedJvm jvm =
        ServiceClassPath.on(Told.telling(Told.under(AgentJvm.governed(), directory, Told.FREE)))
            .classPath(ReactiveIT.jars())
            .classPathOf(
                SecurityContextHolder.class,
                JwtAuthenticationToken.class,
                Jwt.class,
                OAuth2Token.class,
                Assert.class)
            .mainClass(ReactiveCallers.class)
            .arguments(url, way, file.toString())
            .start()) {
      assertThat(jvm.await(PATIENCE)).as(jvm.toString()).isZero();
      assertThat(jvm.err())
          .noneMatch(line -> line.contains("internal failure") && !line.contains("catalog.wait"));
      return jvm.out();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "pooled"})
  void everyStatementSeesTheRowsOfItsOwnCaller(String way) throws IOException, SQLException {
    Told.assertSteps(STEPS, "MINE", Told.MINE, steps -> take(url(), way, steps));
  }

  @Test
  void allOfTheCallerIsToldOnceAsLongAsItIsTheSame() throws IOException, SQLException {
    String told =
        "select concat_ws('|', current_setting('sluice.kind'), current_setting('sluice.subject'),"
            + " current_setting('sluice.service'), current_setting('application_name'))";
    List<String> steps = new ArrayList<>(List.of("- " + told, "ann " + told));
    for (int i = 0; i < 5; i++) {
      steps.add("cyd select count(*) from open where id = 10" + i);
    }

    assertThat(take(url(), "plain", steps).subList(0, 2))
        .containsExactly("service||desk|desk", "human|ann|desk|desk for ann");
    List<String> log = Vendor.POSTGRESQL.statementLog(DATABASE);
    int first = Told.indexOf(log, "id = 100");
    int last = Told.indexOf(log, "id = 104");
    assertThat(log.subList(first, last)).noneMatch(sql -> sql.contains("set_config"));
    assertThat(log.subList(0, first)).last().asString().contains("set_config('sluice.kind'");
  }

  @Test
  void nothingOfACallerStaysInAPool() throws IOException, SQLException {
    String held =
        "- @held select string_agg(application_name, ',') from pg_stat_activity"
            + " where usename = 'reactive_reader' and pid <> pg_backend_pid()";
    String name = "ann select current_setting('application_name')";

    assertThat(
            take(
                url(),
                "pooled",
                List.of(name, held, "- @begin", name, held, "- @begin", "ann select 1 / 0", held)))
        .containsExactly(
            "desk for ann",
            "r2dbc-postgresql",
            "ok",
            "desk for ann",
            "r2dbc-postgresql",
            "ok",
            "division by zero",
            "r2dbc-postgresql");
  }

  @Test
  void variablesTellIt() throws IOException, SQLException {
    String told =
        "select concat_ws('|', @sluice_kind, @sluice_subject, @sluice_asserted, @sluice_service)";

    assertThat(
            take(
                ReactiveIT.r2dbcUrl(Vendor.MARIADB, DATABASE),
                "plain",
                List.of(
                    "- " + told,
                    "ann " + told,
                    "o'x\\ " + told,
                    "- @begin",
                    "bob " + told,
                    "- @rollback",
                    "ann " + told,
                    "ann set @sluice_subject = 'bob'",
                    "- " + told,
                    "- @at-once 100 " + told)))
        .containsExactly(
            "service|||desk",
            "human|ann||desk",
            "human|o'x\\||desk",
            "ok",
            "human|bob||desk",
            "ok",
            "human|ann||desk",
            "refused",
            "service|||desk",
            "[ann [human|ann||desk], bob [human|bob||desk]]");

    take(ReactiveIT.r2dbcUrl(Vendor.MARIADB, DATABASE), "pooled", List.of("ann select 7"));
    List<String> log = Vendor.MARIADB.statementLog(DATABASE);
    assertThat(log.subList(Told.indexOf(log, "select 7"), log.size()))
        .anyMatch(sql -> sql.startsWith("SET @sluice_kind = NULL"));
  }
}
