package dev.sluice.agent.tool;

import dev.sluice.policy.PolicyBundle;
import dev.sluice.policy.PolicyException;
import dev.sluice.sql.SchemaException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Files with which a command cannot do its work, and all that is wrong with them. */
final class WrongFiles extends ParameterException {
  private static final long serialVersionUID = 1L;

  private final transient List<PolicyBundle.Source> files;
  private final transient List<PolicyException.Problem> problems;

  private WrongFiles(
      CommandSpec spec, List<PolicyBundle.Source> files, List<PolicyException.Problem> problems) {
    super(spec.commandLine(), "a file is wrong");
    this.files = List.copyOf(files);
    this.problems = List.copyOf(problems);
  }

  /**
   * What is wrong with documents of the policy language.
   *
   * @param files all that were read
   */
  static WrongFiles of(CommandSpec spec, List<PolicyBundle.Source> files, PolicyException wrong) {
    return new WrongFiles(spec, files, wrong.problems());
  }

  /** What is wrong with a file of tables. */
  static WrongFiles of(CommandSpec spec, PolicyBundle.Source file, SchemaException wrong) {
    List<PolicyException.Problem> problems = new ArrayList<>();
    for (SchemaException.Problem each : wrong.problems()) {
      problems.add(
          new PolicyException.Problem(each.source(), each.line(), each.column(), each.message()));
    }
    return new WrongFiles(spec, List.of(file), problems);
  }

  /** What is wrong with one place of a document. */
  static WrongFiles at(
      CommandSpec spec, PolicyBundle.Source file, int line, int column, String message) {
    return new WrongFiles(
        spec,
        List.of(file),
        List.of(new PolicyException.Problem(file.source(), line, column, message)));
  }

  /**
   * Prints it as {@link FoundProblems} does.
   *
   * @param json whether as JSON
   */
  void print(boolean json) {
    FoundProblems.print(getCommandLine().getCommandSpec(), files, problems, json);
  }
}
