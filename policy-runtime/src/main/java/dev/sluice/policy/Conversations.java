package dev.sluice.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which tags AI callers have read in each conversation, for the agent's life, whichever policy is
 * in force.
 *
 * <p>A conversation is known by its id alone, whoever takes part in it. A call that tells no id may
 * belong to any conversation that its AI agent has for the same person. So what is read without an
 * id counts in all of these, and what is read in any of them counts for a call without an id.
 *
 * <p>Forgotten is what was neither read nor asked for during a day. Space is bounded: where a
 * hundred thousand conversations have read something, what is left out of the map counts for
 * everybody during a day, which refuses too much rather than too little. Thread-safe.
 */
public final class Conversations {
  private static final int MOST = 100_000;
  private static final Duration KEPT = Duration.ofDays(1);
  private static final int LONGEST_ID = 256;

  private final Ticker ticker;
  private final Cache<Key, Set<String>> read;
  private volatile Lost lost;

  /** Begins without any. */
  public Conversations() {
    this(Ticker.systemTicker(), MOST);
  }

  Conversations(Ticker ticker, int most) {
    this.ticker = ticker;
    this.lost = new Lost(Set.of(), ticker.read());
    // maintenance on the caller's thread: this library starts no threads in its host
    this.read =
        Caffeine.newBuilder()
            .maximumSize(most)
            .expireAfterAccess(KEPT)
            .ticker(ticker)
            .executor(Runnable::run)
            .evictionListener(this::evicted)
            .build();
  }

  /** Where something is read. */
  private enum Scope {
    /** In the conversation of an id. */
    CONVERSATION,

    /** By an AI agent for a person, in no conversation that is known. */
    NO_CONVERSATION,

    /** By an AI agent for a person, in whichever conversation. */
    ANY
  }

  /**
   * What is kept together. Ids that are longer than what is kept of them are taken for one.
   *
   * @param who the id, or the agent's name
   * @param person empty where nobody is known, or it does not matter
   */
  private record Key(Scope scope, String who, String person) {
    static Key ofConversation(String id) {
      return new Key(Scope.CONVERSATION, cut(id), "");
    }

    static Key of(Scope scope, Caller caller) {
      AiAgent agent = caller.agent();
      Human human = caller.human();
      String name = agent == null ? null : agent.name();
      return new Key(
          scope, name == null ? "" : cut(name), human == null ? "" : cut(human.subject()));
    }

    private static String cut(String id) {
      return id.length() <= LONGEST_ID ? id : id.substring(0, LONGEST_ID);
    }
  }

  /**
   * What was left out for want of space.
   *
   * @param until when it is forgotten, by the ticker
   */
  private record Lost(Set<String> tags, long until) {}

  /** Notes that an AI caller reads columns with these tags; of any other caller nothing is kept. */
  void note(Caller caller, Collection<String> tags) {
    AiAgent agent = caller.agent();
    if (agent == null || tags.isEmpty()) {
      return;
    }
    String id = id(agent);
    add(id == null ? Key.of(Scope.NO_CONVERSATION, caller) : Key.ofConversation(id), tags);
    add(Key.of(Scope.ANY, caller), tags);
  }

  /** The tags that an AI caller has read in its conversation; none of any other caller. */
  Set<String> readBy(Caller caller) {
    AiAgent agent = caller.agent();
    if (agent == null) {
      return Set.of();
    }
    Set<String> tags = new HashSet<>();
    String id = id(agent);
    if (id == null) {
      addTo(tags, Key.of(Scope.ANY, caller));
    } else {
      addTo(tags, Key.ofConversation(id));
      addTo(tags, Key.of(Scope.NO_CONVERSATION, caller));
    }
    Lost left = lost;
    if (!left.tags.isEmpty() && ticker.read() - left.until < 0) {
      tags.addAll(left.tags);
    }
    return tags;
  }

  private static @Nullable String id(AiAgent agent) {
    String id = agent.conversationId();
    return id == null || id.isEmpty() ? null : id;
  }

  private void addTo(Set<String> tags, Key key) {
    Set<String> known = read.getIfPresent(key);
    if (known != null) {
      tags.addAll(known);
    }
  }

  private void add(Key key, Collection<String> tags) {
    Set<String> known = read.getIfPresent(key);
    if (known == null || !known.containsAll(tags)) {
      ConcurrentMap<Key, Set<String>> all = read.asMap();
      all.merge(key, Set.copyOf(tags), Conversations::union);
    }
  }

  private static Set<String> union(Set<String> one, Collection<String> other) {
    Set<String> both = new HashSet<>(one);
    both.addAll(other);
    return Set.copyOf(both);
  }

  /** Called before the entry is gone, so that there is no time at which nobody knows of it. */
  private void evicted(@Nullable Key key, @Nullable Set<String> tags, RemovalCause cause) {
    if (cause == RemovalCause.SIZE && tags != null) {
      lose(tags);
    }
  }

  private synchronized void lose(Set<String> tags) {
    long now = ticker.read();
    Set<String> kept = now - lost.until < 0 ? lost.tags : Set.of();
    lost = new Lost(union(kept, tags), now + KEPT.toNanos());
  }
}
