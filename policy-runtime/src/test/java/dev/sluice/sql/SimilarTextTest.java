package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A text is similar to another only where reading it would have told the same. */
class SimilarTextTest {
  private static final String FORM =
      "select id from orders where note = 'a' and amount > 5 and status in ('x', 'y', 7) limit 9";

  /** What may stand in a literal's place, or anywhere. */
  private static final List<String> PIECES =
      List.of(
          "'b'",
          "''",
          "'it''s'",
          "'a' 'b'",
          "'a'\n'b'",
          "'\\'",
          "'a\\'",
          "E'a'",
          "'a\nb'",
          "'ä'",
          "'\u0141'",
          "'\0'",
          "7",
          "07",
          "7.5",
          "7e1",
          "0x7",
          "-7",
          "+ 7",
          "7a",
          "7 a",
          "?",
          "$1",
          "null",
          "id",
          "(7)",
          "7, 8",
          "'a', 'b'",
          "7)",
          "7 --",
          "7 /* x */",
          "--",
          "/*",
          "*/",
          "'",
          "\"",
          "`",
          "''''",
          "'/*'",
          "'--'",
          "\u0141",
          ";",
          " ",
          "\n",
          ",",
          ")",
          "(",
          "#",
          "like");

  private static final Map<Dialect, Catalog> CATALOGS = new EnumMap<>(Dialect.class);

  private static Catalog catalog(Dialect dialect) {
    return CATALOGS.computeIfAbsent(dialect, Shop::catalog);
  }

  private static @Nullable SimilarText remembered(String sql, Dialect dialect) {
    Tokens tokens = Lexer.read(sql, dialect);
    Catalog catalog = catalog(dialect);
    return tokens.refusal() != null
        ? null
        : SimilarText.of(
            tokens,
            CanonicalText.of(tokens),
            dialect,
            catalog,
            SqlFacts.unknown(dialect, "0123456789abcdef", "never looked at"));
  }

