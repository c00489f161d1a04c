package dev.sluice.weak;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * A concurrent map with keys held weakly and compared by identity: the state that Sluice keeps of
 * the service's objects, without adding fields to their classes and without keeping them alive.
 * Never calls a key's {@code equals} or {@code hashCode}, which belong to the service. A value must
 * not refer to its key, or neither is ever collected. Thread-safe.
 *
 * <p>Caffeine's weak keys would serve, but to load Caffeine sets up {@code java.util.logging},
 * which an agent must not do before the service's main class had its chance to.
 */
public final class WeakIdentityMap<K, V> {
  /** How many collected keys a call forgets at most, so that no statement pays for those of all. */
  private static final int AT_ONCE = 4;

  private final ConcurrentMap<Object, V> map = new ConcurrentHashMap<>();
  private final ReferenceQueue<K> collected = new ReferenceQueue<>();

  /** The value of a key; null if it has none. */
  public @Nullable V get(K key) {
    return map.get(new Probe(key));
  }

  /** Sets the value of a key. */
  public void put(K key, V value) {
    expunge(AT_ONCE);
    map.put(new Key<>(key, collected), value);
  }

  /**
   * Sets the value of a key that has none.
   *
   * @return the value that it has; null if it had none
   */
  public @Nullable V putIfAbsent(K key, V value) {
    expunge(AT_ONCE);
    return map.putIfAbsent(new Key<>(key, collected), value);
  }

  /** Forgets a key. */
  public void remove(K key) {
    map.remove(new Probe(key));
  }

  /** The value of a key, which is forgotten; null if it has none. */
  public @Nullable V take(K key) {
    return map.remove(new Probe(key));
  }

  /** Whether no key has a value; keys that were collected a moment ago may still count. */
  public boolean isEmpty() {
    return map.isEmpty();
  }

  /** How many keys are alive. */
  public int size() {
    expunge(Integer.MAX_VALUE);
    return map.size();
  }

  private void expunge(int most) {
    for (int i = 0; i < most; i++) {
      Reference<? extends K> dead = collected.poll();
      if (dead == null) {
        return;
      }
      map.remove(dead);
    }
  }

  /** A key in the map; equal to itself, and to a probe for the same object. */
  private static final class Key<K> extends WeakReference<K> {
    private final int hash;

    Key(K referent, ReferenceQueue<K> queue) {
      super(referent, queue);
      this.hash = System.identityHashCode(referent);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      if (other instanceof Probe probe) {
        return isFor(probe.object);
      }
      if (other instanceof Key<?> key && key.hash == hash) {
        Object mine = get();
        return mine != null && mine == key.get();
      }
      return false;
    }

    @SuppressWarnings("unchecked") // refersTo compares references and needs no real K
    boolean isFor(Object object) {
      return refersTo((K) object);
    }
  }

  /** A key to look up with: lives on the stack where the compiler can prove it. */
  private static final class Probe {
    private final Object object;

    Probe(Object object) {
      this.object = object;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key<?> key && key.isFor(object);
    }
  }
}
