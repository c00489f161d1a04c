package dev.sluice.agent.tool;

import dev.sluice.policy.PolicyBundle;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyReader;
import dev.sluice.policy.PolicySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says of policies whether they could be put in force, and if not, all that is wrong. */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = "Checks policies and prints all that is wrong with them.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:all files are right",
      "1:problems were found and printed",
      "2:the arguments are wrong or a file cannot be read; nothing was checked"
    })
final class PolicyLintCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..*",
      split = ",",
      paramLabel = "FILE",
      description = "A policy; - is standard input. Each is checked on its own.")
  private List<String> files = List.of();

  @Option(
      names = "--layers",
      description = "Check the files as layers of one policy, the highest first.")
  private boolean layers;

  @Option(
      names = "--json",
      description = "Print what was found as JSON, on standard output whatever it is.")
  private boolean json;

  @Override
  public Integer call() {
    List<PolicyBundle.Source> all = PolicyFiles.texts(spec, files);
    List<PolicyException.Problem> problems = new ArrayList<>();
    if (layers) {
      problems.addAll(check(all));
    } else {
      all.forEach(file -> problems.addAll(check(List.of(file))));
    }
    if (!json) {
      for (PolicyBundle.Source file : all) {
        if (problems.stream().noneMatch(it -> it.source().equals(file.source()))) {
          spec.commandLine().getOut().println(file.source() + ": right");
        }
      }
    }
    FoundProblems.print(spec, all, problems, json);
    return problems.isEmpty() ? CommandLine.ExitCode.OK : FoundProblems.EXIT_CODE;
  }

  private static List<PolicyException.Problem> check(List<PolicyBundle.Source> files) {
    try {
      PolicyReader.read(files, 1, PolicySettings.standard());
      return List.of();
    } catch (PolicyException e) {
      return e.problems();
    }
  }
}
