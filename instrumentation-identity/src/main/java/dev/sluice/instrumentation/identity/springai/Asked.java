package dev.sluice.instrumentation.identity.springai;

import dev.sluice.identity.Carried;
import dev.sluice.identity.Human;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a question to a model.
 *
 * @param person who asks; null if nobody is known
 * @param conversation the id of the conversation; null if there is none
 */
record Asked(@Nullable Carried person, @Nullable String conversation) {
  static final Asked NOTHING = new Asked(null, null);

  static Asked of(@Nullable Carried person, @Nullable String conversation) {
    return new Asked(person, conversation);
  }

  Asked in(@Nullable String other) {
    return new Asked(person, other);
  }

  /**
   * The same question, sent by a thread that works for {@code other}. Its person counts, unless it
   * is only asserted and the question's was verified: the diagnostic context may follow the work
   * where the security context does not.
   */
  Asked by(@Nullable Carried other) {
    return other == null || outranks(other) ? this : new Asked(other, conversation);
  }

  /** Whether the other person, of the thread that uses this, is known to be another one. */
  boolean isOfAnotherThan(@Nullable Carried other) {
    return person != null && other != null && !person.equals(other) && !outranks(other);
  }

  private boolean outranks(Carried other) {
    return isVerified(person) && !other.unknown() && !isVerified(other);
  }

  private static boolean isVerified(@Nullable Carried carried) {
    Human human = carried == null ? null : carried.human();
    return human != null && human.verified();
  }
}
