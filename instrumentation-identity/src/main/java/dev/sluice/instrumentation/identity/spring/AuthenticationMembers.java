package dev.sluice.instrumentation.identity.spring;

import dev.sluice.members.Accessor;
import dev.sluice.members.Supertypes;
import org.jspecify.annotations.Nullable;

/**
 * The members of an {@code Authentication}'s class that are read.
 *
 * @param anonymous whether it stands for nobody in particular
 * @param authenticated {@code isAuthenticated(): boolean}
 * @param authorities {@code getAuthorities(): Collection}
 * @param principal {@code getPrincipal(): Object}
 */
record AuthenticationMembers(
    boolean anonymous, Accessor authenticated, Accessor authorities, Accessor principal) {
  static @Nullable AuthenticationMembers of(Class<?> type) throws ReflectiveOperationException {
    Class<?> authentication =
        Supertypes.find(type, "org.springframework.security.core.Authentication");
    return authentication == null
        ? null
        : new AuthenticationMembers(
            Supertypes.find(
                    type,
                    "org.springframework.security.authentication.AnonymousAuthenticationToken")
                != null,
            Accessor.of(authentication, "boolean", "isAuthenticated"),
            Accessor.of(authentication, "java.util.Collection", "getAuthorities"),
            Accessor.of(authentication, "java.lang.Object", "getPrincipal"));
  }

  /** {@code SecurityContext.getAuthentication(): Authentication}. */
  static @Nullable Accessor ofContext(Class<?> type) throws ReflectiveOperationException {
    Class<?> context =
        Supertypes.find(type, "org.springframework.security.core.context.SecurityContext");
    return context == null
        ? null
        : Accessor.of(
            context, "org.springframework.security.core.Authentication", "getAuthentication");
  }

  /** {@code GrantedAuthority.getAuthority(): String}. */
  static @Nullable Accessor authority(Class<?> type) throws ReflectiveOperationException {
    Class<?> granted = Supertypes.find(type, "org.springframework.security.core.GrantedAuthority");
    return granted == null ? null : Accessor.of(granted, "java.lang.String", "getAuthority");
  }

  /** What tells the claims of a token or principal, if it has any: a method without parameters. */
  static @Nullable Accessor claims(Class<?> type) throws ReflectiveOperationException {
    String oauth2 = "org.springframework.security.oauth2.";
    Class<?> token =
        Supertypes.find(
            type, oauth2 + "server.resource.authentication.AbstractOAuth2TokenAuthenticationToken");
    if (token != null) {
      return Accessor.of(token, "java.util.Map", "getTokenAttributes");
    }
    Class<?> claims = Supertypes.find(type, oauth2 + "core.ClaimAccessor");
    if (claims != null) {
      return Accessor.of(claims, "java.util.Map", "getClaims");
    }
    Class<?> principal = Supertypes.find(type, oauth2 + "core.OAuth2AuthenticatedPrincipal");
    return principal == null ? null : Accessor.of(principal, "java.util.Map", "getAttributes");
  }
}
