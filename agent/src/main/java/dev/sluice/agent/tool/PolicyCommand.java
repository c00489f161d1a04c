package dev.sluice.agent.tool;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands that work with policies. A further one is named in {@code subcommands}. */
@Command(
    name = "policy",
    subcommands = {PolicyLintCommand.class, PolicyShowDefaultCommand.class},
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = "Checks, explains and builds policies.")
final class PolicyCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
