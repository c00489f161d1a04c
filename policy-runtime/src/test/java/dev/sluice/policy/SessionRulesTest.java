package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.Caller;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SessionChange;
import dev.sluice.sql.SessionChange.Kind;
import dev.sluice.sql.SqlFacts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whom something restricts may change of a session only what is followed. */
class SessionRulesTest {
  private static final Database SHOP =
      new Database(Dialect.POSTGRESQL, "db1.harbour.example", 5432, "shop", "app");
  private static final Caller RESTRICTED = Callers.human("desk");
  private static final Caller FREE = Callers.service("shop-web");

  @ParameterizedTest
  @CsvSource({
    "HARMLESS,  statement_timeout, '',   allow",
    "SCHEMA,    search_path,       a,    allow",
    "SCHEMA,    search_path,       '',   deny",
    "TEMPORARY, keep,              '',   allow",
    "TEMPORARY, '',                '',   deny",
    "ROLE,      role,              kim,  deny",
    "SETTING,   sql_mode,          ANSI, deny",
    "VARIABLE,  @v,                '',   deny",
    "PREPARED,  p,                 '',   deny",
    "CURSOR,    c,                 '',   deny",
    "ALL,       '',                '',   deny",
  })
  void aRestrictedCallerChangesWhatIsFollowedOnly(
      Kind kind, String name, String value, String action) throws PolicyException {
    SqlFacts facts = change(kind, name, value);

    Decision decision = decide(policy(""), facts, RESTRICTED);

    assertThat(decision.action().name()).isEqualToIgnoringCase(action);
    if (decision.refuses()) {
      assertThat(decision.rule()).isEqualTo("defaults.session");
      assertThat(decision.message()).startsWith("The statement changes of its session ");
      assertThat(decision.fix()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFreeCallerIsNotHindered(Kind kind) throws PolicyException {
    Decision decision = decide(policy(""), change(kind, "", ""), FREE);

    assertThat(decision.action()).isEqualTo(Action.ALLOW);
    assertThat(decision.rules()).isEmpty();
  }

  @Test
  void observeModeTellsWhatWouldBeRefused() throws PolicyException {
    Decision decision =
        decide(policy("mode: observe\n"), change(Kind.ROLE, "role", "kim"), RESTRICTED);

    assertThat(decision.action()).isEqualTo(Action.WARN);
    assertThat(decision.would()).isEqualTo(Action.DENY);
    assertThat(decision.rule()).isEqualTo("defaults.session");
  }

  @Test
  void anAgentIsRestrictedByWhatRestrictsItsPerson() throws PolicyException {
    Decision decision =
        decide(
            policy("defaults: {unmatched: {ai_agent: allow}}\n"),
            change(Kind.VARIABLE, "@v", ""),
            Callers.agentFor("bot", "find", "desk"));

    assertThat(decision.rule()).isEqualTo("defaults.session");
  }

  @Test
  void thePolicyMayOnlyNoteIt() throws PolicyException {
    Decision decision =
        decide(policy("defaults: {session: audit}\n"), change(Kind.VARIABLE, "@v", ""), RESTRICTED);

    assertThat(decision.action()).isEqualTo(Action.AUDIT);
    assertThat(decision.rule()).isEqualTo("defaults.session");
  }

  private static SqlFacts change(Kind kind, String name, String value) {
    List<String> values = value.isEmpty() ? List.of() : List.of(value);
    return SqlFacts.builder(Dialect.POSTGRESQL)
        .fingerprint("0123456789abcdef")
        .operation("SET")
        .effects(java.util.Set.of(Effect.SET))
        .sessionChanges(List.of(new SessionChange(kind, name, values)))
        .build();
  }

  private static Decision decide(Policy policy, SqlFacts facts, Caller caller) {
    return policy.decide(new StatementContext(facts, caller, SHOP, 1));
  }

  private static Policy policy(String more) throws PolicyException {
    return PolicyReader.read(
        "sessions",
        "sluice: policy/v1\nname: sessions\n"
            + more
            + """
            callers:
              desk: {kind: human, groups: [desk]}
            tags:
              pii.mail: ["*.*.clients.mail"]
            masks:
              - {id: hide-mail, tags: [pii.mail], with: redact, callers: [desk]}
            """,
        1);
  }
}
