package dev.sluice.benchmarks.coverage;

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
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A line of a corpus.
 *
 * @param dialect as the corpus calls it
 * @param origin where the statement is from; empty if that is not told
 * @param db the name of the schema that it speaks of; empty if that is not told
 * @param failed whether the corpus tells that the database refused it
 */
record CorpusStatement(String dialect, String sql, String origin, String db, boolean failed) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Reads a file of gzipped JSON lines. */
  static List<CorpusStatement> read(Path file) throws IOException {
    List<CorpusStatement> statements = new ArrayList<>();
    try (InputStream zipped = Files.newInputStream(file);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(zipped), StandardCharsets.UTF_8))) {
      String line;
      while ((line = reader.readLine()) != null) {
        statements.add(parse(line));
      }
    }
    return statements;
  }

  private static CorpusStatement parse(String line) throws IOException {
    String dialect = "";
    String sql = "";
    String origin = "";
    String db = "";
    boolean failed = false;
    try (JsonParser parser = JSON.createParser(line)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "dialect" -> dialect = parser.getText();
          case "sql" -> sql = parser.getText();
          case "origin" -> origin = parser.getText();
          case "db" -> db = parser.getText();
          case "error" -> failed = parser.currentToken() != JsonToken.VALUE_NULL;
          default -> parser.skipChildren();
        }
      }
    }
    return new CorpusStatement(dialect, sql, origin, db, failed);
  }
}
