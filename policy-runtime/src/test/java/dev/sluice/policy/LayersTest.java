package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.sql.Dialect;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several documents in force together: lower ones can only tighten. */
class LayersTest {
  private static final Database DATABASE =
      new Database(Dialect.POSTGRESQL, "db.prod.example", 5432, "shop", "app");
  private static final String ORG =
      """
      sluice: policy/v1
      name: org
      defaults: {unknown_caller: deny}
      environments: {prod: {datasources: ["*.prod.example/*"]}}
      callers:
        desk: {kind: human, groups: [desk]}
        bots: {kind: ai_agent}
      tags: {mail: ["*.*.*.mail"]}
      masks: [{id: org-mail, tags: [mail], with: hash, callers: [desk]}]
      guardrails:
        - {id: org-reads, match: {class: [read]}, action: allow}
        - {id: org-no-ddl, match: {class: [ddl]}, action: deny}
      """;
  private static final String TEAM = "sluice: policy/v1\nname: team\n";

  private static Policy policy(String... texts) throws PolicyException {
    return PolicyReader.read(layers(texts), 1, PolicySettings.standard());
  }

  private static List<PolicyBundle.Source> layers(String... texts) {
    List<PolicyBundle.Source> layers = new ArrayList<>();
    for (String text : texts) {
      String name =
          text.lines().filter(it -> it.startsWith("name: ")).findFirst().orElse("name: x");
      layers.add(new PolicyBundle.Source(name.substring("name: ".length()) + ".yaml", text));
    }
    return layers;
  }

  private static String problems(String... texts) {
    return String.valueOf(
        catchThrowableOfType(PolicyException.class, () -> policy(texts)).getMessage());
  }

  private static Decision read(Policy policy, String column, String... groups) {
    return policy.decide(
        new StatementContext(Facts.select(column), Callers.human(groups), DATABASE, 1));
  }

  @Test
  void aLowerLayerUsesTheNamesOfThoseAbove() throws PolicyException {
    Policy policy =
        policy(
            ORG,
            TEAM
                + """
                callers: {helper: {kind: ai_agent, on_behalf_of: [desk]}}
                tags: {phone: ["*.*.*.phone"]}
                masks: [{id: team-mail, tags: [mail, phone], with: redact, callers: [desk, helper]}]
                guardrails: [{id: team-night, match: {env: [prod], callers: [desk], tables: ["*.*.night"]}, action: deny}]
                """,
            "sluice: policy/v1\nname: service\nlimits: [{id: few, callers: [desk], returned_rows: 5}]\n");

    assertThat(policy.name()).isEqualTo("org + team + service");
    assertThat(Masks.inWords(read(policy, "public.clients.mail", "desk").masks()))
        .contains("redact");
    assertThat(read(policy, "public.night.id", "desk").rule()).isEqualTo("team-night");
    assertThat(read(policy, "public.night.id", "other").action()).isEqualTo(Action.ALLOW);
    assertThat(read(policy, "public.clients.id", "desk").limits().returnedRows())
        .isNotNull()
        .extracting(Limits.ReturnedRows::most)
        .isEqualTo(5L);
  }

  @Test
  void aMaskOfALowerLayerDoesNotShowWhatTwoOfTheHighestRedact() throws PolicyException {
    String org =
        ORG.replace(
            "with: hash, callers: [desk]}]",
            "with: email, callers: [desk]},"
                + " {id: org-ends, tags: [mail], with: {partial: {last: 4}}, callers: [desk]}]");
    String team = TEAM + "masks: [{id: team-mail, tags: [mail], with: hash}]\n";

    assertThat(Masks.inWords(read(policy(org), "public.clients.mail", "desk").masks()))
        .contains("redact");
    assertThat(Masks.inWords(read(policy(org, team), "public.clients.mail", "desk").masks()))
        .contains("redact");
  }

  @Test
  void whatLoosensIsRefusedWithItsFileAndPlace() {
    assertThat(problems(ORG, TEAM + "defaults: {opaque: allow}\ndetect: [pii.email]\n"))
        .isEqualTo(
            """
            team.yaml:3:1: `defaults` belongs into the highest layer, as lower ones can only tighten by rules
            team.yaml:4:1: `detect` belongs into the highest layer, as lower ones can only tighten by rules""");
    assertThat(
            problems(
                ORG, TEAM + "guardrails: [{id: g, match: {callers: [bots]}, action: allow}]\n"))
        .isEqualTo(
            "team.yaml:3:14: a rule that allows belongs into the highest layer: lower ones can only"
                + " tighten");
    assertThat(
            problems(
                ORG,
                TEAM
                    + "exemptions: [{id: e, rules: [org-no-ddl], callers: [desk], reason: r,"
                    + " expires: 2999-01-01}]\n"))
        .isEqualTo(
            "team.yaml:3:30: the rule `org-no-ddl` is of a layer above, which alone can lift it");
  }

  @Test
  void aLayerMayLiftItsOwnRules() throws PolicyException {
    Policy policy =
        policy(
            ORG,
            TEAM
                + """
                guardrails: [{id: team-all, match: {}, action: deny}]
                exemptions: [{id: e, rules: [team-all], callers: [desk], reason: r, expires: 2999-01-01}]
                """);

    assertThat(read(policy, "public.t.id", "desk").action()).isEqualTo(Action.ALLOW);
    assertThat(read(policy, "public.t.id", "other").rule()).isEqualTo("team-all");
  }

