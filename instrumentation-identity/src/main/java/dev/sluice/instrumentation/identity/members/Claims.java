package dev.sluice.instrumentation.identity.members;

import java.net.URI;
import java.net.URL;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what a token says, whoever verified it. */
public final class Claims {
  /** Longer chains are cut: who acts first is what counts. */
  private static final int LONGEST_CHAIN = 16;

  private Claims() {}

  /** Copies the entries that have a name and a scalar value; others are left out. */
  public static void copyScalars(@Nullable Object attributes, Map<String, String> claims) {
    if (attributes instanceof Map<?, ?> map) {
      // a copy first: the service may be changing its own map
      new HashMap<>(map)
          .forEach(
              (name, value) -> {
                if (name instanceof String text && isScalar(value)) {
                  claims.putIfAbsent(text, value.toString());
                }
              });
    }
  }

  /**
   * Who acts for the token's subject, by its {@code act} claims: the current actor first. An actor
   * without a subject goes by its client's id.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc8693#section-4.1">RFC 8693, section 4.1</a>
   */
  public static List<String> actors(@Nullable Object attributes) {
    List<String> chain = new ArrayList<>();
    Object actor = attributes instanceof Map<?, ?> map ? map.get("act") : null;
    while (actor instanceof Map<?, ?> act && chain.size() < LONGEST_CHAIN) {
      chain.add(name(act));
      actor = act.get("act");
    }
    return chain;
  }

  private static String name(Map<?, ?> actor) {
    for (String claim : List.of("sub", "client_id", "azp")) {
      if (actor.get(claim) instanceof String name && !name.isBlank()) {
        return name;
      }
    }
    return "unknown";
  }

  private static boolean isScalar(@Nullable Object value) {
    return value instanceof CharSequence
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof Temporal
        || value instanceof UUID
        || value instanceof URI
        || value instanceof URL;
  }
}
