package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Script;
import dev.sluice.testing.MariaDbServer;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Statements run as the role of the database that the policy gives their caller. The database's own
 * privileges, which know nothing of Sluice, are the judge.
 */
class DatabaseRolesIT {
  private static final String DATABASE = "roles";
  private static final String LAB = "lab";
  private static final String ME = "select current_user";
  private static final String POLICY =
      """
      sluice: policy/v1
      name: roles
      defaults: {unmatched: {ai_agent: allow}, opaque: allow, session: allow}
      environments:
        lab: {datasources: ["*/lab*"]}
        shop: {datasources: ["*/roles*"]}
      callers:
        people: {kind: human}
        bots: {kind: ai_agent}
      tags:
        hidden: ["*.agent_reader.mine.note"]
      masks:
        - {id: hide, tags: [hidden], callers: [bots], with: {constant: hidden}}
      database_roles:
        - {id: people, callers: [people], env: [shop], role: person_reader}
        - {id: bots, callers: [bots], env: [shop], role: agent_reader}
        - {id: in-lab, callers: [people], env: [lab], role: postgres}
      """;

  @TempDir private static Path directory;
  private static OtlpReceiver receiver;
  private static Service service;
  private static String url;

  @BeforeAll
  static void start() throws IOException, SQLException {
    Vendor.execute(
        Vendor.POSTGRESQL.url(DATABASE),
        "create table secrets (id int primary key)",
        "insert into secrets values (1), (2)",
        "create table mine (note text)",
        "insert into mine values ('public')",
        "create role person_reader",
        "create role agent_reader",
        "create role clerk login",
        "grant person_reader, agent_reader to clerk",
        "create schema agent_reader authorization agent_reader",
        "create table agent_reader.mine (note text)",
        "insert into agent_reader.mine values ('agents')",
        "alter table agent_reader.mine owner to agent_reader",
        "grant select on secrets to clerk, person_reader",
        "grant select on mine to clerk, person_reader, agent_reader");
    url = Told.url(DATABASE, "clerk");
    receiver = OtlpReceiver.start();
    service = Service.start(Told.people(AgentJvm.governed(receiver), directory, POLICY));
  }

  @AfterAll
  static void stop() {
    service.close();
    receiver.close();
  }

  /** Steps, and behind each {@code =>} what it gives. */
  private static final String STEPS =
      """
      ME                                             => clerk
      @as ann ME                                     => person_reader
      ME                                             => clerk
      @tool ME                                       => agent_reader
      @as ann ME                                     => person_reader
      @as ann select count(*) from secrets           => 2
      @tool select count(*) from secrets             => ERROR: Sluice withheld
      select count(*) from secrets                   => 2
      @tool select note from mine                    => hidden
      select note from mine                          => public
      @as ann select note from mine                  => public
      @as ann insert into mine values ('x')          => ERROR: permission denied
      @prepare ME                                    => ok
      @as ann @run                                   => person_reader
      @tool @run                                     => agent_reader
      @run                                           => clerk
      @begin                                         => ok
      @as ann ME                                     => person_reader
      @rollback                                      => ok
      ME                                             => clerk
      @as ann ME                                     => person_reader
      @rollback                                      => ok
      @tool ME                                       => agent_reader
      @commit                                        => ok
      ME                                             => clerk
      @savepoint                                     => ok
      @tool ME                                       => agent_reader
      @back                                          => ok
      ME                                             => clerk
      @as ann ME                                     => person_reader
      @as ann select 1 / 0                           => ERROR: division by zero
      @as ann ME                                     => ERROR: current transaction is aborted
      @tool ME                                       => ERROR:
      @tool rollback                                 => ok
      @as ann ME                                     => person_reader
      @as ann commit                                 => ok
      @auto                                          => ok
      @as ann begin                                  => ok
      @as ann set transaction isolation level serializable => ok
      @as ann ME                                     => person_reader
      rollback                                       => ok
      ME                                             => clerk
      @as ann reset role                             => refused
      @as ann set role none                          => refused
      @as ann set local role none                    => refused
      @as ann set role agent_reader                  => refused
      @as ann set session authorization default      => refused
      @as ann select set_config('role', 'none', false) => refused
      @as ann select set_config('ro' || 'le', 'none', false) => refused
      @as ann alter role current_user set role = 'agent_reader' => refused
      @as ann alter role clerk in database roles set search_path = agent_reader => refused
      @as ann alter role clerk reset role            => refused
      @as ann alter user clerk set sluice.own_role = 'agent_reader' => refused
      alter user clerk set sluice.own_role = 'agent_reader' => refused
      alter role clerk set statement_timeout = '60s' => ok
      @as ann discard all                            => refused
      @as ann reset all                              => refused
      @as ann do $$ begin reset role; end $$         => refused
      @as ann ME; reset role                         => refused
      @as ann @copy copy secrets to stdout           => refused
      @batch set role agent_reader; reset role       => ok
      ME                                             => clerk
      @as ann @batch select 1; reset role            => refused
      set sluice.own_role = 'postgres'               => refused
      @as ann ME                                     => person_reader
      set role person_reader                         => ok
      ME                                             => person_reader
      @tool ME                                       => agent_reader
      ME                                             => person_reader
      @tool ME                                       => agent_reader
      set role agent_reader                          => ok
      @as ann ME                                     => person_reader
      ME                                             => agent_reader
      @tool ME                                       => agent_reader
      reset role                                     => ok
      ME                                             => clerk
      @as ann ME                                     => person_reader
      discard all                                    => ok
      ME                                             => clerk
      @as ann ME                                     => person_reader
      reset all                                      => ok
      ME                                             => clerk
      """;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyStatementRunsAsTheRoleOfItsOwnCaller(boolean pooled) throws IOException, SQLException {
    Told.assertSteps(STEPS, "ME", ME, steps -> take(url, pooled, steps));
  }

