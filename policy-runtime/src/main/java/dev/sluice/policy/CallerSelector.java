package dev.sluice.policy;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.CallerKind;
import dev.sluice.identity.Human;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named set of callers of one kind. An empty list asks for nothing.
 *
 * @param groups of a human: one of their groups must match
 * @param services the service through which the call is made
 * @param agents names of the AI agent
 * @param tools names of the tool called
 * @param onBehalfOf of an AI agent: the principal must be in one of these
 */
record CallerSelector(
    String name,
    CallerKind kind,
    List<Glob> groups,
    List<Glob> services,
    List<Glob> agents,
    List<Glob> tools,
    List<CallerSelector> onBehalfOf) {

  CallerSelector {
    groups = List.copyOf(groups);
    services = List.copyOf(services);
    agents = List.copyOf(agents);
    tools = List.copyOf(tools);
    onBehalfOf = List.copyOf(onBehalfOf);
  }

  /** Whether the caller is in this set; an agent or tool without a name may be. */
  Truth test(Viewpoint viewpoint) {
    if (viewpoint.kind() != kind) {
      return Truth.NO;
    }
    Truth truth = asked(services, viewpoint.caller().service());
    return switch (kind) {
      case SERVICE -> truth;
      case HUMAN -> truth.and(inGroups(viewpoint.caller().human()));
      case AI_AGENT -> truth.and(isAgent(viewpoint));
    };
  }

  /** Whether the caller is in any of the sets. */
  static Truth any(List<CallerSelector> selectors, Viewpoint viewpoint) {
    Truth truth = Truth.NO;
    for (CallerSelector selector : selectors) {
      truth = truth.or(selector.test(viewpoint));
    }
    return truth;
  }

  private Truth inGroups(@Nullable Human human) {
    if (groups.isEmpty()) {
      return Truth.YES;
    }
    Truth truth = Truth.NO;
    if (human != null) {
      for (String group : human.groups()) {
        truth = truth.or(Glob.any(groups, group));
      }
    }
    return truth;
  }

  private Truth isAgent(Viewpoint viewpoint) {
    AiAgent agent = viewpoint.caller().agent();
    if (agent == null) {
      return Truth.NO;
    }
    Truth principal =
        onBehalfOf.isEmpty() ? Truth.YES : CallerSelector.any(onBehalfOf, viewpoint.principal());
    return asked(agents, agent.name()).and(asked(tools, agent.tool())).and(principal);
  }

  private static Truth asked(List<Glob> globs, @Nullable String name) {
    return globs.isEmpty() ? Truth.YES : Glob.any(globs, name);
  }
}
