package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SchemaException;
import dev.sluice.sql.SchemaText;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.sql.SqlFacts;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangedRowsTest {
  private final SqlAnalyzer analyzer = new SqlAnalyzer();
  private Catalog catalog;

  @BeforeEach
  void readTables() throws SchemaException {
    String tables = "CREATE TABLE t (id INT, code TEXT); CREATE TABLE u (id INT)";
    catalog = SchemaText.read("test", tables, Dialect.POSTGRESQL, List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t (id) VALUES (1), (2)",
        "INSERT INTO t (id) SELECT id FROM u ON CONFLICT (id) DO UPDATE SET code = 'x'",
        "INSERT INTO t (id) VALUES (1) RETURNING id",
        "UPDATE t SET code = replace(code, 'a', (SELECT 'b')) WHERE (id = 1)",
        "UPDATE t SET code = 'x' WHERE id IN (SELECT id FROM u FOR UPDATE)",
        "DELETE FROM t USING u WHERE t.id = u.id",
        "WITH d AS (SELECT id FROM u) DELETE FROM t USING d WHERE t.id = d.id",
        "MERGE INTO t USING u ON (t.id = u.id) WHEN MATCHED AND (u.id > 1) THEN UPDATE SET code = 'x'",
      })
  void isCounted(String sql) {
    assertThat(ChangedRows.by(List.of(facts(sql)))).isTrue();
    assertThat(ChangedRows.uncountable(facts(sql))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM t FOR UPDATE",
        "CREATE TABLE v (id INT)",
        "DROP TABLE t",
        "EXPLAIN DELETE FROM t",
        "COMMIT",
        "SAVEPOINT s"
      })
  void changesNone(String sql) {
    assertThat(ChangedRows.by(List.of(facts(sql)))).isFalse();
    assertThat(ChangedRows.uncountable(facts(sql))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRUNCATE t",
        "DELETE FROM t; DELETE FROM u",
        "DELETE FROM t; COMMIT",
        "EXPLAIN ANALYZE DELETE FROM t",
        "PREPARE p AS DELETE FROM t",
        "EXECUTE p",
        "DO $$ BEGIN DELETE FROM t; END $$",
        "CALL f()",
        "SELECT f(1)",
        "COPY t FROM STDIN",
        "SELECT * FROM nowhere",
        "WITH d AS (DELETE FROM t RETURNING id) SELECT id FROM d",
        "WITH d AS (DELETE FROM t RETURNING id) INSERT INTO u SELECT id FROM d",
        "WITH d AS MATERIALIZED (UPDATE t SET id = 1 RETURNING id) UPDATE u SET id = 2",
        "WITH d AS (WITH e AS (SELECT 1 AS one) DELETE FROM t USING e WHERE id > one RETURNING id)"
            + " UPDATE u SET id = 2",
        "WITH d AS (((DELETE FROM t RETURNING id))) UPDATE u SET id = 2"
      })
  void isNotCounted(String sql) {
    assertThat(ChangedRows.uncountable(facts(sql))).isNotNull();
  }

  private SqlFacts facts(String sql) {
    return analyzer.analyze(sql, Dialect.POSTGRESQL, catalog);
  }
}
