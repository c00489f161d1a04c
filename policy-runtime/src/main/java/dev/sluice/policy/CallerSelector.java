package dev.sluice.policy;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.CallerKind;
import dev.sluice.identity.Human;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named set of callers of one kind. An empty list asks for nothing.
 *
 * <p>A person who is only asserted may be whom they are said to be, or anybody: such a person may
 * be in a set of people, so that what restricts the set restricts them, and what releases it does
 * not release them. A set that says {@code verified} is certain either way.
 *
 * @param verified of a human: whether somebody must vouch for them, or nobody may; null to leave
 *     that open
 * @param groups of a human: one of their groups must match
 * @param services the service through which the call is made
 * @param agents names of the AI agent
 * @param tools names of the tool called
 * @param onBehalfOf of an AI agent: the principal must be in one of these
 */
record CallerSelector(
    String name,
    CallerKind kind,
    @Nullable Boolean verified,
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
      case HUMAN -> truth.and(isPerson(viewpoint.caller().human()));
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

  private Truth isPerson(@Nullable Human human) {
    if (human == null) {
      return Truth.NO;
    }
    return isVouchedFor(human).and(inGroups(human));
  }

  private Truth isVouchedFor(Human human) {
    if (verified == null) {
      return human.verified() ? Truth.YES : Truth.MAYBE;
    }
    return Truth.of(human.verified() == verified);
  }

  private Truth inGroups(Human human) {
    if (groups.isEmpty()) {
      return Truth.YES;
    }
    Truth truth = Truth.NO;
    for (String group : human.groups()) {
      truth = truth.or(Glob.any(groups, group));
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
