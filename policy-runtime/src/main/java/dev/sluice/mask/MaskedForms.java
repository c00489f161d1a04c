package dev.sluice.mask;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Recognises what a mask may have shown, by its form alone. The form is enough: it is the same in
 * all instances of a service and after a restart, when a value comes back that was shown before.
 */
public final class MaskedForms {
  /** The farthest that any time zone is from UTC, in seconds: JDBC's dates are local. */
  private static final long FARTHEST_ZONE = 18 * 60 * 60L;

  private static final int HASH_DIGITS = 32;

  /** Masks that show what has no form of its own. Few: those of the policies that were read. */
  private static final Set<Mask> PARTICULAR = ConcurrentHashMap.newKeySet();

  private MaskedForms() {}

  /**
   * Makes {@link #maybe} heed a mask whose values have no form of their own, such as a text that
   * the policy gives. To be called before the mask is first put on anything; thread-safe.
   */
  public static void know(Mask mask) {
    PARTICULAR.add(mask);
  }

  /**
   * Whether any mask may have shown this value. What is false here need not be remembered.
   *
   * @param value what goes to the database: a {@link SqlNull}, or a value of a JDBC setter
   */
  public static boolean maybe(Object value) {
    if (isRedacted(value)) {
      return true;
    }
    String text = textOf(value);
    return value instanceof SqlNull
        || (text != null && (text.indexOf('*') >= 0 || isHash(text)))
        || isParticular(value);
  }

  private static boolean isParticular(Object value) {
    for (Mask mask : PARTICULAR) {
      if (mask.mayShow(value)) {
        return true;
      }
    }
    return false;
  }

  /** The text of a value that is one, or of its bytes; null if it is something else. */
  static @Nullable String textOf(Object value) {
    if (value instanceof String || value instanceof Character) {
      return value.toString();
    }
    return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : null;
  }

  /** Whether {@link Redact} may have shown it, of a column of whatever type. */
  static boolean isRedacted(Object value) {
    return value == SqlNull.OF_ANY_TYPE || isRedactedText(value) || isZero(value);
  }

  private static boolean isRedactedText(Object value) {
    if (value instanceof byte[] bytes) {
      return Arrays.equals(bytes, Redact.TEXT.getBytes(StandardCharsets.UTF_8));
    }
    return Redact.TEXT.equals(value);
  }

  /** Whether it is a text like those of {@link Hash}. */
  static boolean isHash(String text) {
    if (text.length() != HASH_DIGITS) {
      return false;
    }
    for (int i = 0; i < HASH_DIGITS; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is the 0 or false that JDBC's getters of primitives give for NULL. */
  static boolean isPrimitiveZero(Object value) {
    if (value instanceof BigDecimal number) {
      return number.signum() == 0;
    }
    return value instanceof Boolean truth
        ? !truth
        : value instanceof Number number && number.doubleValue() == 0;
  }

  /**
   * Whether it is a zero of {@link Zeros} in the class of any getter, or as text. The text "" is
   * none, although bytes are shown so by {@code getString}: it says nothing.
   */
  @SuppressWarnings("JavaUtilDate") // what JDBC's setters take
  private static boolean isZero(Object value) {
    if (isPrimitiveZero(value)) {
      return true;
    }
    if (value instanceof String text) {
      return Zeros.isText(text);
    }
    if (value instanceof byte[] bytes) {
      return bytes.length == 0;
    }
    if (value instanceof java.sql.Time time) {
      return time.toLocalTime().equals(LocalTime.MIDNIGHT);
    }
    if (value instanceof java.util.Date date) {
      return isEpoch(date.getTime() / 1000);
    }
    if (value instanceof java.util.Calendar calendar) {
      return isEpoch(calendar.getTimeInMillis() / 1000);
    }
    Object zero = Zeros.of(value);
    return isZeroTime(value) || (zero != null && zero.equals(value));
  }

  private static boolean isZeroTime(Object value) {
    if (value instanceof LocalDate date) {
      return date.equals(LocalDate.EPOCH);
    }
    if (value instanceof LocalDateTime time) {
      return isEpoch(time.toEpochSecond(ZoneOffset.UTC));
    }
    if (value instanceof OffsetDateTime time) {
      return isEpoch(time.toEpochSecond());
    }
    if (value instanceof ZonedDateTime time) {
      return isEpoch(time.toEpochSecond());
    }
    if (value instanceof Instant instant) {
      return isEpoch(instant.getEpochSecond());
    }
    return value instanceof OffsetTime time && time.toLocalTime().equals(LocalTime.MIDNIGHT);
  }

  private static boolean isEpoch(long seconds) {
    return Math.abs(seconds) <= FARTHEST_ZONE;
  }
}
