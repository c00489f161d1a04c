package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.PolicyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README says of settings and policies is so. */
class ReadmeTest {
  @Test
  void theTableOfSettingsIsThatOfTheAgent() throws IOException {
    List<String> rows = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      String otherwise = setting.otherwise().isEmpty() ? "" : "`" + setting.otherwise() + "`";
      rows.add("| `" + setting.property() + "` | " + otherwise + " | " + setting.meaning() + " |");
    }
    List<String> settings =
        readme()
            .lines()
            .dropWhile(line -> !line.equals("## Settings"))
            .filter(line -> line.startsWith("| `sluice."))
            .toList();
    assertThat(settings).isEqualTo(rows);
  }

  @Test
  void itsPoliciesAreUnderstood() throws Exception {
    Matcher policies = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(readme());
    int count = 0;
    while (policies.find()) {
      assertThat(PolicyReader.read("README.md", policies.group(1), 1).name()).isNotEmpty();
      count++;
    }
    assertThat(count).isPositive();
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("..", "README.md"));
  }
}
