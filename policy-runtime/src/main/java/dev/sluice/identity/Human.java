package dev.sluice.identity;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The person on whose behalf a statement runs.
 *
 * @param subject the name by which the source knows the person
 * @param groups groups, roles or authorities
 * @param claims further scalar claims
 * @param chain who acts for the person, as the token's {@code act} claims say: the current actor
 *     first, then whom that one acted for; empty if nobody does
 * @param source where this was learned: {@code spring-security}, {@code servlet}, {@code jwt},
 *     {@code header}, {@code mdc}, {@code baggage}
 * @param verified true only if the service's own security framework, or cryptography, vouches for
 *     it; a header, MDC or baggage entry is only asserted
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8693#section-4.1">RFC 8693, section 4.1</a>
 */
public record Human(
    String subject,
    Set<String> groups,
    Map<String, String> claims,
    List<String> chain,
    String source,
    boolean verified) {
  public Human {
    groups = Set.copyOf(groups);
    claims = Map.copyOf(claims);
    chain = List.copyOf(chain);
  }

  /** A person for whom nobody else acts. */
  public Human(
      String subject,
      Set<String> groups,
      Map<String, String> claims,
      String source,
      boolean verified) {
    this(subject, groups, claims, List.of(), source, verified);
  }

  /** A person who is only said to be there. */
  public static Human asserted(String subject, Set<String> groups, String source) {
    return new Human(subject, groups, Map.of(), source, false);
  }
}
