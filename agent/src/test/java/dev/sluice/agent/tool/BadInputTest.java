package dev.sluice.agent.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a command that reads policies is given, it says what is wrong, and never how it fell.
 */
class BadInputTest {
  private static final String POLICY = "sluice: policy/v1\nname: shop\n";
  private static final Map<String, byte[]> FILES =
      Map.of(
          "empty.yaml", new byte[0],
          "binary.yaml", new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1},
          "control.yaml", "sluice: \"\\0\"\n".getBytes(UTF_8),
          "list.yaml", "[1, 2]\n".getBytes(UTF_8),
          "number.yaml", "7".getBytes(UTF_8),
          "no.yaml", "a: b: c\n".getBytes(UTF_8),
          "deep.yaml", ("a: " + "[".repeat(9_000)).getBytes(UTF_8),
          "keys.yaml", "sluice: policy/v1\nname: {a: b}\nmasks: 3\n".getBytes(UTF_8),
          "port.yaml",
              (POLICY + "environments: {e: {datasources: ['h:99999999999/d']}}\n").getBytes(UTF_8),
          "bundle.json", "{\"policies\":[],\"sluice\":\"policy-bundle/v1\"}".getBytes(UTF_8));

  @TempDir private Path directory;

  @TestFactory
  Stream<DynamicTest> badInputIsToldWithoutAStackTrace() throws IOException {
    String good = write("good.yaml", POLICY.getBytes(UTF_8));
    String schema = write("schema.sql", "create table t (id int)".getBytes(UTF_8));
    List<String> files = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : FILES.entrySet()) {
      files.add(write(file.getKey(), file.getValue()));
    }
    files.add(directory.resolve("missing.yaml").toString());
    files.add(directory.toString());
    String out = directory.resolve("out.json").toString();
    return files.stream()
        .flatMap(
            bad ->
                Stream.of(
                    List.of("policy", "lint", bad),
                    List.of("policy", "lint", "--json", bad),
                    List.of("policy", "lint", "--layers", good, bad),
                    List.of("policy", "build", bad, "-o", out),
                    List.of("policy", "build", good, "--tests", bad, "-o", out),
                    List.of("policy", "explain", bad, "--sql", "select 1"),
                    List.of("policy", "explain", good, bad, "--sql", "select 1"),
                    List.of("policy", "explain", bad, "--env", "e", "--sql", "select 1"),
                    List.of("policy", "test", bad),
                    List.of("policy", "test", bad, "--policy", good),
                    List.of("policy", "diff", good, bad),
                    List.of("policy", "diff", bad, good),
                    List.of("policy", "diff", good, good, "--tests", bad),
                    List.of("tags", "--policy", bad, "--schema", schema)))
        .map(
            arguments ->
                DynamicTest.dynamicTest(String.join(" ", arguments), () -> check(arguments)));
  }

  private String write(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes).toString();
  }

  private void check(List<String> arguments) {
    Run run = Run.of(arguments.toArray(String[]::new));

    assertThat(run.exitCode()).as(run.err()).isIn(1, 2);
    assertThat(run.err() + run.out()).isNotBlank().doesNotContain("\tat ", "A bug in Sluice");
    assertThat(directory.resolve("out.json")).doesNotExist();
  }
}
