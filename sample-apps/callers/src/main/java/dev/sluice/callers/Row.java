package dev.sluice.callers;

import java.util.List;

/**
 * A statement as it was done.
 *
 * @param human who it was done for, with {@code ✓} if that is verified
 * @param mistakes what is not as it should be; empty if nothing
 */
record Row(
    String service,
    String statement,
    String thread,
    String human,
    String groups,
    String agent,
    String tool,
    String callId,
    String conversation,
    List<String> mistakes) {
  /** The cells of a row of the table. */
  List<String> cells() {
    return List.of(
        service,
        statement,
        thread,
        human,
        groups,
        agent,
        tool,
        callId,
        conversation,
        mistakes.isEmpty() ? "ok" : String.join("; ", mistakes));
  }

  /** What stands above them. */
  static List<String> titles() {
    return List.of(
        "service",
        "statement",
        "thread",
        "human",
        "groups",
        "agent",
        "tool",
        "call id",
        "conversation",
        "");
  }
}
