package dev.sluice.gate;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import dev.sluice.sql.CallerValues;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the condition of a row filter can ask of a caller. Nobody's subject is no value. */
record ValuesOfCaller(Caller caller) implements CallerValues {
  private static final String CLAIMS = "claims.";

  @Override
  public List<String> of(String path) {
    Human human = caller.human();
    AiAgent agent = caller.agent();
    if (path.startsWith(CLAIMS)) {
      return one(human == null ? null : human.claims().get(path.substring(CLAIMS.length())));
    }
    return switch (path) {
      case "caller.service" -> one(caller.service());
      case "caller.subject" -> one(human == null ? null : human.subject());
      case "caller.on_behalf_of" -> one(human == null || agent == null ? null : human.subject());
      case "caller.groups" ->
          human == null ? List.of() : List.copyOf(new TreeSet<>(human.groups()));
      case "caller.agent" -> one(agent == null ? null : agent.name());
      case "caller.tool" -> one(agent == null ? null : agent.tool());
      default -> List.of();
    };
  }

  private static List<String> one(@Nullable String value) {
    return value == null || value.isEmpty() ? List.of() : List.of(value);
  }
}
