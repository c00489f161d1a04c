package dev.sluice.benchmarks.coverage;

import dev.sluice.benchmarks.TextTable;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.TableCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Prints how much of each file of a folder of SQL corpora is fully understood, of the statements
 * that the database itself accepts. Starts an embedded PostgreSQL and an embedded MariaDB for that,
 * gives them the schemas that the statements speak of, and reads the catalog as the agent does.
 */
public final class Coverage {
  static final String USAGE =
      """
      Usage: coverage --corpora DIR [--reasons N] [--show CORPUS]
        --corpora DIR   a folder of gzipped JSON lines, with schemas beside them
        --reasons N     so many reasons for each corpus, commonest first; 3 unless told
        --show CORPUS   only this corpus, and every statement of it that is not understood
      """;

  private static final String SUFFIX = ".jsonl.gz";

  private final Path folder;
  private final PostgresGround postgres;
  private final MariaDbGround mariaDb;
  private final SqliteSchemas sqlite;
  private final Map<String, Ground> databases = new LinkedHashMap<>();

  /** A database with a schema in it, and what the agent would know of that. */
  private record Ground(Connection connection, Catalog catalog) {}

  private Coverage(Path folder, PostgresGround postgres, MariaDbGround mariaDb) throws IOException {
    this.folder = folder;
    this.postgres = postgres;
    this.mariaDb = mariaDb;
    this.sqlite = SqliteSchemas.read(folder.resolve("sqlite-schemas.json.gz"));
  }

  /** Runs the program. */
  public static void main(String... arguments) throws IOException, SQLException {
    CoverageOptions options;
    try {
      options = CoverageOptions.of(arguments);
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.err.print(USAGE);
      System.exit(2);
      return;
    }
    try (PostgresGround postgres = new PostgresGround();
        MariaDbGround mariaDb = new MariaDbGround()) {
      new Coverage(options.corpora(), postgres, mariaDb).run(options);
    }
  }

  private void run(CoverageOptions options) throws IOException, SQLException {
    TextTable table = new TextTable("corpus", "statements", "accepted", "understood", "%");
    StringBuilder reasons = new StringBuilder();
    for (Path file : files()) {
      String name = file.getFileName().toString().replace(SUFFIX, "");
      if (options.show() != null && !name.equals(options.show())) {
        continue;
      }
      Tally tally = new Tally();
      jury(name).judge(CorpusStatement.read(file), tally);
      table.add(
          List.of(
              name,
              Integer.toString(tally.statements()),
              Integer.toString(tally.accepted()),
              Integer.toString(tally.understood()),
              percent(tally.understood(), tally.accepted())));
      for (Map.Entry<String, Integer> reason : tally.commonestReasons(options.reasons())) {
        reasons.append(String.format("%s: %d %s%n", name, reason.getValue(), reason.getKey()));
      }
      if (options.show() != null) {
        tally.misses().forEach(miss -> System.out.println(miss.reasons() + "\n  " + oneLine(miss)));
      }
    }
    System.out.print(table.render());
    System.out.print(reasons);
  }

  private static String oneLine(Tally.Miss miss) {
    return miss.sql().replace("\n", "\\n");
  }

  private static String percent(int part, int whole) {
    return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f", 100.0 * part / whole);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  private Jury jury(String corpus) {
    if (corpus.endsWith(".oracle")) {
      return this::judgeBySchemaText;
    }
    if (corpus.startsWith("pg-regress")) {
      return new RegressionRun(postgres);
    }
    boolean hasSchemas =
        Stream.of("spider", "bird", "defog", "tpch", "tpcds").anyMatch(corpus::startsWith);
    if (corpus.endsWith("-mysql")) {
      return hasSchemas
          ? this::judgeByMariaDb
          : (statements, tally) -> judgeByMariaDbGrammar(corpus, statements, tally);
    }
    return hasSchemas
        ? (statements, tally) -> judgeByPostgres(corpus, statements, tally)
        : this::judgeByPostgresGrammar;
  }

  // ---- with schemas

