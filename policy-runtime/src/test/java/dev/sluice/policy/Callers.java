package dev.sluice.policy;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Callers for tests. */
final class Callers {
  private Callers() {}

  static Caller service(String name) {
    return new Caller(name, null, null);
  }

  static Caller human(String... groups) {
    return new Caller("shop-web", person(groups), null);
  }

  /** A person for whom nobody vouches. */
  static Caller asserted(String... groups) {
    return new Caller("shop-web", Human.asserted("robin", Set.of(groups), "header"), null);
  }

  /** An agent on behalf of nobody. */
  static Caller agent(@Nullable String name, @Nullable String tool) {
    return new Caller("shop-web", null, new AiAgent("langchain4j", name, tool, "call-1", null));
  }

  /** An agent on behalf of a person in these groups. */
  static Caller agentFor(@Nullable String name, @Nullable String tool, String... groups) {
    return new Caller(
        "shop-web", person(groups), new AiAgent("langchain4j", name, tool, "call-1", null));
  }

  /** An agent on behalf of a person for whom nobody vouches. */
  static Caller agentForAsserted(@Nullable String name, @Nullable String tool, String... groups) {
    Caller caller = agent(name, tool);
    return new Caller(caller.service(), asserted(groups).human(), caller.agent());
  }

  private static Human person(String... groups) {
    return new Human("robin", Set.of(groups), Map.of(), "spring-security", true);
  }
}
