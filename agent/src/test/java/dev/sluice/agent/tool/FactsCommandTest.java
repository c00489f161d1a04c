package dev.sluice.agent.tool;

import static dev.sluice.agent.tool.Run.assertUsageError;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactsCommandTest {
  private static final Pattern FINGERPRINT = Pattern.compile("\"fingerprint\": \"[0-9a-f]{16}\"");

  @TempDir private Path directory;

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  @Test
  void theReadmeShowsWhatIsPrinted() throws IOException {
    Matcher example =
        Pattern.compile("```\n\\$ \\./sluice facts \"([^\"]+)\"\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("..", "README.md")));

    assertThat(example.find()).isTrue();
    Run run = Run.of("facts", example.group(1));
    assertThat(run.exitCode()).isZero();
    assertThat(anyFingerprint(run.out())).isEqualTo(anyFingerprint(example.group(2)));
  }

  private static String anyFingerprint(String json) {
    assertThat(json).containsPattern(FINGERPRINT);
    return FINGERPRINT.matcher(json).replaceAll("");
  }

  @Test
  void readsTheTablesFromAFile() throws IOException {
    String schema = file("s.sql", "create table t (id int, secret text);");

    Run run = Run.of("facts", "--schema", schema, "--search-path", "app,public", "select * from T");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("\"understood\": true", "\"read\": [ \"app.t.id\", \"app.t.secret\" ]");
  }

  @Test
  void readsTheTextFromAFileInTheDialectThatIsAskedFor() throws IOException {
    String text = file("q.sql", "select `a b` from `t` # é\n");

    assertThat(Run.of("facts", "--dialect", "MariaDB", "--file", text).out())
        .contains("\"dialect\": \"mariadb\"", "\"understood\": true", "t.a b");
    assertThat(Run.of("facts", "--file", text).out())
        .contains("\"dialect\": \"postgresql\"", "\"understood\": false", "a backtick");
  }

  @Test
  void saysByItsExitCodeThatATextIsOpaqueIfAsked() {
    assertThat(Run.of("facts", "select * from t").exitCode()).isZero();
    assertThat(Run.of("facts", "--fail-if-opaque", "select a from t").exitCode()).isZero();
    Run opaque = Run.of("facts", "--fail-if-opaque", "select * from t");
    assertThat(opaque.exitCode()).isEqualTo(1);
    assertThat(opaque.out()).contains("\"understood\": false");
  }

  @Test
  void namesWhatIsWrongAndTheMend() throws IOException {
    String schema = file("s.sql", "create table t (id int);\n\ncreate table u as select 1;");
    String latin = directory.resolve("latin.sql").toString();
    Files.write(Path.of(latin), new byte[] {'s', (byte) 0xE9});

    assertUsageError("give one text", "facts");
    assertUsageError("give one text", "facts", "--file", "x", "select 1");
    assertUsageError("there is no file nowhere.sql: give", "facts", "--file", "nowhere.sql");
    assertUsageError("cannot read " + directory, "facts", "--file", directory.toString());
    assertUsageError(
        latin + ":1:2: from here on it is not UTF-8: convert the file", "facts", "--file", latin);
    assertUsageError("give both, or neither", "facts", "--search-path", "a", "select 1");
    assertUsageError("'db2' is not a dialect: use", "facts", "--dialect", "db2", "select 1");
    assertUsageError("--fail", "facts", "--fail", "select 1");
    assertUsageError(schema + ":3:16: the columns of public.u", "facts", "--schema", schema, "x");
  }

  @Test
  void itsHelpListsItsExitCodes() {
    assertThat(Run.of("facts", "--help").out())
        .contains("Exit codes:", "  0 ", "  1 ", "  2 ", "--fail-if-opaque");
  }
}
