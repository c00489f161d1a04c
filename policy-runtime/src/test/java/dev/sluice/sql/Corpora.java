package dev.sluice.sql;

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
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A folder of SQL corpora that is no part of the project. */
final class Corpora {
  private static final JsonFactory JSON = new JsonFactory();

  /** Two collections may have different databases of the same name. */
  private static final String COLLECTION = "collection";

  private final Path folder;
  private final Map<String, Object> schemas;
  private final Map<String, TableCatalog> catalogs = new HashMap<>();

  private Corpora(Path folder) throws IOException {
    this.folder = folder;
    this.schemas = readSchemas(folder);
  }

  /** The folder that {@code -Dsluice.corpora=} names. */
  static Corpora given() throws IOException {
    return new Corpora(Path.of(System.getProperty("sluice.corpora")));
  }

  static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  static String text(@Nullable Object value) {
    return String.valueOf(value);
  }

  /** The dialect of ours that fits the statement. */
  Dialect dialect(Map<String, Object> row) {
    return switch (text(row.get("dialect"))) {
      case "postgres" -> Dialect.POSTGRESQL;
      case "mysql" -> Dialect.MYSQL;
      case "sqlite" -> quotesName(row) ? Dialect.ANSI : Dialect.MYSQL;
      default -> Dialect.ANSI;
    };
  }

  /** SQLite takes a text in double quotes for a name if there is one such, else for a string. */
  private boolean quotesName(Map<String, Object> row) {
    String sql = lower(text(row.get("sql")));
    if (sql.indexOf('"') < 0) {
      return false;
    }
    for (Catalog.Relation relation : schema(row).relations()) {
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

  List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jsonl.gz")).sorted().toList();
    }
  }

  private static InputStream open(Path file) throws IOException {
    return new GZIPInputStream(Files.newInputStream(file));
  }

  static List<Map<String, Object>> rows(Path file) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
      String line;
      while ((line = reader.readLine()) != null) {
        try (JsonParser parser = JSON.createParser(line)) {
          parser.nextToken();
          Map<String, Object> row = object(parser);
          row.put(COLLECTION, file.getFileName().toString().split("-", 2)[0]);
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private static Map<String, Object> readSchemas(Path folder) throws IOException {
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

  /** The tables of a statement's database, as far as the corpora tell them. */
  Catalog catalog(Map<String, Object> row) {
    return "sqlite".equals(row.get("dialect")) ? schema(row) : Catalog.EMPTY;
  }

  TableCatalog schema(Map<String, Object> row) {
    String collection = text(row.get(COLLECTION));
    String database = text(row.get("db"));
    return catalogs.computeIfAbsent(
        collection + "." + database, name -> readSchema(name, collection, database));
  }

  private TableCatalog readSchema(String name, String collection, String database) {
    StringBuilder text = new StringBuilder();
    if (schemas.get(collection) instanceof Map<?, ?> databases
        && databases.get(database) instanceof List<?> definitions) {
      definitions.forEach(definition -> text.append(definition).append(";\n"));
    }
    try {
      // SQLite takes backticks too
      return SchemaText.read(
          name, text.toString().replace('`', '"'), Dialect.ANSI, List.of("main"));
    } catch (SchemaException problem) {
      throw new IllegalStateException(problem);
    }
  }
}
