package dev.sluice.remote;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policy of one channel: takes updates from wherever they come, and puts in force those that
 * pass every check. An update that fails changes nothing. Whoever fetches offers each head that is
 * not known yet, as often as it likes; one thread at a time is let in, {@link #status} never waits.
 *
 * <p>The order is: verify ({@link UpdateVerifier}), swap, keep on disk. A disk that is full or gone
 * does not keep a policy out of force; it is told, and tried again with the next offer.
 */
public final class PolicyUpdates {
  /** By what heads claim, so that the second best must be tried if the best one fails. */
  private static final Comparator<Offer> HIGHEST_CLAIM_FIRST =
      Comparator.comparing((Offer offer) -> UpdateVerifier.claim(offer.head)).reversed();

  private final UpdateVerifier verifier;
  private final PolicySwap swap;
  private final @Nullable PolicyStore store;
  private final TrustRoot trust;
  private final InstantSource clock;
  private volatile UpdateStatus status = UpdateStatus.NONE;
  private @Nullable Ratchet ratchet;
  private @Nullable Kept unkept;

  /** What came into force and is not on disk yet. */
  private record Kept(UpdateVerifier.Verified update, Ratchet ratchet) {}

  /** A head and where the files are that it names. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Offer(Origin origin, byte[] head, ChannelFiles files) {}

  PolicyUpdates(
      TrustRoot trust,
      String channel,
      Instance instance,
      Bundles bundles,
      PolicySwap swap,
      @Nullable PolicyStore store,
      InstantSource clock) {
    this.verifier = new UpdateVerifier(trust, channel, instance, bundles, clock);
    this.swap = swap;
    this.store = store;
    this.trust = trust;
    this.clock = clock;
  }

  /**
   * Without any update yet.
   *
   * @param swap what puts policies in force
   * @param folder where what is in force is kept, in a folder of the channel's name, one for each
   *     process; null to keep nothing
   * @throws IllegalArgumentException if the channel has no valid name
   */
  public static PolicyUpdates of(
      TrustRoot trust,
      String channel,
      Instance instance,
      Bundles bundles,
      PolicySwap swap,
      @Nullable File folder,
      InstantSource clock) {
    PolicyStore store =
        folder == null
            ? null
            : new PolicyStore(
                new File(folder, Channel.require(channel)), new LocalDisk(), trust.jca());
    return new PolicyUpdates(trust, channel, instance, bundles, swap, store, clock);
  }

  /**
   * Puts in force the higher of what is on disk and what came with the service; if that one fails,
   * the other. To be called once, before anything is offered.
   *
   * @return what became of each that was there; one that is behind the other is not told
   */
  public synchronized List<UpdateResult> start(@Nullable ChannelFolder bakedIn) {
    List<UpdateResult> results = new ArrayList<>();
    readRatchet(results);
    List<Offer> offers = new ArrayList<>();
    if (store != null) {
      PolicyStore kept = store;
      addOffer(Origin.DISK, kept::head, kept, offers, results);
    }
    if (bakedIn != null) {
      addOffer(Origin.BAKED_IN, bakedIn::readHead, bakedIn, offers, results);
    }
    offers.sort(HIGHEST_CLAIM_FIRST);
    for (Offer offer : offers) {
      UpdateResult result = offer(offer);
      results.add(result);
      if (result instanceof UpdateResult.Applied) {
        break;
      }
    }
    return results;
  }

  private interface HeadReader {
    byte @Nullable [] read() throws IOException;
  }

  private void addOffer(
      Origin origin,
      HeadReader reader,
      ChannelFiles files,
      List<Offer> offers,
      List<UpdateResult> results) {
    try {
      byte[] head = reader.read();
      if (head != null) {
        offers.add(new Offer(origin, head, files));
      }
    } catch (IOException e) {
      results.add(unreadable(origin, "head", e));
    }
  }

  private void readRatchet(List<UpdateResult> results) {
    if (store == null) {
      return;
    }
    try {
      Ratchet kept = store.ratchet();
      ratchet = kept != null && kept.root().equals(trust.fingerprint()) ? kept : null;
    } catch (IOException e) {
      results.add(unreadable(Origin.DISK, "ratchet", e));
    }
  }

  private UpdateResult unreadable(Origin origin, String place, IOException e) {
    return rejected(
        origin,
        0,
        new RefusedException(Check.FETCH, place, "it cannot be read: " + e.getMessage()));
  }

  /**
   * Takes an update from a server if it is to be believed. The same bytes as those in force are
   * told at once, and nothing is fetched for them.
   *
   * @param head the bytes of the head, cut off a little above {@link Head#MOST_BYTES}
   * @param files asked for what the head names, as far as it is not on disk
   */
  public synchronized UpdateResult offer(byte[] head, ChannelFiles files) {
    return offer(new Offer(Origin.SERVER, head.clone(), keptFirst(files)));
  }

  private UpdateResult offer(Offer offer) {
    UpdateStatus.InForce inForce = status.inForce();
    if (inForce != null && sha256(offer.head).equals(inForce.headSha256())) {
      return unchanged(inForce);
    }
    try {
      UpdateVerifier.Verified update =
          verifier.verify(offer.head, offer.origin, ratchet, offer.files);
      putInForce(update);
      return applied(offer.origin, update);
    } catch (RefusedException e) {
      return rejected(offer.origin, UpdateVerifier.claim(offer.head).serial(), e);
    }
  }

  /** The one in force is offered once more: whatever was wrong since, it is not any more. */
  private UpdateResult unchanged(UpdateStatus.InForce inForce) {
    String notKept = keep();
    status =
        new UpdateStatus(
            new UpdateStatus.InForce(
                inForce.origin(),
                inForce.serial(),
                inForce.keys(),
                inForce.headSha256(),
                inForce.bundleSha256(),
                inForce.candidate(),
                inForce.shadowSha256(),
                inForce.issued(),
                inForce.expires(),
                inForce.since(),
                notKept),
            null);
    return new UpdateResult.Unchanged(inForce.serial());
  }

  private void putInForce(UpdateVerifier.Verified update) throws RefusedException {
    try {
      UpdateVerifier.Bundle shadow = update.shadow();
      swap.swap(update.enforced().policy(), shadow == null ? null : shadow.policy());
    } catch (RuntimeException e) {
      throw new RefusedException(Check.SWAP, "policy", "it could not be put in force: " + e);
    }
  }

  private UpdateResult applied(Origin origin, UpdateVerifier.Verified update) {
    Head head = update.head();
    String headSha256 = sha256(update.bytes());
    Ratchet reached = new Ratchet(trust.fingerprint(), head.keys(), head.serial(), headSha256);
    ratchet = reached;
    unkept = new Kept(update, reached);
    String notKept = keep();
    UpdateVerifier.Bundle shadow = update.shadow();
    String enforced = update.enforced().blob().sha256();
    status =
        new UpdateStatus(
            new UpdateStatus.InForce(
                origin,
                head.serial(),
                head.keys(),
                headSha256,
                enforced,
                update.candidate(),
                shadow == null ? null : shadow.blob().sha256(),
                head.issued(),
                head.expires(),
                clock.instant(),
                notKept),
            null);
    return new UpdateResult.Applied(
        origin, head.serial(), head.keys(), enforced, update.candidate(), notKept);
  }

  /** Writes what is in force to disk, if it is not there yet; why that failed, or null. */
  private @Nullable String keep() {
    Kept kept = unkept;
    if (store == null || kept == null) {
      unkept = null;
      return null;
    }
    try {
      store.save(kept.update, kept.ratchet);
      unkept = null;
      return null;
    } catch (IOException | RuntimeException e) {
      return "it could not be written to disk: " + e;
    }
  }

  private UpdateResult.Rejected rejected(Origin origin, long serial, RefusedException e) {
    UpdateResult.Rejected rejected =
        new UpdateResult.Rejected(origin, serial, e.check(), e.place(), e.reason());
    status = status.after(rejected, clock.instant());
    return rejected;
  }

  /** A bundle that is on disk already is not fetched again; a damaged one is. */
  private ChannelFiles keptFirst(ChannelFiles files) {
    PolicyStore kept = store;
    if (kept == null) {
      return files;
    }
    return new ChannelFiles() {
      @Override
      public InputStream keySet(int number) throws IOException {
        return files.keySet(number);
      }

      @Override
      public InputStream blob(String sha256) throws IOException {
        return kept.hasBlob(sha256) ? kept.blob(sha256) : files.blob(sha256);
      }
    };
  }

  /** What is in force, and what became of the latest update. */
  public UpdateStatus status() {
    return status;
  }

  private String sha256(byte[] bytes) {
    return UpdateVerifier.sha256(bytes, trust.jca());
  }
}
