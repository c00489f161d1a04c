package dev.sluice.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Runs over a folder of SQL corpora, given with {@code -Dsluice.corpora=}, that is no part of the
 * project, and prints how much of each is understood.
 */
@EnabledIfSystemProperty(named = "sluice.corpora", matches = ".+")
class CorporaTest {
  private final SqlAnalyzer analyzer = new SqlAnalyzer();

  @Test
  void analysesEverything() throws IOException {
    Corpora corpora = Corpora.given();
    for (Path file : corpora.files()) {
      List<Map<String, Object>> rows = Corpora.rows(file);
      int understood = 0;
      for (Map<String, Object> row : rows) {
        String sql = Corpora.text(row.get("sql"));
        SqlFacts facts = analyzer.analyze(sql, corpora.dialect(row), corpora.catalog(row));
        understood += facts.isOpaque() ? 0 : 1;
      }
      System.out.printf(
          "%-45s %6d statements, %5.1f %% understood%n",
          file.getFileName(), rows.size(), 100.0 * understood / rows.size());
    }
  }
}
