package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HostileTextTest {
  private static final int SMALL_STACK = 256 << 10;

  private static SqlFacts analyze(String sql) {
    return new SqlAnalyzer(0).analyze(sql, Dialect.POSTGRESQL, Statements.catalog());
  }

  /** As at the start of the agent: a class whose first use overflows the stack stays unusable. */
  @BeforeAll
  static void warmUp() {
    new SqlAnalyzer().warmUp();
    assertThat(analyze(Statements.oneKibibyte(0)).opaque()).isEmpty();
  }

  @Test
  void everyTextEndsInFacts() {
    HostileText.all()
        .forEach((name, sql) -> assertThat(analyze(sql).fingerprint()).as(name).hasSize(16));
  }

  @Test
  void whatIsPastABoundIsOpaque() {
    for (Map.Entry<String, String> text : HostileText.all().entrySet()) {
      String sql = text.getValue();
      Tokens tokens = Lexer.read(sql, Dialect.POSTGRESQL);
      boolean past = sql.length() > 256 << 10 || tokens.isOutOfBounds();
      if (past) {
        assertThat(analyze(sql).isOpaque()).as(text.getKey()).isTrue();
      }
    }
  }

  @Test
  void longListsOfConstantsAreUnderstood() {
    String rows = "insert into refunds values (1, 2, 'a')" + ", (1, ?, 'b')".repeat(2_000);
    String list = "delete from orders where id in (1" + ", 2".repeat(9_000) + ")";

    assertThat(analyze(rows).opaque()).isEmpty();
    assertThat(analyze(rows).valuesRows()).isEqualTo(2_001);
    assertThat(analyze(list).opaque()).isEmpty();
    assertThat(analyze(list).unrestricted()).isFalse();
    assertThat(analyze(list.replace("id in", "id not in")).opaque()).isEmpty();
  }

  /** Only constants may be left out of what the parser is handed. */
  @Test
  void aNameInALongListIsFound() {
    String list = "select id from orders where id in (1" + ", 2".repeat(50) + ", amount, 3)";
    String rows = "insert into refunds values (1, 2, 'a')" + ", (1, 2, 'b')".repeat(50);
    String query = rows + ", (1, (select ssn from customers limit 1), 'c'), (1, 2, 'b')";

    assertThat(analyze(list).columnsRead()).extracting(ColumnName::column).contains("amount");
    assertThat(analyze(query).columnsRead()).extracting(ColumnName::column).contains("ssn");
    assertThat(analyze(query).valuesRows()).isEqualTo(53);
  }

  /** The parser is handed something short in their place. */
  @Test
  void longStringsAreWhatTheyWere() {
    String letters = "'" + "x".repeat(100_000) + "'";
    String others = "'" + "y".repeat(100_000) + "'";
    String any = "'" + "%".repeat(100_000) + "'";

    assertThat(analyze("delete from orders where id = " + letters).unrestricted()).isFalse();
    assertThat(analyze("delete from orders where note like " + letters).unrestricted()).isFalse();
    assertThat(analyze("delete from orders where note like " + any).unrestricted()).isTrue();
    assertThat(analyze("delete from orders where " + letters + " = " + letters).unrestricted())
        .isTrue();
    assertThat(analyze("select " + letters + ", note from orders").opaque()).isEmpty();
    assertThat(analyze("select " + letters + " from orders").fingerprint())
        .isNotEqualTo(analyze("select " + others + " from orders").fingerprint());
  }

  @Test
  void aSmallStackThrowsNothing() throws InterruptedException {
    List<Throwable> thrown = new ArrayList<>();
    List<String> unfinished = new ArrayList<>(HostileText.all().keySet());
    Thread thread =
        new Thread(
            null,
            () ->
                HostileText.all()
                    .forEach(
                        (name, sql) -> {
                          assertThat(analyze(sql).fingerprint()).hasSize(16);
                          unfinished.remove(name);
                        }),
            "small-stack",
            SMALL_STACK);
    thread.setUncaughtExceptionHandler((failed, throwable) -> thrown.add(throwable));
    thread.start();
    thread.join();

    assertThat(thrown).isEmpty();
    assertThat(unfinished).isEmpty();
    assertThat(analyze(Statements.oneKibibyte(0)).opaque()).isEmpty();
  }
}
