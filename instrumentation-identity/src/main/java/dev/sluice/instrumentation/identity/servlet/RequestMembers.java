package dev.sluice.instrumentation.identity.servlet;

import dev.sluice.gate.Failures;
import dev.sluice.members.Accessor;
import dev.sluice.members.ClassMembers;
import dev.sluice.members.Supertypes;
import org.jspecify.annotations.Nullable;

/**
 * The members of {@code HttpServletRequest} that are read.
 *
 * @param userPrincipal {@code getUserPrincipal(): java.security.Principal}
 * @param headers {@code getHeaders(String): java.util.Enumeration}
 */
record RequestMembers(Accessor userPrincipal, Accessor headers) {
  static ClassMembers<RequestMembers> byClass(Failures failures) {
    return new ClassMembers<>("identity.servlet.members", RequestMembers::of, failures);
  }

  private static @Nullable RequestMembers of(Class<?> type) throws ReflectiveOperationException {
    Class<?> request = Supertypes.find(type, "jakarta.servlet.http.HttpServletRequest");
    if (request == null) {
      request = Supertypes.find(type, "javax.servlet.http.HttpServletRequest");
    }
    return request == null
        ? null
        : new RequestMembers(
            Accessor.of(request, "java.security.Principal", "getUserPrincipal"),
            Accessor.byName(request, "java.util.Enumeration", "getHeaders"));
  }
}
