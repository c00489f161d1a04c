package dev.sluice.instrumentation.identity.spring;

import java.net.URI;
import java.net.URL;
import java.time.temporal.Temporal;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reduces a token's attributes to scalars as text. */
final class Claims {
  private Claims() {}

  /** Copies the entries that have a name and a scalar value; others are left out. */
  static void copyScalars(@Nullable Object attributes, Map<String, String> claims) {
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
