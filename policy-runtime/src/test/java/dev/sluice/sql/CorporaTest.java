package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Runs over a folder of SQL corpora, given with {@code -Dsluice.corpora=}, that is no part of the
 * project: prints how much of each is understood, and compares with the reads that a database
 * reported where a corpus tells them.
 */
@EnabledIfSystemProperty(named = "sluice.corpora", matches = ".+")
class CorporaTest {
  private static final JsonFactory JSON = new JsonFactory();

  private final Path folder = Path.of(System.getProperty("sluice.corpora"));
  private final SqlAnalyzer analyzer = new SqlAnalyzer(100);
  private final Map<String, Catalog> catalogs = new HashMap<>();

  @Test
  void missesNoReadThatTheDatabaseReported() throws IOException {
    Set<String> missed = new TreeSet<>();
    Map<String, Object> schemas = schemas();
    for (Path file : files()) {
      int understood = 0;
      List<Map<String, Object>> rows = rows(file);
      for (Map<String, Object> row : rows) {
        String sql = text(row.get("sql"));
        SqlFacts facts = analyzer.analyze(sql, dialect(row, schemas), catalog(row, schemas));
        if (!facts.isOpaque()) {
          understood++;
          missed.addAll(missedReads(row, facts));
        }
      }
      System.out.printf(
          "%-45s %6d statements, %5.1f %% understood%n",
          file.getFileName(), rows.size(), 100.0 * understood / rows.size());
    }
    assertThat(missed).isEmpty();
  }

  private static Set<String> missedReads(Map<String, Object> row, SqlFacts facts) {
    Set<String> missed = new TreeSet<>();
    if (row.get("reads") instanceof List<?> reads) {
      Set<String> found = new TreeSet<>();
      facts.tablesRead().forEach(table -> found.add(lower(table.name() + ".")));
      facts
          .columnsRead()
          .forEach(column -> found.add(lower(column.table().name() + "." + column.column())));
      for (Object read : reads) {
        List<?> pair = (List<?>) read;
        String name = lower(pair.get(0) + "." + pair.get(1));
        if (!found.contains(name)) {
          missed.add(name + " in " + row.get("sql"));
        }
      }
    }
    return missed;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String text(@Nullable Object value) {
    return String.valueOf(value);
  }

  private static Dialect dialect(Map<String, Object> row, Map<String, Object> schemas) {
    return switch (text(row.get("dialect"))) {
      case "postgres" -> Dialect.POSTGRESQL;
      case "mysql" -> Dialect.MYSQL;
      case "sqlite" -> quotesName(row, schemas) ? Dialect.ANSI : Dialect.MYSQL;
      default -> Dialect.ANSI;
    };
  }

  /** SQLite takes a text in double quotes for a name if there is one such, else for a string. */
  private static boolean quotesName(Map<String, Object> row, Map<String, Object> schemas) {
    String sql = lower(text(row.get("sql")));
    if (sql.indexOf('"') < 0) {
      return false;
    }
    for (Catalog.Relation relation : relations(text(row.get("db")), schemas)) {
      if (sql.contains('"' + lower(relation.name().name()) + '"')) {
        return true;
      }
      for (String column : relation.columns()) {
        if (sql.contains('"' + lower(column) + '"')) {
          return true;
        }
      }
    }
    return false;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jsonl.gz")).sorted().toList();
    }
  }

  private static InputStream open(Path file) throws IOException {
    return new GZIPInputStream(Files.newInputStream(file));
  }

  private static List<Map<String, Object>> rows(Path file) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
      String line;
      while ((line = reader.readLine()) != null) {
        try (JsonParser parser = JSON.createParser(line)) {
          parser.nextToken();
          rows.add(object(parser));
        }
      }
    }
    return rows;
  }

  private Map<String, Object> schemas() throws IOException {
    try (JsonParser parser = JSON.createParser(open(folder.resolve("sqlite-schemas.json.gz")))) {
      parser.nextToken();
      return object(parser);
    }
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> object = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      object.put(name, value(parser));
    }
    return object;
  }

  private static Object value(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return object(parser);
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      List<Object> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(value(parser));
      }
      return list;
    }
    return parser.getText();
  }

  // ---- schemas

  private Catalog catalog(Map<String, Object> row, Map<String, Object> schemas) {
    if (!"sqlite".equals(row.get("dialect"))) {
      return Catalog.EMPTY;
    }
    return catalogs.computeIfAbsent(text(row.get("db")), name -> catalog(name, schemas));
  }

  private static Catalog catalog(String name, Map<String, Object> schemas) {
    return new TableCatalog(Dialect.ANSI, List.of("main"), relations(name, schemas));
  }

  private static List<Catalog.Relation> relations(String name, Map<String, Object> schemas) {
    List<Catalog.Relation> relations = new ArrayList<>();
    for (Object group : schemas.values()) {
      if (((Map<?, ?>) group).get(name) instanceof List<?> definitions) {
        definitions.forEach(definition -> relations.add(relation(text(definition))));
      }
    }
    return relations;
  }

  /** Reads CREATE TABLE as far as its columns' names: the first name behind each outer comma. */
  private static Catalog.Relation relation(String definition) {
    // double quotes and backslashes of names are those of this dialect
    Tokens tokens = Lexer.read(definition.replace('`', '"'), Dialect.POSTGRESQL);
    int open = 0;
    while (!tokens.isSymbol(open, '(')) {
      open++;
    }
    List<String> columns = new ArrayList<>();
    int depth = 1;
    boolean first = true;
    for (int i = open + 1; depth > 0 && i < tokens.size(); i++) {
      depth += tokens.isSymbol(i, '(') ? 1 : tokens.isSymbol(i, ')') ? -1 : 0;
      if (first && !tokens.isAnyWord(i, "PRIMARY", "FOREIGN", "UNIQUE", "CONSTRAINT", "CHECK")) {
        columns.add(name(tokens, i));
      }
      first = depth == 1 && tokens.isSymbol(i, ',');
    }
    return new Catalog.Relation(
        new TableName("main", name(tokens, open - 1)), Catalog.Kind.TABLE, columns, null);
  }

  private static String name(Tokens tokens, int index) {
    String text = tokens.text(index);
    return tokens.kind(index) == Tokens.QUOTED ? text.substring(1, text.length() - 1) : text;
  }
}
