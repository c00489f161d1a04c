package dev.sluice.agent.tool;

import dev.sluice.note.Jca;
import dev.sluice.remote.ChannelFolder;
import dev.sluice.remote.KeyGroup;
import dev.sluice.remote.KeySet;
import dev.sluice.remote.Publisher;
import dev.sluice.remote.RefusedException;
import dev.sluice.remote.TrustRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that name a channel in a published folder, and whom its readers trust. */
final class ChannelOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "The folder that agents read, directly or through a web server.")
  private @Nullable Path folder;

  @Option(
      names = "--channel",
      paramLabel = "NAME",
      description = "The channel in it, such as prod.")
  private @Nullable String channel;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "The trust root that agents of the channel have.")
  private @Nullable Path trust;

  boolean hasTrust() {
    return trust != null;
  }

  /**
   * The channel as files.
   *
   * @throws ParameterException if it is not named, or not well
   */
  ChannelFolder folder() {
    try {
      return ChannelFolder.of(given(folder, "--to").toFile(), given(channel, "--channel"));
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The channel, to be read and written.
   *
   * @throws ParameterException if it or the trust root is not given or cannot be read
   * @throws RefusedException if the trust root is none
   */
  Publisher publisher() throws RefusedException {
    String text = InputText.read(spec, given(trust, "--trust").toString());
    return new Publisher(folder(), TrustRoot.parse(text, Jca.standard()), InstantSource.system());
  }

  /**
   * The latest key set, after all signatures were checked.
   *
   * @throws ParameterException if there is none
   * @throws RefusedException if one does not follow from the trust root
   */
  KeySet latestKeys() throws RefusedException {
    KeySet keys = publisher().keys();
    if (keys == null) {
      throw wrong("the channel has no key set yet: begin it with `sluice trust init`");
    }
    return keys;
  }

  /** The first key set of the channel. */
  KeySet firstKeys(KeyGroup root, KeyGroup release) {
    try {
      return new KeySet(given(channel, "--channel"), 1, root, release);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /** Writes the trust root of a channel that begins. */
  void writeTrust(KeyGroup root) {
    Path file = given(trust, "--trust");
    if (Files.exists(file)) {
      throw wrong(file + " is there already: a trust root is never overwritten");
    }
    String text = new TrustRoot(1, root, Jca.standard()).text();
    OutputFile.replace(spec, file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes back {@link #writeTrust}. */
  void deleteTrust() throws IOException {
    Files.deleteIfExists(given(trust, "--trust"));
  }

  private <T> T given(@Nullable T value, String option) {
    if (value == null) {
      throw wrong("give " + option);
    }
    return value;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
