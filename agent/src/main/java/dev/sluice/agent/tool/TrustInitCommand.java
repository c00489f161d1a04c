package dev.sluice.agent.tool;

import dev.sluice.note.SignedNote;
import dev.sluice.remote.KeySet;
import dev.sluice.remote.RefusedException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
  @Mixin private ChannelOptions channel = new ChannelOptions();
  @Mixin private GroupOptions groups = new GroupOptions();
  @Mixin private KeyOptions keys = new KeyOptions();
  @Mixin private KeySetOutput output = new KeySetOutput();

  @Override
  public Integer call() throws IOException {
    keys.requireAny();
    try {
      KeySet set = channel.firstKeys(groups.root(null), groups.release(null));
      SignedNote note = keys.sign(set.unsigned());
      channel.writeTrust(set.root());
      return published(note);
    } catch (RefusedException e) {
      return output.refused(e);
    }
  }

  private int published(SignedNote note) throws RefusedException, IOException {
    try {
      return output.put(channel, note);
    } catch (RefusedException e) {
      channel.deleteTrust();
      throw e;
    }
  }
}
