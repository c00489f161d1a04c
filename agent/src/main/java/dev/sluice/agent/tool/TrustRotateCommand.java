package dev.sluice.agent.tool;

import dev.sluice.note.SignedNote;
import dev.sluice.remote.KeySet;
import dev.sluice.remote.RefusedException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
  @Mixin private ChannelOptions channel = new ChannelOptions();
  @Mixin private GroupOptions groups = new GroupOptions();
  @Mixin private KeyOptions keys = new KeyOptions();
  @Mixin private KeySetOutput output = new KeySetOutput();

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
      return output.put(channel, note);
    } catch (RefusedException e) {
      return output.refused(e);
    }
  }
}