  @Test
  void namesAreTakenOnceOverAllLayers() {
    assertThat(
            problems(
                ORG,
                """
                sluice: policy/v1
                name: org
                callers: {desk: {kind: human}}
                tags: {mail: ["a.b.c.d"]}
                environments: {prod: {datasources: ["a/b"]}}
                guardrails: [{id: org-no-ddl, match: {}, action: warn}]
                """))
        .contains(
            "org.yaml:2:7: the policy `org` is defined twice, first in org.yaml at line 2, column 7",
            "org.yaml:3:11: the caller `desk` is defined twice, first in org.yaml",
            "org.yaml:4:8: the tag `mail` is defined twice, first in org.yaml",
            "org.yaml:5:16: the environment `prod` is defined twice, first in org.yaml",
            "the rule `org-no-ddl` is defined twice, first in org.yaml");
    assertThat(
            problems(
                ORG.replace("tags: {mail", "detect: [pii.email]\ntags: {mail"),
                TEAM + "tags: {pii.email: [\"a.b.c.d\"]}\n"))
        .contains("the tag `pii.email` is defined twice, first in org.yaml");
  }

  @Test
  void aTagMustNotKeepAColumnFromBeingDetectedAbove() {
    assertThat(
            problems(
                ORG.replace("tags: {mail", "detect: [pii.phone]\ntags: {mail"),
                TEAM + "tags: {plain: [\"*.*.*.*\"]}\n"))
        .contains("team.yaml:3:1: a layer above detects what columns hold");
  }

  /** A condition above sees all tags and environments, and new ones could answer it anew. */
  @Test
  void newNamesMustNotAnswerAConditionAbove() throws PolicyException {
    String reading =
        ORG + "  - {id: org-tagged, match: {}, when: '!(\"public\" in stmt.tags)', action: deny}\n";
    String where =
        ORG + "  - {id: org-where, match: {}, when: env.name == \"prod\", action: deny}\n";

    assertThat(problems(reading, TEAM + "tags: {public: [\"*.*.*.*\"]}\n"))
        .isEqualTo(
            "team.yaml:3:1: the rule `org-tagged` of a layer above decides by all tags, so that new"
                + " ones could lift it: define them in its layer");
    assertThat(problems(where, TEAM + "environments: {all: {datasources: [\"*/*\"]}}\n"))
        .contains("the rule `org-where` of a layer above decides by all environments");
    assertThat(policy(where, TEAM + "tags: {public: [\"*.*.*.*\"]}\n").name())
        .isEqualTo("org + team");
  }

  @Test
  void aServiceThatOnlyALowerLayerNamesStaysUnknown() throws PolicyException {
    Policy policy = policy(ORG, TEAM + "callers: {jobs: {kind: service, service: jobs}}\n");

    assertThat(
            policy
                .decide(
                    new StatementContext(
                        Facts.select("public.t.id"), Callers.service("jobs"), DATABASE, 1))
                .rule())
        .isEqualTo("defaults.unknown_caller");
  }

  @Test
  void aLowerLayerObservesItsOwnRulesOnly() throws PolicyException {
    Policy policy =
        policy(
            ORG,
            TEAM
                + """
                mode: observe
                masks: [{id: team-mail, tags: [mail], with: redact}]
                guardrails: [{id: team-all, match: {}, action: deny}]
                limits: [{id: team-few, returned_rows: 1}]
                """);

    Decision decision = read(policy, "public.clients.mail", "desk");
    assertThat(decision.would()).isEqualTo(Action.DENY);
    assertThat(decision.refuses()).isFalse();
    assertThat(Masks.inWords(decision.masks())).contains("hash").doesNotContain("redact");
    assertThat(decision.limits().returnedRows()).isNull();
    assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void aBundleHoldsLayers() throws PolicyException {
    List<PolicyBundle.Source> layers =
        layers(
            ORG, TEAM + "guardrails: [{id: team-all, match: {callers: [desk]}, action: deny}]\n");

    PolicyBundle bundle = PolicyBundle.build(layers, List.of());

    assertThat(bundle.name()).isEqualTo("org + team");
    assertThat(read(PolicyReader.read("b", bundle.text(), 1), "public.t.id", "desk").rule())
        .isEqualTo("team-all");
    assertThat(PolicyDiff.between(ORG, bundle.text()))
        .extracting(change -> change.section() + " " + change.id() + " " + change.effect())
        .containsExactly("guardrails team-all TIGHTENS");
  }

  @Test
  void allFilesComeIntoForceTogetherOrNone(@TempDir Path directory) throws IOException {
    File org = directory.resolve("org.yaml").toFile();
    File team = directory.resolve("team.yaml").toFile();
    Files.writeString(org.toPath(), ORG);
    List<String> warnings = new ArrayList<>();
    InstantSource clock = InstantSource.fixed(Instant.now().plusSeconds(60));

    PolicyInForce inForce =
        PolicyInForce.unwatched(
            List.of(org, team),
            PolicySettings.standard(),
            PolicyInForce.OnMissing.DENY,
            warnings::add,
            clock);
    assertThat(inForce.current().serial()).isZero();
    assertThat(warnings).singleElement().asString().contains("team.yaml: there is no such file");

    Files.writeString(team.toPath(), TEAM + "mode: off\n");
    inForce.check();
    inForce.check();
    assertThat(inForce.current().serial()).isZero();
    assertThat(warnings.get(1)).contains("team.yaml:3:7: `off` is no value of `mode`");

    Files.writeString(team.toPath(), TEAM);
    inForce.check();
    inForce.check();
    assertThat(inForce.current().name()).isEqualTo("org + team");

    Files.writeString(org.toPath(), ORG.replace("name: org", "name: main"));
    inForce.check();
    inForce.check();
    assertThat(inForce.current().name()).isEqualTo("main + team");
    assertThat(inForce.current().serial()).isEqualTo(2);
  }
}
