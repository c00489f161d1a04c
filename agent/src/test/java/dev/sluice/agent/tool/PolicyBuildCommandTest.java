package dev.sluice.agent.tool;

import static dev.sluice.agent.tool.Run.assertUsageError;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.PolicyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyBuildCommandTest {
  private static final String POLICY = "name: shop\nsluice: policy/v1 # first\n";

  private static final String CASES =
      """
      sluice: policy-tests/v1
      schema: sql/shop.sql
      cases:
        - name: a read
          given: {caller: {kind: service, service: web}, db: shop, sql: select id from t}
          expect: {decision: %s}
      """;

  @TempDir private Path directory;

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  @Test
  void writesTheBytesThatAreSigned() throws Exception {
    String policy = file("shop.yaml", POLICY);
    Path out = directory.resolve("shop.json");

    Run run = Run.of("policy", "build", policy, "-o", out.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).matches("\\Q" + out + "\\E: shop, 79 bytes, sha256 [0-9a-f]{64}\n");
    byte[] bytes = Files.readAllBytes(out);
    assertThat(new String(bytes, UTF_8))
        .isEqualTo(
            "{\"policies\":[{\"name\":\"shop\",\"sluice\":\"policy/v1\"}],"
                + "\"sluice\":\"policy-bundle/v1\"}");
    assertThat(PolicyBundle.read("b", bytes).name()).isEqualTo("shop");
    assertThat(Run.of("policy", "lint", out.toString()).exitCode()).isZero();
    assertThat(Run.of("policy", "build", policy, "-o", "-").out().getBytes(UTF_8)).isEqualTo(bytes);
  }

  @Test
  void putsTestsInWithTheirTables() throws Exception {
    Files.createDirectory(directory.resolve("sql"));
    file("sql/shop.sql", "create table t (id int);");
    String tests = file("t.yaml", CASES.formatted("allow"));
    Path out = directory.resolve("shop.json");

    Run run =
        Run.of(
            "policy",
            "build",
            file("shop.yaml", POLICY),
            "--tests",
            tests,
            "--json",
            "-o",
            out.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("\"policy\": \"shop\"", "\"tests\": 1", "\"sha256\": \"");
    assertThat(Files.readString(out)).contains("\"schema_text\":\"create table t (id int);\"");
  }

  @Test
  void writesNothingIfTestsAreWrong() throws IOException {
    Files.createDirectory(directory.resolve("sql"));
    file("sql/shop.sql", "create table t (id int);");
    String tests = file("t.yaml", CASES.formatted("alow"));
    Path out = directory.resolve("shop.json");

    Run run =
        Run.of(
            "policy", "build", file("shop.yaml", POLICY), "--tests", tests, "-o", out.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith(tests + ":6:24: `alow` is no value of `decision`: did you mean `allow`?");
    assertThat(out).doesNotExist();
  }

  @Test
  void writesNothingIfAnythingIsWrong() throws IOException {
    String policy = file("shop.yaml", POLICY + "mode: off\n");
    Path out = directory.resolve("shop.json");

    Run run = Run.of("policy", "build", policy, "-o", out.toString());
    Run asJson = Run.of("policy", "build", policy, "--json", "-o", out.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith(policy + ":3:7: `off` is no value")
        .endsWith("  mode: off\n        ^\n");
    assertThat(asJson.exitCode()).isEqualTo(1);
    assertThat(asJson.out()).contains("\"line\": 3", "\"text\": \"mode: off\"");
    assertThat(out).doesNotExist();
  }

  @Test
  void writesThroughALink() throws IOException {
    String policy = file("policy.yaml", POLICY);
    Path written = Path.of(file("written.json", "before"));
    Path link = Files.createSymbolicLink(directory.resolve("link.json"), written);

    assertThat(Run.of("policy", "build", policy, "-o", link.toString()).exitCode()).isZero();
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.readString(written)).startsWith("{\"policies\"");
  }

  @Test
  void namesWhatIsWrongWithItsUse() throws IOException {
    String policy = file("shop.yaml", POLICY);
    String out = directory.resolve("out.json").toString();
    String tests = file("t.yaml", "sluice: policy-tests/v1\nschema: none.sql\ncases: []\n");

    assertUsageError("--out", "policy", "build", policy);
    assertUsageError("there is no file nowhere.yaml", "policy", "build", "nowhere.yaml", "-o", out);
    assertUsageError(
        "cannot write " + directory, "policy", "build", policy, "-o", directory.toString());
    Path folder = directory.resolve("folder");
    assertUsageError(
        "there is no folder " + folder + ": make it first",
        "policy",
        "build",
        policy,
        "-o",
        folder.resolve("bundle.json").toString());
    try (Stream<Path> left = Files.list(Objects.requireNonNull(directory.getParent()))) {
      assertThat(left).noneMatch(path -> String.valueOf(path.getFileName()).endsWith(".tmp"));
    }
    assertUsageError(
        "there is no file " + directory.resolve("none.sql"),
        "policy",
        "build",
        policy,
        "--tests",
        tests,
        "-o",
        out);
  }
}
