package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Statements whose facts are known by construction have exactly those facts. */
class KnownStatementProperties {
  private static final SqlAnalyzer ANALYZER = new SqlAnalyzer();

  @Provide
  Arbitrary<Dialect> dialects() {
    return Arbitraries.of(Dialect.POSTGRESQL, Dialect.MARIADB, Dialect.H2);
  }

  @Property(tries = 3_000)
  void factsAreExactlyThoseThatTheStatementWasMadeOf(
      @ForAll("dialects") Dialect dialect, @ForAll long seed) {
    KnownStatement known = KnownStatement.of(dialect, seed);

    SqlFacts facts = ANALYZER.analyze(known.text(), dialect, Shop.catalog(dialect));

    assertThat(described(facts)).as(known.text()).isEqualTo(expected(known));
  }

  @Property(tries = 2_000)
  void whiteSpaceCommentsAndLetterCaseChangeNothing(
      @ForAll("dialects") Dialect dialect, @ForAll long seed) {
    KnownStatement known = KnownStatement.of(dialect, seed);
    String text = known.text(dialect, new Random(~seed));

    SqlFacts facts = ANALYZER.analyze(text, dialect, Shop.catalog(dialect));

    assertThat(described(facts)).as(text).isEqualTo(expected(known));
  }

  private static List<String> described(SqlFacts facts) {
    List<Lineage> lineage = new ArrayList<>();
    facts.output().forEach(column -> lineage.add(column.lineage()));
    return List.of(
        "opaque " + facts.opaque(),
        sorted("effects", facts.effects()),
        sorted("reads", facts.tablesRead()),
        sorted("writes", facts.tablesWritten()),
        sorted("columns", facts.columnsRead()),
        sorted("sets", facts.columnsWritten()),
        sorted("shapes", facts.shapingColumns()),
        sorted("calls", facts.functions()),
        "limit " + facts.hasLimit(),
        lineage(lineage));
  }

  private static List<String> expected(KnownStatement known) {
    return List.of(
        "opaque []",
        sorted("effects", known.effects()),
        sorted("reads", known.tablesRead()),
        sorted("writes", known.tablesWritten()),
        sorted("columns", known.columnsRead()),
        sorted("sets", known.columnsWritten()),
        sorted("shapes", known.shaping()),
        sorted("calls", known.functions()),
        "limit " + known.hasLimit(),
        lineage(known.lineage()));
  }

  private static String sorted(String name, Set<?> things) {
    Set<String> texts = new TreeSet<>();
    things.forEach(thing -> texts.add(thing.toString()));
    return name + " " + texts;
  }

  private static String lineage(List<Lineage> columns) {
    List<String> texts = new ArrayList<>();
    for (Lineage column : columns) {
      if (column instanceof Lineage.Direct direct) {
        texts.add(direct.column().toString());
      } else if (column instanceof Lineage.Derived derived) {
        texts.add(sorted("~", derived.sources()));
      } else {
        texts.add("?");
      }
    }
    return "out " + texts;
  }
}