  /** What SQLite accepts was recorded with the reads. */
  private void judgeBySchemaText(List<CorpusStatement> statements, Tally tally) {
    for (CorpusStatement statement : statements) {
      TableCatalog catalog = sqlite.catalog(statement.db());
      tally.add(statement, !statement.failed(), sqlite.dialect(statement), catalog);
    }
  }

  private void judgeByPostgres(String corpus, List<CorpusStatement> statements, Tally tally)
      throws SQLException, IOException {
    for (CorpusStatement statement : statements) {
      String key = statement.db().isEmpty() ? corpus : statement.db();
      Ground ground = postgresDatabase(key, statement);
      boolean accepted = PostgresGround.prepare(ground.connection(), statement.sql()) == null;
      tally.add(statement, accepted, Dialect.POSTGRESQL, ground.catalog());
    }
  }

  private void judgeByMariaDb(List<CorpusStatement> statements, Tally tally)
      throws SQLException, IOException {
    for (CorpusStatement statement : statements) {
      String key = "mysql " + statement.db();
      Ground ground = databases.get(key);
      if (ground == null) {
        Ground like = postgresDatabase(statement.db(), statement);
        Connection connection = mariaDb.createLike(statement.db(), like.connection());
        ground = new Ground(connection, MariaDbGround.catalog(connection));
        databases.put(key, ground);
      }
      boolean accepted = MariaDbGround.prepare(ground.connection(), statement.sql()) == null;
      tally.add(statement, accepted, Dialect.MARIADB, ground.catalog());
    }
  }

  private Ground postgresDatabase(String name, CorpusStatement first)
      throws SQLException, IOException {
    Ground known = databases.get(name);
    if (known != null) {
      return known;
    }
    Connection connection = postgres.create("db " + name, script(name, first));
    if (first.origin().startsWith("defog")) {
      new SchemaInference(connection).infer(statementsOn(first));
    }
    Ground ground = new Ground(connection, PostgresGround.catalog(connection));
    databases.put(name, ground);
    return ground;
  }

  private List<String> statementsOn(CorpusStatement like) throws IOException {
    List<String> statements = new ArrayList<>();
    for (CorpusStatement other : CorpusStatement.read(folder.resolve("defog-postgres" + SUFFIX))) {
      if (other.db().equals(like.db())) {
        statements.add(other.sql());
      }
    }
    return statements;
  }

  private List<String> script(String name, CorpusStatement first) throws IOException {
    if (first.origin().startsWith("bird")) {
      String text = Files.readString(folder.resolve("bird-schemas").resolve(name + ".sql"));
      return split(text.replace(" datetime", " timestamp"));
    }
    if (name.startsWith("tpch")) {
      return split(resource("tpch.sql"));
    }
    if (name.startsWith("tpcds")) {
      return split(resource("tpcds.sql"));
    }
    return sqlite.folded(name);
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream = Coverage.class.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Statements of a schema, which hold a semicolon at the end of a line only where they end. */
  private static List<String> split(String script) {
    return Stream.of(script.split(";\\s*\\n", -1)).filter(part -> !part.isBlank()).toList();
  }

  // ---- by grammar alone: no schema is known, of the server's own neither

  private void judgeByPostgresGrammar(List<CorpusStatement> statements, Tally tally)
      throws SQLException {
    try (Connection connection = postgres.open(postgres.url())) {
      for (CorpusStatement statement : statements) {
        boolean accepted = PostgresGround.isInGrammar(connection, statement.sql());
        tally.add(statement, accepted, Dialect.POSTGRESQL, Catalog.EMPTY);
      }
    }
  }

  private void judgeByMariaDbGrammar(String corpus, List<CorpusStatement> statements, Tally tally)
      throws SQLException {
    try (Connection connection = mariaDb.open(corpus)) {
      for (CorpusStatement statement : statements) {
        boolean accepted = MariaDbGround.isInGrammar(connection, statement.sql());
        tally.add(statement, accepted, Dialect.MARIADB, Catalog.EMPTY);
      }
    }
  }
}
