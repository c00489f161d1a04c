package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Compares the facts with what a database itself reported to have read, in corpora given with
 * {@code -Dsluice.corpora=} that are no part of the project.
 *
 * <p>A read that is missed is a leak: none may be. For every other column of the database a caller
 * is imagined for whom exactly that column is masked and must not be inferred from: what the facts
 * say must not touch it, or the caller is refused, or sees something redacted, for nothing.
 */
@EnabledIfSystemProperty(named = "sluice.corpora", matches = ".+")
class GroundTruthTest {
  private static final double MOST_FALSE_REFUSALS = 0.01;

  private final SqlAnalyzer analyzer = new SqlAnalyzer();

  /** Counts of one corpus, or of all. */
  private static final class Tally {
    int statements;
    int opaque;
    long reads;
    long unread;
    long refusedAsOpaque;
    long refusedAsNamed;
    final List<String> missed = new ArrayList<>();

    void add(Tally other) {
      statements += other.statements;
      opaque += other.opaque;
      reads += other.reads;
      unread += other.unread;
      refusedAsOpaque += other.refusedAsOpaque;
      refusedAsNamed += other.refusedAsNamed;
      missed.addAll(other.missed);
    }

    double falseRefusals() {
      return (double) (refusedAsOpaque + refusedAsNamed) / unread;
    }

    void print(Object name) {
      System.out.printf(
          "%-40s %5d statements, %3d opaque; %6d reads, %d missed; %7d columns not read,"
              + " %.3f %% refused for nothing (%.3f %% as opaque, %.3f %% as read)%n",
          name,
          statements,
          opaque,
          reads,
          missed.size(),
          unread,
          100 * falseRefusals(),
          100.0 * refusedAsOpaque / unread,
          100.0 * refusedAsNamed / unread);
    }
  }

  @Test
  void missesNoReadAndRefusesAlmostNothingForNothing() throws IOException {
    Corpora corpora = Corpora.given();
    Tally all = new Tally();
    for (Path file : corpora.files()) {
      Tally tally = new Tally();
      for (Map<String, Object> row : Corpora.rows(file)) {
        if (row.get("reads") instanceof List<?> reads) {
          compare(row, reads, corpora, tally);
        }
      }
      if (tally.statements > 0) {
        tally.print(file.getFileName());
        all.add(tally);
      }
    }
    all.print("all");

    assertThat(all.statements).isPositive();
    assertThat(all.missed).isEmpty();
    assertThat(all.falseRefusals()).isLessThan(MOST_FALSE_REFUSALS);
  }

  private void compare(Map<String, Object> row, List<?> reads, Corpora corpora, Tally tally) {
    String sql = Corpora.text(row.get("sql"));
    TableCatalog catalog = corpora.schema(row);
    SqlFacts facts = analyzer.analyze(sql, corpora.dialect(row), catalog);
    tally.statements++;
    tally.opaque += facts.isOpaque() ? 1 : 0;

    Set<String> named = named(facts);
    Set<String> read = new HashSet<>();
    for (Object item : reads) {
      List<?> pair = (List<?>) item;
      read.add(Corpora.lower(pair.get(0) + "." + pair.get(1)));
    }
    tally.reads += read.size();
    for (String name : read) {
      if (!facts.isOpaque() && !named.contains(name)) {
        tally.missed.add(name + " in " + sql);
      }
    }
    for (Catalog.Relation relation : catalog.relations()) {
      for (String column : relation.columns()) {
        String name = Corpora.lower(relation.name().name() + "." + column);
        if (!read.contains(name)) {
          tally.unread++;
          tally.refusedAsOpaque += facts.isOpaque() ? 1 : 0;
          tally.refusedAsNamed += !facts.isOpaque() && named.contains(name) ? 1 : 0;
        }
      }
    }
  }

  /** Whatever a mask could take offence at: columns in any role; a table is its name and a dot. */
  private static Set<String> named(SqlFacts facts) {
    Set<ColumnName> columns = new HashSet<>(facts.columnsRead());
    columns.addAll(facts.shapingColumns());
    columns.addAll(facts.raisingColumns());
    columns.addAll(facts.columnsStored());
    for (OutputColumn column : facts.output()) {
      if (column.lineage() instanceof Lineage.Direct direct) {
        columns.add(direct.column());
      } else if (column.lineage() instanceof Lineage.Derived derived) {
        columns.addAll(derived.sources());
      }
    }
    Set<String> names = new HashSet<>();
    columns.forEach(
        column -> names.add(Corpora.lower(column.table().name() + "." + column.column())));
    facts.tablesRead().forEach(table -> names.add(Corpora.lower(table.name() + ".")));
    return names;
  }
}
