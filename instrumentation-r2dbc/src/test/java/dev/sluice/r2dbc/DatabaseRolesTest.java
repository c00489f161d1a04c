package dev.sluice.r2dbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gate.OwnWork;
import dev.sluice.policy.Refusal;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** Statements run as the role of the database that the policy gives their caller. */
@Timeout(120)
class DatabaseRolesTest {
  private static final String DATABASE = "roles";
  private static final String ME = "SELECT current_user::text";
  private static final String POLICY =
      """
      defaults: {unmatched: {ai_agent: allow}, opaque: allow, session: allow}
      callers:
        bots: {kind: ai_agent}
      database_roles:
        - {id: bots, callers: [bots], role: bot_reader}
      """;

  /** Steps of an AI agent ({@code bot}) and of the service, and what each gives. */
  private static final String STEPS =
      """
      - ME                           => postgres
      bot ME                         => bot_reader
      - ME                           => postgres
      bot SELECT note FROM mine      => of the bot
      - SELECT note FROM mine        => of all
      - @begin                       => ok
      bot ME                         => bot_reader
      - @rollback                    => ok
      - ME                           => postgres
      bot ME                         => bot_reader
      - @begin                       => ok
      - ME                           => postgres
      - @rollback                    => ok
      bot ME                         => bot_reader
      bot INSERT INTO mine VALUES (1) => permission denied
      bot ME                         => bot_reader
      bot SET ROLE postgres          => refused bots
      bot RESET ALL                  => refused bots
      - BEGIN                        => ok
      bot SELECT 1 / 0               => division by zero
      bot ME                         => current transaction is aborted
      bot ROLLBACK                   => ok
      - ME                           => postgres
      """;

  @BeforeAll
  static void create() {
    Woven.govern("guardrails: []");
    Vendor.POSTGRESQL.create(DATABASE);
    Vendor.run(
        Vendor.POSTGRESQL.factory(DATABASE),
        "CREATE TABLE mine (note text)",
        "INSERT INTO mine VALUES ('of all')",
        "CREATE ROLE bot_reader",
        "GRANT SELECT ON mine TO bot_reader",
        "CREATE SCHEMA bot_reader AUTHORIZATION bot_reader",
        "CREATE TABLE bot_reader.mine (note text)",
        "INSERT INTO bot_reader.mine VALUES ('of the bot')",
        "GRANT SELECT ON bot_reader.mine TO bot_reader");
  }

  @Test
  void everyStatementRunsAsTheRoleOfItsOwnCaller() {
    Woven.govern(POLICY);
    List<String> expected = new ArrayList<>();
    List<String> steps = new ArrayList<>();
    for (String line : STEPS.lines().toList()) {
      int arrow = line.indexOf("=>");
      steps.add(line.substring(0, arrow).strip().replace("ME", ME));
      expected.add(line.substring(arrow + 2).strip());
    }

    List<String> seen =
        Vendor.use(
            Vendor.POSTGRESQL.factory(DATABASE),
            Context.empty(),
            connection -> Flux.fromIterable(steps).concatMap(step -> take(connection, step)));

    for (int i = 0; i < steps.size(); i++) {
      assertThat(seen.get(i)).as("step %d: %s", i, steps.get(i)).startsWith(expected.get(i));
    }
    assertThat(Woven.problems()).isEmpty();
  }

  @Test
  void mariaDbHasRolesToo() {
    Woven.govern("guardrails: []");
    Vendor.MARIADB.create(DATABASE);
    Vendor.checkMariaDbPrivileges();
    Vendor.run(Vendor.MARIADB.factory(DATABASE), "CREATE OR REPLACE ROLE bot_reader");
    Woven.govern(POLICY);

    assertThat(
            Vendor.use(
                Vendor.MARIADB.factory(DATABASE),
                Context.empty(),
                connection ->
                    Flux.just("- ROLE", "bot ROLE", "- ROLE", "- @begin", "bot ROLE", "- @rollback")
                        .concatWithValues("- ROLE")
                        .map(step -> step.replace("ROLE", "SELECT coalesce(current_role(), '')"))
                        .concatMap(step -> take(connection, step))))
        .containsExactly("", "bot_reader", "", "ok", "bot_reader", "ok", "");
    assertThat(Woven.problems()).isEmpty();
  }

  @Test
  void aPoolHoldsNoRole() {
    Woven.govern(POLICY);
    ConnectionPool pool =
        new ConnectionPool(
            ConnectionPoolConfiguration.builder(Vendor.POSTGRESQL.factory(DATABASE))
                .maxSize(1)
                .build());

    for (String steps : List.of("bot ME", "- @begin,bot ME")) {
      Vendor.use(
          pool,
          Context.empty(),
          connection ->
              Flux.fromArray(steps.replace("ME", ME).split(",", -1))
                  .concatMap(step -> take(connection, step)));

      assertThat(Vendor.use(pool, Context.empty(), DatabaseRolesTest::unseen))
          .containsExactly("postgres");
    }
    pool.dispose();
    assertThat(Woven.problems()).isEmpty();
  }

  /** Whose role a session has, as nobody is told before. */
  private static Flux<Object> unseen(Connection connection) {
    Statement statement;
    try (OwnWork work = OwnWork.begin()) {
      statement = connection.createStatement(ME);
      return Flux.from(statement.execute())
          .concatMap(result -> result.map((row, metadata) -> row.get(0)));
    }
  }

  @Test
  void aRoleThatCannotBeTakenIsRefusedByItsRule() {
    Vendor.H2.create("roles");
    Woven.govern(POLICY);
    assertThat(in(Vendor.H2.factory("roles"), "bot SELECT 7")).containsExactly("refused bots");
    assertThat(in(Vendor.H2.factory("roles"), "- SELECT 7")).containsExactly("7");

    Woven.govern(POLICY.replace("bot_reader", "nobody_at_all"));
    assertThat(in(Vendor.POSTGRESQL.factory(DATABASE), "bot SELECT 7"))
        .containsExactly("refused bots");
    assertThat(Woven.SEEN).filteredOn(seen -> !seen.abandoned).hasSize(1);
    assertThat(Woven.SEEN.get(Woven.SEEN.size() - 1).refused).containsExactly("bots");
    assertThat(Woven.SEEN.get(Woven.SEEN.size() - 1).ends)
        .extracting(end -> end.refusal())
        .containsExactly(Refusal.DENIED);
    assertThat(Woven.problems()).contains("r2dbc.take_role");
    Woven.forgetProblems();
  }

  private static List<String> in(ConnectionFactory factory, String step) {
    return Vendor.use(factory, Context.empty(), connection -> take(connection, step));
  }

  private static Mono<String> take(Connection connection, String step) {
    int space = step.indexOf(' ');
    String sql = step.substring(space + 1);
    Mono<String> taken =
        switch (sql) {
          case "@begin" -> Mono.from(connection.beginTransaction()).thenReturn("ok");
          case "@rollback" -> Mono.from(connection.rollbackTransaction()).thenReturn("ok");
          default ->
              Flux.from(connection.createStatement(sql).execute())
                  .concatMap(result -> result.map((row, metadata) -> String.valueOf(row.get(0))))
                  .last("ok");
        };
    return taken
        .onErrorResume(problem -> Mono.just(said(String.valueOf(problem.getMessage()))))
        .contextWrite(step.startsWith("bot") ? Woven.byAgent() : Context.empty());
  }

  private static String said(String message) {
    int rule = message.indexOf("(rule ");
    return rule < 0
        ? message
        : "refused " + message.substring(rule + "(rule ".length(), message.indexOf(')', rule));
  }
}
