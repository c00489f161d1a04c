package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.Caller;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SqlFacts;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which statements' texts are told with their values. */
class AuditEntriesTest {
  private static final Database SHOP = new Database(Dialect.POSTGRESQL, "db", 1, "shop", "app");
  private static final String DDL = "{match: {class: [ddl]}, sql_text: full}";
  private static final String LOGS = "{match: {tables: ['shop.public.logs']}, sql_text: full}";
  private static final String ALL = "{match: {}, sql_text: full}";
  private static final String AGENTS = "{match: {callers: [agents]}, sql_text: full}";
  private static final String PEOPLE = "{match: {callers: [people]}, sql_text: shape}";
  private static final String READS = "{match: {effects: [select]}, sql_text: shape}";
  private static final Map<String, String> ENTRIES =
      Map.of(
          "ddl", DDL, "logs", LOGS, "all", ALL, "agents", AGENTS, "people", PEOPLE, "reads", READS);

  private static final SqlFacts DROP = Facts.of(Effect.DROP).writesTable("public.logs").build();
  private static final SqlFacts MADE =
      Facts.of(Effect.CREATE, Effect.SELECT).copies("public.a.b > public.c.d").build();
  private static final SqlFacts LOG = Facts.select("public.logs.line");
  private static final SqlFacts JOIN = Facts.select("public.logs.line", "public.clients.mail");
  private static final SqlFacts OPAQUE =
      Facts.of(Effect.DROP).writesTable("public.logs").opaque("because").build();
  private static final Map<String, SqlFacts> STATEMENTS =
      Map.of("drop", DROP, "made", MADE, "log", LOG, "join", JOIN, "opaque", OPAQUE);

  private static final Map<String, Caller> CALLERS =
      Map.of(
          "service", Callers.service("web"),
          "person", Callers.human("desk"),
          "agent", Callers.agent("bot", "find"),
          "for-person", Callers.agentFor("bot", "find", "desk"));

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # entries,      caller,     statement, told
          '',             service,    drop,      false
          ddl,            service,    drop,      true
          ddl,            service,    log,       false
          ddl,            service,    made,      false
          ddl,            service,    opaque,    false
          logs,           service,    log,       true
          logs,           service,    join,      false
          all,            service,    join,      true
          all,            service,    opaque,    true
          all reads,      service,    join,      false
          all reads,      service,    drop,      true
          ddl reads,      service,    made,      false
          agents,         service,    log,       false
          agents,         agent,      log,       true
          agents,         for-person, log,       true
          agents people,  for-person, log,       false
          agents people,  agent,      log,       true
          all people,     person,     log,       false
          """)
  void isWhereAnEntryMatchesAllOfItAndNoneSaysShape(
      String entries, String caller, String statement, boolean told) throws PolicyException {
    String[] names = entries.isEmpty() ? new String[0] : entries.split(" ", -1);
    Decision decision = decide(names, caller, statement);
    String[] backwards = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      backwards[names.length - 1 - i] = names[i];
    }

    assertThat(decision.tellsText()).isEqualTo(told);
    assertThat(decide(backwards, caller, statement).tellsText()).isEqualTo(told);
    assertThat(decision.action()).isLessThanOrEqualTo(Action.AUDIT);
    assertThat(decision.rules()).doesNotContain("");
  }

  private static Decision decide(String[] entries, String caller, String statement)
      throws PolicyException {
    StringBuilder text =
        new StringBuilder(
            """
            sluice: policy/v1
            name: s
            defaults: {unmatched: {ai_agent: allow}, opaque: audit}
            callers: {agents: {kind: ai_agent}, people: {kind: human}}
            """);
    if (entries.length > 0) {
      text.append("audit:\n");
    }
    Arrays.stream(entries)
        .forEach(
            name ->
                text.append("- ").append(Objects.requireNonNull(ENTRIES.get(name))).append('\n'));
    Policy policy = PolicyReader.read("s", text.toString(), 1);
    return policy.decide(
        new StatementContext(
            Objects.requireNonNull(STATEMENTS.get(statement)),
            Objects.requireNonNull(CALLERS.get(caller)),
            SHOP,
            1));
  }
}