  @Test
  void aConnectionThatAPoolHandsOutAgainHasTheRoleOfTheNextCaller() {
    for (int i = 0; i < 3; i++) {
      assertThat(take(url, true, List.of("@as ann " + ME))).containsExactly("person_reader");
      assertThat(take(url, true, List.of("@begin", "@tool " + ME)))
          .containsExactly("ok", "agent_reader");
      assertThat(take(url, true, List.of(ME))).containsExactly("clerk");
    }
  }

  @Test
  void aRoleThatTheUserMayNotTakeIsRefused() throws SQLException {
    Vendor.POSTGRESQL.url(LAB);
    String ofLab = Told.url(LAB, "clerk");

    assertThat(take(ofLab, false, List.of("@as ann " + ME, ME, "@tool " + ME)))
        .containsExactly("refused", "clerk", "clerk");
  }

  @Test
  void aSpanTellsWhichRuleRefused() throws SQLException {
    String ofLab = Told.url(LAB, "clerk");
    take(ofLab, false, List.of("@as ann select current_user as not_taken"));

    ReceivedSpan span =
        receiver
            .awaitSpans(
                spans -> spans.stream().anyMatch(DatabaseRolesIT::isNotTaken),
                Duration.ofSeconds(15))
            .stream()
            .filter(DatabaseRolesIT::isNotTaken)
            .findFirst()
            .orElseThrow();
    assertThat(span.attribute("sluice.decision")).isEqualTo("deny");
    assertThat(span.attribute("sluice.rule")).isEqualTo("in-lab");
    assertThat(span.attribute("error.type")).isEqualTo("DENIED");
  }

  private static boolean isNotTaken(ReceivedSpan span) {
    return String.valueOf(span.attribute("db.query.text")).contains("not_taken");
  }

  @Test
  void mariaDbHasRolesToo() {
    try (MariaDbServer mariaDb = MariaDbServer.start()) {
      String ofClerk = prepare(mariaDb);
      takesRoles(ofClerk, false);
      takesRoles(ofClerk, true);
      Told.seen(
          service,
          ofClerk,
          Script.through("hikari", ofClerk, List.of("@begin", "@as ann select 8")));
      List<String> log = mariaDb.statementLog();
      assertThat(log.subList(Told.indexOf(log, "select 8"), log.size()))
          .contains("SET ROLE NONE", "SET @sluice_own_role = ''");
    }
  }

  /** The URL for a user who may read, and as whose role one may write. */
  private static String prepare(MariaDbServer mariaDb) {
    String ofRoot = mariaDb.createDatabase(DATABASE);
    mariaDb.checkPrivileges();
    mariaDb.executeOn(
        ofRoot,
        "create table secrets (id int primary key)",
        "create table notes (id int primary key)",
        "insert into notes values (1), (2), (3)",
        "create role person_reader",
        "create role agent_reader",
        "create user clerk@'%' identified by 'clerk-word'",
        "create user clerk@localhost identified by 'clerk-word'",
        "grant select on notes to clerk@'%'",
        "grant select on notes to clerk@localhost",
        "grant insert on notes to person_reader",
        "grant person_reader to clerk@'%'",
        "grant person_reader to clerk@localhost");
    return ofRoot.replace("user=root", "user=clerk&password=clerk-word");
  }

  private static void takesRoles(String url, boolean pooled) {
    String role = "select coalesce(current_role(), 'none')";

    List<String> seen =
        take(
            url,
            pooled,
            List.of(
                role,
                "@as ann " + role,
                role,
                "@as ann insert into notes values (" + (pooled ? 8 : 9) + ")",
                "insert into notes values (7)",
                "@begin",
                "@as ann " + role,
                "@rollback",
                role,
                "@auto",
                "@as ann set role none",
                "@as ann set default role person_reader",
                "set @sluice_own_role = 'x'",
                "@tool select 1",
                "set role person_reader",
                role,
                "@as ann " + role,
                role,
                "set role none",
                role));

    assertThat(seen.get(4)).contains("denied");
    seen.remove(4);
    assertThat(seen)
        .containsExactly(
            "none",
            "person_reader",
            "none",
            "ok",
            "ok",
            "person_reader",
            "ok",
            "none",
            "ok",
            "refused",
            "refused",
            "refused",
            "refused",
            "ok",
            "person_reader",
            "person_reader",
            "person_reader",
            "ok",
            "none");
  }

  @Test
  void whereThereAreNoRolesTheirCallersAreRefused() throws SQLException {
    assertThat(take(Vendor.H2.url(DATABASE), false, List.of("@as ann select 1", "select 1")))
        .containsExactly("refused", "1");
  }

  private static List<String> take(String url, boolean pooled, List<String> steps) {
    return Told.take(service, url, pooled, steps);
  }
}
