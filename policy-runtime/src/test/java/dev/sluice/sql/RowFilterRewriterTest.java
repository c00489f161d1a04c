package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What texts become when rows are filtered. */
class RowFilterRewriterTest {
  private static final List<String> NUMBERS = List.of("id", "customer_id", "total", "level");
  private static final Map<String, List<String>> TABLES =
      Map.of(
          "customers", List.of("id", "tenant", "name"),
          "orders", List.of("id", "tenant", "customer_id", "total", "note"),
          "items", List.of("id", "sku"),
          "dated", List.of("id", "tenant"),
          "notes", List.of("author", "level", "text"));
  private static final String BY_TENANT = "tenant = :claims.tenant";
  private static final Map<String, String> FILTERS =
      Map.of(
          "customers", BY_TENANT,
          "orders", BY_TENANT,
          "dated", BY_TENANT,
          "notes", "author = :caller.subject or not (level > 3) and level in (1, 2)");

  private final SqlAnalyzer analyzer = new SqlAnalyzer();
  private final RowFilterRewriter rewriter = new RowFilterRewriter(analyzer::analyze);

  static Stream<Arguments> cases() throws IOException {
    List<Arguments> cases = new ArrayList<>();
    try (var in = RowFilterRewriterTest.class.getResourceAsStream("row-filters.txt")) {
      if (in == null) {
        throw new IOException("row-filters.txt is missing");
      }
      String sql = "";
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        if (line.startsWith("=> ")) {
          cases.add(Arguments.of(sql, line.substring(3)));
        } else if (!line.isBlank() && !line.startsWith("#")) {
          sql = line;
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void becomesThis(String given, String expected) {
    int colon = given.indexOf(':');
    Dialect dialect = Dialect.valueOf(given.substring(0, colon).toUpperCase(Locale.ROOT));

    RowFilterRewriter.Result result =
        rewrite(given.substring(colon + 2), dialect, path -> List.of("a'b"));

    if (expected.startsWith("!! ")) {
      assertThat(result.refusal()).contains(expected.substring(3));
    } else {
      assertThat(result.refusal()).isNull();
      assertThat(result.bound().text()).isEqualTo(expected);
      assertThat(result.bound().bound())
          .hasSize(count(expected, '?') - count(given, '?'))
          .extracting(FilteredText.Bound::index)
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POSTGRESQL | E'\\U00000061\\U00000027\\U0001f600'",
        "MYSQL      | _utf8mb4 X'6127f09f9880'",
        "MARIADB    | _utf8mb4 X'6127f09f9880'",
        "H2         | U&'\\+000061\\+000027\\+01f600'"
      })
  void aPlainStatementGetsLiteralsOfDigits(Dialect dialect, String literal) {
    RowFilterRewriter.Result result =
        rewrite("delete from orders", dialect, path -> List.of("a'\uD83D\uDE00"));

    assertThat(result.literal().text()).endsWith(" = " + literal + ")");
    assertThat(result.literal().bound()).isEmpty();
  }

  @Test
  void theIndexesOfTheServicesParametersShift() {
    FilteredText text =
        rewrite(
                "update orders set total = ?, note = ? where id = ? and total > ?",
                Dialect.POSTGRESQL,
                path -> List.of("a"))
            .bound();

    assertThat(text.bound()).extracting(FilteredText.Bound::index).containsExactly(3);
    assertThat(Stream.of(1, 2, 3, 4).map(text::indexOf)).containsExactly(1, 2, 4, 5);
  }

  @ParameterizedTest
  @CsvSource({
    "select * from orders, 1 = 0",
    "select * from notes, 1 = 0",
    "delete from orders, 1 = 0",
    "delete from customers, 1 = 0"
  })
  void aValueThatIsMissingMakesTheWholeFilterFalse(String sql, String part) {
    assertThat(rewrite(sql, Dialect.POSTGRESQL, path -> List.of()).bound().text())
        .contains(part)
        .doesNotContain("?");
  }

  @ParameterizedTest
  @CsvSource({"5, ?", "-5.25, ?", "5 or 1, 1 = 0", "5x, 1 = 0", "'', 1 = 0", "0x5, 1 = 0"})
  void aColumnOfNumbersIsComparedWithNumbersAlone(String value, String part) {
    Catalog catalog = catalog(Dialect.MYSQL);
    RowFilterRewriter.Result result =
        rewrite("select * from orders", catalog, Dialect.MYSQL, "total = :claims.n", value);

    assertThat(result.bound().text()).contains(part);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"select id from items", "with orders as (select 1 as id) select * from orders"})
  void aTextWithoutAFilteredTableStaysAsItIs(String sql) {
    Catalog catalog = catalog(Dialect.POSTGRESQL);
    SqlFacts facts = analyzer.analyze(sql, Dialect.POSTGRESQL, catalog);

    assertThat(
            rewriter.rewrite(
                sql,
                facts,
                catalog,
                table -> table.name().equals("items") ? null : condition(BY_TENANT),
                path -> List.of("a"),
                ParameterMarks.QUESTION_MARKS))
        .isNull();
  }

  @Test
  void manyGroupsAreAList() {
    RowFilterRewriter.Result result =
        filtered(
            "select * from orders where id = ?",
            analyzer.analyze(
                "select * from orders where id = ?",
                Dialect.POSTGRESQL,
                catalog(Dialect.POSTGRESQL)),
            catalog(Dialect.POSTGRESQL),
            Map.of(new TableName("public", "orders"), condition("tenant in (:caller.groups)"))::get,
            path -> List.of("a", "b", "c"));

    assertThat(result.bound().text()).contains("IN (?, ?, ?)");
    assertThat(result.bound().indexOf(1)).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POSTGRESQL | select id from orders where id = $2 and total = $1 | $3 | 2 | 2
          POSTGRESQL | select id from orders where id = 1                 | $1 | 0 | 0
          H2         | select id from orders where id = $1                | $2 | 1 | 1
          H2         | select id from orders where id = ?                 | ?  | 1 | 2
          MARIADB    | select id from orders where id = ?                 | ?  | 1 | 2
          MYSQL      | select id from orders                              | ?  | 0 | 0
          """)
  void parametersOfTheDatabasesOwnKeepTheirPlace(
      Dialect dialect, String sql, String mark, int own, int drivers) {
    FilteredText text = ofDatabase(sql, dialect).bound();

    assertThat(text.text().replaceAll("[\"`]", "")).containsIgnoringCase("tenant = " + mark + ")");
    assertThat(own == 0 ? 0 : text.indexOf(own)).isEqualTo(drivers);
  }

  @ParameterizedTest
  @CsvSource({
    "POSTGRESQL, select id from orders where id = ?",
    "H2, select id from orders where id = ? and total = $1",
    "POSTGRESQL, select id from orders where id = $99999999"
  })
  void parametersThatAreNotTheDatabasesRefuse(Dialect dialect, String sql) {
    assertThat(ofDatabase(sql, dialect).refusal()).isNotNull();
  }

  private RowFilterRewriter.Result ofDatabase(String sql, Dialect dialect) {
    Catalog catalog = catalog(dialect);
    return Objects.requireNonNull(
        rewriter.rewrite(
            sql,
            analyzer.analyze(sql, dialect, catalog),
            catalog,
            table -> table.name().equalsIgnoreCase("orders") ? condition(BY_TENANT) : null,
            path -> List.of("a"),
            ParameterMarks.OF_DATABASE));
  }

  @ParameterizedTest
  @CsvSource({"colour = 1, has no column colour", "\"Tenant\" = 'a', has no column Tenant"})
  void aColumnThatTheTableDoesNotHaveRefuses(String condition, String reason) {
    Catalog catalog = catalog(Dialect.POSTGRESQL);

    assertThat(
            rewrite("select * from orders", catalog, Dialect.POSTGRESQL, condition, "a").refusal())
        .contains(reason);
  }

  private RowFilterRewriter.Result rewrite(String sql, Dialect dialect, CallerValues values) {
    TableCatalog catalog = catalog(dialect);
    Map<TableName, RowCondition> filters = new HashMap<>();
    for (Catalog.Relation relation : catalog.relations()) {
      String condition = FILTERS.get(relation.name().name().toLowerCase(Locale.ROOT));
      if (condition != null) {
        filters.put(relation.name(), condition(condition));
      }
    }
    return filtered(sql, analyzer.analyze(sql, dialect, catalog), catalog, filters::get, values);
  }

  private RowFilterRewriter.Result rewrite(
      String sql, Catalog catalog, Dialect dialect, String condition, String value) {
    String schema = dialect.schemaIsDatabase() ? "shop" : "public";
    return filtered(
        sql,
        analyzer.analyze(sql, dialect, catalog),
        catalog,
        Map.of(new TableName(schema, "orders"), condition(condition))::get,
        path -> List.of(value));
  }

  private RowFilterRewriter.Result filtered(
      String sql, SqlFacts facts, Catalog catalog, TableFilters filters, CallerValues values) {
    return Objects.requireNonNull(
        rewriter.rewrite(sql, facts, catalog, filters, values, ParameterMarks.QUESTION_MARKS));
  }

  private static RowCondition condition(String text) {
    try {
      return RowConditionReader.read(text);
    } catch (RowConditionReader.MalformedException e) {
      throw new UncheckedIOException(new IOException(text, e));
    }
  }

  private static int count(String text, char character) {
    return (int) text.chars().filter(c -> c == character).count();
  }

  private static TableCatalog catalog(Dialect dialect) {
    String schema = dialect.schemaIsDatabase() ? "shop" : fold("public", dialect);
    List<Catalog.Relation> relations = new ArrayList<>();
    TABLES.forEach(
        (table, columns) -> {
          Map<String, ColumnType> types = new HashMap<>();
          List<String> names = new ArrayList<>();
          for (String column : columns) {
            names.add(fold(column, dialect));
            if (!table.equals("dated")) {
              types.put(
                  fold(column, dialect),
                  NUMBERS.contains(column) ? ColumnType.NUMBER : ColumnType.TEXT);
            }
          }
          TableName name = new TableName(schema, fold(table, dialect));
          relations.add(
              new Catalog.Relation(name, Catalog.Kind.TABLE, names, null, Map.of(), types));
          if (table.equals("orders")) {
            relations.add(partition(name, names));
          }
        });
    relations.add(
        new Catalog.Relation(
            new TableName(schema, fold("v_orders", dialect)),
            Catalog.Kind.VIEW,
            List.of(fold("id", dialect)),
            "select id from orders"));
    return new TableCatalog(dialect, List.of(schema), relations);
  }

  private static Catalog.Relation partition(TableName parent, List<String> columns) {
    Map<String, Set<ColumnName>> origins = new HashMap<>();
    columns.forEach(column -> origins.put(column, Set.of(new ColumnName(parent, column))));
    return new Catalog.Relation(
        new TableName(parent.schema(), parent.name() + "_2024"),
        Catalog.Kind.TABLE,
        columns,
        null,
        origins,
        Map.of());
  }

  private static String fold(String name, Dialect dialect) {
    return Identifiers.foldUnquoted(name, dialect);
  }
}
