package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalTextTest {
  private static String key(String sql, Dialect dialect) {
    return CanonicalText.of(Lexer.read(sql, dialect)).toString();
  }

  private static String key(String sql) {
    return key(sql, Dialect.POSTGRESQL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          select a from t where b = 5         | select a from t where b = 17
          select a from t where b = 'x'       | select a from t where b = 'it''s'
          select a from t where b <> -5       | select a from t where b <> -6
          select a from t where b in (1, 2)   | select a from t where b in (8, 9)
          select a from t where b like 'x%'   | select a from t where b like '%yy'
          select a from t where b between 1 and 2 | select a from t where b between 3 and 4
          insert into t values (1, 'a')       | insert into t values (2, 'b')
          update t set a = 1 where b = 2      | update t set a = 3 where b = 4
          select a from t where d >= date '2020-01-01' | select a from t where d >= date '1999-12-31'
          """)
  void blanksLiteralsThatChangeNoFact(String left, String right) {
    assertThat(key(left)).isEqualTo(key(right));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          select a from t where 1 = 1         | select a from t where 1 = 2
          select a from t where 'a' = 'a'     | select a from t where 'a' = 'b'
          select a from t limit 1             | select a from t limit 1000000
          select a, b from t order by 1       | select a, b from t order by 2
          select a from t where b like '%'    | select a from t where b like '%x%'
          select f('role', 'a')               | select f('role', 'b')
          select a -> 'x' from t              | select a -> 'y' from t
          set role 'a'                        | set role 'b'
          delete from t; set role = 'a'       | delete from t; set role = 'b'
          set role = 'a'                      | set role = 'b'
          select a from t where b = 5         | select a from t where b = 5 + 0
          select a from t where b = 5         | select a from t where b = '5'
          select a from t where b = null      | select a from t where b = true
          select a, b from t                  | select b, a from t
          insert into t values (1)            | insert into t values (1), (2)
          """)
  void keepsWhatMayChangeAFact(String left, String right) {
    assertThat(key(left)).isNotEqualTo(key(right));
  }

  @Test
  void dropsCommentsAndWhiteSpace() {
    assertThat(key("select/* x */a\n\tfrom  t -- y")).isEqualTo("select a from t");
  }

  @Test
  void writesNamesSoThatTheParserCannotMisreadThem() {
    assertThat(key("select \"a.b\" from t")).isEqualTo("select \"a~002eb\" from t");
    assertThat(key("select `a``b` from t", Dialect.MYSQL)).isEqualTo("select `a~0060b` from t");
    assertThat(Identifiers.fold("\"a~002eb\"", Dialect.POSTGRESQL)).isEqualTo("a.b");
  }

  @Test
  void shapeHoldsNoLiteral() {
    Tokens tokens =
        Lexer.read("select f('secret', 42) from t where a = 'x' limit 5", Dialect.POSTGRESQL);

    assertThat(CanonicalText.shape(tokens)).isEqualTo("select f(?, ?) from t where a = ? limit ?");
  }
}
