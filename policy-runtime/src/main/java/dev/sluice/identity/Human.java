package dev.sluice.identity;

import java.util.Map;
import java.util.Set;

/**
 * The person on whose behalf a statement runs.
 *
 * @param subject the name by which the source knows the person
 * @param groups groups, roles or authorities
 * @param claims further scalar claims
 * @param source where this was learned: {@code spring-security}, {@code servlet}, {@code header}
 * @param verified true only if the service's own security framework, or cryptography, vouches for
 *     it; a header or baggage entry is only asserted
 */
public record Human(
    String subject,
    Set<String> groups,
    Map<String, String> claims,
    String source,
    boolean verified) {
  public Human {
    groups = Set.copyOf(groups);
    claims = Map.copyOf(claims);
  }
}
