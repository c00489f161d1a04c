package dev.sluice.policy;

import dev.sluice.identity.CallerKind;
import java.util.EnumMap;
import java.util.Map;

/**
 * What holds where no rule speaks.
 *
 * @param unmatched by kind of caller: the action if no rule allows the statement
 * @param opaque the action on a statement that is not fully understood, by a caller under any
 *     restriction
 * @param session the action on a statement that changes its session in a way that is not followed,
 *     by a caller under any restriction
 * @param denyUnknownCaller whether a statement is refused if nobody knows who it is for, and the
 *     service is none that the policy names
 */
record Defaults(
    Map<CallerKind, Action> unmatched, Action opaque, Action session, boolean denyUnknownCaller) {
  static final String OPAQUE = "defaults.opaque";
  static final String SESSION = "defaults.session";
  static final String UNENFORCEABLE = "defaults.unenforceable";
  static final String UNKNOWN_CALLER = "defaults.unknown_caller";
  static final String UNMATCHED = "defaults.unmatched";

  Defaults {
    Map<CallerKind, Action> complete = new EnumMap<>(CallerKind.class);
    complete.put(CallerKind.HUMAN, Action.ALLOW);
    complete.put(CallerKind.SERVICE, Action.ALLOW);
    complete.put(CallerKind.AI_AGENT, Action.DENY);
    complete.putAll(unmatched);
    unmatched = Map.copyOf(complete);
  }

  Action unmatched(CallerKind kind) {
    Action action = unmatched.get(kind);
    return action == null ? Action.DENY : action;
  }

  boolean refusesUnmatched(CallerKind kind) {
    return unmatched(kind).compareTo(Action.APPROVE) >= 0;
  }
}
