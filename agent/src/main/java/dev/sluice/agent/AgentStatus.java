package dev.sluice.agent;

import dev.sluice.gate.Failures;
import dev.sluice.policy.LearnedTag;
import dev.sluice.policy.LearnedTags;
import dev.sluice.policy.PolicyState;
import dev.sluice.status.StatusBoard;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The sections of the status that every agent has. */
final class AgentStatus {
  /** The name of the section of {@link LearnedTags}. */
  static final String TAGS = "tags";

  private static final int MOST_TAGS = 500;

  private AgentStatus() {}

  /** Puts the sections on the board; {@code policy} is asked each time the status is read. */
  static void tell(
      StatusBoard board,
      String service,
      AgentMode mode,
      Supplier<PolicyState> policy,
      WovenClasses woven,
      Failures failures) {
    Map<String, Object> agent = new LinkedHashMap<>();
    agent.put("version", Version.current());
    agent.put("service", service);
    agent.put("mode", mode.name().toLowerCase(Locale.ROOT));
    agent.put("started", Instant.now().toString());
    board.add("agent", () -> agent);
    board.add("policy", () -> of(policy.get(), System.currentTimeMillis()));
    board.add("woven", woven::status);
    board.add("failures", () -> of(failures));
  }

  /** The section with what columns turned out to hold: {@link #MOST_TAGS} at most. */
  static Map<String, Object> of(LearnedTags learned) {
    Map<String, Object> status = new LinkedHashMap<>();
    List<LearnedTag> tags = learned.snapshot();
    for (LearnedTag tag : tags.subList(0, Math.min(tags.size(), MOST_TAGS))) {
      status.merge(
          tag.place(), tag.tag() + ": " + tag.reason(), (one, other) -> one + "; " + other);
    }
    if (tags.size() > MOST_TAGS) {
      status.put("further tags", tags.size() - MOST_TAGS);
    }
    return status;
  }

  private static Map<String, Object> of(PolicyState state, long now) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("name", state.policy().name());
    status.put("serial", state.policy().serial());
    status.put("mode", state.policy().mode().name().toLowerCase(Locale.ROOT));
    status.put("source", state.source());
    status.put("since", Instant.ofEpochMilli(state.since()).toString());
    if (state.expires() != 0) {
      status.put("expires", Instant.ofEpochMilli(state.expires()).toString());
    }
    status.put("stale", state.stale(now));
    if (state.problem() != null) {
      status.put("problem", state.problem());
      status.put("problem_at", Instant.ofEpochMilli(state.problemAt()).toString());
    }
    return status;
  }

  private static Map<String, Object> of(Failures failures) {
    Map<String, Failures.Last> last = failures.last();
    Map<String, Object> status = new TreeMap<>();
    failures
        .counts()
        .forEach(
            (site, count) -> {
              Map<String, Object> failing = new LinkedHashMap<>();
              failing.put("count", count);
              Failures.Last latest = last.get(site);
              if (latest != null) {
                failing.put("at", Instant.ofEpochMilli(latest.atMillis()).toString());
                failing.put("message", latest.message());
                if (latest.problem() != null) {
                  failing.put("thrown", latest.problem());
                }
              }
              status.put(site, failing);
            });
    return status;
  }
}
