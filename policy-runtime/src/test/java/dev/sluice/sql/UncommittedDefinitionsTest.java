package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UncommittedDefinitionsTest {
  private static final Catalog CATALOG = Shop.catalog(Dialect.POSTGRESQL);

  private static final String READ = "SELECT reach FROM reachable";

  private final SqlAnalyzer analyzer = new SqlAnalyzer();

  private SqlFacts facts(String sql, Catalog catalog) {
    return analyzer.analyze(sql, Dialect.POSTGRESQL, catalog);
  }

  private Catalog after(String... statements) {
    UncommittedDefinitions definitions = UncommittedDefinitions.NONE;
    for (String sql : statements) {
      definitions = definitions.after(facts(sql, CATALOG));
    }
    return definitions.over(CATALOG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE OR REPLACE VIEW contacts AS SELECT id, ssn AS reach FROM customers",
        "DROP VIEW public.contacts",
        "ALTER VIEW CONTACTS RENAME TO other",
        "CREATE VIEW early.contacts AS SELECT id, ssn AS reach FROM public.customers",
        "ALTER SCHEMA public RENAME TO other",
        "CREATE FUNCTION lower(customers) RETURNS text LANGUAGE sql AS 'SELECT 1'",
        "SELECT 1; DROP VIEW contacts"
      })
  void whatItChangesIsNotKnown(String change) {
    Catalog catalog = after(change);

    for (String sql :
        List.of("SELECT reach FROM contacts", "SELECT r.reach FROM public.reachable r")) {
      assertThat(facts(sql, CATALOG).opaque()).isEmpty();
      assertThat(facts(sql, catalog).opaque()).first().asString().contains("has not ended");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE UNIQUE INDEX i ON contacts (id)",
        "CREATE ROLE contacts",
        "UPDATE customers SET name = 'kim'",
        "GRANT SELECT ON contacts TO kim",
        "DROP TABLE orders"
      })
  void whatItLeavesIs(String change) {
    Catalog catalog = after(change);

    assertThat(facts(READ, catalog).output()).isEqualTo(facts(READ, CATALOG).output());
    assertThat(facts("SELECT lower(name) FROM customers", catalog).opaque()).isEmpty();
  }

  @Test
  void nothingChangedIsTheCommittedCatalog() {
    assertThat(after("SELECT 1")).isSameAs(CATALOG);
  }
}
