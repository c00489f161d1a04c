package dev.sluice.agent.tool;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds a signature to a key set. */
@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = {"Adds a signature to a key set that is not published yet."},
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the signature was added",
      "2:the arguments or a file are wrong; nothing was written"
    })
final class TrustSignCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KeyOptions keys = new KeyOptions();

  @Parameters(index = "0", paramLabel = "FILE", description = "The key set; it is replaced.")
  private String file = "";

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    keys.requireAny();
    NoteFiles.addSignatures(spec, file, keys, "sluice/keys/v1", json);
    return CommandLine.ExitCode.OK;
  }
}
