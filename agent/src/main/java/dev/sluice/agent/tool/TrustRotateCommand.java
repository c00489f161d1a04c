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

/** Replaces keys. */
@Command(
    name = "rotate",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = {
      "Publishes the next key set. What is not given stays as it is.",
      "It is signed by the root keys of the set before and by its own.",
      "Heads that are signed under an older set are refused by agents as soon as they have seen one under this; the serial may begin anew."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done",
      "1:agents would not take it; nothing was published",
      "2:the arguments or a file are wrong; nothing was published"
    })
final class TrustRotateCommand implements Callable<Integer> {
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
      KeySet before = channel.latestKeys();
      KeySet next =
          new KeySet(
              before.channel(),
              before.number() + 1,
              groups.root(before.root()),
              groups.release(before.release()));
      SignedNote note = keys.sign(next.unsigned());
      return KeySetNotes.publish(spec, channel, note, out, json);
    } catch (RefusedException e) {
      return Refusals.print(spec, e, json);
    }
  }
}
