package dev.sluice.agent.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads the files that a command line names. */
final class InputText {
  private static final int MOST_BYTES = 64 << 20;

  private InputText() {}

  /**
   * The text of a file, without a byte order mark.
   *
   * @param name of the file; {@code -} is standard input
   * @throws ParameterException if it cannot be read or is no text, with the mend
   */
  static String read(CommandSpec spec, String name) {
    try {
      byte[] bytes = bytes(name);
      if (bytes.length > MOST_BYTES) {
        throw wrong(spec, name + " is larger than 64 MiB: give a smaller file");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (NoSuchFileException missing) {
      throw wrong(spec, "there is no file " + name + ": give the path of one that exists");
    } catch (CharacterCodingException other) {
      throw wrong(spec, name + " is not UTF-8: convert it");
    } catch (IOException unreadable) {
      throw wrong(spec, "cannot read " + name + ": " + unreadable.getMessage());
    }
  }

  private static byte[] bytes(String name) throws IOException {
    if (name.equals("-")) {
      return System.in.readNBytes(MOST_BYTES + 1);
    }
    try (InputStream in = Files.newInputStream(Path.of(name))) {
      return in.readNBytes(MOST_BYTES + 1);
    }
  }

  private static ParameterException wrong(CommandSpec spec, String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
