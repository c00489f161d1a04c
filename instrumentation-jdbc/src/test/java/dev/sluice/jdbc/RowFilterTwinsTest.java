package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sql.Dialect;
import dev.sluice.sql.FilteredText;
import dev.sluice.sql.ParameterMarks;
import dev.sluice.sql.RowCondition;
import dev.sluice.sql.RowConditionReader;
import dev.sluice.sql.RowFilterRewriter;
import dev.sluice.sql.SchemaText;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.sql.TableCatalog;
import dev.sluice.sql.TableFilters;
import dev.sluice.testing.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The judge of row filters: a filtered statement on all rows does what the statement itself does in
 * a twin of the database from which the other rows are deleted. Statements are put together at
 * random, from one seed.
 */
class RowFilterTwinsTest {
  private static final String SCHEMA =
      "create table c (id int, tenant varchar(9), n int);"
          + "create table o (id int, tenant varchar(9), c int, n int);"
          + "create table i (id int, n int);";
  private static final String OTHERS = " where (tenant = 'a') is not true";
  private static final int STATEMENTS = 1_500;

  private static PostgresServer server;
  private static Connection all;
  private static Connection twin;
  private static TableCatalog catalog;
  private static RowCondition condition;

  private final Random random = new Random(20_250_101);
  private final SqlAnalyzer analyzer = new SqlAnalyzer();
  private final RowFilterRewriter rewriter = new RowFilterRewriter(analyzer::analyze);
  private int aliases;

