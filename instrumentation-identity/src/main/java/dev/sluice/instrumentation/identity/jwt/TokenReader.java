package dev.sluice.instrumentation.identity.jwt;

import dev.sluice.identity.Human;
import dev.sluice.instrumentation.identity.members.Claims;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the person out of a token's claims. */
final class TokenReader {
  static final String SOURCE = "jwt";

  private final JwtSettings settings;

  TokenReader(JwtSettings settings) {
    this.settings = settings;
  }

  /**
   * The person.
   *
   * @return null if the token is one of a client that acts for itself, or names nobody
   * @throws IllegalStateException if the token has too many groups to name them: who the person is
   *     cannot be told then
   */
  @Nullable Human person(Map<String, Object> claims, boolean verified) {
    String subject = subject(claims);
    if (subject == null || isOfClient(claims, subject)) {
      return null;
    }
    Map<String, String> scalars = new HashMap<>();
    Claims.copyScalars(claims, scalars);
    return new Human(subject, groups(claims), scalars, Claims.actors(claims), SOURCE, verified);
  }

  private @Nullable String subject(Map<String, Object> claims) {
    for (String claim : settings.subject()) {
      if (find(claims, claim) instanceof String subject && !subject.isBlank()) {
        return subject;
      }
    }
    return null;
  }

  /**
   * Whether nobody signed in: by RFC 9068 the subject is the client then; Entra and Auth0 say so in
   * claims of their own.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-2.2">RFC 9068, section 2.2</a>
   */
  private static boolean isOfClient(Map<String, Object> claims, String subject) {
    return "app".equals(claims.get("idtyp"))
        || "client-credentials".equals(claims.get("gty"))
        || subject.equals(claims.get("client_id"))
        || subject.equals(claims.get("azp"));
  }

  private Set<String> groups(Map<String, Object> claims) {
    Set<String> groups = new LinkedHashSet<>();
    for (String claim : settings.groups()) {
      if (claims.get("_claim_names") instanceof Map<?, ?> elsewhere
          && elsewhere.containsKey(claim)) {
        throw new IllegalStateException(
            "the token says that the person's " + claim + " are too many to be in it");
      }
      add(find(claims, claim), groups);
    }
    return groups;
  }

  private static void add(@Nullable Object value, Set<String> groups) {
    if (value instanceof Collection<?> all) {
      for (Object one : all) {
        if (one instanceof String group && !group.isBlank()) {
          groups.add(group);
        }
      }
    } else if (value instanceof String text) {
      for (String group : text.split("[ ,]+", -1)) {
        if (!group.isBlank()) {
          groups.add(group);
        }
      }
    }
  }

  /** A claim by its name, which may hold dots, or by its path through objects. */
  private static @Nullable Object find(Map<?, ?> claims, String path) {
    Object named = claims.get(path);
    int dot = path.indexOf('.');
    while (named == null && dot > 0) {
      named =
          claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
              ? find(inner, path.substring(dot + 1))
              : null;
      dot = path.indexOf('.', dot + 1);
    }
    return named;
  }
}
