package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.Caller;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SqlFacts;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The tables of cases: a policy, a caller, what a statement does, and what is decided. */
class DecisionCasesTest {
  @TestFactory
  Stream<DynamicTest> harbourShop() throws PolicyException {
    return cases("harbour-policy.yaml", "harbour-cases.yaml");
  }

  @TestFactory
  Stream<DynamicTest> inference() throws PolicyException {
    return cases("inference-policy.yaml", "inference-cases.yaml");
  }

  @TestFactory
  Stream<DynamicTest> omission() throws PolicyException {
    return cases("omission-policy.yaml", "omission-cases.yaml");
  }

  @TestFactory
  Stream<DynamicTest> copies() throws PolicyException {
    return cases("copies-policy.yaml", "copies-cases.yaml");
  }

  @TestFactory
  Stream<DynamicTest> verifiedAndAsserted() throws PolicyException {
    return cases("verified-policy.yaml", "verified-cases.yaml");
  }

  @TestFactory
  Stream<DynamicTest> builtIn() {
    return cases(BuiltInPolicy.create(PolicySettings.standard()), "built-in-cases.yaml");
  }

  private static Stream<DynamicTest> cases(String policy, String cases) throws PolicyException {
    return cases(PolicyReader.read(policy, Yaml.text(policy), 7), cases);
  }

  private static Stream<DynamicTest> cases(Policy policy, String cases) {
    return Yaml.list(cases).stream()
        .map(
            item ->
                DynamicTest.dynamicTest(
                    String.valueOf(item.get("case")), () -> check(policy, new Fields(item))));
  }

  private static void check(Policy policy, Fields item) {
    item.onlyKeys("case", "caller", "database", "does", "expect");
    Fields expect = item.fields("expect");
    expect.onlyKeys(
        "action",
        "would",
        "rule",
        "rules",
        "masks",
        "masked_tags",
        "tags",
        "message",
        "fix",
        "learns");
    Database database = database(item.text("database", "shop"));
    Decision decision =
        policy.decide(
            new StatementContext(
                statement(item.fields("does"), database.dialect()),
                caller(item.fields("caller")),
                database,
                1));

    assertThat(word(decision.action())).as("action").isEqualTo(expect.text("action", "allow"));
    assertThat(word(decision.would())).as("would").isEqualTo(expect.text("would", "none"));
    assertThat(decision.rule() == null ? "none" : decision.rule())
        .as("rule")
        .isEqualTo(expect.text("rule", "none"));
    if (expect.has("rules")) {
      assertThat(decision.rules()).as("rules").isEqualTo(expect.list("rules"));
    }
    assertThat(Masks.inWords(decision.masks())).as("masks").isEqualTo(expect.text("masks", "none"));
    if (expect.has("masked_tags")) {
      assertThat(decision.maskedTags()).as("masked tags").isEqualTo(expect.list("masked_tags"));
    }
    if (expect.has("tags")) {
      assertThat(decision.tags()).as("tags").isEqualTo(expect.list("tags"));
    }
    if (expect.has("learns")) {
      assertThat(decision.copied().stream().map(DecisionCasesTest::words))
          .as("learns")
          .containsExactlyInAnyOrderElementsOf(expect.list("learns"));
    }
    assertThat(decision.message()).as("message").contains(expect.text("message", ""));
    assertThat(decision.fix()).as("fix").contains(expect.text("fix", ""));
    assertThat(decision.message().isEmpty()).as("no message").isEqualTo(!decision.refuses());
  }

  private static String words(CopiedTag copied) {
    String column = copied.column() == null ? "*" : copied.column();
    return copied.table() + "." + column + " " + copied.tag() + " " + copied.reason().from();
  }

  private static String word(@Nullable Action action) {
    return action == null ? "none" : action.name().toLowerCase(Locale.ROOT);
  }

