package dev.sluice.agent.tool;

import dev.sluice.remote.RefusedException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes a key set that several people signed. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = {"Publishes a key set that has all its signatures."},
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done",
      "1:agents would not take it; nothing was published",
      "2:the arguments or a file are wrong; nothing was published"
    })
final class TrustPublishCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ChannelOptions channel = new ChannelOptions();

  @Parameters(index = "0", paramLabel = "FILE", description = "The signed key set.")
  private String file = "";

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    try {
      return KeySetNotes.publish(spec, channel, NoteFiles.read(spec, file), null, json);
    } catch (RefusedException e) {
      return Refusals.print(spec, e, json);
    }
  }
}
