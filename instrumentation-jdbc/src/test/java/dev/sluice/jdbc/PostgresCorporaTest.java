package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.sql.SqlFacts;
import dev.sluice.testing.JsonLines;
import dev.sluice.testing.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Does what {@link PostgresTruthTest} does with the statements of a folder of SQL corpora, given
 * with {@code -Dsluice.corpora=}, that is no part of the project.
 */
@EnabledIfSystemProperty(named = "sluice.corpora", matches = ".+")
class PostgresCorporaTest {
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern QUOTED_NAME = Pattern.compile("\"([^\"]*)\"");

  /** What would end or disturb the connection, or begin what the comparison has to begin itself. */
  private static final Pattern NOT_RUN =
      Pattern.compile(
          "(?is)\\s*(begin|start|commit|end|rollback|abort|savepoint|release|prepare\\s+transaction"
              + "|copy|discard|checkpoint|set\\s+(local\\s+|session\\s+)?(session\\s+authorization"
              + "|role|transaction|session\\s+characteristics)|reset\\s+(session|role)|load|vacuum"
              + "|set\\s+(local\\s+|session\\s+)?(datestyle|client_encoding|(default_)?transaction"
              + "|standard_conforming_strings)\\w*"
              + "|(create|drop|alter)\\s+(role|user|group|database|tablespace|subscription)|alter"
              + "\\s+system|security\\s+label|drop\\s+owned|reassign)\\b.*");

  private static final Pattern JUDGED =
      Pattern.compile("(?is)[\\s(]*(select|with|values|table|insert|update|delete|merge)\\b.*");

  /** A line comment or a block comment at the beginning. */
  private static final Pattern COMMENT =
      Pattern.compile("(?s)\\A\\s*(--[^\\n]*(\\n|\\z)|/\\*.*?\\*/)");

  private static final Path FOLDER = Path.of(System.getProperty("sluice.corpora", "."));
  private static PostgresServer server;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    server.createRole("reader");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void namesEveryColumnThatQueriesOfModelsNeed() throws SQLException, IOException {
    Map<String, Map<String, List<String>>> schemas = schemas();
    List<String> misses = new ArrayList<>();
    for (String corpus :
        List.of(
            "spider-gold",
            "spider-llm.oracle",
            "bird-minidev-gold-postgres",
            "bird-minidev-gold-sqlite.oracle")) {
      Map<String, List<String>> byDatabase = new TreeMap<>();
      for (Map<String, Object> row : rows(corpus)) {
        byDatabase.computeIfAbsent(text(row, "db"), db -> new ArrayList<>()).add(text(row, "sql"));
      }
      String group = corpus.startsWith("bird") ? "bird" : "spider";
      misses.addAll(compare(corpus, schemas.getOrDefault(group, Map.of()), byDatabase));
    }
    assertThat(misses).isEmpty();
  }

  private static List<String> compare(
      String corpus, Map<String, List<String>> schemas, Map<String, List<String>> statements)
      throws SQLException {
    Comparison.Total total = new Comparison.Total(corpus);
    for (Map.Entry<String, List<String>> database : statements.entrySet()) {
      String name = corpus + "." + database.getKey();
      String url = server.createDatabase(name);
      try (Connection connection = connect(url)) {
        for (String table : schemas.getOrDefault(database.getKey(), List.of())) {
          execute(connection, definition(table));
        }
        Catalog catalog =
            Objects.requireNonNull(CatalogQueries.read(connection, Dialect.POSTGRESQL));
        PrivilegeOracle oracle = new PrivilegeOracle(connection, "reader");
        oracle.learnTables(List.of("public"));
        Comparison comparison = new Comparison(name, oracle);
        for (String sql : database.getValue()) {
          comparison.compare(sql.strip().replaceAll(";$", ""), catalog);
        }
        total.add(comparison);
      }
      server.execute("DROP DATABASE \"" + name + '"');
    }
    System.out.println(total.summary());
    return total.misses();
  }

  /** SQLite's definition, with names as PostgreSQL takes them that are not quoted. */
  private static String definition(String table) {
    return QUOTED_NAME
        .matcher(table.replaceAll("(?i)\\bdatetime\\b", "timestamp"))
        .replaceAll(
            name ->
                PLAIN_NAME.matcher(name.group(1)).matches()
                    ? '"' + name.group(1).toLowerCase(Locale.ROOT) + '"'
                    : name.group());
  }

  // ---- PostgreSQL's own tests

  @Test
  void namesEveryColumnThatStatementsOfPostgresTestsNeed() throws SQLException, IOException {
    Map<String, List<String>> files = new LinkedHashMap<>();
    for (Map<String, Object> row : rows("pg-regress")) {
      files.computeIfAbsent(text(row, "origin"), origin -> new ArrayList<>()).add(text(row, "sql"));
    }
    List<String> order = new ArrayList<>(files.keySet());
    // the tables that all others share
    order.sort(Comparator.comparing((String origin) -> !origin.endsWith("/test_setup.sql")));
    Understanding understanding = new Understanding();
    Comparison.Total total = new Comparison.Total("pg-regress");
    String url = server.createDatabase("regress");
    for (String origin : order) {
      String schema = origin.endsWith("/test_setup.sql") ? "public" : "own";
      server.executeOn(
          url, "DROP SCHEMA IF EXISTS own CASCADE", "CREATE SCHEMA IF NOT EXISTS " + schema);
      try (Connection connection = connect(url)) {
        total.add(
            runFile(connection, schema, files.getOrDefault(origin, List.of()), understanding));
      }
    }
    System.out.println(total.summary());
    understanding.print();
    assertThat(total.misses()).isEmpty();
    assertThat(total.overNaming()).isLessThan(0.03);
    assertThat(understanding.share()).isGreaterThan(0.8);
  }

