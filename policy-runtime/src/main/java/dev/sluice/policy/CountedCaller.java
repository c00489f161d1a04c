package dev.sluice.policy;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Human;
import org.jspecify.annotations.Nullable;

/**
 * Who is counted as one where a limit asks how often. A person is one through whichever service; so
 * is a service, as long as nobody is known behind it. An AI agent is one for each person it acts
 * for, whichever tools it calls and however many conversations it begins, as otherwise it could get
 * a new allowance by beginning another; where nobody is known behind it, one conversation is one.
 */
final class CountedCaller {
  private CountedCaller() {}

  /** A text that tells callers apart. */
  static String of(Viewpoint viewpoint) {
    Human human = viewpoint.caller().human();
    AiAgent agent = viewpoint.caller().agent();
    return switch (viewpoint.kind()) {
      case SERVICE -> "service " + viewpoint.caller().service();
      case HUMAN -> "person " + (human == null ? "" : human.subject());
      case AI_AGENT ->
          "agent "
              + (agent == null ? "" : orEmpty(agent.name()))
              + (human == null
                  ? " in " + (agent == null ? "" : orEmpty(agent.conversationId()))
                  : " for " + human.subject());
    };
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
