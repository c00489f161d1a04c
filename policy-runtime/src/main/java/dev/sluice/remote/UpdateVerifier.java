package dev.sluice.remote;

import dev.sluice.note.Jca;
import dev.sluice.note.SignedNote;
import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an update is to be believed. {@link #verifyHead} and {@link #verifyBundle} read
 * from top to bottom: each line is one check, in the order that matters, and none is done on bytes
 * that an earlier one has not let through. It changes nothing but what it learned of key sets. Not
 * thread-safe.
 */
final class UpdateVerifier {
  /** How far clocks may be apart. */
  static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  /**
   * How far a serial may be above the last one. Whoever gets hold of release keys may raise it by
   * this much at a time, so that it never runs out, and there is always a higher one for those who
   * put things right.
   */
  static final long MOST_STEP = 1_000_000;

  private final TrustRoot trust;
  private final String channel;
  private final Instance instance;
  private final Bundles bundles;
  private final InstantSource clock;
  private KeyChain keys;

  UpdateVerifier(
      TrustRoot trust, String channel, Instance instance, Bundles bundles, InstantSource clock) {
    this.trust = trust;
    this.channel = Channel.require(channel);
    this.instance = instance;
    this.bundles = bundles;
    this.clock = clock;
    this.keys = KeyChain.pinnedBy(trust, channel);
  }

  /**
   * What may come into force.
   *
   * @param bytes the head's
   * @param keys all key sets up to that of the head
   * @param candidate whether what is enforced is the candidate
   * @param shadow the candidate that only decides beside it, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Verified(
      byte[] bytes,
      Head head,
      KeyChain keys,
      boolean candidate,
      Bundle enforced,
      @Nullable Bundle shadow) {
    /** The bundles that are needed here. */
    List<Bundle> bundles() {
      return shadow == null ? List.of(enforced) : List.of(enforced, shadow);
    }
  }

  /** A bundle that passed all checks. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Bundle(Head.Blob blob, byte[] bytes, Policy policy) {}

  Verified verify(byte[] bytes, Origin origin, @Nullable Ratchet ratchet, ChannelFiles files)
      throws RefusedException {
    Head head = verifyHead(bytes, origin, ratchet, files);
    Head.Candidate candidate = tried(head);
    boolean shadows = candidate != null && candidate.mode() == Head.Mode.SHADOW;
    Head.Blob chosen = candidate == null || shadows ? head.stable() : candidate.blob();
    Bundle enforced = verifyBundle(chosen, head, files);
    Bundle shadow =
        candidate != null && shadows ? verifyBundle(candidate.blob(), head, files) : null;
    return new Verified(bytes, head, keys, candidate != null && !shadows, enforced, shadow);
  }

  /** The first half: everything that the head alone decides. */
  Head verifyHead(byte[] bytes, Origin origin, @Nullable Ratchet ratchet, ChannelFiles files)
      throws RefusedException {
    SignedNote note = Notes.parse("head", bytes, Head.MOST_BYTES);
    signedByEnough(note, files);
    Head head = Head.parse("head", note, instance.agentVersion());
    forThisChannel(head);
    notFromTheFuture(head, origin);
    notBehind(head, bytes, ratchet);
    return head;
  }

  /** The second half, for each bundle that is needed. */
  Bundle verifyBundle(Head.Blob blob, Head head, ChannelFiles files) throws RefusedException {
    byte[] bytes = fetched(blob, files);
    ofThisSize(blob, bytes);
    withThisHash(blob, bytes);
    Bundles.Ready ready = compiled(blob, bytes, head.serial());
    passesItsTests(blob, ready);
    return new Bundle(blob, bytes, ready.policy());
  }

  /** What a head says of itself, for reports and for an order; zeros if it says nothing. */
  static Head.Claim claim(byte[] bytes) {
    try {
      return Head.Claim.read("head", Notes.parse("head", bytes, Head.MOST_BYTES));
    } catch (RefusedException e) {
      return new Head.Claim(0, 0);
    }
  }

  /**
   * The key set that the head names, of which nobody knows yet whether it may, must follow from the
   * trusted root and its keys must have signed the head; only then is the set remembered.
   */
  private void signedByEnough(SignedNote note, ChannelFiles files) throws RefusedException {
    KeyChain named = keys.upTo(Head.Claim.read("head", note).keys(), files);
    named.current().release().requireSigned(note, "head", "release");
    keys = named;
  }

  private void forThisChannel(Head head) throws RefusedException {
    if (!head.channel().equals(channel)) {
      throw new RefusedException(
          Check.CHANNEL,
          "head",
          "it is for the channel `" + head.channel() + "`, this one is `" + channel + "`");
    }
  }

  /** What was kept or baked in was not made in the future: if it seems so, the clock is wrong. */
  private void notFromTheFuture(Head head, Origin origin) throws RefusedException {
    Instant latest = clock.instant().plus(CLOCK_TOLERANCE);
    if (origin == Origin.SERVER && head.issued().isAfter(latest)) {
      throw new RefusedException(
          Check.ISSUED,
          "head",
          "it was issued at "
              + head.issued()
              + ", here it is "
              + clock.instant()
              + ": is the clock right?");
    }
  }

  private void notBehind(Head head, byte[] bytes, @Nullable Ratchet ratchet)
      throws RefusedException {
    if (ratchet == null || head.keys() > ratchet.set()) {
      return;
    }
    if (head.keys() < ratchet.set()) {
      throw new RefusedException(
          Check.KEYS,
          "head",
          "it is signed under key set "
              + head.keys()
              + ", which key set "
              + ratchet.set()
              + " has replaced");
    }
    long last = ratchet.serial();
    if (head.serial() < last) {
      throw new RefusedException(
          Check.SERIAL,
          "head",
          "serial "
              + head.serial()
              + " is lower than "
              + last
              + ", which was in force: to go back,"
              + " publish the old content under a higher serial");
    }
    if (head.serial() == last && !sha256(bytes).equals(ratchet.head())) {
      throw new RefusedException(
          Check.SERIAL, "head", "serial " + last + " was in force with another content");
    }
    if (head.serial() - last > MOST_STEP) {
      throw new RefusedException(
          Check.SERIAL,
          "head",
          "serial " + head.serial() + " is more than " + MOST_STEP + " above the last, " + last);
    }
  }

  private Head.@Nullable Candidate tried(Head head) {
    Head.Candidate candidate = head.candidate();
    return candidate != null && instance.tries(candidate, channel, trust.jca()) ? candidate : null;
  }

  private static byte[] fetched(Head.Blob blob, ChannelFiles files) throws RefusedException {
    try (InputStream in = files.blob(blob.sha256())) {
      return in.readNBytes(blob.size() + 1);
    } catch (IOException e) {
      throw new RefusedException(
          Check.FETCH, document(blob), "it cannot be read: " + e.getMessage());
    }
  }

  private static void ofThisSize(Head.Blob blob, byte[] bytes) throws RefusedException {
    if (bytes.length != blob.size()) {
      String size = bytes.length > blob.size() ? "more than " + blob.size() : "" + bytes.length;
      throw new RefusedException(
          Check.BLOB_SIZE,
          document(blob),
          "it has " + size + " bytes, the head says " + blob.size());
    }
  }

  private void withThisHash(Head.Blob blob, byte[] bytes) throws RefusedException {
    String hash = sha256(bytes);
    if (!hash.equals(blob.sha256())) {
      throw new RefusedException(Check.BLOB_HASH, document(blob), "its hash is " + hash);
    }
  }

  private Bundles.Ready compiled(Head.Blob blob, byte[] bytes, long serial)
      throws RefusedException {
    try {
      return bundles.read(document(blob), bytes, serial);
    } catch (PolicyException e) {
      PolicyException.Problem first = e.problems().get(0);
      throw new RefusedException(
          Check.COMPILE,
          first.source() + ":" + first.line() + ":" + first.column(),
          first.message() + others(e.problems().size()));
    }
  }

  private static void passesItsTests(Head.Blob blob, Bundles.Ready ready) throws RefusedException {
    List<String> failed = ready.failedTests();
    if (!failed.isEmpty()) {
      throw new RefusedException(
          Check.TESTS, document(blob), failed.get(0) + others(failed.size()));
    }
  }

  private static String others(int problems) {
    return problems > 1 ? " (and " + (problems - 1) + " more)" : "";
  }

  private static String document(Head.Blob blob) {
    return "bundle " + blob.sha256().substring(0, 12);
  }

  private String sha256(byte[] bytes) {
    return sha256(bytes, trust.jca());
  }

  static String sha256(byte[] bytes, Jca jca) {
    return HexFormat.of().formatHex(jca.sha256(bytes));
  }
}
