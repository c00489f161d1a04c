package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTestsTest {
  private static final String POLICY =
      """
      sluice: policy/v1
      name: shop
      environments:
        prod: {protected: true, datasources: ["*.prod.example/*", "db9.example:6000/old"]}
        both: {datasources: ["*.both.prod.example/*"]}
      callers:
        desk: {kind: human, groups: [desk]}
        agents: {kind: ai_agent}
      tags: {mail: ["*.*.*.mail"]}
      masks:
        - {id: mask-mail, tags: [mail], with: {partial: {last: 2}}, callers: [desk]}
      row_filters:
        - {id: own, tables: ["shop.public.orders"], callers: [desk], where: tenant = :claims.t}
      guardrails:
        - {id: no-drop, match: {env: [prod], class: [ddl]}, action: deny, message: No., fix: Do not.}
        - {id: big, match: {}, when: stmt.batch_size > 5, action: warn}
        - {id: late, mode: observe, match: {}, when: now.hour > 20, action: deny}
        - {id: fails, match: {callers: [desk]}, when: caller.claims.x == "", action: audit}
        - {id: after-mail, match: {after_reading: [mail]}, action: audit}
        - {id: version, match: {}, when: app.version == "1.2", action: audit}
        - {id: reads, match: {callers: [agents], effects: [select]}, action: allow}
      limits: [{id: few, callers: [desk], returned_rows: 3, timeout: 2m}]
      """;
  private static final String SCHEMA =
      "create table public.orders (id int, mail text, tenant text);";

  private static Policy policy() {
    try {
      return PolicyReader.read("shop.yaml", POLICY, 1);
    } catch (PolicyException e) {
      throw new AssertionError(e);
    }
  }

  private static String file(String name) throws IOException {
    if (name.equals("shop.sql")) {
      return SCHEMA;
    }
    throw new IOException("there is no such file");
  }

  private static PolicyTests read(String text) throws PolicyException {
    return PolicyTests.read("t.yaml", text, List.of(policy()), PolicyTestsTest::file);
  }

  /** One case with the given and the expected, as inner texts of mappings. */
  private static PolicyTests.Result run(String given, String expect) throws PolicyException {
    return read("""
            sluice: policy-tests/v1
            schema: shop.sql
            given: {db: shop, caller: {kind: human, groups: [desk], claims: {x: y}}}
            cases:
              - {name: one, given: {%s}, expect: {%s}}
            """
            .formatted(given, expect))
        .run(policy())
        .get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        // given @ what is expected of it and comes out so @ what is expected and does not @ why not
        "sql: select id from orders @ decision: mask @ decision: allow"
            + " @ decision: expected allow, found mask",
        "sql: select id from orders @ rule: own @ rule: none @ rule: expected none, found own",
        "sql: select id from orders @ rules: [own] @ rules: [own, no-drop]"
            + " @ rules: expected no-drop, found own",
        "sql: select id from orders @ not_rules: [big] @ not_rules: [own]"
            + " @ not_rules: expected none of own, found own",
        "sql: select id from orders @ row_filters: [own] @ would: deny"
            + " @ would: expected deny, found none",
        "sql: select id from orders @ clear: [id] @ clear: [mail]"
            + " @ clear.mail: expected clear, found the columns id",
        "sql: select mail from orders @ masked: {mail: partial} @ masked: {mail: hash}"
            + " @ masked.mail: expected hash, found partial {last: 2} by mask-mail",
        "sql: select mail from orders @ masked: {mail: mask-mail} @ clear: [mail]"
            + " @ clear.mail: expected clear, found partial {last: 2} by mask-mail",
        "sql: 'select id, upper(mail) from orders' @ masked: {2: redact} @ masked: {1: redact}"
            + " @ masked.1: expected redact, found clear",
        "sql: select id from orders @ 'limits: {returned_rows: 3, affected_rows: none}'"
            + " @ limits: {timeout: 3s} @ limits.timeout: expected 3s, found 120s",
        "sql: drop table orders, env: prod @ message: No. @ message: Yes"
            + " @ message: expected a text with `Yes`, found `No.`",
        "sql: drop table orders, env: prod @ fix: Do not @ masked: {id: redact}"
            + " @ masked.id: expected redact, found no result, as the statement is refused by"
            + " no-drop",
        "sql: select id from orders, batch: 6 @ decision: mask, rules: [big] @ fix: x"
            + " @ fix: expected a text with `x`, found none",
        "'sql: select id from orders, at: 2026-06-01T21:00:00Z' @ would: deny @ rules: [big]"
            + " @ rules: expected big, found late, own",
        "'sql: select 1, caller: {kind: human, groups: [desk]}' @ failed: [fails] @ exempted: []"
            + " @ ",
        "'sql: select 1, caller: {kind: ai_agent}, has_read: [mail]' @ rules: [after-mail]"
            + " @ not_rules: [after-mail] @ ",
        "'sql: select 1, caller: {kind: ai_agent}' @ not_rules: [after-mail]"
            + " @ rules: [after-mail] @ ",
        "'sql: select 1, caller: {kind: service, service: s, service_version: 1.2}'"
            + " @ rules: [version] @ not_rules: [version] @ ",
      })
  void saysInWhatADecisionDiffers(String given, String right, String wrong, String difference)
      throws PolicyException {
    assertThat(run(given, right).differences()).isEmpty();
    if (difference != null) {
      assertThat(run(given, wrong).differences())
          .map(PolicyTests.Difference::toString)
          .containsExactly(difference);
    }
  }

  @Test
  void takesTheFirstDatabaseOfAnEnvironment() throws PolicyException {
    Database database =
        run("sql: select 1, env: prod", "rule: none").explanation().statement().database();
    assertThat(database.host()).isEqualTo("any.prod.example");
    assertThat(database.port()).isEqualTo(5432);
    assertThat(run("sql: select 1, env: prod, db: old", "rule: none").passed()).isTrue();
    assertThat(
            run("sql: select 1, env: none, db: 'h.prod.example:1/x'", "rule: none")
                .explanation()
                .environments())
        .containsExactly("prod");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "sql: select 1, env: prd @ decision: allow"
            + " @ t.yaml:5:45: there is no environment `prd` in the policy: did you mean `prod`?",
        "sql: select 1, env: both @ decision: allow" + " @ lies in prod: name one by its host",
        "sql: select 1, env: prod, db: h/x @ decision: allow"
            + " @ the database `h/x` does not lie in the environment `prod`",
        "sql: select 1, db: h/x/y @ decision: allow @ `h/x/y` is no database: write",
        "sql: select 1 @ decison: allow @ unknown key `decison`: did you mean `decision`?",
        "sql: select 1 @ decision: alow @ did you mean `allow`?",
        "sql: select 1 @ rules: [no-drp] @ there is no `no-drp` in the policy: did you mean"
            + " `no-drop`?",
        "sql: select 1 @ not_rules: [few] @ there is no `few` in the policy",
        "sql: select 1 @ masked: {a: redcat} @ neither a mask nor the id of one: did you mean"
            + " `redact`?",
        "sql: select 1 @ masked: {} @ this expects nothing",
        "sql: select 1 @  @ this expects nothing",
        "sql: select 1 @ limits: {timeout: 1m} @ `1m` is no limit: write seconds, such as `5s`",
        "caller: {kind: human} @ decision: allow @ `sql` is missing",
        "sql: select 1, batch: 0 @ decision: allow @ expected a whole number from 1",
        "sql: select 1, at: noon @ decision: allow @ `noon` is no time: write it in UTC",
        "'sql: select 1, caller: {kind: service, groups: [a]}' @ decision: allow"
            + " @ `subject`, `groups`, `claims` and `verified` tell of a person",
        "'sql: select 1, caller: {kind: human, tool: x}' @ decision: allow"
            + " @ `agent`, `tool` and `on_behalf_of` tell of an AI agent",
        "'sql: select 1, caller: {kind: ai_agent, groups: [a]}' @ decision: allow"
            + " @ name that person by `on_behalf_of`",
        "'sql: select 1, caller: {kind: ai_agent}, has_read: [mial]' @ decision: allow"
            + " @ there is no `mial` in the policy: use one of mail",
        "'sql: select 1, caller: {kind: human}, has_read: [mail]' @ decision: allow"
            + " @ `has_read` tells of an AI agent: say `kind: ai_agent` of the caller",
        "'sql: select 1, caller: {kind: ai_agent, subject: a}' @ decision: allow"
            + " @ name the one an agent acts for by `on_behalf_of`",
      })
  void namesWhatIsWrongAndTheMend(String given, String expect, String problem) {
    assertThatThrownBy(() -> run(given, expect == null ? "" : expect))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining(problem)
        .hasMessageStartingWith("t.yaml:");
  }

  @Test
  void namesAllThatIsWrongAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    sluice: policy-tests/v2
                    cases:
                      - {name: a, given: {sql: select 1}, expect: {decision: allow}}
                      - {name: a, given: {db: x, caller: {}}, expect: {decision: no}}
                    """))
        .hasMessageContaining("t.yaml:1:9: `policy-tests/v2` is no value of `sluice`")
        .hasMessageContaining("t.yaml:3:22: `caller` is missing")
        .hasMessageContaining("t.yaml:3:22: say on which database")
        .hasMessageContaining("t.yaml:4:12: the case `a` stands twice")
        .hasMessageContaining("t.yaml:4:22: `sql` is missing")
        .hasMessageContaining("t.yaml:4:62: `no` is no value of `decision`");
  }

  @Test
  void takesItsTablesFromAFileOrFromItsOwnText() throws PolicyException {
    String cases =
        """
        sluice: policy-tests/v1
        %s
        given: {db: shop, caller: {kind: human, groups: [desk], claims: {x: y}}}
        cases: [{name: a, given: {sql: select * from orders}, expect: {masked: {mail: partial}}}]
        """;
    PolicyTests inline = read(cases.formatted("schema_text: " + SCHEMA));
    assertThat(inline.run(policy()).get(0).passed()).isTrue();
    assertThat(read(cases.formatted("")).run(policy()).get(0).passed()).isFalse();
    assertThatThrownBy(() -> read(cases.formatted("schema: x.sql")))
        .hasMessage("t.yaml:2:9: cannot read `x.sql`: there is no such file");
    assertThatThrownBy(() -> read(cases.formatted("schema_text: create table t as select 1")))
        .hasMessageStartingWith("t.yaml:2:14: schema_text:1:16: the columns of public.t");
    assertThatThrownBy(
            () -> read(cases.formatted("schema_text: create table t (id int)\nschema: shop.sql")))
        .hasMessage("t.yaml:3:9: `schema` and `schema_text` say the same: keep one of them");
  }

  @Test
  void runsByAnotherPolicyThanItWasReadWith() throws PolicyException {
    PolicyTests tests =
        read(
            """
            sluice: policy-tests/v1
            policy: [a.yaml, b.yaml]
            cases:
              - name: no drop
                given: {env: prod, db: shop, caller: {kind: service}, sql: drop table orders}
                expect: {rule: no-drop}
            """);
    Policy other = PolicyReader.read("o", "sluice: policy/v1\nname: other\n", 1);

    assertThat(tests.size()).isEqualTo(1);
    assertThat(tests.run(policy())).allMatch(PolicyTests.Result::passed);
    PolicyTests.Result result = tests.run(other).get(0);
    assertThat(result.passed()).isFalse();
    assertThat(result.line()).isEqualTo(4);
    assertThat(result.column()).isEqualTo(5);
  }

  @Test
  void tellsWhichPoliciesAreMeant() throws PolicyException {
    assertThat(PolicyTests.policies("t", "policy: [a.yaml, b.yaml]"))
        .containsExactly("a.yaml", "b.yaml");
    assertThat(PolicyTests.policies("t", "policy: a.yaml")).containsExactly("a.yaml");
    assertThat(PolicyTests.policies("t", "cases: []")).isEmpty();
    assertThatThrownBy(() -> PolicyTests.policies("t", "policy: {}"))
        .hasMessage("t:1:9: expected a text for `policy`");
  }
}
