package dev.sluice.instrumentation.identity.quarkus;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Human;
import dev.sluice.identity.HumanSource;
import dev.sluice.instrumentation.identity.members.Claims;
import dev.sluice.instrumentation.identity.members.ClassByLoader;
import dev.sluice.members.ClassMembers;
import java.security.Principal;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The person whom Quarkus's security (3.x) knows of the request that this thread works for, by the
 * copy of Quarkus that the thread's context class loader sees. Groups are the identity's roles,
 * claims its scalar attributes.
 *
 * <p>Where authentication is lazy it is asked for, as it is where the service itself asks who is
 * there. While it is not over the person is unknown.
 */
public final class QuarkusSource implements HumanSource {
  private final ClassByLoader containers;
  private final ClassMembers<ArcMembers> arcMembers;
  private final ClassMembers<SecurityIdentityMembers> identityMembers;

  public QuarkusSource(Failures failures) {
    String site = "identity.quarkus.members";
    this.containers = new ClassByLoader(ArcMembers.ARC, "identity.quarkus.load", failures);
    this.arcMembers = new ClassMembers<>(site, ArcMembers::of, failures);
    this.identityMembers = new ClassMembers<>(site, SecurityIdentityMembers::of, failures);
  }

  @Override
  public @Nullable Human current() {
    Class<?> arc = containers.of(Thread.currentThread().getContextClassLoader());
    ArcMembers members = arc == null ? null : arcMembers.of(arc);
    Object identity = members == null ? null : members.currentIdentity();
    SecurityIdentityMembers security =
        identity == null ? null : identityMembers.of(identity.getClass());
    return security == null || Boolean.TRUE.equals(security.anonymous().get(identity))
        ? null
        : read(identity, security);
  }

  private static Human read(@Nullable Object identity, SecurityIdentityMembers members) {
    Map<String, String> claims = new HashMap<>();
    Claims.copyScalars(members.attributes().get(identity), claims);
    Set<String> groups = new HashSet<>();
    if (members.roles().get(identity) instanceof Collection<?> roles) {
      for (Object role : roles) {
        if (role instanceof String name) {
          groups.add(name);
        }
      }
    }
    String name =
        members.principal().get(identity) instanceof Principal principal
            ? principal.getName()
            : null;
    return new Human(Objects.requireNonNullElse(name, ""), groups, claims, "quarkus", true);
  }
}
