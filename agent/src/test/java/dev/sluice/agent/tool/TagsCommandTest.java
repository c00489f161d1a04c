package dev.sluice.agent.tool;

import static dev.sluice.agent.tool.Run.assertUsageError;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TagsCommandTest {
  private static final String POLICY =
      """
      sluice: policy/v1
      name: shop
      tags: {pii.email: ["shop.public.people.reach"], hr.pay: ["*.*.people.pay"]}
      detect: [pii.email, secret]
      """;
  private static final String SCHEMA =
      """
      CREATE TABLE people (id INT, reach TEXT, work_email TEXT, pay NUMERIC, api_key TEXT);
      CREATE VIEW mails AS SELECT work_email FROM people;
      """;

  @TempDir private Path directory;

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private Run tags(String... further) throws IOException {
    String[] arguments = new String[5 + further.length];
    arguments[0] = "tags";
    arguments[1] = "--policy";
    arguments[2] = file("policy.yaml", POLICY);
    arguments[3] = "--schema";
    arguments[4] = file("schema.sql", SCHEMA);
    System.arraycopy(further, 0, arguments, 5, further.length);
    return Run.of(arguments);
  }

  @Test
  void tellsTheTagsOfEachColumnAndWhy() throws IOException {
    assertThat(tags("--database", "shop"))
        .isEqualTo(
            new Run(
                0,
                """
                public.people.api_key  secret  (its name tells)
                public.people.pay  hr.pay  (the policy names it)
                public.people.reach  pii.email  (the policy names it)
                public.people.work_email  pii.email  (its name tells)
                1 of 5 columns carry no tag
                """,
                ""));
    assertThat(tags().out())
        .contains(
            "public.people.reach  pii.email  (the policy may name it: --database and schemas tell)");
  }

  @Test
  void tellsThemAsJson() throws IOException {
    assertThat(tags("--json", "--database", "shop").out())
        .contains("\"column\": \"public.people.work_email\"")
        .contains("\"reason\": \"name\"")
        .contains("\"reason\": \"policy\"");
  }

  @Test
  void withoutAPolicyTheBuiltInOneTells() throws IOException {
    assertThat(Run.of("tags", "--schema", file("schema.sql", SCHEMA)).out())
        .contains("public.people.api_key  secret  (its name tells)");
  }

  @Test
  void printsWhatARunningAgentLearned() throws IOException {
    String status =
        file(
            "4711.json",
            "{\"form\": \"sluice status/v1\", \"pid\": 4711, \"tags\":"
                + " {\"shop.public.notes.body\": \"pii.email: detected as email\"}}");

    assertThat(Run.of("tags", "--status", status))
        .isEqualTo(new Run(0, "shop.public.notes.body  pii.email: detected as email\n", ""));
    assertThat(Run.of("tags", "--status", status, "--json").out())
        .contains("\"shop.public.notes.body\": \"pii.email: detected as email\"");
    assertThat(
            Run.of("tags", "--status", file("none.json", "{\"form\": \"sluice status/v1\"}")).out())
        .isEqualTo("no tag was learned\n");
  }

  @Test
  void tellsWhatIsWrong() throws IOException {
    Run wrong =
        Run.of(
            "tags",
            "--policy",
            file("wrong.yaml", "sluice: policy/v1\nname: x\ndetect: [mail]\n"),
            "--schema",
            file("schema.sql", SCHEMA));
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err()).contains("3:10: `mail` is nothing that can be detected");

    assertUsageError("give one of --schema FILE, --pid PID and --status FILE", "tags");
    assertUsageError(
        "holds no status of this version", "tags", "--status", file("other.json", "{}"));
  }
}
