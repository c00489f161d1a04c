package dev.sluice.benchmarks.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally tally = new Tally();

  private void add(String sql, boolean accepted) {
    CorpusStatement statement = new CorpusStatement("postgres", sql, "", "", false);
    tally.add(statement, accepted, Dialect.POSTGRESQL, Catalog.EMPTY);
  }

  @Test
  void countsOnlyWhatTheDatabaseAccepts() {
    add("select a from t", true);
    add("select unheard_of(a) from t", true);
    add("select unheard_of(b) from t", true);
    add("selec", false);

    assertThat(tally.statements()).isEqualTo(4);
    assertThat(tally.accepted()).isEqualTo(3);
    assertThat(tally.understood()).isEqualTo(1);
    assertThat(tally.commonestReasons(3))
        .containsExactly(Map.entry("a function is not known: unheard_of", 2));
    assertThat(tally.misses())
        .extracting(Tally.Miss::sql)
        .containsExactly("select unheard_of(a) from t", "select unheard_of(b) from t");
  }
}
