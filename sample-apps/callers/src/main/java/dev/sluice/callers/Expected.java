package dev.sluice.callers;

import org.jspecify.annotations.Nullable;

/**
 * A statement that somebody has a service do.
 *
 * @param title the name that the statement gives its result, which no other has
 * @param person who asked; null if nobody did who is known
 * @param source how the service knows the person; null if it knows nobody
 * @param call what it is done under; null if not by an agent
 */
record Expected(
    String service,
    String title,
    @Nullable Person person,
    @Nullable String source,
    @Nullable Call call) {
  /** A conversation or call that has some name, which is nobody else's business. */
  static final String ANY = "(any)";

  /**
   * A tool call.
   *
   * @param id what the model names it, or {@link #ANY}; null if it does not
   * @param conversation null if there is none
   */
  record Call(String agent, String tool, @Nullable String id, @Nullable String conversation) {}
}
