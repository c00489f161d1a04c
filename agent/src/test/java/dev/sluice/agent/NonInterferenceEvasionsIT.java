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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Judges as {@link NonInterferenceIT} does by a list of evasions that is no part of the project,
 * given with {@code -Dsluice.evasions=}; its tables are in {@code evasions-schema.sql} beside it.
 */
class NonInterferenceEvasionsIT {
  private static final JsonFactory JSON = new JsonFactory();

  @TempDir private static Path directory;

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

  private static Service governed(List<String> patterns) throws IOException {
    StringBuilder policy =
        new StringBuilder("sluice: policy/v1\nname: non-interference\ntags:\n  secret:\n");
    policy.append("    - \"none.none.none.none\"\n");
    patterns.forEach(pattern -> policy.append("    - \"").append(pattern).append("\"\n"));
    policy.append("masks:\n  - {id: hide-secret, tags: [secret], with: redact, inference: deny}\n");
    Path file = Files.writeString(directory.resolve("policy.yaml"), policy);
    return Service.start(AgentJvm.governed().property("sluice.policy", file.toString()));
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
