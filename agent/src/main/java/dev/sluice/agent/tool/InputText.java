package dev.sluice.agent.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
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
      return read(name);
    } catch (IOException wrong) {
      throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()));
    }
  }

  /**
   * The text of a file, without a byte order mark.
   *
   * @param name of the file; {@code -} is standard input
   * @throws IOException if it cannot be read or is no text; the message names the file and the mend
   */
  static String read(String name) throws IOException {
    byte[] bytes = bytes(name);
    if (bytes.length > MOST_BYTES) {
      throw new IOException(name + " is larger than 64 MiB: give a smaller file");
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer characters = CharBuffer.allocate(bytes.length);
    boolean malformed = decoder.decode(ByteBuffer.wrap(bytes), characters, true).isError();
    String text = characters.flip().toString();
    if (malformed) {
      int line = 1 + (int) text.chars().filter(character -> character == '\n').count();
      int begin = text.lastIndexOf('\n') + 1;
      int column = 1 + text.codePointCount(begin, text.length());
      throw new IOException(
          name + ":" + line + ":" + column + ": from here on it is not UTF-8: convert the file");
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static byte[] bytes(String name) throws IOException {
    if (name.equals("-")) {
      return System.in.readNBytes(MOST_BYTES + 1);
    }
    try (InputStream in = Files.newInputStream(Path.of(name))) {
      return in.readNBytes(MOST_BYTES + 1);
    } catch (NoSuchFileException missing) {
      throw new IOException(
          "there is no file " + name + ": give the path of one that exists", missing);
    } catch (IOException unreadable) {
      throw new IOException("cannot read " + name + ": " + unreadable.getMessage(), unreadable);
    }
  }
}
