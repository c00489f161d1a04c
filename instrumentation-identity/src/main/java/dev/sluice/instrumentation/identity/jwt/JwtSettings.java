package dev.sluice.instrumentation.identity.jwt;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whose bearer tokens are verified, and how they are read.
 *
 * @param issuers {@code sluice.jwt.issuers}: issuers by the exact value of {@code iss}
 * @param keys {@code sluice.jwt.jwks}: where an issuer's keys are; of others the discovery document
 *     tells
 * @param audiences {@code sluice.jwt.audience}: a token must be for one of these
 * @param subject {@code sluice.jwt.subject}: claims with the person's name, the first that is there
 *     counts
 * @param groups {@code sluice.jwt.groups}: claims with groups, all together; {@code a.b} is the
 *     claim of that name, or {@code b} in the object {@code a}
 * @param clockSkew by how much the clocks of issuer and service may differ
 */
public record JwtSettings(
    List<String> issuers,
    Map<String, String> keys,
    Set<String> audiences,
    List<String> subject,
    List<String> groups,
    Duration clockSkew) {
  public JwtSettings {
    issuers = List.copyOf(issuers);
    keys = Map.copyOf(keys);
    audiences = Set.copyOf(audiences);
    subject = List.copyOf(subject);
    groups = List.copyOf(groups);
  }
}
