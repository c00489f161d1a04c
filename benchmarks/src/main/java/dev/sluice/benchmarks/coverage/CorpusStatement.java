package dev.sluice.benchmarks.coverage;

import dev.sluice.testing.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A line of a corpus.
 *
 * @param dialect as the corpus calls it
 * @param origin where the statement is from; empty if that is not told
 * @param db the name of the schema that it speaks of; empty if that is not told
 * @param failed whether the corpus tells that the database refused it
 */
record CorpusStatement(String dialect, String sql, String origin, String db, boolean failed) {
  /** Reads a file of gzipped JSON lines. */
  static List<CorpusStatement> read(Path file) throws IOException {
    return JsonLines.rows(file).stream().map(CorpusStatement::of).toList();
  }

  private static CorpusStatement of(Map<String, Object> row) {
    return new CorpusStatement(
        text(row, "dialect"),
        text(row, "sql"),
        text(row, "origin"),
        text(row, "db"),
        !text(row, "error").isEmpty() && !text(row, "error").equals("null"));
  }

  private static String text(Map<String, Object> row, String name) {
    return String.valueOf(row.getOrDefault(name, ""));
  }
}
