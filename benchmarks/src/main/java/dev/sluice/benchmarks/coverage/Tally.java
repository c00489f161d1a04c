package dev.sluice.benchmarks.coverage;

import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.sql.SqlFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what of a corpus is accepted and understood. Confined to one thread. */
final class Tally {
  /** A statement that the database accepts and the analysis does not understand. */
  record Miss(String sql, List<String> reasons) {}

  private final SqlAnalyzer analyzer = new SqlAnalyzer();
  private final Map<String, Integer> reasons = new HashMap<>();
  private final List<Miss> misses = new ArrayList<>();
  private int statements;
  private int accepted;
  private int understood;

  /** Analyses the statement, unless the database does not accept it. */
  void add(CorpusStatement statement, boolean isAccepted, Dialect dialect, Catalog catalog) {
    statements++;
    if (!isAccepted) {
      return;
    }
    accepted++;
    SqlFacts facts = analyzer.analyze(statement.sql(), dialect, catalog);
    if (facts.isOpaque()) {
      reasons.merge(facts.opaque().get(0), 1, Integer::sum);
      misses.add(new Miss(statement.sql(), facts.opaque()));
    } else {
      understood++;
    }
  }

  int statements() {
    return statements;
  }

  int accepted() {
    return accepted;
  }

  int understood() {
    return understood;
  }

  List<Miss> misses() {
    return misses;
  }

  /** The first reasons of what is not understood, commonest first, with their counts. */
  List<Map.Entry<String, Integer>> commonestReasons(int most) {
    return reasons.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(most)
        .toList();
  }
}
