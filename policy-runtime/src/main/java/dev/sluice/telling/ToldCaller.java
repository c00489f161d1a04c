package dev.sluice.telling;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.CallerKind;
import dev.sluice.identity.Human;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * For whom a statement is done, as a database is told. A person for whom nobody vouches is not told
 * as the subject: whoever can send a header would be whoever they like to the database's rules.
 *
 * @param kind {@code human}, {@code service}, {@code ai_agent}, or {@code unknown}
 * @param subject the person, also the one an agent acts for, if somebody vouches for it; else empty
 * @param asserted the person, if nobody does; else empty
 * @param service the name of the service
 * @param agent the name of the AI agent; empty if there is none
 * @param tool the tool that it called; empty if there is none
 */
public record ToldCaller(
    String kind, String subject, String asserted, String service, String agent, String tool) {
  /** The names of what is told, in the order of {@link #values}. */
  public static final List<String> NAMES =
      List.of("kind", "subject", "asserted", "service", "agent", "tool");

  /** Nobody can say for whom. */
  public static final ToldCaller UNKNOWN = new ToldCaller("unknown", "", "", "", "", "");

  private static final String SERVICE = CallerKind.SERVICE.name().toLowerCase(Locale.ROOT);

  /** What PostgreSQL keeps of a name. */
  private static final int LONGEST_NAME = 63;

  private static final char LEAST_PRINTABLE = ' ';
  private static final char MOST_PRINTABLE = '~';

  /** What is told of a caller; null if nobody could find one out. */
  public static ToldCaller of(@Nullable Caller caller) {
    if (caller == null) {
      return UNKNOWN;
    }
    Human human = caller.human();
    AiAgent agent = caller.agent();
    String person = human == null ? "" : human.subject();
    boolean verified = human != null && human.verified();
    return new ToldCaller(
        caller.kind().name().toLowerCase(Locale.ROOT),
        verified ? person : "",
        verified ? "" : person,
        caller.service(),
        agent == null ? "" : orEmpty(agent.name()),
        agent == null ? "" : orEmpty(agent.tool()));
  }

  /** Whether it is the service by itself, so that nothing of anybody is told. */
  public boolean isService() {
    return kind.equals(SERVICE)
        && subject.isEmpty()
        && asserted.isEmpty()
        && agent.isEmpty()
        && tool.isEmpty();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** What is told, in the order of {@link #NAMES}. */
  public List<String> values() {
    return List.of(kind, subject, asserted, service, agent, tool);
  }

  /** One name for all of it, as far as it is vouched for: {@code shop desk-bot/find for kim}. */
  public String applicationName() {
    StringBuilder name = new StringBuilder(service);
    if (!agent.isEmpty() || !tool.isEmpty()) {
      name.append(' ').append(agent);
      if (!tool.isEmpty()) {
        name.append('/').append(tool);
      }
    }
    if (!subject.isEmpty()) {
      name.append(" for ").append(subject);
    }
    name.setLength(Math.min(name.length(), LONGEST_NAME));
    for (int i = 0; i < name.length(); i++) {
      char letter = name.charAt(i);
      if (letter < LEAST_PRINTABLE || letter > MOST_PRINTABLE) {
        name.setCharAt(i, '?');
      }
    }
    return name.toString();
  }
}
