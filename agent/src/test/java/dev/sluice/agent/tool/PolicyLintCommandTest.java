package dev.sluice.agent.tool;

import static dev.sluice.agent.tool.Run.assertUsageError;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyLintCommandTest {
  private static final String RIGHT = "sluice: policy/v1\nname: shop\n";
  private static final String WRONG =
      """
      sluice: policy/v1
      name: shop
      mode: off
      maskes: []
      """;

  @TempDir private Path directory;

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  @Test
  void saysThatAFileIsRight() throws IOException {
    String file = file("right.yaml", RIGHT);

    assertThat(Run.of("policy", "lint", file)).isEqualTo(new Run(0, file + ": right\n", ""));
  }

  @Test
  void showsEveryProblemWithItsPlaceAndLine() throws IOException {
    String right = file("right.yaml", RIGHT);
    String wrong = file("wrong.yaml", WRONG);

    Run run = Run.of("policy", "lint", right, wrong);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEqualTo(right + ": right\n");
    assertThat(run.err())
        .isEqualTo(
            """
            %s:3:7: `off` is no value of `mode`: use one of enforce, observe
              mode: off
                    ^
            %s:4:1: unknown key `maskes`: did you mean `masks`?
              maskes: []
              ^
            """
                .formatted(wrong, wrong));
  }

  @Test
  void cutsALongLineAroundThePlace() throws IOException {
    String file = file("long.yaml", RIGHT + "owner: \"%s\"   maskes\n".formatted("é".repeat(500)));

    Run run = Run.of("policy", "lint", file);

    assertThat(run.err()).containsPattern("long.yaml:3:\\d+: this is no YAML");
    assertThat(run.err().lines().skip(1))
        .first()
        .asString()
        .hasSizeLessThan(130)
        .contains("é\"   maskes");
    assertThat(run.err().lines().skip(2)).singleElement().asString().matches(" +\\^");
  }

  @Test
  void checksLayersTogetherIfAsked() throws IOException {
    String org = file("org.yaml", RIGHT + "callers: {desk: {kind: human}}\n");
    String team =
        file(
            "team.yaml",
            "sluice: policy/v1\nname: team\nlimits: [{id: few, callers: [desk], returned_rows: 5}]\n");

    assertThat(Run.of("policy", "lint", "--layers", org, team))
        .isEqualTo(new Run(0, org + ": right\n" + team + ": right\n", ""))
        .isEqualTo(Run.of("policy", "lint", "--layers", org + "," + team));
    Run apart = Run.of("policy", "lint", org, team);
    assertThat(apart.exitCode()).isEqualTo(1);
    assertThat(apart.err()).startsWith(team + ":3:30: there is no caller `desk`");
    Run turned = Run.of("policy", "lint", "--layers", team, org);
    assertThat(turned.err()).startsWith(team + ":3:30: there is no caller `desk`");
  }

  @Test
  void printsJson() throws IOException {
    String right = file("right.yaml", RIGHT);
    String wrong = file("wrong.yaml", WRONG);

    Run run = Run.of("policy", "lint", "--json", right, wrong);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            """
            {
              "files": [ {
                "file": "%s",
                "problems": []
              }, {
                "file": "%s",
                "problems": [ {
                  "line": 3,
                  "column": 7,
                  "message": "`off` is no value of `mode`: use one of enforce, observe",
                  "text": "mode: off"
                }, {
                  "line": 4,
                  "column": 1,
                  "message": "unknown key `maskes`: did you mean `masks`?",
                  "text": "maskes: []"
                } ]
              } ]
            }
            """
                .formatted(right, wrong));
    assertThat(Run.of("policy", "lint", "--json", right).exitCode()).isZero();
  }

  @Test
  void namesWhatIsWrongWithItsUse() throws IOException {
    assertUsageError("FILE", "policy", "lint");
    assertUsageError("there is no file nowhere.yaml: give", "policy", "lint", "nowhere.yaml");
    assertUsageError("cannot read " + directory, "policy", "lint", directory.toString());
    Path latin = directory.resolve("latin.yaml");
    Files.write(latin, "# é\nname: ét".getBytes(StandardCharsets.ISO_8859_1));
    assertUsageError(
        latin + ":1:3: from here on it is not UTF-8: convert the file",
        "policy",
        "lint",
        file("right.yaml", RIGHT),
        latin.toString());
  }

  @Test
  void itsHelpListsItsExitCodes() {
    assertThat(Run.of("policy", "lint", "--help").out())
        .contains("Exit codes:", "  0 ", "  1 ", "  2 ", "--json");
  }
}
