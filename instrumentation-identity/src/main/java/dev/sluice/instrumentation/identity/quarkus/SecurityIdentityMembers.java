package dev.sluice.instrumentation.identity.quarkus;

import dev.sluice.members.Accessor;
import dev.sluice.members.Supertypes;
import org.jspecify.annotations.Nullable;

/**
 * The members of a {@code SecurityIdentity}'s class that are read.
 *
 * @param anonymous {@code isAnonymous(): boolean}
 * @param principal {@code getPrincipal(): Principal}
 * @param roles {@code getRoles(): Set}
 * @param attributes {@code getAttributes(): Map}
 */
record SecurityIdentityMembers(
    Accessor anonymous, Accessor principal, Accessor roles, Accessor attributes) {

  static @Nullable SecurityIdentityMembers of(Class<?> type) throws ReflectiveOperationException {
    Class<?> identity = Supertypes.find(type, "io.quarkus.security.identity.SecurityIdentity");
    return identity == null
        ? null
        : new SecurityIdentityMembers(
            Accessor.of(identity, "boolean", "isAnonymous"),
            Accessor.of(identity, "java.security.Principal", "getPrincipal"),
            Accessor.of(identity, "java.util.Set", "getRoles"),
            Accessor.of(identity, "java.util.Map", "getAttributes"));
  }
}
