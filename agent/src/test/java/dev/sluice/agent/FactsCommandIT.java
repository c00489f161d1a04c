package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.testing.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code facts} of the packaged jar. */
class FactsCommandIT {
  @TempDir private Path directory;

  @Test
  void printsFactsAsJsonAndNothingElse() throws IOException {
    Path schema =
        Files.writeString(
            directory.resolve("schema.sql"),
            """
            create table staff (id int, name text, ssn text);
            create view people as select id, name, ssn as number from staff;
            """);

    ForkedJvm jvm =
        run(0, "facts", "--schema", schema.toString(), "select upper(number), name from people p");

    String json = String.join("\n", jvm.out());
    assertThat(jvm.err()).isEmpty();
    assertThat(keys(json)).startsWith("dialect", "understood", "opaque", "statements");
    assertThat(json)
        .contains(
            "\"understood\": true",
            "\"read\": [ \"public.staff.name\", \"public.staff.ssn\" ]",
            "\"lineage\": \"derived\",\n    \"sources\": [ \"public.staff.ssn\" ]",
            "\"lineage\": \"direct\",\n    \"sources\": [ \"public.staff.name\" ]");
  }

  @Test
  void aWrongSchemaIsNamedWithoutAStackTrace() throws IOException {
    Path schema =
        Files.writeString(directory.resolve("schema.sql"), "create table t\n  as select 1");

    ForkedJvm jvm = run(2, "facts", "--schema", schema.toString(), "select 1");

    assertThat(jvm.out()).isEmpty();
    assertThat(jvm.err()).hasSize(3).endsWith("    as select 1", "    ^");
    assertThat(jvm.err().get(0))
        .startsWith(schema + ":2:3: the columns of public.t are not in the text");
  }

  @Test
  void anOpaqueTextCanFail() {
    assertThat(run(1, "facts", "--fail-if-opaque", "select * from t").out())
        .contains("  \"understood\": false,");
  }

  private static List<String> keys(String json) throws IOException {
    List<String> keys = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME) {
          keys.add(parser.currentName());
        }
      }
    }
    return keys;
  }

  private static ForkedJvm run(int exitCode, String... arguments) {
    try (ForkedJvm jvm = AgentJvm.bare().jar(AgentJvm.jar()).arguments(arguments).start()) {
      assertThat(jvm.await(Duration.ofSeconds(30))).as(jvm.toString()).isEqualTo(exitCode);
      return jvm;
    }
  }
}
