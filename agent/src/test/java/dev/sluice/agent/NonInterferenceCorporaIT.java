package dev.sluice.agent;

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
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Judges as {@link NonInterferenceIT} does by statements that are no part of the project: a list of
 * evasions given with {@code -Dsluice.evasions=}, whose tables are in {@code evasions-schema.sql}
 * beside it, and a folder of SQL corpora given with {@code -Dsluice.corpora=}.
 */
class NonInterferenceCorporaIT {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern QUOTED_NAME = Pattern.compile("\"([^\"]*)\"");
  private static final Pattern LITERAL = Pattern.compile("'([A-Za-z0-9 -]{1,20})'");
  private static final int MOST_WORDS = 24;
  private static final int PROTECTED_SHARE = 4;

  @TempDir private static Path directory;

  /** A statement of a corpus, and the columns that it is known to read; null if that is not. */
  private record Row(String database, String sql, Set<String> reads) {}

  @Test
  @EnabledIfSystemProperty(named = "sluice.evasions", matches = ".+")
  void noEvasionOfTheListTells() throws IOException, SQLException {
    Path file = Path.of(System.getProperty("sluice.evasions"));
    List<List<String>> probes = new ArrayList<>();
    for (Map<String, Object> row : rows(Files.newInputStream(file))) {
      if ("postgres".equals(row.get("dialect"))) {
        probes.add(List.of(String.valueOf(row.get("sql"))));
      }
    }
    CorpusTwins twins = new CorpusTwins("evasions");
    twins.makeBase(
        List.of(
            Files.readString(file.resolveSibling("evasions-schema.sql")).split(";\\s*\\R|; ", -1)));
    Set<String> secrets = Set.of("ssn", "salary");
    twins.protect(
        twins.allColumns().stream().filter(column -> secrets.contains(column.column())).toList());
    try (Service bare = Service.start(AgentJvm.bare());
        Service governed = governed(twins.patterns())) {
      Judge judge = new Judge(twins, bare, governed, true);
      judge.judge(probes);

      System.out.println(judge.summary("evasions"));
      assertThat(judge.leaks).isEmpty();
      assertThat(judge.tellApart).isGreaterThan(judge.judged / 4);
    } finally {
      twins.drop();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "sluice.corpora", matches = ".+")
  void noQueryOfModelsTellsAndNoInnocentOneIsRefused() throws IOException, SQLException {
    Path folder = Path.of(System.getProperty("sluice.corpora"));
    Map<String, Map<String, List<String>>> schemas = schemas(folder);
    Map<String, List<Row>> byDatabase = new TreeMap<>();
    for (String corpus :
        List.of(
            "spider-gold.oracle",
            "spider-llm.oracle",
            "bird-minidev-gold-sqlite.oracle",
            "bird-minidev-gold-postgres")) {
      String group = corpus.startsWith("bird") ? "bird" : "spider";
      for (Map<String, Object> row :
          rows(new GZIPInputStream(Files.newInputStream(folder.resolve(corpus + ".jsonl.gz"))))) {
        Row read = row(row);
        byDatabase
            .computeIfAbsent(group + "." + read.database(), key -> new ArrayList<>())
            .add(read);
      }
    }
    Total total = new Total();
    try (Service bare = Service.start(AgentJvm.bare())) {
      for (Map.Entry<String, List<Row>> database : byDatabase.entrySet()) {
        String group = database.getKey().substring(0, database.getKey().indexOf('.'));
        String name = database.getKey().substring(group.length() + 1);
        judge(
            database.getKey().replace('.', '_').toLowerCase(Locale.ROOT),
            schemas.getOrDefault(group, Map.of()).getOrDefault(name, List.of()),
            database.getValue(),
            bare,
            total);
      }
    }
    total.print();
    assertThat(total.leaks).isEmpty();
    assertThat(total.refusedInnocents).isEmpty();
    assertThat(total.tellApart).isGreaterThan(total.judged / 10);
  }

  private static void judge(
      String name, List<String> schema, List<Row> rows, Service bare, Total total)
      throws SQLException, IOException {
    CorpusTwins twins = new CorpusTwins(name.replaceAll("[^a-z0-9_]", "_"));
    List<String> definitions = new ArrayList<>();
    schema.forEach(table -> definitions.add(definition(table)));
    Map<List<String>, Set<String>> reads = new LinkedHashMap<>();
    Set<String> words = new LinkedHashSet<>();
    for (Row row : rows) {
      reads.putIfAbsent(List.of(row.sql().strip().replaceAll(";$", "")), row.reads());
      Matcher literal = LITERAL.matcher(row.sql());
      while (literal.find() && words.size() < MOST_WORDS) {
        words.add(literal.group(1));
      }
    }
    words.add("word");
    try {
      twins.makeBase(definitions);
      twins.fill(List.copyOf(words));
      twins.protect(
          twins.allColumns().stream()
              .filter(
                  column ->
                      PLAIN_NAME.matcher(column.column()).matches()
                          && !column.column().toLowerCase(Locale.ROOT).endsWith("id")
                          && Math.floorMod(column.column().hashCode(), PROTECTED_SHARE) == 0)
              .toList());
      try (Service governed = governed(twins.patterns())) {
        Judge judge = new Judge(twins, bare, governed, true);
        judge.judge(List.copyOf(reads.keySet()));
        total.add(judge, twins.columns(), reads);
      }
    } finally {
      twins.drop();
    }
  }

  /** The sum of all schemas. */
  private static final class Total {
    final List<String> leaks = new ArrayList<>();
    final List<String> refusedInnocents = new ArrayList<>();
    int judged;
    int tellApart;
    int refused;
    int errors;
    int innocents;

    void add(Judge judge, List<CorpusTwins.Column> columns, Map<List<String>, Set<String>> reads) {
      Set<String> secrets = new HashSet<>();
      for (CorpusTwins.Column column : columns) {
        String table = column.table().substring(column.table().indexOf('.') + 1);
        secrets.add((table + "." + column.column()).replace("\"", "").toLowerCase(Locale.ROOT));
      }
      judged += judge.judged;
      tellApart += judge.tellApart;
      refused += judge.refusals.size();
      errors += judge.errors;
      leaks.addAll(judge.leaks);
      reads.forEach(
          (probe, read) -> {
            Set<String> known = new HashSet<>(read);
            if (known.isEmpty() || known.removeAll(secrets)) {
              return;
            }
            innocents++;
            int index = judge.refusedProbes.indexOf(probe);
            if (index >= 0) {
              refusedInnocents.add(judge.refusals.get(index));
            }
          });
    }

    void print() {
      System.out.printf(
          "corpora: %d statements; %d tell the two databases apart without the agent, %d with it;"
              + " %d refused (%.1f %%), %d failed in the database; %d touch no protected column, of"
              + " which %d were refused%n",
          judged,
          tellApart,
          leaks.size(),
          refused,
          100.0 * refused / Math.max(1, judged),
          errors,
          innocents,
          refusedInnocents.size());
    }
  }

  private static Service governed(List<String> patterns) throws IOException {
    StringBuilder policy =
        new StringBuilder("sluice: policy/v1\nname: non-interference\ntags:\n  secret:\n");
    policy.append("    - \"none.none.none.none\"\n");
    patterns.forEach(pattern -> policy.append("    - \"").append(pattern).append("\"\n"));
    policy.append("masks:\n  - {id: hide-secret, tags: [secret], with: redact, inference: deny}\n");
    Path file = Files.writeString(directory.resolve("policy.yaml"), policy);
    return Service.start(AgentJvm.governed().property("sluice.policy", file.toString()));
  }

  /** SQLite's definition, with names as PostgreSQL takes them that are not quoted. */
  private static String definition(String table) {
    return QUOTED_NAME
        .matcher(table.replaceAll("(?i)\\bdatetime\\b", "timestamp"))
        .replaceAll(
            name ->
                PLAIN_NAME.matcher(name.group(1)).matches()
                    ? '"' + name.group(1).toLowerCase(Locale.ROOT) + '"'
                    : Matcher.quoteReplacement(name.group()));
  }

  private static Row row(Map<String, Object> row) {
    Set<String> reads = new HashSet<>();
    if (row.get("reads") instanceof List<?> all) {
      for (Object read : all) {
        List<?> names = (List<?>) read;
        reads.add((names.get(0) + "." + names.get(1)).toLowerCase(Locale.ROOT));
      }
    }
    return new Row(String.valueOf(row.get("db")), String.valueOf(row.get("sql")), reads);
  }

  private static List<Map<String, Object>> rows(InputStream stream) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
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

  private static Map<String, Map<String, List<String>>> schemas(Path folder) throws IOException {
    Map<String, Map<String, List<String>>> groups = new LinkedHashMap<>();
    try (InputStream in =
            new GZIPInputStream(Files.newInputStream(folder.resolve("sqlite-schemas.json.gz")));
        JsonParser parser = JSON.createParser(in)) {
      parser.nextToken();
      object(parser)
          .forEach(
              (group, databases) -> {
                Map<String, List<String>> schemas = new LinkedHashMap<>();
                ((Map<?, ?>) databases)
                    .forEach(
                        (name, tables) -> {
                          List<String> definitions = new ArrayList<>();
                          ((List<?>) tables).forEach(table -> definitions.add(table.toString()));
                          schemas.put(name.toString(), definitions);
                        });
                groups.put(group, schemas);
              });
    }
    return groups;
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
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
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return String.valueOf(parser.getText());
    }
    List<Object> array = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser));
    }
    return array;
  }
}
