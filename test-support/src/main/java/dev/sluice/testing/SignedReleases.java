package dev.sluice.testing;

import dev.sluice.note.Jca;
import dev.sluice.note.NoteAlgorithm;
import dev.sluice.note.NoteException;
import dev.sluice.note.SignedNote;
import dev.sluice.note.SigningKey;
import dev.sluice.policy.PolicyBundle;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicySettings;
import dev.sluice.remote.ChannelFolder;
import dev.sluice.remote.Head;
import dev.sluice.remote.KeyGroup;
import dev.sluice.remote.KeySet;
import dev.sluice.remote.PolicyBundles;
import dev.sluice.remote.Publisher;
import dev.sluice.remote.RefusedException;
import dev.sluice.remote.TrustRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two people who release policies in a folder, with keys made for the occasion: each release is
 * signed by both. Not thread-safe.
 */
public final class SignedReleases {
  private static final String AGENT = "0.1.0";
  private static final Duration VALID = Duration.ofDays(30);
  private static final Jca JCA = Jca.standard();

  private final Path folder;
  private final String channel;
  private final SigningKey one = key("release.example/one");
  private final SigningKey other = key("release.example/other");
  private final SigningKey stranger = key("stranger.example/forger");
  private final TrustRoot trust;
  private InstantSource clock = InstantSource.system();
  private long serial;

  private SignedReleases(Path folder, String channel) {
    this.folder = folder;
    this.channel = channel;
    this.trust = new TrustRoot(1, both(), JCA);
  }

  /** Publishes the first key set of a channel. */
  public static SignedReleases in(Path folder, String channel) throws IOException {
    SignedReleases releases = new SignedReleases(folder, channel);
    KeySet keys = new KeySet(channel, 1, releases.both(), releases.both());
    try {
      releases.publisher().publishKeys(releases.signed(keys.unsigned()));
    } catch (RefusedException e) {
      throw new IllegalStateException(e);
    }
    return releases;
  }

  /** What agents must be told to trust. */
  public TrustRoot trust() {
    return trust;
  }

  /** Sets the clock of those who release. */
  public void clock(InstantSource theirs) {
    clock = theirs;
  }

  /** Writes what agents must be told to trust to a file. */
  public Path trustIn(Path file) throws IOException {
    return Files.writeString(file, trust.text());
  }

  /**
   * Publishes a policy.
   *
   * @return its serial
   */
  public long publish(String policy) throws IOException {
    return publish(policy, null, 0, Head.Mode.SHADOW, VALID);
  }

  /**
   * Publishes a policy that is stale after a while.
   *
   * @return its serial
   */
  public long publish(String policy, Duration valid) throws IOException {
    return publish(policy, null, 0, Head.Mode.SHADOW, valid);
  }

  /**
   * Publishes a policy with a candidate beside it.
   *
   * @return its serial
   */
  public long publish(String policy, String candidate, int percent, Head.Mode mode)
      throws IOException {
    return publish(policy, candidate, percent, mode, VALID);
  }

  private long publish(
      String policy, @Nullable String candidate, int percent, Head.Mode mode, Duration valid)
      throws IOException {
    serial++;
    List<byte[]> bundles = new ArrayList<>();
    bundles.add(bytes(policy));
    Head.Candidate tried = null;
    if (candidate != null) {
      bundles.add(bytes(candidate));
      tried = new Head.Candidate(blob(candidate), percent, List.of(), List.of(), mode);
    }
    byte[] head = signed(head(policy, tried, valid).unsigned());
    try {
      publisher().publish(head, bundles, new PolicyBundles(PolicySettings.standard()), AGENT);
    } catch (RefusedException e) {
      throw new IllegalStateException(e);
    }
    return serial;
  }

  /** Puts a policy in the folder that a stranger signed, under the next serial, which is spent. */
  public void forge(String policy) throws IOException {
    Path blob = folder.resolve("blobs/sha256").resolve(blob(policy).sha256());
    Files.createDirectories(blob.getParent());
    Files.write(blob, bytes(policy));
    serial++;
    try {
      SignedNote note = head(policy, null, VALID).unsigned().signedBy(stranger);
      Path fresh = Files.write(folder.resolve("forged.tmp"), note.bytes());
      Files.move(
          fresh, folder.resolve(channel).resolve("head"), StandardCopyOption.REPLACE_EXISTING);
    } catch (NoteException e) {
      throw new IllegalStateException(e);
    }
  }

  private Head head(String policy, Head.@Nullable Candidate candidate, Duration valid) {
    Instant now = clock.instant();
    return new Head(channel, serial, now, now.plus(valid), 1, AGENT, blob(policy), candidate);
  }

  private Publisher publisher() {
    return new Publisher(ChannelFolder.of(folder.toFile(), channel), trust, clock);
  }

  private KeyGroup both() {
    return new KeyGroup(2, List.of(one.verifier(), other.verifier()));
  }

  private byte[] signed(SignedNote note) {
    try {
      return note.signedBy(one).signedBy(other).bytes();
    } catch (NoteException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Head.Blob blob(String policy) {
    byte[] bytes = bytes(policy);
    return new Head.Blob(HexFormat.of().formatHex(JCA.sha256(bytes)), bytes.length);
  }

  private static byte[] bytes(String policy) {
    try {
      return PolicyBundle.build(List.of(new PolicyBundle.Source("policy.yaml", policy)), List.of())
          .bytes();
    } catch (PolicyException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static SigningKey key(String name) {
    try {
      return SigningKey.generate(name, NoteAlgorithm.ED25519, JCA);
    } catch (NoteException e) {
      throw new IllegalStateException(e);
    }
  }
}
