package dev.sluice.agent.tool;

import dev.sluice.policy.BuiltInPolicy;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the policy that is in force without any, to read it or to begin an own one with. */
@Command(
    name = "show-default",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = "Prints the policy that is in force without one of your own, as YAML.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:it was printed", "2:the arguments are wrong"})
final class PolicyShowDefaultCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(BuiltInPolicy.text());
    return CommandLine.ExitCode.OK;
  }
}
