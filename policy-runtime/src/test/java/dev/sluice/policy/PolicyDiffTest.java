package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.PolicyDiff.Change;
import dev.sluice.policy.PolicyDiff.Effect;
import dev.sluice.policy.PolicyDiff.Kind;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyDiffTest {
  private static final String POLICY =
      """
      sluice: policy/v1
      name: shop
      owner: us
      mode: enforce
      defaults: {opaque: deny, unknown_caller: service, unmatched: {human: allow}}
      environments:
        prod: {protected: true, datasources: ["*.prod.example/*"]}
        lab: {datasources: ["lab/*"]}
      callers:
        desk: {kind: human, groups: [desk]}
        jobs: {kind: service, service: jobs}
        staff: {kind: human, groups: [staff]}
        agents: {kind: ai_agent}
        bot: {kind: ai_agent, agent: bot, on_behalf_of: [desk]}
      tags:
        mail: ["*.*.*.mail"]
        tax: ["*.*.*.tax", "*.hr.*.*"]
        odd: ["*.*.*.odd"]
      masks:
        - {id: m-mail, tags: [mail], with: hash, callers: [agents], unless: [bot]}
        - {id: m-tax, tags: [tax], with: {partial: {last: 4}}}
      row_filters:
        - {id: own, tables: ["*.public.orders"], callers: [agents], where: tenant = 1}
      guardrails:
        - {id: no-ddl, match: {env: [prod], class: [ddl, dcl]}, action: deny, locked: true, message: No.}
        - {id: few, match: {env: [prod], not_callers: [jobs]}, when: stmt.row_count > 9, action: approve}
        - {id: reads, match: {callers: [bot], effects: [select], tables: ["*.public.a", "*.public.b"]}, action: allow}
        - {id: seen, mode: observe, match: {tags: [odd]}, action: deny}
        - {id: told, match: {tags: ["m*"]}, action: audit}
      limits:
        - {id: rows, callers: [agents], returned_rows: 100, timeout: 90s}
      database_roles:
        - {id: as-staff, callers: [staff], role: reader}
      exemptions:
        - {id: night, rules: [few], callers: [desk], reason: night, expires: 2027-01-31}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        // what stands there @ what stands there instead @ which entry @ what that means
        "mode: enforce\\ndefaults @ mode: observe\\ndefaults @ policy policy @ loosens",
        "owner: us @ owner: them @ policy policy @ neutral",
        "opaque: deny @ opaque: audit @ defaults opaque @ loosens",
        "unknown_caller: service @ unknown_caller: deny @ defaults unknown_caller @ tightens",
        "{human: allow} @ {human: deny} @ defaults unmatched.human @ tightens",
        "{human: allow} @ {ai_agent: audit} @ defaults unmatched.ai_agent @ loosens",
        "class: [ddl, dcl] @ class: [ddl] @ guardrails no-ddl @ loosens",
        "class: [ddl, dcl] @ class: [ddl, dcl, write] @ guardrails no-ddl @ tightens",
        "class: [ddl, dcl] @ class: [ddl, write] @ guardrails no-ddl @ unclear",
        "env: [prod], class: [ddl, dcl] @ class: [ddl, dcl] @ guardrails no-ddl @ tightens",
        "action: deny, locked: true @ action: deny @ guardrails no-ddl @ loosens",
        "action: deny, locked: true @ action: warn, locked: true @ guardrails no-ddl @ loosens",
        "message: No. @ message: Never. @ guardrails no-ddl @ neutral",
        "id: no-ddl, @ id: no-ddl, mode: observe, @ guardrails no-ddl @ loosens",
        "not_callers: [jobs] @ not_callers: [jobs, desk] @ guardrails few @ loosens",
        "when: stmt.row_count > 9, @ @ guardrails few @ tightens",
        "row_count > 9 @ row_count > 8 @ guardrails few @ unclear",
        "[\"*.public.a\", \"*.public.b\"] @ [\"*.public.a\"] @ guardrails reads @ tightens",
        "[\"*.public.a\", \"*.public.b\"] @ [\"*.public.*\", \"*.public.a\", \"*.public.b\"]"
            + " @ guardrails reads @ loosens",
        "[bot], effects: [select], @ [bot], @ guardrails reads @ loosens",
        "match: {tags: [odd]} @ match: {} @ guardrails seen @ neutral",
        "id: seen, mode: observe, @ id: seen, @ guardrails seen @ tightens",
        "with: hash @ with: redact @ masks m-mail @ tightens",
        "with: hash @ with: email @ masks m-mail @ loosens",
        "{last: 4} @ {last: 6} @ masks m-tax @ unclear",
        ", unless: [bot] @ @ masks m-mail @ tightens",
        "callers: [agents], unless @ callers: [agents, desk], unless @ masks m-mail @ tightens",
        "callers: [agents], unless @ unless @ masks m-mail @ tightens",
        "where: tenant = 1 @ where: tenant = 2 @ row_filters own @ unclear",
        "returned_rows: 100 @ returned_rows: 1000 @ limits rows @ loosens",
        "returned_rows: 100, timeout: 90s @ returned_rows: 100 @ limits rows @ loosens",
        "timeout: 90s @ timeout: 1m @ limits rows @ tightens",
        "returned_rows: 100 @ returned_rows: 100, affected_rows: 1 @ limits rows @ tightens",
        "expires: 2027-01-31 @ expires: 2027-02-28 @ exemptions night @ loosens",
        "reason: night @ reason: day @ exemptions night @ neutral",
        "role: reader @ role: writer @ database_roles as-staff @ unclear",
        "id: as-staff, @ id: as-staff, mode: observe, @ database_roles as-staff @ unclear",
        "groups: [staff] @ groups: [staff, lead] @ callers staff @ unclear",
        "groups: [desk] @ groups: [desk, lead] @ callers desk @ loosens",
        "service: jobs @ service: \"*\" @ callers jobs @ unclear",
        "{kind: ai_agent}\\n  bot @ {kind: ai_agent, agent: a}\\n  bot @ callers agents @ loosens",
        "[\"*.prod.example/*\"] @ [\"*.prod.example/*\", \"x/*\"] @ environments prod @ tightens",
        "[\"lab/*\"] @ [\"lab/a\"] @ environments lab @ neutral",
        "protected: true, @ @ environments prod @ neutral",
        "[\"*.*.*.tax\", \"*.hr.*.*\"] @ [\"*.*.*.tax\"] @ tags tax @ loosens",
        "[\"*.*.*.odd\"] @ [\"*.*.*.odd\", \"*.*.*.even\"] @ tags odd @ neutral",
      })
  void tellsWhatAChangeMeans(String before, String after, String entry, String effect)
      throws PolicyException {
    String changed = POLICY.replace(lines(before), after == null ? "" : lines(after));
    assertThat(changed).isNotEqualTo(POLICY);
    PolicyReader.read("changed", changed, 1);

    List<Change> changes = PolicyDiff.between(POLICY, changed);

    assertThat(changes)
        .filteredOn(change -> (change.section() + " " + change.id()).equals(entry))
        .map(change -> change.effect().name().toLowerCase(Locale.ROOT))
        .containsExactly(effect);
  }

  private static String lines(String text) {
    return text.replace("\\n", "\n");
  }

  @ParameterizedTest
  @CsvSource({
    "guardrails, no-ddl, LOOSENS",
    "guardrails, reads, TIGHTENS",
    "guardrails, seen, NEUTRAL",
    "guardrails, told, NEUTRAL",
    "masks, m-mail, LOOSENS",
    "row_filters, own, LOOSENS",
    "limits, rows, LOOSENS",
    "exemptions, night, TIGHTENS",
  })
  void tellsWhatItMeansThatARuleCameOrWent(String section, String id, Effect effect) {
    String without =
        POLICY
            .replaceAll("(?m)^  - \\{id: " + id + ",.*\\n", "")
            .replace(section + ":\nrow", "row")
            .replaceAll("(row_filters|limits|exemptions):\\n(?! )", "");

    Change went = PolicyDiff.between(POLICY, without).get(0);
    assertThat(went.section()).isEqualTo(section);
    assertThat(went.id()).isEqualTo(id);
    assertThat(went.kind()).isEqualTo(Kind.REMOVED);
    assertThat(went.effect()).isEqualTo(effect);

    Change came = PolicyDiff.between(without, POLICY).get(0);
    assertThat(came.kind()).isEqualTo(Kind.ADDED);
    assertThat(came.effect())
        .isEqualTo(
            effect == Effect.NEUTRAL
                ? effect
                : effect == Effect.LOOSENS ? Effect.TIGHTENS : Effect.LOOSENS);
  }

  @Test
  void theOrderOfRulesAndValuesAndWhatGoesWithoutSayingAreNoDifference() {
    String other =
        """
        sluice: policy/v1
        name: shop
        guardrails:
          - {action: deny, id: b, match: {class: [dcl, ddl]}}
          - {id: a, match: {}, action: warn, mode: enforce}
        defaults: {session: deny}
        mode: enforce
        """;
    String one =
        """
        name: shop
        sluice: policy/v1
        guardrails:
          - {id: a, match: {}, action: warn}
          - {id: b, match: {class: [ddl, dcl]}, locked: false, action: deny}
        """;

    assertThat(PolicyDiff.between(one, other)).isEmpty();
  }

  @Test
  void putsWhatLoosensFirst() {
    String changed =
        POLICY
            .replace("owner: us", "owner: them")
            .replace("with: hash", "with: redact")
            .replace("row_count > 9", "row_count > 8")
            .replace("returned_rows: 100", "returned_rows: 200");

    assertThat(PolicyDiff.between(POLICY, changed))
        .map(Change::effect)
        .containsExactly(Effect.LOOSENS, Effect.UNCLEAR, Effect.TIGHTENS, Effect.NEUTRAL);
  }
}
