package dev.sluice.identity;

import org.jspecify.annotations.Nullable;

/**
 * For whom a task was handed to another thread, as it was known where that was done.
 *
 * @param human the person; null if nobody knew one
 * @param agent the AI agent; null if the task was not handed over under a tool call
 * @param unknown whether there may be a person, but nobody can tell who
 */
public record Carried(@Nullable Human human, @Nullable AiAgent agent, boolean unknown) {
  /** There may be somebody. */
  public static final Carried UNKNOWN = new Carried(null, null, true);
}
