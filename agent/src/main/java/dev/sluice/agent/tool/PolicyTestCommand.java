package dev.sluice.agent.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.IndentedJson;
import dev.sluice.policy.Explanation;
import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyBundle;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyTests;
import dev.sluice.policy.PolicyTests.Difference;
import dev.sluice.policy.PolicyTests.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the tests of policies. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = "Runs the tests of policies, and says why those fail that do.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:all cases pass",
      "1:some fail; they were printed",
      "2:the arguments or a file are wrong; nothing was run"
    })
final class PolicyTestCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Tests: documents that begin with sluice: policy-tests/v1.")
  private List<String> files = List.of();

  @Option(
      names = "--policy",
      split = ",",
      paramLabel = "FILE",
      description =
          "The policy to be tested, instead of the one that the tests name; several are layers, the"
              + " highest first.")
  private List<String> policyFiles = List.of();

  @Option(names = "--json", description = "Print the results as JSON.")
  private boolean json;

  @Option(names = "--ascii", description = "Print no ticks and crosses beyond ASCII.")
  private boolean ascii;

  @Override
  public Integer call() {
    List<Result> results = new ArrayList<>();
    List<Runnable> all = new ArrayList<>();
    for (String file : files) {
      String text = InputText.read(spec, file);
      Policy policy = PolicyFiles.parse(spec, policiesOf(file, text));
      PolicyTests tests = tests(spec, file, text, List.of(policy));
      all.add(() -> results.addAll(tests.run(policy)));
    }
    all.forEach(Runnable::run); // after all of them were found to be right
    if (json) {
      spec.commandLine().getOut().println(IndentedJson.write(it -> write(results, it)));
    } else {
      print(results);
    }
    return results.stream().allMatch(Result::passed) ? CommandLine.ExitCode.OK : FAILED;
  }

  private List<PolicyBundle.Source> policiesOf(String file, String text) {
    if (!policyFiles.isEmpty()) {
      return PolicyFiles.texts(spec, policyFiles);
    }
    PolicyBundle.Source tests = new PolicyBundle.Source(file, text);
    try {
      List<PolicyTests.Named> named = PolicyTests.policies(file, text);
      if (named.isEmpty()) {
        throw WrongFiles.at(
            spec, tests, 1, 1, "it names no policy: add `policy: FILE.yaml`, or give --policy");
      }
      List<PolicyBundle.Source> policies = new ArrayList<>();
      for (PolicyTests.Named policy : named) {
        policies.add(named(tests, policy));
      }
      return policies;
    } catch (PolicyException problem) {
      throw WrongFiles.of(spec, List.of(tests), problem);
    }
  }

  private PolicyBundle.Source named(PolicyBundle.Source tests, PolicyTests.Named policy) {
    String file = PolicyFiles.beside(tests.source(), policy.file());
    try {
      return new PolicyBundle.Source(file, InputText.read(file));
    } catch (IOException unreadable) {
      throw WrongFiles.at(
          spec, tests, policy.line(), policy.column(), String.valueOf(unreadable.getMessage()));
    }
  }

  /**
   * Reads tests.
   *
   * @param policies to which their names belong
   * @throws ParameterException with all that is wrong with them
   */
  static PolicyTests tests(CommandSpec spec, String file, String text, List<Policy> policies) {
    try {
      return PolicyTests.read(
          file, text, policies, name -> InputText.read(PolicyFiles.beside(file, name)));
    } catch (PolicyException problem) {
      throw WrongFiles.of(spec, List.of(new PolicyBundle.Source(file, text)), problem);
    }
  }

  private void print(List<Result> results) {
    PrintWriter out = spec.commandLine().getOut();
    boolean unicode = !ascii && Tool.printsUnicode();
    int failed = 0;
    for (Result result : results) {
      if (!result.passed()) {
        failed++;
        print(result, unicode, out);
      }
    }
    out.println(results.size() - failed + " of " + results.size() + " cases pass");
  }

  private static void print(Result result, boolean unicode, PrintWriter out) {
    out.println(
        result.source() + ":" + result.line() + ":" + result.column() + ": " + result.name());
    Explanation explanation = result.explanation();
    Set<String> rules = new TreeSet<>();
    for (Difference difference : result.differences()) {
      out.println("  " + difference);
      rules.addAll(difference.rules());
    }
    out.println("  " + explanation.why());
    for (String rule : rules) {
      explanation.text(rule, unicode).lines().forEach(line -> out.println("  " + line));
    }
    out.println();
  }

  private static void write(List<Result> results, JsonGenerator json) throws IOException {
    long failed = results.stream().filter(result -> !result.passed()).count();
    json.writeStartObject();
    json.writeNumberField("passed", results.size() - failed);
    json.writeNumberField("failed", failed);
    json.writeArrayFieldStart("cases");
    for (Result result : results) {
      json.writeStartObject();
      json.writeStringField("file", result.source());
      json.writeNumberField("line", result.line());
      json.writeStringField("name", result.name());
      json.writeBooleanField("passed", result.passed());
      json.writeStringField("decision", result.explanation().decision().outcome());
      json.writeStringField("why", result.explanation().why());
      json.writeArrayFieldStart("differences");
      for (Difference difference : result.differences()) {
        json.writeStartObject();
        json.writeStringField("key", difference.key());
        json.writeStringField("expected", difference.expected());
        json.writeStringField("found", difference.found());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
