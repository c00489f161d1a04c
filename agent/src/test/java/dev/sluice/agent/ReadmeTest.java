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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README and the reference of the language say of settings and policies is so. */
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

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/policy.md"})
  void itsPoliciesAreUnderstood(String document) throws Exception {
    Matcher policies = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(text(document));
    int count = 0;
    while (policies.find()) {
      assertThat(PolicyReader.read(document, policies.group(1), 1).name()).isNotEmpty();
      count++;
    }
    assertThat(count).isPositive();
  }

  private static String readme() throws IOException {
    return text("README.md");
  }

  private static String text(String document) throws IOException {
    return Files.readString(Path.of("..", document));
  }
}
