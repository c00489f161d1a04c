package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A pool holds nothing of a caller: another session sees the application's name as it was, and the
 * connection, which has its own role again, may lock what only that may read. To lock a table is
 * one of the statements that nothing is told before.
 */
class GivenBackIT {
  private static final String DATABASE = "given_back";
  private static final String LOCK = "lock table shelf in access share mode";
  private static final String NAME = "select current_setting('application_name')";
  private static final String OWN = "own name";
  private static final String POLICY =
      Told.FREE
          + """
          callers: {people: {kind: human}}
          database_roles: [{id: people, callers: [people], role: shelf_visitor}]
          """;

  @TempDir private static Path directory;
  private static Service service;

  @BeforeAll
  static void start() throws IOException, SQLException {
    Vendor.execute(
        Vendor.POSTGRESQL.url(DATABASE),
        "create table shelf (id int)",
        "create role shelf_visitor",
        "create role shelf_clerk login",
        "grant shelf_visitor to shelf_clerk",
        "grant select on shelf to shelf_clerk");
    service = Service.start(Told.telling(Told.people(AgentJvm.governed(), directory, POLICY)));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static String url(String pool) throws SQLException {
    return Told.url(DATABASE, "shelf_clerk") + "&ApplicationName=" + OWN.replace(" ", "%20") + pool;
  }

  private static List<String> take(String pool, String... steps) throws SQLException {
    String url = url(pool);
    return Told.seen(service, url, Script.through(pool, url, List.of(steps)));
  }

  private static void assertNothingHeld(String pool) throws SQLException {
    assertThat(
            Vendor.POSTGRESQL.values(
                DATABASE,
                "select count(*) || '' from pg_stat_activity where application_name = '"
                    + OWN
                    + pool
                    + "' and state = 'idle'"))
        .containsExactly("2"); // the service's connection without a pool is the other
    assertThat(take(pool, "@begin", LOCK, "@rollback", "@auto")).containsOnly("ok");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hikari", "dbcp2", "tomcat", "postgresql"})
  void nothingOfACallerStaysInAPool(String pool) throws SQLException {
    for (int i = 0; i < 2; i++) {
      assertThat(take(pool, "@as ann " + NAME)).containsExactly("desk for ann");
      assertNothingHeld(pool);
    }
    assertThat(take(pool, "@begin", "@as ann " + NAME, "@commit", "@auto"))
        .contains("desk for ann");
    assertNothingHeld(pool);
    boolean rollsBack = !pool.equals("tomcat");
    if (rollsBack) {
      take(pool, "@begin", "@as ann " + NAME);
      assertNothingHeld(pool);
      assertThat(take(pool, "@as ann " + NAME, "@begin", "@as ann select 1 / 0"))
          .element(2)
          .asString()
          .startsWith("ERROR");
      assertNothingHeld(pool);
    }
    assertThat(take(pool, "@as ann select current_user", "select current_user"))
        .containsExactly("shelf_visitor", "shelf_clerk");
  }

  @ParameterizedTest
  @CsvSource({"MARIADB, hikari", "MARIADB, mariadb", "MYSQL, hikari"})
  void noVariableOfACallerStaysInAPool(Vendor vendor, String pool) throws SQLException {
    String url = vendor.url(DATABASE);

    Told.seen(service, url, Script.through(pool, url, List.of("@begin", "@tool select 7")));

    List<String> log = vendor.statementLog(DATABASE);
    assertThat(log.subList(Told.indexOf(log, "select 7"), log.size()))
        .anyMatch(sql -> sql.startsWith("SET @sluice_kind = NULL"));
  }
}
