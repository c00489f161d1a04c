package dev.sluice.agent.tool;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands that work with a person's own key. */
@Command(
    name = "key",
    subcommands = KeyNewCommand.class,
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = "Makes keys that sign policies.")
final class KeyCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
