package dev.sluice.remote;

import dev.sluice.note.SignedNote;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the folder that agents read, directly or through a server of files. What no agent would
 * take is not written. Whatever is read meanwhile is whole and fits together: bundles and key sets
 * come before the head that names them, and each file replaces its forerunner in one step. One
 * process at a time writes a channel. Not thread-safe.
 */
public final class Publisher {
  private final TrustRoot trust;
  private final String channel;
  private final ChannelFolder folder;
  private final InstantSource clock;
  private final Disk disk = new LocalDisk();

  /** For one channel of a folder, which need not be there yet. */
  public Publisher(ChannelFolder folder, TrustRoot trust, InstantSource clock) {
    this.trust = trust;
    this.channel = folder.channel();
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * The latest key set, after the signatures of all of them were checked; null if there is none.
   *
   * @throws RefusedException if one is not what it should be
   */
  public @Nullable KeySet keys() throws RefusedException {
    KeyChain chain = chain();
    return chain.latest() == 0 ? null : chain.current();
  }

  private KeyChain chain() throws RefusedException {
    KeyChain chain = KeyChain.pinnedBy(trust, channel);
    for (int next = trust.set(); folder.keySetFile(next).exists(); next++) {
      chain = chain.upTo(next, folder);
    }
    return chain;
  }

  /**
   * Publishes the next key set.
   *
   * @return its file
   * @throws RefusedException if agents would not take it
   * @throws IOException if it cannot be written
   */
  public File publishKeys(byte[] note) throws RefusedException, IOException {
    KeyChain chain = chain();
    int number = chain.latest() == 0 ? trust.set() : chain.latest() + 1;
    chain.with("key set", number, note);
    write(folder.keySetFile(number), note);
    return folder.keySetFile(number);
  }

  /**
   * The serial of the head that is published, 0 if there is none.
   *
   * @throws IOException if it cannot be read
   */
  public long serial() throws IOException {
    byte[] head = folder.readHead();
    return head == null ? 0 : serialOf(head);
  }

  /** The serial that a head claims, whoever signed it; 0 if it claims none. */
  public static long serialOf(byte[] head) {
    return UpdateVerifier.claim(head).serial();
  }

  /**
   * Publishes a head and its bundles.
   *
   * @param given bundles; those that are published already may be left out
   * @param bundles tries whether agents can use them
   * @throws RefusedException if agents would not take it, or its serial is not higher than that of
   *     the head which is there
   * @throws IOException if it cannot be written
   */
  public Head publish(byte[] head, List<byte[]> given, Bundles bundles, String agentVersion)
      throws RefusedException, IOException {
    Instance anybody = new Instance("", "", agentVersion);
    UpdateVerifier verifier = new UpdateVerifier(trust, channel, anybody, bundles, clock);
    ChannelFiles files = givenFirst(given);
    SignedNote note = Notes.parse("head", head, Head.MOST_BYTES);
    Head read = verifier.verifyHead(note, Origin.SERVER, published(), files);
    if (!read.expires().isAfter(clock.instant())) {
      throw new RefusedException(
          Check.DOCUMENT, "head", "it expired at " + read.expires() + ": sign a new one");
    }
    List<UpdateVerifier.Bundle> verified = new ArrayList<>();
    verified.add(verifier.verifyBundle(read.stable(), read, files));
    Head.Candidate candidate = read.candidate();
    if (candidate != null) {
      verified.add(verifier.verifyBundle(candidate.blob(), read, files));
    }
    for (UpdateVerifier.Bundle bundle : verified) {
      write(folder.blobFile(bundle.blob().sha256()), bundle.bytes());
    }
    write(folder.head(), head);
    return read;
  }

  /** What an agent that saw the published head would hold against another. */
  private @Nullable Ratchet published() throws IOException {
    byte[] head = folder.readHead();
    if (head == null) {
      return null;
    }
    Head.Claim claim = UpdateVerifier.claim(head);
    return new Ratchet(
        trust.fingerprint(),
        claim.keys(),
        claim.serial(),
        UpdateVerifier.sha256(head, trust.jca()));
  }

  private ChannelFiles givenFirst(List<byte[]> given) {
    Map<String, byte[]> byHash = new HashMap<>();
    for (byte[] bundle : given) {
      byHash.put(UpdateVerifier.sha256(bundle, trust.jca()), bundle);
    }
    return new ChannelFiles() {
      @Override
      public InputStream keySet(int number) throws IOException {
        return folder.keySet(number);
      }

      @Override
      public InputStream blob(String sha256) throws IOException {
        byte[] bundle = byHash.get(sha256);
        return bundle == null ? folder.blob(sha256) : new ByteArrayInputStream(bundle);
      }
    };
  }

  private void write(File file, byte[] bytes) throws IOException {
    if (Arrays.equals(disk.read(file, bytes.length), bytes)) {
      return;
    }
    File parent = file.getAbsoluteFile().getParentFile();
    if (!parent.isDirectory() && !parent.mkdirs()) {
      throw new IOException("cannot make the folder " + parent);
    }
    File unfinished = File.createTempFile(".publish-", ".tmp", parent);
    try {
      disk.write(unfinished, bytes);
      disk.rename(unfinished, file);
    } finally {
      disk.delete(unfinished); // if it could not be written whole
    }
  }
}
