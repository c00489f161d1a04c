package dev.sluice.remote;

import dev.sluice.note.SignedNote;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The key sets of a channel that follow from the trusted root. Each is signed by the root keys of
 * the one before it (the first by the trusted ones) and by its own root keys, so that keys are
 * replaced without touching an agent, and nobody becomes a root key without holding it. Immutable.
 */
final class KeyChain {
  /** A head that names a set further on is refused, so that nobody keeps an agent busy. */
  private static final int MOST_AT_ONCE = 100;

  private final TrustRoot trust;
  private final String channel;
  private final List<Link> links;

  private KeyChain(TrustRoot trust, String channel, List<Link> links) {
    this.trust = trust;
    this.channel = channel;
    this.links = links;
  }

  /** A key set and its note. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Link(KeySet set, byte[] bytes) {}

  /** No key set yet. */
  static KeyChain pinnedBy(TrustRoot trust, String channel) {
    return new KeyChain(trust, channel, List.of());
  }

  /** The number of the latest key set, 0 if none is known yet. */
  int latest() {
    return links.isEmpty() ? 0 : last().set.number();
  }

  /** The latest key set; there must be one. */
  KeySet current() {
    return last().set;
  }

  private Link last() {
    return links.get(links.size() - 1);
  }

  /** The notes of all sets by their number. */
  SortedMap<Integer, byte[]> notes() {
    SortedMap<Integer, byte[]> notes = new TreeMap<>();
    links.forEach(link -> notes.put(link.set.number(), link.bytes));
    return Collections.unmodifiableSortedMap(notes);
  }

  /**
   * The chain with all sets up to a number.
   *
   * @param number the set that a head names; nobody has verified that head yet
   * @throws RefusedException if the number is of an older set, or a set is not to be had or does
   *     not follow from the one before it
   */
  KeyChain upTo(int number, ChannelFiles files) throws RefusedException {
    if (number < latest() || number < trust.set()) {
      throw new RefusedException(
          Check.KEYS,
          "head",
          "it is signed under key set "
              + number
              + ", which key set "
              + Math.max(latest(), trust.set())
              + " has replaced");
    }
    int next = links.isEmpty() ? trust.set() : latest() + 1;
    if (number - next >= MOST_AT_ONCE) {
      throw new RefusedException(
          Check.KEYS,
          "head",
          "it names key set " + number + ", more than " + MOST_AT_ONCE + " beyond what is known");
    }
    KeyChain chain = this;
    for (; next <= number; next++) {
      chain = chain.with(next, files);
    }
    return chain;
  }

  private KeyChain with(int number, ChannelFiles files) throws RefusedException {
    String document = "keys/" + number;
    byte[] bytes;
    try (InputStream in = files.keySet(number)) {
      bytes = in.readNBytes(KeySet.MOST_BYTES + 1);
    } catch (IOException e) {
      throw new RefusedException(Check.FETCH, document, "it cannot be read: " + e.getMessage());
    }
    return with(document, number, bytes);
  }

  /**
   * The chain with one set more.
   *
   * @throws RefusedException if the bytes are not the set that follows
   */
  KeyChain with(String document, int number, byte[] bytes) throws RefusedException {
    SignedNote note = Notes.parse(document, bytes, KeySet.MOST_BYTES);
    KeySet set = KeySet.parse(document, note, trust.jca());
    previousRoot().requireSigned(note, document, links.isEmpty() ? "trusted root" : "root");
    set.root().requireSigned(note, document, "new root");
    if (set.number() != number) {
      throw new RefusedException(
          Check.KEYS, document, "it is key set " + set.number() + ", not " + number);
    }
    if (!set.channel().equals(channel)) {
      throw new RefusedException(
          Check.CHANNEL, document, "it is for the channel `" + set.channel() + "`");
    }
    List<Link> more = new ArrayList<>(links);
    more.add(new Link(set, bytes.clone()));
    return new KeyChain(trust, channel, List.copyOf(more));
  }

  private KeyGroup previousRoot() {
    return links.isEmpty() ? trust.root() : last().set.root();
  }
}
