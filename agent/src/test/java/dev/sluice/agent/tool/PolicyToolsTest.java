package dev.sluice.agent.tool;

import static dev.sluice.agent.tool.Run.assertUsageError;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code policy explain}, {@code policy test} and {@code policy diff}. */
class PolicyToolsTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final String POLICIES = DOCS.resolve("policies").toString();

  private static final String POLICY =
      """
      sluice: policy/v1
      name: shop
      environments: {prod: {datasources: ["db.prod.example/shop"]}}
      callers: {agents: {kind: ai_agent}, bot: {kind: ai_agent, tools: [find], on_behalf_of: [desk]}, desk: {kind: human, groups: [desk]}}
      tags: {mail: ["*.*.*.mail"]}
      masks: [{id: mask-mail, tags: [mail], with: hash, callers: [desk, agents]}]
      guardrails:
        - {id: no-drop, match: {env: [prod], class: [ddl]}, action: deny, message: Not here.}
        - {id: reads, match: {callers: [bot], effects: [select]}, when: caller.claims.t == "a", action: allow}
      """;
  private static final String SCHEMA = "create table t (id int, mail text);";
  private static final String TESTS =
      """
      sluice: policy-tests/v1
      policy: shop.yaml
      schema: shop.sql
      cases:
        - name: nothing is dropped
          given: {caller: {kind: service, service: web}, env: prod, sql: drop table t}
          expect: {decision: deny, rule: no-drop}
        - name: mail is hashed
          given: {caller: {kind: human, groups: [desk]}, env: prod, sql: select mail from t}
          expect: {masked: {mail: hash}}
      """;

  @TempDir private Path directory;

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  @Test
  void explainsAndTestsLayersAsTheyAreInForce() throws IOException {
    String top = file("shop.yaml", POLICY);
    String low =
        file(
            "team.yaml",
            "sluice: policy/v1\nname: team\nmasks: [{id: team-mail, tags: [mail], with: redact}]\n");
    file("shop.sql", SCHEMA);
    String tests =
        file(
            "tests.yaml",
            TESTS
                .replace("policy: shop.yaml", "policy: [shop.yaml, team.yaml]")
                .replace("mail: hash", "mail: team-mail"));

    String sql = "select mail from t";
    String schema = directory.resolve("shop.sql").toString();
    List<String> rest =
        List.of("--schema", schema, "--sql", sql, "--db", "shop", "--subject", "kim");
    Run one = explain(rest, top, low);
    Run other = explain(rest, top + "," + low);

    assertThat(one.out())
        .contains("policy: shop + team", "mask team-mail")
        .startsWith("MASK by team-mail");
    assertThat(other.exitCode()).isZero();
    assertThat(Run.of("policy", "test", tests)).isEqualTo(new Run(0, "2 of 2 cases pass\n", ""));
    assertThat(Run.of("policy", "test", tests, "--policy", top).exitCode()).isEqualTo(2);
    assertThat(Run.of("policy", "test", tests, "--policy", top + "," + low).exitCode()).isZero();
    assertUsageError("team.yaml:", "policy", "explain", low, "--sql", sql);
  }

  private static Run explain(List<String> rest, String... policies) {
    List<String> arguments = new ArrayList<>(List.of("policy", "explain"));
    arguments.addAll(List.of(policies));
    arguments.addAll(rest);
    return Run.of(arguments.toArray(String[]::new));
  }

  @Test
  void explainsForWhomeverItIsAsked() throws IOException {
    String policy = file("shop.yaml", POLICY);
    String schema = file("shop.sql", SCHEMA);
    String[] arguments = {
      "policy",
      "explain",
      policy,
      "--schema",
      schema,
      "--sql",
      "select mail from t",
      "--env",
      "prod",
      "--tool",
      "find",
      "--on-behalf-of",
      "kim",
      "--groups",
      "desk,night",
      "--claim",
      "t=a",
      "--service",
      "web",
      "--at",
      "2026-06-01T00:00:00Z"
    };

    Run run = Run.of(arguments);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("MASK by mask-mail\n")
        .contains("caller: the AI agent with the tool find through web, as agents, bot")
        .contains("acting for: kim (desk, night) through web, as desk")
        .contains("database: postgresql db.prod.example:5432/shop, in prod")
        .contains("1 mail: hash by mask-mail  (shop.public.t.mail: mail)")
        .contains("caller.claims.t == \"a\" is true: caller.claims.t is \"a\"");
    List<String> json = new ArrayList<>(List.of(arguments));
    json.add("--json");
    assertThat(Run.of(json.toArray(String[]::new)).out())
        .startsWith("{\n  \"decision\": \"mask\",\n  \"action\": \"allow\",")
        .contains("\"nearest_misses\": [ {", "\"mask\": \"hash\"");
  }

  @Test
  void explainsWithWhatAConversationHasRead() throws IOException {
    String policy =
        file(
            "desk.yaml",
            """
            sluice: policy/v1
            name: desk
            tags: {untrusted: ["*.*.t.mail"]}
            guardrails:
              - {id: stop, match: {after_reading: [untrusted]}, action: deny}
            """);
    List<String> rest = List.of("--sql", "select 1", "--db", "desk", "--tool", "find", "--ascii");
    List<String> after = new ArrayList<>(rest);
    after.addAll(List.of("--has-read", "untrusted"));

    assertThat(explain(rest, policy).out()).contains("after_reading").contains("nothing that is");
    assertThat(explain(after, policy).out()).startsWith("DENY by stop\n");
    assertUsageError(
        "there is no tag `untrustd`",
        "policy",
        "explain",
        policy,
        "--sql",
        "x",
        "--db",
        "d",
        "--tool",
        "t",
        "--has-read",
        "untrustd");
    assertUsageError(
        "say --kind ai_agent",
        "policy",
        "explain",
        policy,
        "--sql",
        "x",
        "--db",
        "d",
        "--has-read",
        "untrusted");
  }

  @Test
  void explainExitsWith1IfTheStatementIsRefused() throws IOException {
    Run run =
        Run.of(
            "policy",
            "explain",
            file("shop.yaml", POLICY),
            "--sql",
            "drop table t",
            "--db",
            "db.prod.example/shop",
            "--kind",
            "SERVICE",
            "--ascii");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).startsWith("DENY by no-drop\n").contains("[x] guardrail no-drop: deny");
    assertThat(run.out()).matches("[\n -~]*");
  }

  @Test
  void explainNamesWhatIsWrongAndTheMend() throws IOException {
    String policy = file("shop.yaml", POLICY);
    String wrong = file("wrong.yaml", "sluice: policy/v1\nmode: off\n");
    String schema = file("bad.sql", "create table u as select 1;");

    assertUsageError("--sql", "policy", "explain", policy);
    assertUsageError(
        wrong + ":2:7: `off` is no value", "policy", "explain", wrong, "--sql", "x", "--db", "d");
    assertUsageError(
        "say on which database, such as `--db crm`", "policy", "explain", policy, "--sql", "x");
    assertUsageError(
        "there is no environment `prd`", "policy", "explain", policy, "--sql", "x", "--env", "prd");
    assertUsageError(
        "is defined twice", "policy", "explain", policy, policy, "--sql", "x", "--db", "d");
    assertUsageError(
        "say `--kind human`",
        "policy",
        "explain",
        policy,
        "--sql",
        "x",
        "--db",
        "d",
        "--kind",
        "service",
        "--subject",
        "kim");
    assertUsageError(
        "is no kind of caller", "policy", "explain", policy, "--sql", "x", "--kind", "robot");
    assertUsageError(
        "--batch takes", "policy", "explain", policy, "--sql", "x", "--db", "d", "--batch", "0");
    assertUsageError(
        "--at takes", "policy", "explain", policy, "--sql", "x", "--db", "d", "--at", "noon");
    assertUsageError(
        schema + ":1:16:",
        "policy",
        "explain",
        policy,
        "--sql",
        "x",
        "--db",
        "d",
        "--schema",
        schema);
  }

  @Test
  void runsTestsBesideTheirPolicy() throws IOException {
    file("shop.yaml", POLICY);
    file("shop.sql", SCHEMA);
    String tests = file("tests.yaml", TESTS);

    assertThat(Run.of("policy", "test", tests)).isEqualTo(new Run(0, "2 of 2 cases pass\n", ""));
  }

  @Test
  void saysWhyACaseFails() throws IOException {
    file("shop.yaml", POLICY.replace("with: hash", "with: redact"));
    file("shop.sql", SCHEMA);
    String tests = file("tests.yaml", TESTS);

    Run run = Run.of("policy", "test", "--ascii", tests);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .isEqualTo(
            """
            %s:8:5: mail is hashed
              masked.mail: expected hash, found redact by mask-mail
              The statement passes, and mask-mail changes what it shows.
              [x] mask mask-mail for human: redact
                  [x] callers: desk, agents  [has desk]
                  [x] tags: mail  [has shop.public.t.mail: mail]

            1 of 2 cases pass
            """
                .formatted(tests));
    assertThat(Run.of("policy", "test", "--json", tests).out())
        .contains("\"passed\": 1,", "\"failed\": 1,", "\"key\": \"masked.mail\"");
  }

  @Test
  void testNamesWhatIsWrongAndTheMend() throws IOException {
    String policy = file("shop.yaml", POLICY);
    String tests = file("tests.yaml", TESTS);
    String nameless = file("nameless.yaml", TESTS.replace("policy: shop.yaml\n", ""));
    String wrong = file("wrong.yaml", TESTS.replace("no-drop", "no-drp"));

    assertUsageError("there is no file", "policy", "test", "nowhere.yaml");
    assertUsageError("shop.sql", "policy", "test", tests);
    file("shop.sql", SCHEMA);
    assertUsageError("names no policy: add `policy: FILE.yaml`", "policy", "test", nameless);
    assertUsageError(wrong + ":7:36: there is no `no-drp`", "policy", "test", tests, wrong);
    assertThat(Run.of("policy", "test", "--policy", policy, nameless).exitCode()).isZero();
  }

  @Test
  void comparesPolicies() throws IOException {
    String before = file("shop.yaml", POLICY);
    String after =
        file(
            "after.yaml",
            POLICY
                .replace("class: [ddl]", "class: [ddl, dcl]")
                .replace("with: hash", "with: email")
                .replaceAll(".*id: reads.*\\n", ""));
    file("shop.sql", SCHEMA);
    String tests = file("tests.yaml", TESTS);

    Run run = Run.of("policy", "diff", before, after, "--tests", tests);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .isEqualTo(
            """
            loosens: masks mask-mail changed
              with: hash -> email
            tightens: guardrails no-drop changed
              match.class: [ddl] -> [dcl, ddl]
            tightens: guardrails reads removed
              action: allow
              match.callers: [bot]
              match.effects: [select]
              when: caller.claims.t == "a"
            unclear: case mail is hashed
              mask by mask-mail, mail: hash -> mask by mask-mail, mail: email
            """);
    assertThat(Run.of("policy", "diff", before, after, "--json").out())
        .contains("\"section\": \"masks\"", "\"effect\": \"loosens\"", "\"cases\": []");
    assertThat(Run.of("policy", "diff", before, before))
        .isEqualTo(new Run(0, "no difference\n", ""));
    assertUsageError("AFTER", "policy", "diff", before);
    assertUsageError(
        "`off` is no value", "policy", "diff", before, file("w.yaml", "name: x\nmode: off\n"));
  }

  @Test
  void theirHelpListsTheirExitCodes() {
    for (String command : List.of("explain", "test", "diff")) {
      assertThat(Run.of("policy", command, "--help").out())
          .contains("Exit codes:", "  0 ", "  1 ", "  2 ");
    }
  }

  /** Each command line of the document prints what stands below it. */
  @Test
  void theDocumentShowsWhatIsPrinted() throws IOException {
    Matcher examples =
        Pattern.compile("```\n\\$ \\./sluice ((?:[^\n]*\\\\\n)*[^\n]*)\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(DOCS.resolve("policy-tools.md")));
    int count = 0;
    while (examples.find()) {
      Run run = Run.of(words(examples.group(1)));
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).as(examples.group(1)).isEqualTo(examples.group(2));
      count++;
    }
    assertThat(count).isGreaterThan(2);
  }

  @Test
  void theTestsOfTheDocumentPass() throws IOException {
    Matcher example =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(DOCS.resolve("policy-tools.md")));
    assertThat(example.find()).isTrue();
    for (String name : List.of("support-tool.yaml", "support-tool.sql")) {
      file(name, Files.readString(DOCS.resolve("policies").resolve(name)));
    }

    assertThat(Run.of("policy", "test", file("tests.yaml", example.group(1))))
        .isEqualTo(new Run(0, "2 of 2 cases pass\n", ""));
  }

  /** As a shell splits them, with the files where they are. */
  private String[] words(String line) throws IOException {
    String frozen = Files.readString(DOCS.resolve("policies").resolve("ddl-freeze.yaml"));
    String after =
        file(
            "after.yaml",
            frozen
                .replace("expires: 2026-12-15", "expires: 2027-01-15")
                .replace("effects: [update, delete]", "effects: [delete]"));
    List<String> words = new ArrayList<>();
    Matcher matcher = Pattern.compile("\"([^\"]*)\"|([^\\s\\\\]+)").matcher(line);
    while (matcher.find()) {
      String word = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      words.add(word.equals("after.yaml") ? after : word.replace("docs/policies", POLICIES));
    }
    return words.toArray(String[]::new);
  }
}
