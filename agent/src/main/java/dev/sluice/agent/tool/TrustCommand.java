package dev.sluice.agent.tool;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands that say who may sign policies. */
@Command(
    name = "trust",
    subcommands = {
      TrustInitCommand.class,
      TrustRotateCommand.class,
      TrustSignCommand.class,
      TrustPublishCommand.class,
      TrustShowCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = "Says who may sign policies, and replaces their keys.")
final class TrustCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
