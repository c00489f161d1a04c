package dev.sluice.instrumentation.identity.servlet;

import dev.sluice.gate.Failures;
import dev.sluice.members.Accessor;
import dev.sluice.members.ClassMembers;
import dev.sluice.members.Supertypes;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
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

  /** The values of a header, stripped, blank ones left out. */
  List<String> values(Object request, String header) {
    List<String> values = new ArrayList<>();
    // null where the container does not give headers away, see HttpServletRequest.getHeaders
    if (headers.get(request, header) instanceof Enumeration<?> all) {
      while (all.hasMoreElements()) {
        if (all.nextElement() instanceof String value && !value.isBlank()) {
          values.add(value.strip());
        }
      }
    }
    return values;
  }
}
