package dev.sluice.instrumentation.identity.servlet;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Human;
import dev.sluice.identity.HumanSource;
import dev.sluice.members.ClassMembers;
import java.security.Principal;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The person whom the servlet container, or a filter of the service, authenticated. The servlet API
 * tells no groups.
 */
public final class ServletPrincipalSource implements HumanSource {
  private final ClassMembers<RequestMembers> members;

  public ServletPrincipalSource(Failures failures) {
    this.members = RequestMembers.byClass(failures);
  }

  @Override
  public @Nullable Human current() {
    Object request = RequestScope.currentRequest();
    RequestMembers http = request == null ? null : members.of(request.getClass());
    return http != null && http.userPrincipal().get(request) instanceof Principal principal
        ? new Human(
            Objects.requireNonNullElse(principal.getName(), ""),
            Set.of(),
            Map.of(),
            "servlet",
            true)
        : null;
  }
}
