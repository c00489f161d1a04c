package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.Caller;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SchemaException;
import dev.sluice.sql.SchemaText;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.sql.SqlFacts;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Where the tags of columns go by statements as databases read them. */
class TagsFollowTest {
  private static final Caller SERVICE = Callers.service("web");
  private static final String SCHEMA =
      """
      CREATE TABLE staff (id INT, name VARCHAR(40), mail VARCHAR(40), ssn VARCHAR(40));
      CREATE TABLE notes (id INT, body VARCHAR(40), other VARCHAR(40));
      CREATE VIEW people AS SELECT id, ssn AS who FROM staff;
      """;
  private static final String POLICY =
      """
      sluice: policy/v1
      name: follow
      defaults: {opaque: audit}
      tags: {ssn: ["*.*.staff.ssn"], mail: ["*.*.staff.mail"]}
      guardrails:
        - {id: no-laundering, mode: observe, match: {copies_tags: [ssn]}, action: deny}
      """;

  private final SqlAnalyzer analyzer = new SqlAnalyzer();

  /** Dialects, the statement, what it copies ssn to if any, and all that is learned. */
  @ParameterizedTest
  @CsvFileSource(resources = "tags-follow.csv", delimiter = '|', nullValues = "-")
  void toWhereTheyAreStored(
      String dialects, String sql, @Nullable String launders, @Nullable String learned)
      throws PolicyException, SchemaException {
    for (String name : dialects.trim().split(" ", -1)) {
      Dialect dialect = Dialect.valueOf(name.toUpperCase(Locale.ROOT));
      List<String> path = dialect.schemaIsDatabase() ? List.of("hr") : List.of();
      Catalog catalog = SchemaText.read("schema", SCHEMA, dialect, path);
      SqlFacts facts = analyzer.analyze(sql, dialect, catalog);
      Database database = new Database(dialect, "localhost", 1, "hr", "app");
      Policy policy = PolicyReader.read("s", POLICY, 1);
      StatementContext context = new StatementContext(facts, SERVICE, database, 1, catalog);
      Decision decision = policy.decide(context);

      String[] expected = learned == null ? new String[0] : learned.trim().split(" ", -1);
      assertThat(decision.copied().stream().map(TagsFollowTest::words))
          .as("%s: %s %s", dialect, sql, facts.opaque())
          .containsExactlyInAnyOrder(expected);
      assertThat(decision.rules().contains("no-laundering"))
          .as("%s: %s", dialect, sql)
          .isEqualTo(launders != null);

      policy.learn(SERVICE, database, decision);
      assertThat(policy.decide(context).copied()).as("learned once: %s", sql).isEmpty();
    }
  }

  private static String words(CopiedTag copied) {
    String column = copied.column() == null ? "*" : copied.column();
    String name = copied.table().name() + "." + column + ":" + copied.tag();
    return name.toLowerCase(Locale.ROOT);
  }
}
