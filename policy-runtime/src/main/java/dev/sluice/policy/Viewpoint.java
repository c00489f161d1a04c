package dev.sluice.policy;

import dev.sluice.identity.Caller;
import dev.sluice.identity.CallerKind;

/**
 * One of those for whom a statement is done, seen by itself. An AI agent's statement is judged from
 * two viewpoints, the agent's and that of the principal it acts for; any other from one.
 *
 * @param kind as what the caller is seen
 */
record Viewpoint(Caller caller, CallerKind kind) {
  static Viewpoint of(Caller caller) {
    return new Viewpoint(caller, caller.kind());
  }

  /** The viewpoint of whom an agent acts for; any other caller is its own principal. */
  Viewpoint principal() {
    return of(caller.principal());
  }
}