  @BeforeAll
  static void start() throws Exception {
    catalog = SchemaText.read("twins", SCHEMA, Dialect.POSTGRESQL, List.of());
    condition = RowConditionReader.read("tenant = :claims.tenant");
    server = PostgresServer.start();
    all = DriverManager.getConnection(server.createDatabase("all_rows"));
    twin = DriverManager.getConnection(server.createDatabase("twin"));
    for (Connection connection : List.of(all, twin)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(SCHEMA);
        statement.execute(
            "insert into c select g, case g % 4 when 0 then 'a' when 1 then 'b' when 2 then 'a'"
                + " end, g % 3 from generate_series(1, 8) g");
        statement.execute(
            "insert into o select g, case g % 3 when 0 then 'a' when 1 then 'b' end, g % 9, g % 5"
                + " from generate_series(1, 14) g");
        statement.execute("insert into i select g, g % 4 from generate_series(1, 6) g");
      }
    }
    try (Statement statement = twin.createStatement()) {
      statement.execute("delete from c" + OTHERS);
      statement.execute("delete from o" + OTHERS);
    }
    all.setAutoCommit(false);
    twin.setAutoCommit(false);
  }

  @AfterAll
  static void stop() throws SQLException {
    all.close();
    twin.close();
    server.close();
  }

  @Test
  void aFilteredStatementDoesWhatItWouldWithoutTheOtherRows() throws SQLException {
    int filtered = 0;
    int refused = 0;
    List<String> wrong = new ArrayList<>();
    TableFilters filters = table -> table.name().equals("i") ? null : condition;
    for (int count = 0; count < STATEMENTS; count++) {
      aliases = 0;
      boolean change = random.nextInt(4) == 0;
      String sql = change ? change() : query(2, true) + " order by 1";
      RowFilterRewriter.Result result =
          rewriter.rewrite(
              sql,
              analyzer.analyze(sql, Dialect.POSTGRESQL, catalog),
              catalog,
              filters,
              path -> List.of("a"),
              ParameterMarks.QUESTION_MARKS);
      if (result == null) {
        continue;
      }
      if (result.refusal() != null) {
        refused++;
        continue;
      }
      filtered++;
      List<String> expected = outcome(twin, new FilteredText(sql, List.of()), change);
      for (FilteredText text : List.of(result.bound(), result.literal())) {
        List<String> seen = outcome(all, text, change);
        if (!seen.equals(expected)) {
          wrong.add(sql + "\n" + text.text() + "\nexpected " + expected + "\nbut saw " + seen);
        }
      }
    }
    System.out.printf(
        "%d statements filtered, %d refused, %d wrong%n", filtered, refused, wrong.size());
    assertThat(wrong).isEmpty();
    assertThat(filtered).isGreaterThan(STATEMENTS * 3 / 4);
  }

  /** What a statement shows, and after a change what it leaves of both kinds of rows. */
  private static List<String> outcome(Connection connection, FilteredText text, boolean change)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(text.text())) {
      for (FilteredText.Bound value : text.bound()) {
        statement.setObject(value.index(), value.value(), Types.OTHER);
      }
      List<String> outcome = new ArrayList<>();
      if (statement.execute()) {
        outcome.addAll(rows(statement.getResultSet()));
      } else {
        outcome.add("changed " + statement.getUpdateCount());
      }
      if (change) {
        for (String table : List.of("c", "o")) {
          outcome.addAll(rows(connection, "select * from " + table + " where tenant = 'a'"));
        }
        if (connection == all) {
          assertThat(rows(connection, "select count(*), sum(n) from c" + OTHERS))
              .containsExactly("4|4");
          assertThat(rows(connection, "select count(*), sum(n) from o" + OTHERS))
              .containsExactly("10|20");
        }
      }
      return outcome;
    } catch (SQLException thrown) {
      return List.of(String.valueOf(thrown.getSQLState()));
    } finally {
      connection.rollback();
    }
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      return rows(results);
    }
  }

  private static List<String> rows(ResultSet results) throws SQLException {
    List<String> rows = new ArrayList<>();
    while (results.next()) {
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
        row.add(String.valueOf(results.getString(i)));
      }
      rows.add(String.join("|", row));
    }
    Collections.sort(rows);
    return rows;
  }

  // ---- statements

  private String pick(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  /** A query of one column of numbers. */
  private String query(int depth, boolean outermost) {
    if (depth > 0 && random.nextInt(4) == 0) {
      String operator = pick(" union ", " union all ", " intersect ", " except ");
      return "(" + query(depth - 1, false) + operator + query(depth - 1, false) + ")";
    }
    if (outermost && random.nextInt(5) == 0) {
      return with(depth);
    }
    String a = "t" + aliases++;
    String from = table(a, depth);
    String column = a + "." + pick("id", "n");
    if (random.nextInt(2) == 0) {
      String b = "t" + aliases++;
      from += pick(" join ", " left join ", " right join ", " full join ");
      from += table(b, depth) + " on " + a + ".id = " + b + "." + pick("id", "n");
      column = pick(column, b + "." + pick("id", "n"));
    } else if (depth > 0 && random.nextInt(4) == 0) {
      String b = "t" + aliases++;
      from += ", lateral (select n from o where o.id >= " + a + ".id) " + b;
      column = b + ".n";
    }
    String where = random.nextBoolean() ? "" : " where " + condition(a, depth);
    return switch (random.nextInt(5)) {
      case 0 ->
          "select "
              + pick("count(*)", "max(" + column + ")", "sum(" + column + ")")
              + " from "
              + from
              + where;
      case 1 ->
          "select count(*) from "
              + from
              + where
              + " group by "
              + column
              + pick("", " having count(*) > 1");
      case 2 -> "select sum(" + column + ") over (partition by " + a + ".n) from " + from + where;
      case 3 -> "select distinct " + column + " from " + from + where;
      default -> "select " + column + " from " + from + where;
    };
  }

  private String with(int depth) {
    if (random.nextBoolean()) {
      return "with recursive r (v, d) as (select id, 0 from "
          + pick("c", "o")
          + " where id < 4 union all select o.id, r.d + 1 from o join r on o.c = r.v where r.d < 3)"
          + " select v from r";
    }
    return "with w as ("
        + query(depth - 1, false)
        + " ), o as (select id, n from o where n > 0)"
        + " select id from o where n in (select count(*) from w) or exists (select 1 from w)";
  }

  private String table(String alias, int depth) {
    if (depth > 0 && random.nextInt(5) == 0) {
      return "(select id, n from " + pick("c", "o", "i") + pick("", " where n > 1") + ") " + alias;
    }
    return pick("c", "o", "o", "i", "public.o") + pick(" ", " as ") + alias;
  }

  private String condition(String alias, int depth) {
    String simple = alias + "." + pick("id", "n") + pick(" > ", " = ", " <> ") + random.nextInt(6);
    if (depth == 0) {
      return simple;
    }
    return switch (random.nextInt(6)) {
      case 0 -> simple + " or true";
      case 1 -> alias + ".id in (" + query(depth - 1, false) + ")";
      case 2 -> pick("", "not ") + "exists (select 1 from o where o.c = " + alias + ".id)";
      case 3 -> alias + ".n < (select max(n) from " + pick("c", "o") + ")";
      case 4 -> simple + pick(" and ", " or ") + condition(alias, depth - 1);
      default -> simple;
    };
  }

  private String change() {
    String alias = pick("", " x");
    String name = alias.isEmpty() ? "o" : "x";
    String where = random.nextInt(4) == 0 ? "" : " where " + condition(name, 1);
    String returning = pick("", " returning id", " returning n -- all");
    if (random.nextBoolean()) {
      String using = where.isEmpty() || random.nextBoolean() ? "" : " using c y";
      return "delete from o" + alias + using + where + (using.isEmpty() ? returning : "");
    }
    return "update o"
        + alias
        + " set n = "
        + pick("7", "n + 1", "(select max(n) from c)")
        + where
        + returning;
  }
}