  private static Comparison runFile(
      Connection connection, String schema, List<String> statements, Understanding understanding)
      throws SQLException {
    execute(connection, "SET search_path = " + schema + ", public");
    execute(connection, "SET statement_timeout = '5s'");
    execute(connection, "SET client_min_messages = error");
    PrivilegeOracle oracle = new PrivilegeOracle(connection, "reader");
    Comparison comparison = new Comparison(schema, oracle, true);
    @Nullable Catalog catalog = null;
    boolean learnt = false;
    String before = "";
    for (String written : statements) {
      String sql = withoutComments(written);
      if (connection.isClosed()) {
        System.out.println("closed by " + before);
        break;
      }
      before = sql;
      if (catalog == null) {
        catalog = Objects.requireNonNull(CatalogQueries.read(connection, Dialect.POSTGRESQL));
        learnt = false;
      }
      if (JUDGED.matcher(sql).matches()) {
        if (!learnt) {
          oracle.learnTables(
              schema.equals("public") ? List.of("public") : List.of(schema, "public"));
          learnt = true;
        }
        comparison.compare(sql, catalog);
      }
      if (NOT_RUN.matcher(sql).matches() || accepts(connection, sql)) {
        understanding.note(sql, catalog);
        if (!JUDGED.matcher(sql).matches() || sql.toLowerCase(Locale.ROOT).contains("into")) {
          catalog = null;
        }
      }
    }
    return comparison;
  }

  /** How much of what PostgreSQL accepts is understood, and why not. */
  private static final class Understanding {
    private final SqlAnalyzer analyzer = new SqlAnalyzer();
    private final Map<String, Integer> reasons = new TreeMap<>();
    private final List<String> opaque = new ArrayList<>();
    private int accepted;

    void note(String sql, Catalog catalog) {
      accepted++;
      SqlFacts facts = analyzer.analyze(sql, Dialect.POSTGRESQL, catalog);
      if (facts.isOpaque()) {
        String first = facts.operation() + ": " + facts.opaque().get(0).replaceAll(": .*", "");
        reasons.merge(first, 1, Integer::sum);
        opaque.add(facts.opaque() + "\t" + sql.replaceAll("\\s+", " "));
      }
    }

    double share() {
      return (accepted - opaque.size()) / (double) accepted;
    }

    /**
     * Prints the commonest reasons; all statements to the file {@code -Dsluice.opaque=}, if any.
     */
    void print() throws IOException {
      System.out.printf(
          "%-24s %6d statements accepted, %.1f %% understood%n",
          "pg-regress", accepted, 100 * share());
      reasons.entrySet().stream()
          .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
          .limit(25)
          .forEach(entry -> System.out.printf("%6d %s%n", entry.getValue(), entry.getKey()));
      String list = System.getProperty("sluice.opaque", "");
      if (!list.isEmpty()) {
        Files.write(Path.of(list), opaque);
      }
    }
  }

  private static String withoutComments(String sql) {
    String rest = sql;
    String shorter = COMMENT.matcher(rest).replaceFirst("");
    while (!shorter.equals(rest)) {
      rest = shorter;
      shorter = COMMENT.matcher(rest).replaceFirst("");
    }
    return rest.strip();
  }

  private static boolean accepts(Connection connection, String sql) {
    // temporary tables are in no catalog
    String lasting =
        sql.replaceFirst("(?i)\\A(create\\s+)(?:local\\s+|global\\s+)?temp(?:orary)?\\s", "$1");
    try {
      execute(connection, lasting);
      return true;
    } catch (SQLException refused) {
      return false;
    }
  }

  // ---- plumbing

  private static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url + "&preferQueryMode=simple");
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  private static List<Map<String, Object>> rows(String corpus) throws IOException {
    return JsonLines.rows(FOLDER.resolve(corpus + ".jsonl.gz"));
  }

  private static String text(Map<String, Object> row, String name) {
    return String.valueOf(row.getOrDefault(name, ""));
  }

  /** The tables of each database of each group. */
  private static Map<String, Map<String, List<String>>> schemas() throws IOException {
    Map<String, Map<String, List<String>>> groups = new LinkedHashMap<>();
    JsonLines.object(FOLDER.resolve("sqlite-schemas.json.gz"))
        .forEach(
            (group, databases) -> {
              Map<String, List<String>> known = new LinkedHashMap<>();
              ((Map<?, ?>) databases)
                  .forEach(
                      (database, tables) ->
                          known.put(
                              String.valueOf(database),
                              ((List<?>) tables).stream().map(String::valueOf).toList()));
              groups.put(group, known);
            });
    return groups;
  }
}
