package dev.sluice.instrumentation.identity.spring;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Human;
import dev.sluice.identity.HumanSource;
import dev.sluice.instrumentation.identity.members.Claims;
import dev.sluice.instrumentation.identity.members.ClassByLoader;
import dev.sluice.members.Accessor;
import dev.sluice.members.ClassMembers;
import dev.sluice.weak.WeakIdentityMap;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The person whom Spring Security (servlet, 5.8 to 7) knows on this thread. It is read when it is
 * needed, from the copy of Spring Security that the thread's context class loader sees, or else the
 * loader of the current request's class.
 *
 * <p>Groups are the authorities, without a leading {@code ROLE_}. Claims are the scalar attributes
 * of a token or OAuth 2 principal, the chain its actors.
 */
public final class SpringSecuritySource implements HumanSource {
  private static final String ROLE = "ROLE_";

  private final Supplier<@Nullable Object> request;
  private final ClassByLoader holders;
  private final HeldContexts held;
  private final ClassMembers<HolderMembers> holderMembers;
  private final ClassMembers<AuthenticationMembers> authenticationMembers;
  private final ClassMembers<Accessor> contexts;
  private final ClassMembers<Accessor> authorities;
  private final ClassMembers<Accessor> claims;

  /** The people read so far, weakly by authentication, by identity. */
  private final WeakIdentityMap<Object, Human> people = new WeakIdentityMap<>();

  /**
   * @param request tells the request that the thread serves, if any
   */
  public SpringSecuritySource(Supplier<@Nullable Object> request, Failures failures) {
    String site = "identity.spring-security.members";
    this.request = request;
    this.holders =
        new ClassByLoader(HolderMembers.HOLDER, "identity.spring-security.load", failures);
    this.held = new HeldContexts(failures);
    this.holderMembers = new ClassMembers<>(site, HolderMembers::of, failures);
    this.authenticationMembers = new ClassMembers<>(site, AuthenticationMembers::of, failures);
    this.contexts = new ClassMembers<>(site, AuthenticationMembers::ofContext, failures);
    this.authorities = new ClassMembers<>(site, AuthenticationMembers::authority, failures);
    this.claims = new ClassMembers<>(site, AuthenticationMembers::claims, failures);
  }

  @Override
  public @Nullable Human current() {
    Class<?> holder = holders.of(Thread.currentThread().getContextClassLoader());
    if (holder == null) {
      Object current = request.get();
      holder = current == null ? null : holders.of(current.getClass().getClassLoader());
    }
    HolderMembers members = holder == null ? null : holderMembers.of(holder);
    Object authentication = members == null ? null : members.currentAuthentication(held);
    return authentication == null ? null : human(authentication);
  }

  /** The person of a {@code SecurityContext} that was found elsewhere than on a thread. */
  public @Nullable Human ofContext(Object securityContext) {
    Accessor accessor = contexts.of(securityContext.getClass());
    Object authentication = accessor == null ? null : accessor.get(securityContext);
    return authentication == null ? null : human(authentication);
  }

  private @Nullable Human human(Object authentication) {
    AuthenticationMembers members = authenticationMembers.of(authentication.getClass());
    if (members == null
        || members.anonymous()
        || !Boolean.TRUE.equals(members.authenticated().get(authentication))) {
      return null;
    }
    Human human = people.get(authentication);
    if (human == null) {
      human = read(authentication, members);
      people.put(authentication, human);
    }
    return human;
  }

  private Human read(Object authentication, AuthenticationMembers members) {
    String name = ((Principal) authentication).getName();
    Map<String, String> scalars = new HashMap<>();
    List<String> chain = new ArrayList<>();
    readClaims(authentication, scalars, chain);
    Object principal = members.principal().get(authentication);
    if (principal != null) {
      readClaims(principal, scalars, chain);
    }
    return new Human(
        Objects.requireNonNullElse(name, ""),
        groups(members.authorities().get(authentication)),
        scalars,
        chain,
        "spring-security",
        true);
  }

  private Set<String> groups(@Nullable Object granted) {
    Set<String> groups = new HashSet<>();
    if (granted instanceof Collection<?> all) {
      for (Object one : all) {
        Accessor authority = one == null ? null : authorities.of(one.getClass());
        if (authority != null && authority.get(one) instanceof String name) {
          groups.add(name.startsWith(ROLE) ? name.substring(ROLE.length()) : name);
        }
      }
    }
    return groups;
  }

  private void readClaims(Object holder, Map<String, String> scalars, List<String> chain) {
    Accessor accessor = claims.of(holder.getClass());
    if (accessor != null) {
      Object attributes = accessor.get(holder);
      Claims.copyScalars(attributes, scalars);
      if (chain.isEmpty()) {
        chain.addAll(Claims.actors(attributes));
      }
    }
  }
}
