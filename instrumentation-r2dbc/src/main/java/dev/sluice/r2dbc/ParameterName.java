package dev.sluice.r2dbc;

import org.jspecify.annotations.Nullable;

/** Names of parameters that tell their place: {@code $1}, and {@code ?1} in H2. */
final class ParameterName {
  private static final int MOST_DIGITS = 6;

  private ParameterName() {}

  /** The index of a parameter, from 0 on; -1 if its name does not tell. */
  static int index(@Nullable Object name) {
    if (!(name instanceof String text)
        || text.length() < 2
        || text.length() > MOST_DIGITS
        || (text.charAt(0) != '$' && text.charAt(0) != '?')) {
      return -1;
    }
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return -1;
      }
    }
    return Integer.parseInt(text.substring(1)) - 1;
  }
}
