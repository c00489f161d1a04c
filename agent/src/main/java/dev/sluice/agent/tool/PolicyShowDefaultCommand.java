package dev.sluice.agent.tool;

import dev.sluice.policy.BuiltInPolicy;
import dev.sluice.policy.PolicyBundle;
import dev.sluice.policy.PolicyException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the policy that is in force without any, to read it or to begin an own one with. */
@Command(
    name = "show-default",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = "Prints the policy that is in force without one of your own, as YAML or JSON.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:it was printed", "2:the arguments are wrong"})
final class PolicyShowDefaultCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "Print what policy build makes of it.")
  private boolean json;

  @Override
  public Integer call() throws PolicyException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      PolicyBundle.Source source = new PolicyBundle.Source("built-in", BuiltInPolicy.text());
      out.println(PolicyBundle.build(List.of(source), List.of()).text());
    } else {
      out.print(BuiltInPolicy.text());
    }
    return CommandLine.ExitCode.OK;
  }
}
