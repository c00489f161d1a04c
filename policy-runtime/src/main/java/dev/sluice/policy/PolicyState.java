package dev.sluice.policy;

import org.jspecify.annotations.Nullable;

/**
 * Which policy is in force, and what is known of it. Times are milliseconds since the epoch.
 *
 * @param source where it came from: a file's name, a URL, or {@code built-in}
 * @param since when it came into force
 * @param expires when it should have been followed by another; 0 if never
 * @param problem what is wrong with the latest update, which was not applied; null if nothing is
 * @param problemAt when that came to light; 0 if nothing is wrong
 * @param refusals how many different updates were not applied since the start
 */
public record PolicyState(
    Policy policy,
    String source,
    long since,
    long expires,
    @Nullable String problem,
    long problemAt,
    long refusals) {
  /** The source of a policy that Sluice brings along. */
  public static final String BUILT_IN = "built-in";

  /** A policy that came into force without a problem and never expires, after some refusals. */
  public static PolicyState of(Policy policy, String source, long since, long refusals) {
    return new PolicyState(policy, source, since, 0, null, 0, refusals);
  }

  /** The same after an update that could not be applied. */
  public PolicyState after(String failure, long at) {
    return new PolicyState(policy, source, since, expires, failure, at, refusals + 1);
  }

  /** Whether the policy has expired: it stays in force, but nobody has confirmed it in time. */
  public boolean stale(long now) {
    return expires != 0 && now >= expires;
  }
}
