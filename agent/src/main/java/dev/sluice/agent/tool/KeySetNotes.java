package dev.sluice.agent.tool;

import dev.sluice.json.IndentedJson;
import dev.sluice.note.SignedNote;
import dev.sluice.remote.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Publishes key sets, or hands them to the next who signs. */
final class KeySetNotes {
  private KeySetNotes() {}

  /**
   * Writes a key set to a file, or publishes it.
   *
   * @param out the file; null to publish
   * @throws RefusedException if agents would not take it
   */
  static int publish(
      CommandSpec spec, ChannelOptions channel, SignedNote note, @Nullable Path out, boolean json)
      throws RefusedException, IOException {
    String written;
    if (out != null) {
      OutputFile.replace(spec, out, note.bytes());
      written = out.toString();
    } else {
      written = channel.publisher().publishKeys(note.bytes()).getPath();
    }
    if (json) {
      spec.commandLine()
          .getOut()
          .println(
              IndentedJson.write(
                  generator -> {
                    generator.writeStartObject();
                    generator.writeStringField("file", written);
                    generator.writeBooleanField("published", out == null);
                    generator.writeEndObject();
                  }));
    } else {
      spec.commandLine().getOut().println((out == null ? "published " : "wrote ") + written);
    }
    return CommandLine.ExitCode.OK;
  }
}
