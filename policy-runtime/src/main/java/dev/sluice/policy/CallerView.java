package dev.sluice.policy;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Human;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A viewpoint on a database, in the words of explanations.
 *
 * @param environments names of the environments that the database lies in, with {@code ?} if it
 *     only may
 * @param sets names of the callers of the policy that it is, with {@code ?} if it only may be
 */
record CallerView(
    Viewpoint viewpoint, Database database, List<String> environments, List<String> sets) {
  CallerView {
    environments = List.copyOf(environments);
    sets = List.copyOf(sets);
  }

  static CallerView of(Viewpoint viewpoint, Database database, PolicyDocument policy) {
    List<String> environments = new ArrayList<>();
    for (Environment environment : policy.environments()) {
      add(environment.name(), environment.test(database), environments);
    }
    List<String> sets = new ArrayList<>();
    for (CallerSelector selector : policy.callers()) {
      add(selector.name(), selector.test(viewpoint), sets);
    }
    return new CallerView(viewpoint, database, environments, sets);
  }

  private static void add(String name, Truth truth, List<String> names) {
    if (truth != Truth.NO) {
      names.add(truth == Truth.YES ? name : name + "?");
    }
  }

  /** The environments, or which database lies in none. */
  List<String> placed() {
    return environments.isEmpty() ? List.of(place() + ", in no environment") : environments;
  }

  /** The names that the policy has for the caller, or who has none. */
  List<String> called() {
    return sets.isEmpty() ? List.of(who()) : sets;
  }

  /** {@code host:port/name}, or the name alone, {@code ?} for a name that is not known. */
  String place() {
    String name = database.name().isEmpty() ? "?" : database.name();
    String port = database.port() < 0 ? "" : ":" + database.port();
    return database.host().isEmpty() ? name : database.host() + port + "/" + name;
  }

  /** Who it is, by the viewpoint alone: of an agent, not for whom it acts. */
  String who() {
    String service = viewpoint.caller().service();
    String through = service.isEmpty() ? "" : " through " + service;
    return switch (viewpoint.kind()) {
      case SERVICE -> "the service" + (service.isEmpty() ? "" : " " + service);
      case HUMAN -> person(viewpoint.caller().human()) + through;
      case AI_AGENT -> agent(viewpoint.caller().agent()) + through;
    };
  }

  private static String person(@Nullable Human human) {
    if (human == null) {
      return "a person";
    }
    StringJoiner groups = new StringJoiner(", ", " (", ")");
    groups.setEmptyValue("");
    new TreeSet<>(human.groups()).forEach(groups::add);
    return (human.subject().isEmpty() ? "a person" : human.subject()) + groups;
  }

  private static String agent(@Nullable AiAgent agent) {
    String name = agent == null ? null : agent.name();
    String tool = agent == null ? null : agent.tool();
    return "the AI agent"
        + (name == null ? "" : " " + name)
        + (tool == null ? "" : " with the tool " + tool);
  }
}
