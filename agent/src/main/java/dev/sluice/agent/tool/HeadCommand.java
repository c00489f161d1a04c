package dev.sluice.agent.tool;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands that work with heads. */
@Command(
    name = "head",
    subcommands = HeadShowCommand.class,
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = "Shows what a channel says.")
final class HeadCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