  private static boolean isSimilar(@Nullable SimilarText to, String sql, Dialect dialect) {
    LexerBuffers buffers = LexerBuffers.make(sql.length());
    Lexer.copy(sql, buffers);
    return to != null && to.factsOf(buffers.text, sql.length(), dialect, catalog(dialect)) != null;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select id from orders where note = 'a' and amount > 5 and status in ('x', 'y', 7) limit 9",
        "select id from orders where note = '' and amount > 12345 and status in ('z', '', 0) limit 9",
        "select id from orders where note = 'ä ?' and amount > 0 and status in ('/*', '--', 1) limit 9"
      })
  void blankedLiteralsMayDiffer(String sql) {
    assertThat(isSimilar(remembered(FORM, Dialect.POSTGRESQL), sql, Dialect.POSTGRESQL)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select id from orders where note = 'a' and amount > 5 and status in ('x', 'y', 7) limit 8",
        "select id from orders where note = 'it''s' and amount > 5 and status in ('x', 'y', 7) limit 9",
        "select id from orders where note = E'a' and amount > 5 and status in ('x', 'y', 7) limit 9",
        "select id from orders where note = 'a' and amount > 5.0 and status in ('x', 'y', 7) limit 9",
        "select id from orders where note = 'a' and amount > 'a' and status in ('x', 'y', 7) limit 9",
        "select id from orders where note = 5 and amount > 5 and status in ('x', 'y', 7) limit 9",
        "select id from orders where note = 'a' and amount > 5 and status in ('x', 'y') limit 9",
        "select id from orders where note = 'a' and amount > 5 and status in ('x', 'y', 7) limit 9 ",
        "select id from orders where note = 'a' and amount > 5 and status in ('x', 'y', 7) limit",
        "select id from Orders where note = 'a' and amount > 5 and status in ('x', 'y', 7) limit 9"
      })
  void nothingElseMay(String sql) {
    assertThat(isSimilar(remembered(FORM, Dialect.POSTGRESQL), sql, Dialect.POSTGRESQL)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select id from orders where note like 'x%' | select id from orders where note like '%'",
        "select id from orders where 1 = 1 | select id from orders where 1 = 2",
        "set role = 'a' | set role = 'b'",
        "select lower('a') from orders | select lower('b') from orders",
        "select id from orders order by 1 | select id from orders order by 2"
      })
  void valuesThatTellSomethingMayNotDiffer(String first, String second) {
    for (Dialect dialect : List.of(Dialect.POSTGRESQL, Dialect.MARIADB, Dialect.H2)) {
      assertThat(isSimilar(remembered(first, dialect), second, dialect)).isFalse();
    }
  }

  @Test
  void anotherCatalogOrDialectIsAnotherText() {
    SimilarText text = Objects.requireNonNull(remembered(FORM, Dialect.POSTGRESQL));
    LexerBuffers buffers = LexerBuffers.make(FORM.length());
    Lexer.copy(FORM, buffers);

    Catalog other = catalog(Dialect.H2);
    assertThat(text.factsOf(buffers.text, FORM.length(), Dialect.POSTGRESQL, other)).isNull();
    assertThat(isSimilar(text, FORM, Dialect.H2)).isFalse();
  }

  @Test
  void aTextOfOtherCharactersIsNotCompared() {
    assertThat(remembered("select id from straße where id = 5", Dialect.POSTGRESQL)).isNull();
    assertThat(remembered("select id from orders where note = 'ß'", Dialect.POSTGRESQL))
        .isNotNull();
  }

  @Test
  void theAnalyzerComesToCompare() {
    SqlAnalyzer analyzer = new SqlAnalyzer(0, SqlAnalyzer.DEFAULT_MEMORY);
    Catalog catalog = catalog(Dialect.POSTGRESQL);
    SqlFacts facts = analyzer.analyze(FORM, Dialect.POSTGRESQL, catalog);

    for (int i = 0; i < 1_000; i++) {
      String sql = FORM.replace("> 5", "> " + i).replace("'a'", "'" + "a".repeat(i % 9) + "'");
      assertThat(analyzer.analyze(sql, Dialect.POSTGRESQL, catalog)).isSameAs(facts);
    }
    assertThat(analyzer.comparedTexts()).isPositive();
  }

  @Provide
  Arbitrary<Dialect> dialects() {
    return Arbitraries.of(Dialect.POSTGRESQL, Dialect.MYSQL, Dialect.MARIADB, Dialect.H2);
  }

  /**
   * Whatever is changed in a text: if it still counts as similar, its canonical text is the same.
   */
  @Property(tries = 2_000)
  void whatIsSimilarReadsTheSame(@ForAll("dialects") Dialect dialect, @ForAll long seed) {
    Random random = new Random(seed);
    String sql = withLiterals(KnownStatement.of(dialect, seed).text(), random);
    SimilarText text = remembered(sql, dialect);
    if (text == null) {
      return;
    }
    Tokens tokens = Lexer.read(sql, dialect);
    String canonical = CanonicalText.of(tokens).toString();
    for (int i = 0; i < 40; i++) {
      String changed = changed(sql, tokens, random);
      if (isSimilar(text, changed, dialect)) {
        Tokens again = Lexer.read(changed, dialect);
        assertThat(again.refusal()).as(changed).isNull();
        assertThat(CanonicalText.of(again)).as(changed).hasToString(canonical);
      }
    }
  }

  /** Each plain literal that is blanked may be any other. */
  @Property(tries = 500)
  void whatReadsTheSameButForPlainLiteralsIsSimilar(
      @ForAll("dialects") Dialect dialect, @ForAll long seed) {
    Random random = new Random(seed);
    String sql = withLiterals(KnownStatement.of(dialect, seed).text(), random);
    SimilarText text = remembered(sql, dialect);
    if (text == null) {
      return;
    }
    Tokens tokens = Lexer.read(sql, dialect);
    CanonicalText canonical = CanonicalText.of(tokens);
    for (int i = 0; i < tokens.size(); i++) {
      byte kind = tokens.kind(i);
      if ((kind == Tokens.NUMBER || kind == Tokens.STRING)
          && tokens.text(i).matches("[0-9]+|'[^'\\\\]*'")
          && canonical.isBlanked(i)
          && !tokens.isAnyWord(i - 1, "LIKE", "ILIKE")
          && (tokens.end(i) == sql.length() || " ,)".indexOf(sql.charAt(tokens.end(i))) >= 0)) {
        String other = kind == Tokens.NUMBER ? "4711" : "'something else'";
        String changed = sql.substring(0, tokens.start(i)) + other + sql.substring(tokens.end(i));
        assertThat(isSimilar(text, changed, dialect)).as(changed).isTrue();
      }
    }
  }

  /** Instead of parameters, of which generated statements have many. */
  private static String withLiterals(String sql, Random random) {
    StringBuilder text = new StringBuilder();
    for (String part : sql.split("(?<=[?])|(?=[?])", -1)) {
      text.append(part.equals("?") ? random.nextBoolean() ? "5" : "'x'" : part);
    }
    return text.toString();
  }

  private static String changed(String sql, Tokens tokens, Random random) {
    String piece = PIECES.get(random.nextInt(PIECES.size()));
    int token = random.nextInt(tokens.size());
    for (int i = 0; i < 20 && !isLiteral(tokens, token); i++) {
      token = random.nextInt(tokens.size());
    }
    int at = random.nextInt(sql.length());
    return switch (random.nextInt(4)) {
      case 0 -> sql.substring(0, at) + piece + sql.substring(at);
      case 1 -> sql.substring(0, at) + sql.substring(at + 1);
      default -> sql.substring(0, tokens.start(token)) + piece + sql.substring(tokens.end(token));
    };
  }

  private static boolean isLiteral(Tokens tokens, int index) {
    return tokens.kind(index) == Tokens.NUMBER || tokens.kind(index) == Tokens.STRING;
  }
}