  /** A name, with a dialect before it if it is not PostgreSQL: {@code mysql:shop}. */
  private static Database database(String text) {
    int colon = text.indexOf(':');
    Dialect dialect =
        colon < 0
            ? Dialect.POSTGRESQL
            : Dialect.valueOf(text.substring(0, colon).toUpperCase(Locale.ROOT));
    String[] hostAndName = text.substring(colon + 1).split("/", -1);
    String host = hostAndName.length == 2 ? hostAndName[0] : "db1.prod.harbour.example";
    return new Database(dialect, host, 5432, hostAndName[hostAndName.length - 1], "app");
  }

  private static Caller caller(Fields fields) {
    fields.onlyKeys("service", "groups", "agent", "tool", "ai", "asserted");
    String[] groups = fields.list("groups").toArray(String[]::new);
    if (fields.has("ai")) {
      String name = fields.has("agent") ? fields.text("agent", "") : null;
      String tool = fields.has("tool") ? fields.text("tool", "") : null;
      if (fields.has("asserted")) {
        return Callers.agentForAsserted(name, tool, groups);
      }
      return fields.has("groups")
          ? Callers.agentFor(name, tool, groups)
          : Callers.agent(name, tool);
    }
    if (fields.has("asserted")) {
      return Callers.asserted(groups);
    }
    return fields.has("groups")
        ? Callers.human(groups)
        : Callers.service(fields.text("service", "shop-web"));
  }

  private static SqlFacts statement(Fields fields, Dialect dialect) {
    fields.onlyKeys(
        "effects",
        "returns",
        "operation",
        "reads",
        "writes",
        "shaped_by",
        "equal_to_given",
        "raised_by",
        "discloses",
        "discloses_anything",
        "copies",
        "stores",
        "reads_tables",
        "writes_tables",
        "unrestricted",
        "opaque",
        "statements");
    Effect[] effects =
        fields.list("effects").stream()
            .map(word -> Effect.valueOf(word.toUpperCase(Locale.ROOT)))
            .toArray(Effect[]::new);
    Facts facts = Facts.of(effects).dialect(dialect);
    for (String column : fields.list("returns")) {
      if (column.equals("unknown")) {
        facts.returnsOpaque();
      } else if (column.startsWith("from ")) {
        facts.returnsDerived(List.of(column.substring("from ".length()).split(" and ")));
      } else if (column.equals("constant")) {
        facts.returnsDerived(List.of());
      } else {
        facts.returns(column);
      }
    }
    fields.list("reads").forEach(facts::reads);
    fields.list("writes").forEach(facts::writes);
    fields.list("shaped_by").forEach(facts::shapedBy);
    fields.list("equal_to_given").forEach(facts::equalToGiven);
    fields.list("raised_by").forEach(facts::raisedBy);
    if (fields.has("discloses")) {
      facts.discloses(fields.list("discloses"));
    }
    if (fields.has("discloses_anything")) {
      facts.disclosesAnything(fields.text("discloses_anything", ""));
    }
    fields.list("copies").forEach(facts::copies);
    if (fields.has("stores")) {
      facts.stores(fields.list("stores"));
    }
    fields.list("reads_tables").forEach(facts::readsTable);
    fields.list("writes_tables").forEach(facts::writesTable);
    if (fields.has("operation")) {
      facts.operation(fields.text("operation", ""));
    }
    if (fields.has("opaque")) {
      facts.opaque(fields.text("opaque", ""));
    }
    if (fields.has("unrestricted")) {
      facts.unrestricted();
    }
    facts.statements(Integer.parseInt(fields.text("statements", "1")));
    return facts.build();
  }

  /** A mapping of a case table. */
  private record Fields(Map<String, Object> values) {
    boolean has(String key) {
      return values.containsKey(key);
    }

    String text(String key, String otherwise) {
      return String.valueOf(values.getOrDefault(key, otherwise));
    }

    List<String> list(String key) {
      return Yaml.texts(values, key);
    }

    @SuppressWarnings("unchecked") // the tables are ours
    Fields fields(String key) {
      return new Fields((Map<String, Object>) values.getOrDefault(key, Map.of()));
    }

    void onlyKeys(String... keys) {
      assertThat(List.of(keys)).as("keys of the case table").containsAll(values.keySet());
    }
  }
}
