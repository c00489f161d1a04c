package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Order;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The database is told for whom a statement is done. PostgreSQL's own row security, which knows
 * nothing of Sluice, is the judge: of {@code notes} it shows to each session those of its subject.
 */
class DatabaseCallersIT {
  private static final String DATABASE = "told";

  @TempDir private static Path directory;
  private static Service service;
  private static String url;

  @BeforeAll
  static void start() throws IOException, SQLException {
    Told.createNotes(DATABASE, "reader");
    url = Told.url(DATABASE, "reader");
    service =
        Service.start(
            Told.telling(Told.people(AgentJvm.governed(), directory, Told.FREE))
                .property("sluice.database.comment", "true"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /** Steps, and behind each {@code =>} what it gives. */
  private static final String STEPS =
      """
      @as ann MINE                                   => a1,a2
      @as bob MINE                                   => b1
      MINE                                           => nobody
      @as ann MINE                                   => a1,a2
      @as o'x',false)-- MINE                         => none
      @prepare MINE                                  => ok
      @as ann @run                                   => a1,a2
      @as bob @run                                   => b1
      @run                                           => nobody
      @as ann @prepare MINE                          => ok
      @as bob @run                                   => b1
      @begin                                         => ok
      @as bob MINE                                   => b1
      @as ann MINE                                   => a1,a2
      @rollback                                      => ok
      @as ann MINE                                   => a1,a2
      @commit                                        => ok
      @as ann MINE                                   => a1,a2
      @rollback                                      => ok
      @as bob MINE                                   => b1
      @rollback                                      => ok
      @as bob MINE                                   => b1
      @savepoint                                     => ok
      @as ann MINE                                   => a1,a2
      @back                                          => ok
      @as ann MINE                                   => a1,a2
      @as bob MINE                                   => b1
      @savepoint                                     => ok
      @as ann select 1 / 0                           => ERROR: division by zero
      @as ann MINE                                   => ERROR: current transaction is aborted
      @as bob MINE                                   => ERROR: current transaction is aborted
      @back                                          => ok
      @as ann MINE                                   => a1,a2
      @as ann select 1 / 0                           => ERROR: division by zero
      rollback                                       => ok
      @as ann MINE                                   => a1,a2
      @as bob MINE                                   => b1
      commit                                         => ok
      @auto                                          => ok
      @as ann MINE                                   => a1,a2
      begin                                          => ok
      set transaction isolation level serializable   => ok
      @as bob MINE                                   => b1
      rollback                                       => ok
      @as bob MINE                                   => b1
      @as ann MINE                                   => a1,a2
      begin                                          => ok
      @as bob MINE                                   => b1
      @as bob rollback; MINE                         => refused
      rollback                                       => ok
      @batch insert into open values (1); rollback   => refused
      @as ann set sluice.subject = 'bob'             => refused
      select set_config('sluice.subject', 'bob', false) => refused
      select set_config('slu' || 'ice.subject', 'bob', false) => refused
      @copy copy notes to stdout                     => refused
      discard all                                    => ok
      @as ann MINE                                   => a1,a2
      reset all                                      => ok
      @as ann MINE                                   => a1,a2
      do $$ begin perform set_config('sluice.subject', 'bob', false); end $$ => ok
      @as ann MINE                                   => a1,a2
      """;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyStatementSeesTheRowsOfItsOwnCaller(boolean pooled) throws IOException, SQLException {
    Told.assertSteps(STEPS, "MINE", Told.MINE, steps -> take(pooled, steps));
  }

  @Test
  void aConnectionThatAPoolHandsOutAgainIsTheNextCallers() {
    for (int i = 0; i < 3; i++) {
      assertThat(take(true, List.of("@as ann " + Told.MINE))).containsExactly("a1,a2");
      assertThat(take(true, List.of("@begin", "@as bob " + Told.MINE))).containsExactly("ok", "b1");
      assertThat(take(true, List.of(Told.MINE, "@as ann " + Told.MINE)))
          .containsExactly("nobody", "a1,a2");
      assertThat(take(true, List.of("@begin", "@as ann select 1 / 0")))
          .element(1)
          .asString()
          .startsWith("ERROR");
      assertThat(take(true, List.of("@as bob " + Told.MINE))).containsExactly("b1");
    }
  }

  @Test
  void allOfTheCallerIsTold() {
    String told =
        "select concat_ws('|', current_setting('sluice.kind'), current_setting('sluice.subject'),"
            + " current_setting('sluice.asserted'), current_setting('sluice.service'),"
            + " current_setting('sluice.agent'), current_setting('sluice.tool'),"
            + " current_setting('application_name'))";

    assertThat(take(false, List.of(told, "@as ann " + told, "@tool " + told, told)))
        .containsExactly(
            "service|||desk|||desk",
            "human|ann||desk|||desk for ann",
            "ai_agent|||desk||work|desk /work",
            "service|||desk|||desk");
  }

  @Test
  void itIsToldOnceAsLongAsItIsTheSameCaller() throws SQLException {
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      steps.add("@as cyd select count(*) from open where id = 10" + i);
    }
    take(false, steps);

    List<String> log = Vendor.POSTGRESQL.statementLog(DATABASE);
    int first = Told.indexOf(log, "id = 100");
    int last = Told.indexOf(log, "id = 104");
    assertThat(log.subList(first, last)).noneMatch(sql -> sql.contains("set_config"));
    assertThat(log.subList(0, first)).last().asString().contains("set_config('sluice.kind'");
  }

  @Test
  void commentsTellItBehindTheTextsOfPlainStatements() throws SQLException {
    take(
        false,
        List.of(
            "@as o'x*/-- select count(*) from open where id = 201",
            "@tool select count(*) from open where id = 202;",
            "select count(*) from open where id = 203 /* mine */",
            "@prepare select count(*) from open where id = 204",
            "@as ann @run",
            "@batch insert into open values (205)"));

    List<String> log = Vendor.POSTGRESQL.statementLog(DATABASE);
    String of = "/*application='desk',";
    assertThat(log.get(Told.indexOf(log, "id = 201")))
        .endsWith(" = 201 " + of + "sluice_kind='human',sluice_subject='o%27x%2A%2F--'*/");
    assertThat(log.get(Told.indexOf(log, "id = 202")))
        .contains(" = 202 " + of + "sluice_call='", "sluice_kind='ai_agent',sluice_tool='work'*/");
    assertThat(log.get(Told.indexOf(log, "id = 203"))).endsWith(" = 203 /* mine */");
    assertThat(log.get(Told.indexOf(log, "id = 204"))).endsWith(" = 204");
    assertThat(log.get(Told.indexOf(log, "(205)"))).endsWith("(205)");
  }

  @ParameterizedTest
  @EnumSource(names = {"MARIADB", "MYSQL"})
  void variablesTellIt(Vendor vendor) throws SQLException {
    String told =
        "select concat_ws('|', @sluice_kind, @sluice_subject, @sluice_asserted, @sluice_service)";
    List<String> steps =
        List.of(
            told,
            "@as ann " + told,
            "@as o'x\\ " + told,
            "@begin",
            "@as bob " + told,
            "@rollback",
            "@as ann " + told,
            "@as ann set @sluice_subject = 'bob'",
            told);

    for (boolean pooled : new boolean[] {false, true}) {
      Report report = service.order(new Order(vendor.url(DATABASE), pooled, Script.over(steps)));
      assertThat(report.failures()).isEmpty();
      assertThat(report.rows())
          .extracting(row -> row.get(0))
          .containsExactly(
              "service|||desk",
              "human|ann||desk",
              "human|o'x\\||desk",
              "ok",
              "human|bob||desk",
              "ok",
              "human|ann||desk",
              "refused",
              "service|||desk");
      service.order(new Order(vendor.url(DATABASE), pooled, Script.over(List.of("@auto"))));
    }
  }

  @Test
  void aConnectionToSeveralServersIsRefused() throws SQLException {
    String one = Vendor.MARIADB.url(DATABASE);
    String host = one.substring("jdbc:mariadb://".length(), one.indexOf('/', 15));
    String several = one.replace("jdbc:mariadb://", "jdbc:mariadb:sequential://" + host + ",");

    assertThat(
            service
                .order(new Order(several, false, Script.over(List.of("@as ann select 1"))))
                .rows())
        .containsExactly(List.of("refused"));
  }

  private static List<String> take(boolean pooled, List<String> steps) {
    return Told.take(service, url, pooled, steps);
  }
}
