package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** What editors are told of the language is what the reader takes, judged by another library. */
class PolicySchemaTest {
  private static final Path PUBLISHED = Path.of("..", "docs", "policy.schema.json");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Messages about keys, words and forms; what is left needs to understand the policy. */
  private static final Pattern STRUCTURAL =
      Pattern.compile(
          "unknown key .*|.* is missing: .*|expected .*|.* is no value of .*"
              + "|.* is not built yet in this version: .*|.* is no pattern: .*|.* is no datasource: .*"
              + "|.* is no fingerprint: .*|the list of .* is empty: .*|.* is no good name of .*"
              + "|name one mask, .*|say what `.*|this limits nothing: .*|say for whom or what: .*");

  private final JsonSchema schema =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(PolicySchema.text());

  @Test
  void theSchemaInTheDocumentationIsThatOfTheReader() throws IOException {
    if (Boolean.getBoolean("sluice.docs.write")) {
      Files.writeString(PUBLISHED, PolicySchema.text() + "\n");
    }
    assertThat(Files.readString(PUBLISHED))
        .as("run this test with -Dsluice.docs.write=true")
        .isEqualTo(PolicySchema.text() + "\n");
  }

  @Test
  void isItselfASchema() {
    JsonSchema ofSchemas =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                com.networknt.schema.SchemaLocation.of(
                    "https://json-schema.org/draft/2020-12/schema"));

    assertThat(ofSchemas.validate(tree(PolicySchema.text()))).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> takesEveryPolicyThatIsRight() throws IOException {
    List<PolicyBundle.Source> policies = new ArrayList<>();
    for (Path folder : List.of(Path.of("src", "main"), Path.of("src", "test"))) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(it -> it.toString().endsWith("-policy.yaml")).toList()) {
          policies.add(new PolicyBundle.Source(file.toString(), Files.readString(file)));
        }
      }
    }
    assertThat(policies).hasSizeGreaterThan(8);
    policies.addAll(documented());
    return policies.stream()
        .map(
            policy ->
                DynamicTest.dynamicTest(
                    policy.source(),
                    () -> {
                      assertThat(PolicyReader.read(policy.source(), policy.text(), 1)).isNotNull();
                      assertThat(schema.validate(tree(policy.text()))).isEmpty();
                    }));
  }

  /** The policies in the documentation: blocks of the texts, and files of their own. */
  private static List<PolicyBundle.Source> documented() throws IOException {
    List<PolicyBundle.Source> policies = new ArrayList<>();
    List<Path> files = new ArrayList<>(List.of(Path.of("..", "README.md")));
    try (Stream<Path> docs = Files.walk(Path.of("..", "docs"))) {
      docs.filter(Files::isRegularFile).sorted().forEach(files::add);
    }
    for (Path file : files) {
      String text = Files.readString(file);
      if (file.toString().endsWith(".md")) {
        Matcher blocks = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(text);
        while (blocks.find()) {
          if (blocks.group(1).contains("sluice: policy/v1")) {
            policies.add(new PolicyBundle.Source(file.toString(), blocks.group(1)));
          }
        }
      } else if (file.toString().endsWith(".yaml") && text.contains("sluice: policy/v1")) {
        policies.add(new PolicyBundle.Source(file.toString(), text));
      }
    }
    assertThat(policies).isNotEmpty();
    return policies;
  }

  /** So that the test above reads all of the language. */
  @Test
  void oneOfThesePoliciesHasEveryKey() throws PolicyException {
    String text = Yaml.text("every-key-policy.yaml");
    List<String> missing = new ArrayList<>();
    Matcher names =
        Pattern.compile("\"([a-z_]+)\": \\{\\s*\"description\"").matcher(PolicySchema.text());
    while (names.find()) {
      if (!Pattern.compile("\\b" + names.group(1) + ":").matcher(text).find()) {
        missing.add(names.group(1));
      }
    }
    assertThat(missing).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> refusesWhatIsWrongInItsKeysWordsAndForms() {
    List<DynamicTest> tests = new ArrayList<>();
    int yaml = 0;
    for (var item : Yaml.list("error-cases.yaml")) {
      String text = String.valueOf(item.get("policy"));
      List<PolicyException.Problem> problems =
          catchThrowableOfType(PolicyException.class, () -> PolicyReader.read("s", text, 1))
              .problems();
      JsonNode tree = treeOrNothing(text);
      yaml += tree == null ? 0 : 1;
      if (tree != null
          && problems.stream().anyMatch(it -> STRUCTURAL.matcher(it.message()).matches())) {
        tests.add(
            DynamicTest.dynamicTest(
                String.valueOf(item.get("case")),
                () -> assertThat(schema.validate(tree)).as(problems.toString()).isNotEmpty()));
      }
    }
    assertThat(tests).as("of " + yaml + " that are YAML").hasSizeGreaterThan(yaml / 2);
    return tests.stream();
  }

  /** An editor that knows the schema finds it by a comment, which means nothing to the reader. */
  @Test
  void theFirstLineMayNameIt() throws PolicyException {
    String policy =
        "# yaml-language-server: $schema=../docs/policy.schema.json\nsluice: policy/v1\nname: x\n";

    assertThat(PolicyReader.read("x.yaml", policy, 1).name()).isEqualTo("x");
    assertThat(schema.validate(tree(policy))).isEmpty();
  }

  private static JsonNode tree(String yaml) {
    Load load = new Load(LoadSettings.builder().setSchema(new CoreSchema()).build());
    return JSON.valueToTree(load.loadFromString(yaml));
  }

  private static @Nullable JsonNode treeOrNothing(String yaml) {
    try {
      return tree(yaml);
    } catch (YamlEngineException e) {
      return null;
    }
  }
}
