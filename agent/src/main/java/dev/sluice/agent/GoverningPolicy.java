package dev.sluice.agent;

import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyInForce;
import dev.sluice.policy.PolicyState;
import dev.sluice.remote.http.RemotePolicy;
import org.jspecify.annotations.Nullable;

/**
 * The policy that decides at this moment, wherever it comes from.
 *
 * @param remote null if none comes from afar
 */
record GoverningPolicy(PolicyInForce local, @Nullable RemotePolicy remote) {
  Policy current() {
    return remote == null ? local.current() : remote.current();
  }

  @Nullable Policy onTrial() {
    return remote == null ? null : remote.onTrial();
  }

  PolicyState state() {
    return remote == null ? local.state() : remote.state();
  }
}
