package dev.sluice.agent.tool;

import dev.sluice.note.SignedNote;
import dev.sluice.remote.KeySet;
import dev.sluice.remote.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Begins a channel. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = {
      "Begins a channel: writes the trust root that agents are given, and publishes key set 1."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done",
      "1:agents would not take it; nothing was published",
      "2:the arguments or a file are wrong; nothing was published"
    })
final class TrustInitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ChannelOptions channel = new ChannelOptions();
  @Mixin private GroupOptions groups = new GroupOptions();
  @Mixin private KeyOptions keys = new KeyOptions();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Write the signed key set to this file instead of publishing it, so that others can add"
              + " their signatures with `trust sign`.")
  private @Nullable Path out;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    keys.requireAny();
    try {
      KeySet set = channel.firstKeys(groups.root(null), groups.release(null));
      SignedNote note = keys.sign(set.unsigned());
      channel.writeTrust(set.root());
      return published(note);
    } catch (RefusedException e) {
      return Refusals.print(spec, e, json);
    }
  }

  private int published(SignedNote note) throws RefusedException, IOException {
    try {
      return KeySetNotes.publish(spec, channel, note, out, json);
    } catch (RefusedException e) {
      channel.deleteTrust();
      throw e;
    }
  }
}
