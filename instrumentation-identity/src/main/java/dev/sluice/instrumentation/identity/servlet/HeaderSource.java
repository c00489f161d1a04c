package dev.sluice.instrumentation.identity.servlet;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Human;
import dev.sluice.identity.HumanSource;
import dev.sluice.members.ClassMembers;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The person whom a request header names. Anybody who can reach the service can send one, so the
 * person is asserted, never verified. A header that comes twice, with different values, names
 * nobody: one of the two may be forged.
 */
public final class HeaderSource implements HumanSource {
  private final String userHeader;
  private final @Nullable String groupsHeader;
  private final ClassMembers<RequestMembers> members;

  /**
   * @param groupsHeader the header with comma-separated groups, or null for none
   */
  public HeaderSource(String userHeader, @Nullable String groupsHeader, Failures failures) {
    this.userHeader = userHeader;
    this.groupsHeader = groupsHeader;
    this.members = RequestMembers.byClass(failures);
  }

  @Override
  public @Nullable Human current() {
    Object request = RequestScope.currentRequest();
    RequestMembers http = request == null ? null : members.of(request.getClass());
    if (request == null || http == null) {
      return null;
    }
    Set<String> users = new LinkedHashSet<>(http.values(request, userHeader));
    return users.size() == 1
        ? Human.asserted(users.iterator().next(), groups(http, request), "header")
        : null;
  }

  private Set<String> groups(RequestMembers http, Object request) {
    Set<String> groups = new LinkedHashSet<>();
    if (groupsHeader != null) {
      for (String value : http.values(request, groupsHeader)) {
        for (String group : value.split(",", -1)) {
          if (!group.isBlank()) {
            groups.add(group.strip());
          }
        }
      }
    }
    return groups;
  }
}
