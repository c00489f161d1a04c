package dev.sluice.instrumentation.identity.springai;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Carried;
import dev.sluice.instrumentation.identity.people.ThreadPeople;
import dev.sluice.members.Accessor;
import dev.sluice.members.ClassMembers;
import dev.sluice.weak.WeakIdentityMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * For whom each of Spring AI's prompts was made, and in which conversation, remembered weakly by
 * the prompt's identity: a streaming model answers on threads that know nobody, and makes prompts
 * out of prompts there.
 *
 * <p>The person of the thread that makes or sends a prompt counts first, see {@link Asked#by}.
 * Where the thread knows nobody, a prompt is for whom that one was made which it continues: the
 * prompt that it was copied or built from; that of the client's request which shares its list of
 * messages; that whose tool results its last message tells; or that which the model is being asked
 * just now. A prompt that two people send, such as a constant, is for nobody knows whom on threads
 * that know nobody. Thread-safe.
 */
final class Prompts {
  private static final String CONVERSATION = "chat_memory_conversation_id";

  /** The id where the service tells none: the conversation of everybody is no conversation. */
  private static final String NO_CONVERSATION = "default";

  private final WeakIdentityMap<Object, Asked> byObject = new WeakIdentityMap<>();
  private final ThreadPeople people;
  private final ClassMembers<Accessor> instructions;
  private final ClassMembers<Accessor> histories;
  private final Failures failures;

  Prompts(ThreadPeople people, Failures failures) {
    String site = "identity.spring-ai.members";
    this.people = people;
    this.failures = failures;
    this.instructions = new ClassMembers<>(site, SpringAiMembers::instructions, failures);
    this.histories = new ClassMembers<>(site, SpringAiMembers::history, failures);
  }

  /**
   * A prompt was made.
   *
   * @param modelAsked what the model is being asked on this thread; null if nothing
   */
  void made(Object prompt, @Nullable Asked modelAsked) {
    List<?> messages = messages(prompt);
    Asked origin = byObject.get(messages);
    Object last = last(messages);
    if (origin == null && last != null) {
      origin = byObject.get(last);
    }
    keep(prompt, people.current(), origin == null ? modelAsked : origin);
  }

  /** {@code made}, a prompt or its builder, was made from {@code origin}. */
  void derived(Object origin, Object made) {
    Carried person = people.current();
    Asked asked = of(origin);
    share(origin, asked, person);
    keep(made, person, asked);
  }

  /** A client's request was made of a prompt and the advisors' parameters. */
  void requested(Object prompt, @Nullable Object context) {
    Asked asked = of(prompt).in(conversation(context));
    if (asked.equals(Asked.NOTHING)) {
      return;
    }
    byObject.put(prompt, asked);
    List<?> messages = messages(prompt);
    // an empty list may be one for all
    if (!messages.isEmpty()) {
      byObject.put(messages, asked);
    }
  }

  /** The tools that the model called for this prompt have answered. */
  void answered(Asked asked, @Nullable Object result) {
    Accessor history = result == null ? null : histories.of(result.getClass());
    Object last =
        history != null && history.get(result) instanceof List<?> messages ? last(messages) : null;
    if (last != null) {
      byObject.put(last, asked);
    }
  }

  /** Who sends that prompt: to a model, or what a model answered to the tools. */
  Asked sent(@Nullable Object prompt) {
    Carried person = people.current();
    if (prompt == null) {
      return Asked.of(person, null);
    }
    Asked asked = of(prompt);
    if (asked.person() == null && person != null) {
      byObject.put(prompt, asked.by(person));
    } else {
      share(prompt, asked, person);
    }
    return asked.by(person);
  }

  private Asked of(Object prompt) {
    return Objects.requireNonNullElse(byObject.get(prompt), Asked.NOTHING);
  }

  /** Remembers that two people use the object, if they do. */
  private void share(Object used, Asked asked, @Nullable Carried person) {
    if (asked.isOfAnotherThan(person)) {
      byObject.put(used, Asked.of(Carried.UNKNOWN, asked.conversation()));
    }
  }

  private void keep(Object made, @Nullable Carried person, @Nullable Asked origin) {
    Asked asked = (origin == null ? Asked.NOTHING : origin).by(person);
    if (!asked.equals(Asked.NOTHING)) {
      byObject.put(made, asked);
    }
  }

  private List<?> messages(Object prompt) {
    Accessor accessor = instructions.of(prompt.getClass());
    return accessor != null && accessor.get(prompt) instanceof List<?> messages
        ? messages
        : List.of();
  }

  private static @Nullable Object last(List<?> messages) {
    return messages.isEmpty() ? null : messages.get(messages.size() - 1);
  }

  private @Nullable String conversation(@Nullable Object context) {
    try {
      Object id = context instanceof Map<?, ?> map ? map.get(CONVERSATION) : null;
      return id == null || id.equals(NO_CONVERSATION) ? null : id.toString();
    } catch (Throwable problem) {
      failures.count("identity.spring-ai.conversation", "conversation id", problem);
      return null;
    }
  }
}
