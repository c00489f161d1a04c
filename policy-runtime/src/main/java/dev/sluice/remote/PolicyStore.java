package dev.sluice.remote;

import dev.sluice.note.Jca;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an agent keeps of one channel, so that it starts with the last good policy and never goes
 * back behind it:
 *
 * <pre>
 * head            keys/N            sha256/HEX            ratchet
 * </pre>
 *
 * <p>Each file is written beside its place, made durable, and then renamed, bundles and key sets
 * before the head that names them and the ratchet last. So whenever the machine stops, there is the
 * old head with all that it needs, or the new one. A head without a ratchet is its own; a ratchet
 * that is above the head tells that somebody put an old head back.
 *
 * <p>Nothing of what is read is believed: all of it is verified again, as if a server had sent it.
 * One process keeps one folder; a second one does no harm but may set the ratchet back to its own.
 * Not thread-safe.
 */
final class PolicyStore implements ChannelFiles {
  private static final String UNFINISHED = ".tmp";

  private final ChannelFolder files;
  private final File folder;
  private final File ratchetFile;
  private final Disk disk;
  private final Jca jca;

  PolicyStore(File folder, Disk disk, Jca jca) {
    this.folder = folder;
    this.files = new ChannelFolder(folder, folder);
    this.ratchetFile = new File(folder, "ratchet");
    this.disk = disk;
    this.jca = jca;
  }

  byte @Nullable [] head() throws IOException {
    return disk.read(files.head(), Head.MOST_BYTES);
  }

  /**
   * The ratchet, or null if there is none.
   *
   * @throws IOException if it cannot be read, or is damaged
   */
  @Nullable Ratchet ratchet() throws IOException {
    byte[] bytes = disk.read(ratchetFile, Ratchet.MOST_BYTES);
    if (bytes == null) {
      return null;
    }
    Ratchet ratchet = Ratchet.parse(bytes, jca);
    if (ratchet == null) {
      throw new IOException(ratchetFile + " is damaged");
    }
    return ratchet;
  }

  @Override
  public InputStream keySet(int number) throws IOException {
    return open(files.keySetFile(number), KeySet.MOST_BYTES);
  }

  @Override
  public InputStream blob(String sha256) throws IOException {
    return open(files.blobFile(sha256), Head.Blob.MOST_BYTES);
  }

  /** Whether a bundle is here, whole and right. */
  boolean hasBlob(String sha256) {
    try {
      byte[] bytes = disk.read(files.blobFile(sha256), Head.Blob.MOST_BYTES);
      return bytes != null && UpdateVerifier.sha256(bytes, jca).equals(sha256);
    } catch (IOException unreadable) {
      return false;
    }
  }

  private InputStream open(File file, int most) throws IOException {
    byte[] bytes = disk.read(file, most);
    if (bytes == null) {
      throw new FileNotFoundException("there is no file " + file);
    }
    return new ByteArrayInputStream(bytes);
  }

  /**
   * Keeps what came into force.
   *
   * @throws IOException if it could not be written; what was kept before still is
   */
  void save(UpdateVerifier.Verified update, Ratchet ratchet) throws IOException {
    disk.makeFolder(files.keysFolder());
    disk.makeFolder(files.blobsFolder());
    Set<String> needed = new HashSet<>();
    for (UpdateVerifier.Bundle bundle : update.bundles()) {
      needed.add(bundle.blob().sha256());
      put(files.blobFile(bundle.blob().sha256()), bundle.bytes());
    }
    for (Map.Entry<Integer, byte[]> set : update.keys().notes().entrySet()) {
      put(files.keySetFile(set.getKey()), set.getValue());
    }
    put(files.head(), update.bytes());
    put(ratchetFile, ratchet.bytes(jca));
    sweep(needed);
  }

  private void put(File file, byte[] bytes) throws IOException {
    if (Arrays.equals(disk.read(file, bytes.length), bytes)) {
      return;
    }
    File unfinished = new File(file.getPath() + UNFINISHED);
    disk.write(unfinished, bytes);
    disk.rename(unfinished, file);
  }

  /** Deletes bundles that nothing names any more, and what was never finished. */
  private void sweep(Set<String> needed) throws IOException {
    for (File from : new File[] {folder, files.keysFolder(), files.blobsFolder()}) {
      Set<String> names = new HashSet<>(disk.list(from));
      boolean blobs = from.equals(files.blobsFolder());
      names.removeIf(name -> !(name.endsWith(UNFINISHED) || (blobs && !needed.contains(name))));
      for (String name : names) {
        disk.delete(new File(from, name));
      }
    }
  }
}
