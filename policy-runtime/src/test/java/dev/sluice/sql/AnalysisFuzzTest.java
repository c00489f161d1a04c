package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every text, whoever wrote it. The normal build runs the cases of the tables; the
 * profile {@code fuzz} lets Jazzer change them, steered by what the code does with them.
 *
 * <p>An input is a byte that names the dialect, a second one that is used to choose, and the text.
 */
@Tag("fuzz")
class AnalysisFuzzTest {
  private static final Dialect[] DIALECTS = Dialect.values();
  private static final Map<Dialect, Catalog> SHOPS = new EnumMap<>(Dialect.class);
  private static final SqlAnalyzer ANALYZER = new SqlAnalyzer(1 << 20);

  static {
    for (Dialect dialect : DIALECTS) {
      SHOPS.put(dialect, Shop.catalog(dialect));
    }
  }

  private record Input(Dialect dialect, int choice, String sql) {
    static Input of(byte[] bytes) {
      int dialect = bytes.length > 0 ? bytes[0] & 0xff : 0;
      int choice = bytes.length > 1 ? bytes[1] & 0xff : 0;
      String sql =
          bytes.length > 2 ? new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_8) : "";
      return new Input(DIALECTS[dialect % DIALECTS.length], choice, sql);
    }
  }

  /** The statements of the tables of cases, each with two choices. */
  static Stream<Arguments> cases() {
    return Stream.of("facts.txt", "evasions.txt", "innocent.txt", "restrictions.txt", "tokens.txt")
        .flatMap(FactsCase::read)
        .map(AnalysisFuzzTest::seed);
  }

  private static Arguments seed(FactsCase example) {
    byte[] text = example.sql().getBytes(StandardCharsets.UTF_8);
    byte[] seed = new byte[text.length + 2];
    seed[0] = (byte) List.of(DIALECTS).indexOf(example.dialect());
    seed[1] = (byte) example.line();
    System.arraycopy(text, 0, seed, 2, text.length);
    return Arguments.of((Object) seed);
  }

  @MethodSource("cases")
  @FuzzTest(maxDuration = "40s")
  void factsHoldTogether(byte @NotNull [] bytes) {
    Input input = Input.of(bytes);

    SqlFacts facts =
        ANALYZER.analyze(
            input.sql(), input.dialect(), SHOPS.getOrDefault(input.dialect(), Catalog.EMPTY));

    assertThat(facts.dialect()).isEqualTo(input.dialect());
    assertThat(facts.fingerprint()).matches("[0-9a-f]{16}");
    assertThat(facts.statements()).isPositive();
    assertThat(facts.summary().length()).isLessThanOrEqualTo(255);
    assertThat(facts.limit()).isGreaterThanOrEqualTo(-1);
    assertThat(facts.limit() >= 0 && !facts.hasLimit()).isFalse();
    assertThat(facts.effects().isEmpty() && !facts.isOpaque()).isFalse();
    assertThat(facts.columnsRead()).containsAll(facts.shapingColumns());
    assertThat(facts.columnsRead()).containsAll(facts.columnsStored());
    assertThat(facts.shapingColumns()).containsAll(facts.equalityColumns());
    assertThat(facts.columnsRead()).containsAll(facts.raisingColumns());
    assertThat(facts.columnsRead()).containsAll(sources(facts));
    assertThat(facts.tables()).containsAll(tables(facts.columnsRead()));
  }

  private static Set<ColumnName> sources(SqlFacts facts) {
    Set<ColumnName> sources = new HashSet<>();
    for (OutputColumn column : facts.output()) {
      if (column.lineage() instanceof Lineage.Direct direct) {
        sources.add(direct.column());
      } else if (column.lineage() instanceof Lineage.Derived derived) {
        sources.addAll(derived.sources());
      } else {
        assertThat(facts.isOpaque()).as("opaque with its column").isTrue();
      }
    }
    return sources;
  }

  private static Set<TableName> tables(Set<ColumnName> columns) {
    Set<TableName> tables = new HashSet<>();
    columns.forEach(column -> tables.add(column.table()));
    return tables;
  }

  @MethodSource("cases")
  @FuzzTest(maxDuration = "40s")
  void tokensCoverTheText(byte @NotNull [] bytes) {
    Input input = Input.of(bytes);

    Tokens tokens = Lexer.read(input.sql(), input.dialect());

    int end = 0;
    for (int i = 0; i < tokens.size(); i++) {
      assertThat(tokens.end(i)).isGreaterThan(tokens.start(i));
      assertBlank(input.sql().substring(end, tokens.start(i)), input.dialect());
      end = tokens.end(i);
    }
    if (tokens.refusal() == null) {
      assertBlank(input.sql().substring(end), input.dialect());
    }
  }

  /** Nothing stands between two tokens but white space and comments. */
  private static void assertBlank(String gap, Dialect dialect) {
    int index = 0;
    while (index < gap.length()) {
      if (gap.startsWith("/*", index)) {
        index = endOfComment(gap, index, dialect);
      } else if (gap.startsWith("--", index)
          || (dialect.schemaIsDatabase() && gap.charAt(index) == '#')) {
        int line = index;
        while (line < gap.length()
            && gap.charAt(line) != '\n'
            && (dialect.schemaIsDatabase() || gap.charAt(line) != '\r')) {
          line++;
        }
        index = line;
      } else {
        assertThat(" \n\t\r\f").contains(gap.substring(index, index + 1));
        index++;
      }
    }
  }

  private static int endOfComment(String gap, int start, Dialect dialect) {
    boolean nests = !dialect.schemaIsDatabase() && dialect != Dialect.ORACLE;
    int level = 1;
    int index = start + 2;
    while (level > 0) {
      int close = gap.indexOf("*/", index);
      int open = nests ? gap.indexOf("/*", index) : -1;
      assertThat(close).as("the end of a comment in " + gap).isPositive();
      level += open >= 0 && open < close ? 1 : -1;
      index = (open >= 0 && open < close ? open : close) + 2;
    }
    return index;
  }

  @MethodSource("cases")
  @FuzzTest(maxDuration = "40s")
  void theKeyKeepsWhatMatters(byte @NotNull [] bytes) {
    Input input = Input.of(bytes);
    Tokens tokens = Lexer.read(input.sql(), input.dialect());
    if (tokens.refusal() != null || tokens.size() == 0 || endsBatchElsewhere(tokens, input)) {
      return;
    }
    CanonicalText text = CanonicalText.of(tokens);

    String varied = varied(tokens, text, input);
    Tokens again = Lexer.read(varied, input.dialect());
    assertThat(again.refusal()).as(varied).isNull();
    assertThat(CanonicalText.of(again).toString()).as(varied).isEqualTo(text.toString());

    String other = changed(tokens, text, input.choice() % tokens.size());
    Tokens changed = Lexer.read(other, input.dialect());
    if (changed.refusal() == null) {
      assertThat(CanonicalText.of(changed).toString()).as(other).isNotEqualTo(text.toString());
    }
  }

  /** GO beside a comment is a name, and alone on its line it is refused. */
  private static boolean endsBatchElsewhere(Tokens tokens, Input input) {
    for (int i = 0; i < tokens.size(); i++) {
      if (input.dialect() == Dialect.SQLSERVER && tokens.isWord(i, "GO")) {
        return true;
      }
    }
    return false;
  }

  /** Other white space and comments, and other values for literals that the key does not hold. */
  private static String varied(Tokens tokens, CanonicalText text, Input input) {
    String[] spaces = {"  ", "\t", " /* x' */ ", " -- \"y\n", "\n"};
    StringBuilder varied = new StringBuilder();
    for (int i = 0; i < tokens.size(); i++) {
      // a word alone on its line may be a client's command
      varied.append(
          input.dialect() == Dialect.SQLSERVER
              ? " "
              : spaces[(input.choice() + i) % spaces.length]);
      varied.append(isBlanked(tokens, text, i) ? another(tokens, i) : tokens.text(i));
    }
    return varied.toString();
  }

  private static boolean isBlanked(Tokens tokens, CanonicalText text, int index) {
    String canonical = text.token(index);
    return tokens.kind(index) == Tokens.STRING
        ? canonical.equals(CanonicalText.BLANK_STRING)
        : tokens.kind(index) == Tokens.NUMBER
            && canonical.equals(CanonicalText.BLANK_NUMBER)
            && !tokens.text(index).equals(CanonicalText.BLANK_NUMBER);
  }

  private static String another(Tokens tokens, int index) {
    return tokens.kind(index) == Tokens.STRING ? "'z9'" : "98";
  }

  /** With one token changed that is not a blanked literal, or left out if it is. */
  private static String changed(Tokens tokens, CanonicalText text, int changed) {
    StringBuilder other = new StringBuilder();
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.text(i);
      if (i == changed && isBlanked(tokens, text, i)) {
        continue;
      }
      other.append(' ');
      if (i == changed) {
        other.append(
            switch (tokens.kind(i)) {
              case Tokens.WORD -> token + "q";
              case Tokens.NUMBER -> "7 + " + token;
              default -> token + " , q";
            });
      } else {
        other.append(token);
      }
    }
    return other.toString();
  }
}
