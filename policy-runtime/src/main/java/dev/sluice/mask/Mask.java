package dev.sluice.mask;

import org.jspecify.annotations.Nullable;

/**
 * Replaces a value that must not be seen. Implementations are immutable and thread-safe. SQL NULL
 * stays NULL under every mask but a {@link BlindMask}.
 */
public interface Mask {
  /** The name in the policy language, such as {@code redact}. */
  String name();

  /** The masked form of a text value; null means SQL NULL. */
  @Nullable String text(String value);

  /**
   * The masked form of a value of any Java type, of the same Java type (a number stays a number, a
   * date a date), or null for SQL NULL. Types that the mask does not know become null: never the
   * value itself. Most masks are made for texts alone, and show the zero of any other type.
   */
  default @Nullable Object value(Object value) {
    return value instanceof String text ? text(text) : Zeros.of(value);
  }

  /**
   * Whether this mask may have shown a value, so that to store it could destroy the one behind it.
   *
   * @param value what goes to the database: a {@link SqlNull}, or a value of a JDBC setter
   * @return true also for values that only look like it; never false for one that was shown through
   *     a getter of {@link java.sql.ResultSet} that is not refused
   */
  default boolean mayShow(Object value) {
    return true;
  }
}
