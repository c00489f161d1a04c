package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The policies under {@code docs/policies} pass their tests, which hold each rule in its place. */
class StarterPoliciesTest {
  private static final Path DIRECTORY = Path.of("..", "docs", "policies");
  private static final String SUFFIX = "-tests.yaml";

  @TestFactory
  Stream<DynamicTest> eachCaseComesOutAsItSays() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (String name : names()) {
      for (PolicyTests.Result result : tests(name).run(policy(name))) {
        tests.add(
            DynamicTest.dynamicTest(
                name + ": " + result.name(),
                () ->
                    assertThat(result.differences())
                        .as(result.explanation().text(true))
                        .isEmpty()));
      }
    }
    assertThat(tests).hasSizeGreaterThan(50);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> eachRuleIsMissed() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (String name : names()) {
      if (name.equals("worked-example")) {
        continue;
      }
      PolicyTests cases = tests(name);
      without(Situation.document(policy(name)))
          .forEach(
              (rule, document) ->
                  tests.add(
                      DynamicTest.dynamicTest(
                          name + " without " + rule,
                          () ->
                              assertThat(
                                      cases.run(
                                          new CompiledPolicy(
                                              document,
                                              1,
                                              InstantSource.system(),
                                              new LearnedTags(),
                                              new Tallies())))
                                  .anyMatch(result -> !result.passed()))));
    }
    assertThat(tests).hasSizeGreaterThan(30);
    return tests.stream();
  }

  /** What is signed and shipped brings the same tests, with the tables that they run on. */
  @TestFactory
  Stream<DynamicTest> theirBundlesBringTheirTests() throws Exception {
    return names().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      PolicyBundle bundle =
                          PolicyBundle.build(
                              List.of(source(name + ".yaml")),
                              List.of(
                                  new PolicyBundle.Tests(
                                      source(name + SUFFIX), text(name + ".sql"))));
                      Policy policy = PolicyReader.read("bundle", bundle.text(), 1);
                      PolicyTests tests =
                          PolicyTests.read(
                              "bundle",
                              bundle.tests().get(0),
                              List.of(policy),
                              file -> {
                                throw new IOException("no file is beside a bundle");
                              });

                      assertThat(tests.size()).isEqualTo(tests(name).size());
                      assertThat(tests.run(policy)).allMatch(PolicyTests.Result::passed);
                      assertThat(PolicyDiff.between(text(name + ".yaml"), bundle.text())).isEmpty();
                    }));
  }

  private static PolicyBundle.Source source(String file) throws IOException {
    return new PolicyBundle.Source(file, text(file));
  }

  private static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(file -> file.endsWith(SUFFIX))
          .map(file -> file.substring(0, file.length() - SUFFIX.length()))
          .sorted()
          .toList();
    }
  }

  private static Policy policy(String name) throws IOException, PolicyException {
    return PolicyReader.read(name, text(name + ".yaml"), 1);
  }

  private static PolicyTests tests(String name) throws IOException, PolicyException {
    String text = text(name + SUFFIX);
    assertThat(PolicyTests.policies(name, text))
        .map(PolicyTests.Named::file)
        .containsExactly(name + ".yaml");
    return PolicyTests.read(name + SUFFIX, text, List.of(policy(name)), StarterPoliciesTest::text);
  }

  private static String text(String file) throws IOException {
    return Files.readString(DIRECTORY.resolve(file));
  }

  /** The policy without each of its rules, by their ids. */
  private static Map<String, PolicyDocument> without(PolicyDocument policy) {
    Map<String, PolicyDocument> without = new LinkedHashMap<>();
    for (Guardrail rule : policy.guardrails()) {
      without.put(
          rule.id(),
          copy(
              policy,
              policy.masks(),
              policy.rowFilters(),
              except(policy.guardrails(), rule),
              policy.limits()));
      for (Exemption exemption : rule.exemptions()) {
        without.put(
            exemption.id(),
            copy(
                policy,
                policy.masks(),
                policy.rowFilters(),
                policy.guardrails().stream().map(withoutExemption(exemption)).toList(),
                policy.limits()));
      }
    }
    for (MaskRule rule : policy.masks()) {
      without.put(
          rule.id(),
          copy(
              policy,
              except(policy.masks(), rule),
              policy.rowFilters(),
              policy.guardrails(),
              policy.limits()));
    }
    for (RowFilter rule : policy.rowFilters()) {
      without.put(
          rule.id(),
          copy(
              policy,
              policy.masks(),
              except(policy.rowFilters(), rule),
              policy.guardrails(),
              policy.limits()));
    }
    for (LimitRule rule : policy.limits()) {
      without.put(
          rule.id(),
          copy(
              policy,
              policy.masks(),
              policy.rowFilters(),
              policy.guardrails(),
              except(policy.limits(), rule)));
    }
    return without;
  }

  private static Function<Guardrail, Guardrail> withoutExemption(Exemption exemption) {
    return rule ->
        new Guardrail(
            rule.id(),
            rule.mode(),
            rule.action(),
            rule.locked(),
            rule.callerClauses(),
            rule.statementClauses(),
            rule.readings(),
            rule.when(),
            rule.message(),
            rule.fix(),
            except(rule.exemptions(), exemption));
  }

  private static <T> List<T> except(List<T> rules, T rule) {
    return rules.stream().filter(each -> each != rule).toList();
  }

  private static PolicyDocument copy(
      PolicyDocument policy,
      List<MaskRule> masks,
      List<RowFilter> rowFilters,
      List<Guardrail> guardrails,
      List<LimitRule> limits) {
    return new PolicyDocument(
        policy.name(),
        policy.owner(),
        policy.mode(),
        policy.defaults(),
        policy.environments(),
        policy.callers(),
        policy.tags(),
        policy.detect(),
        masks,
        rowFilters,
        guardrails,
        limits,
        policy.databaseRoles(),
        policy.audit());
  }
}
