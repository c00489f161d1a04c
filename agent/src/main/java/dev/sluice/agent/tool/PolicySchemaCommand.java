package dev.sluice.agent.tool;

import dev.sluice.policy.PolicySchema;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what editors need to complete and check policies. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = {
      "Prints the JSON Schema (draft 2020-12) of policies.",
      "An editor with a YAML language server takes it from a policy's first line:",
      "  # yaml-language-server: $schema=policy.schema.json"
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:it was printed", "2:the arguments are wrong"})
final class PolicySchemaCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @SuppressWarnings("UnusedVariable") // taken so that whoever says it everywhere may
  @Option(names = "--json", description = "Print it as JSON, which it is in any case.")
  private boolean json;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(PolicySchema.text());
    return CommandLine.ExitCode.OK;
  }
}
