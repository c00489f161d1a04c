package dev.sluice.instrumentation.identity.servlet;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Human;
import dev.sluice.identity.HumanSource;
import dev.sluice.members.ClassMembers;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The person whom the bearer token of the current request names. A token is judged once for a
 * request, as long as the person is only asserted anew for each statement: the key may have come by
 * then. A request with two {@code Authorization} headers names nobody.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750, section 2.1</a>
 */
public final class BearerTokenSource implements HumanSource {
  private static final String HEADER = "Authorization";
  private static final String SCHEME = "Bearer ";

  private final Function<String, @Nullable Human> tokens;
  private final ClassMembers<RequestMembers> members;

  /**
   * @param tokens tells the person whom a token names
   */
  public BearerTokenSource(Function<String, @Nullable Human> tokens, Failures failures) {
    this.tokens = tokens;
    this.members = RequestMembers.byClass(failures);
  }

  @Override
  public @Nullable Human current() {
    RequestScope scope = RequestScope.current();
    if (scope == null) {
      return null;
    }
    Human known = scope.verified();
    if (known != null) {
      return known;
    }
    String token = token(scope.request());
    Human human = token == null ? null : tokens.apply(token);
    if (human != null && human.verified()) {
      scope.verified(human);
    }
    return human;
  }

  private @Nullable String token(Object request) {
    RequestMembers http = members.of(request.getClass());
    List<String> values = http == null ? List.of() : http.values(request, HEADER);
    if (values.size() != 1) {
      return null;
    }
    String value = values.get(0);
    return value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? value.substring(SCHEME.length()).strip()
        : null;
  }
}
