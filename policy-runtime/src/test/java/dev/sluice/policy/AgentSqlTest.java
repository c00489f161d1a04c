package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableCatalog;
import dev.sluice.sql.TableName;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** From the text of a statement to its decision. */
class AgentSqlTest {
  private static final Database DATABASE =
      new Database(Dialect.POSTGRESQL, "localhost", 5432, "shop", "app");
  private static final Catalog CATALOG =
      new TableCatalog(
          Dialect.POSTGRESQL,
          List.of("public"),
          List.of(
              table("customers", "id", "name", "email", "ssn"),
              table("notes", "id", "customer_id", "body"),
              table("users", "id", "login", "password_hash")));

  private final SqlAnalyzer analyzer = new SqlAnalyzer();
  private final Policy policy = BuiltInPolicy.create(PolicySettings.standard());

  @ParameterizedTest
  @CsvFileSource(resources = "agent-sql.csv", delimiter = ';', numLinesToSkip = 1)
  void anAgentMayReadAndChangeRowsAndNothingElse(
      String sql, String action, String rule, String masks) {
    SqlFacts facts = analyzer.analyze(sql, Dialect.POSTGRESQL, CATALOG);

    Decision decision =
        policy.decide(
            new StatementContext(facts, Callers.agentFor("helper", "sql", "staff"), DATABASE, 1));

    assertThat(
            List.of(
                decision.action().name().toLowerCase(Locale.ROOT),
                String.valueOf(decision.rule()),
                Masks.inWords(decision.masks())))
        .as("%s", facts)
        .containsExactly(action, rule, masks);
  }

  private static Catalog.Relation table(String name, String... columns) {
    return new Catalog.Relation(
        new TableName("public", name), Catalog.Kind.TABLE, List.of(columns), null);
  }
}
