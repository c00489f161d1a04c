package dev.sluice.agent.tool;

import dev.sluice.note.SignedNote;
import dev.sluice.remote.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say what becomes of a new key set. */
final class KeySetOutput {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Write the signed key set to this file instead of publishing it, so that others can add"
              + " their signatures with `trust sign`.")
  private @Nullable Path out;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /**
   * Publishes a key set, or writes it to a file, and prints which.
   *
   * @throws RefusedException if agents would not take it
   */
  int put(ChannelOptions channel, SignedNote note) throws RefusedException, IOException {
    return KeySetNotes.publish(spec, channel, note, out, json);
  }

  /** Prints why agents would not take it, and gives the exit code. */
  int refused(RefusedException why) {
    return Refusals.print(spec, why, json);
  }
}
