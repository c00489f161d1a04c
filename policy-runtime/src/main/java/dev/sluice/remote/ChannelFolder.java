package dev.sluice.remote;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A channel as files, as they are published: {@code head} and {@code keys/N} in the folder of the
 * channel, {@code sha256/HEX} in the folder of bundles.
 */
public final class ChannelFolder implements ChannelFiles {
  private final File channel;
  private final File blobs;

  ChannelFolder(File channel, File blobs) {
    this.channel = channel;
    this.blobs = blobs;
  }

  /**
   * A channel of a published folder.
   *
   * @throws IllegalArgumentException if the channel has no valid name
   */
  public static ChannelFolder of(File base, String channel) {
    return new ChannelFolder(new File(base, Channel.require(channel)), new File(base, "blobs"));
  }

  File folder() {
    return channel;
  }

  File blobsFolder() {
    return new File(blobs, "sha256");
  }

  /** The file of the head. */
  public File head() {
    return new File(channel, "head");
  }

  File keysFolder() {
    return new File(channel, "keys");
  }

  /** The file of a key set. */
  public File keySetFile(int number) {
    return new File(keysFolder(), Integer.toString(number));
  }

  /** The file of a bundle. */
  public File blobFile(String sha256) {
    return new File(blobsFolder(), sha256);
  }

  /** The bytes of the head and perhaps a few more than it may have, or null if there is none. */
  public byte @Nullable [] readHead() throws IOException {
    return new LocalDisk().read(head(), Head.MOST_BYTES);
  }

  @Override
  public InputStream keySet(int number) throws IOException {
    return new FileInputStream(keySetFile(number));
  }

  @Override
  public InputStream blob(String sha256) throws IOException {
    return new FileInputStream(blobFile(sha256));
  }
}
