package dev.sluice.sql;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Texts that cost a parser much more than their length says: deep nesting, long chains, and what it
 * reads again and again. By name.
 */
final class HostileText {
  /** About what the parser is handed at most, and what the lexer takes at most. */
  private static final int[] CHAINS = {2_900, 19_000};

  private HostileText() {}

  static Map<String, String> all() {
    Map<String, String> texts = new LinkedHashMap<>();
    nested(texts, "parentheses", "select ", "(", "1", ")");
    nested(texts, "unbalanced parentheses", "select ", "(", "1", "");
    nested(texts, "parentheses in SET", "update t set a = ", "(", "1", ")");
    nested(texts, "parentheses in WHERE", "delete from t where ", "(", "a = 1", ")");
    nested(texts, "parentheses in FROM", "select 1 from ", "(", "t", ")");
    nested(texts, "calls", "select ", "lower(", "a", ")");
    nested(texts, "subqueries", "select ", "(select ", "1", ")");
    nested(texts, "derived tables", "select * from ", "(select * from ", "t", ") x");
    nested(texts, "EXISTS", "select 1 where ", "exists (select 1 where ", "true", ")");
    nested(texts, "IN", "select 1 where a ", "in (select a from t where a ", "= 1", ")");
    nested(texts, "CASE", "select ", "case when a = 1 then ", "1", " end");
    nested(texts, "CASE in parentheses", "select ", "(case when a then ", "1", " end)");
    nested(texts, "arrays", "select ", "array[", "1", "]");
    nested(texts, "subscripts", "select ", "a[", "1", "]");
    nested(texts, "casts", "select ", "cast(", "a", " as int)");
    nested(texts, "windows", "select ", "sum(", "a", ") over ()");
    nested(texts, "lists in lists", "select 1 where a in ", "((", "1", "), 2)");
    nested(texts, "WITH", "", "with x as (", "select 1", ") select 1");
    nested(texts, "OR in parentheses", "select 1 where ", "(a = 1 or ", "b = 2", ")");
    texts.put("dotted chain", "select a" + ".a".repeat(5_000));
    texts.put("a string of 0.5 MB", "select '" + "x".repeat(512 << 10) + "'");
    texts.put("a string of 2 MB", "select '" + "x".repeat(2 << 20) + "'");
    texts.put("a string of 250 KiB", "select '" + "x".repeat(250 << 10) + "'");
    texts.put("a quoted name of 250 KiB", "select \"" + "x".repeat(250 << 10) + "\"");
    texts.put("a comment of 250 KiB", "select 1 /*" + "/* ".repeat(80 << 10));
    texts.put("dollar quotes", "select $a$" + " $a".repeat(80 << 10));
    texts.put("20,000 rows", "insert into t values (1, 'a')" + ", (1, 'a')".repeat(20_000));
    texts.put("ternary chain", "select a" + " ? b : c".repeat(300));
    for (int tokens : CHAINS) {
      chain(texts, tokens, "NOT", "select ", "not ", "true");
      chain(texts, tokens, "minus", "select ", "- ", "1");
      chain(texts, tokens, "question marks", "select ", "? ", "");
      chain(texts, tokens, "parameters in IN", "select 1 where a in (?", ", ?", ")");
      chain(texts, tokens, "expressions in IN", "select 1 where a in (b", ", b", ")");
      chain(texts, tokens, "dotted names", "select a.b.c.d", ", a.b.c.d", "");
      chain(texts, tokens, "rows", "insert into t values (1, 'a')", ", (1, 'a')", "");
      chain(texts, tokens, "rows of expressions", "insert into t values (b)", ", (b)", "");
      chain(texts, tokens, "AND", "select 1 from t where a = 1", " and a = 1", "");
      chain(texts, tokens, "OR", "delete from t where a = 1", " or a = 1", "");
      chain(texts, tokens, "AND and OR", "delete from t where a = 1", " and a = 1 or b", "");
      chain(texts, tokens, "plus", "select 1", " + 1", "");
      chain(texts, tokens, "concatenation", "select 'a'", " || 'a'", "");
      chain(texts, tokens, "comparisons", "select a", " = a", "");
      chain(texts, tokens, "double colons", "select a", "::text", "");
      chain(texts, tokens, "arrows", "select a", " -> 'b'", "");
      chain(texts, tokens, "SELECT list", "select a", ", a", " from t");
      chain(texts, tokens, "aliases", "select a as b", ", a as b", " from t");
      chain(texts, tokens, "stars", "select o.*", ", o.*", " from orders o");
      chain(texts, tokens, "joins", "select 1 from t", " join t on a = b", "");
      chain(texts, tokens, "known joins", "select 1 from orders", " join orders on id = id", "");
      chain(texts, tokens, "commas in FROM", "select 1 from t", ", t", "");
      chain(texts, tokens, "UNION ALL", "select 1", " union all select 1", "");
      chain(texts, tokens, "WHEN", "select case", " when a then b", " end");
      chain(texts, tokens, "nested CASE", "select ", "case when a = 1 then ", "1");
      chain(texts, tokens, "CASE without end", "select ", "case ", "");
      chain(texts, tokens, "BETWEEN", "select a", " between 1 and 2", "");
      chain(texts, tokens, "IS NULL", "select a", " is null", "");
      chain(texts, tokens, "statements", "", "select 1;", "");
      chain(texts, tokens, "ORDER BY", "select a from t order by a", ", a", "");
      chain(texts, tokens, "GROUP BY", "select a from t group by a", ", a", "");
      chain(
          texts, tokens, "WITH queries", "with x as (select 1)", ", x as (select 1)", " select 1");
      chain(texts, tokens, "an open end", "select a", ", (b)", " from t where (");
      chain(texts, tokens, "functions", "select lower(a)", ", lower(a)", " from t");
      chain(texts, tokens, "subqueries in a row", "select 1", ", (select a from t)", "");
      chain(texts, tokens, "assignments", "update t set a = 1", ", a = 1", "");
      chain(texts, tokens, "words", "select ", "a ", "");
      chain(texts, tokens, "misread words", "select year", ", year", " from calendar where");
      chain(texts, tokens, "semicolons", "", ";", "");
      chain(texts, tokens, "different joins", "select 1 from t", " join t# on a = b", "");
      chain(texts, tokens, "named joins", "select 1 from t", " join orders o# on o#.id = t.a", "");
      chain(texts, tokens, "joins USING", "select 1 from orders", " join orders using (id)", "");
      chain(texts, tokens, "natural joins", "select 1 from orders", " natural join items", "");
      chain(texts, tokens, "different columns", "select c", " + c#", " from t");
      chain(texts, tokens, "different aliases", "select a", ", b# as c", " from t order by c");
      chain(
          texts,
          tokens,
          "rows that choose themselves",
          "delete from orders where id = 1",
          " or id in (select id from orders where note is not null)",
          "");
      chain(texts, tokens, "wide joins", "select 1 from wide", " join wide w# on w0 = w0", "");
      chain(texts, tokens, "wide stars", "select 1", ", w.*", " from wide w");
      chain(texts, tokens, "wide natural joins", "select 1 from wide", " natural join wide", "");
      int half = tokens / 2;
      texts.put(
          tokens + " joins and conditions",
          links(half, "select 1 from orders o", " join orders o# on true", " where id = 1")
              + links(half, "", " and id = o#.id", ""));
      texts.put(
          tokens + " aliases of one name",
          links(half, "select *", ", c# as x", " from t order by a") + links(half, "", ", x", ""));
      texts.put(
          tokens + " derived columns of one name",
          links(half, "select x from (select 1", ", c# as x", " from t) y order by x")
              + links(half, "", ", x", ""));
    }
    return texts;
  }

  private static void chain(
      Map<String, String> texts,
      int tokens,
      String name,
      String before,
      String link,
      String after) {
    texts.put(tokens + " " + name, links(tokens, before, link, after));
  }

  /**
   * @param link what is repeated, its number for each {@code #}
   */
  private static String links(int tokens, String before, String link, String after) {
    int links = tokens / Lexer.read(link.replace('#', '0'), Dialect.POSTGRESQL).size();
    StringBuilder text = new StringBuilder(before);
    for (int i = 0; i < links; i++) {
      text.append(link.replace("#", Integer.toString(i)));
    }
    return text.append(after).toString();
  }

  private static void nested(
      Map<String, String> texts, String name, String before, String open, String in, String close) {
    for (int depth : new int[] {95, 1_000, 5_000}) {
      texts.put(depth + " " + name, before + open.repeat(depth) + in + close.repeat(depth));
    }
  }
}
