package dev.sluice.mask;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The value of a Java type that tells nothing: 0, false, 1970-01-01, 00:00, the zero UUID, no
 * bytes. Only exact classes are known; a subclass, like any other class, has none.
 */
final class Zeros {
  private static final LocalDateTime EPOCH = LocalDate.EPOCH.atStartOfDay();

  /** Suppliers, because some of the values are mutable. */
  private static final Map<Class<?>, Supplier<Object>> BY_CLASS = new HashMap<>();

  static {
    BY_CLASS.put(Boolean.class, () -> false);
    BY_CLASS.put(Byte.class, () -> (byte) 0);
    BY_CLASS.put(Short.class, () -> (short) 0);
    BY_CLASS.put(Integer.class, () -> 0);
    BY_CLASS.put(Long.class, () -> 0L);
    BY_CLASS.put(Float.class, () -> 0f);
    BY_CLASS.put(Double.class, () -> 0d);
    BY_CLASS.put(BigInteger.class, () -> BigInteger.ZERO);
    BY_CLASS.put(BigDecimal.class, () -> BigDecimal.ZERO);
    BY_CLASS.put(Character.class, () -> '*');
    BY_CLASS.put(UUID.class, () -> new UUID(0, 0));
    BY_CLASS.put(byte[].class, () -> new byte[0]);

    BY_CLASS.put(java.sql.Date.class, () -> java.sql.Date.valueOf(LocalDate.EPOCH));
    BY_CLASS.put(java.sql.Time.class, () -> java.sql.Time.valueOf(LocalTime.MIDNIGHT));
    BY_CLASS.put(java.sql.Timestamp.class, () -> java.sql.Timestamp.valueOf(EPOCH));

    BY_CLASS.put(LocalDate.class, () -> LocalDate.EPOCH);
    BY_CLASS.put(LocalTime.class, () -> LocalTime.MIDNIGHT);
    BY_CLASS.put(LocalDateTime.class, () -> EPOCH);
    BY_CLASS.put(OffsetTime.class, () -> LocalTime.MIDNIGHT.atOffset(ZoneOffset.UTC));
    BY_CLASS.put(OffsetDateTime.class, () -> EPOCH.atOffset(ZoneOffset.UTC));
    BY_CLASS.put(ZonedDateTime.class, () -> EPOCH.atZone(ZoneOffset.UTC));
    BY_CLASS.put(Instant.class, () -> Instant.EPOCH);
    BY_CLASS.put(Year.class, () -> Year.of(1970));
    BY_CLASS.put(YearMonth.class, () -> YearMonth.of(1970, 1));
    BY_CLASS.put(Duration.class, () -> Duration.ZERO);
    BY_CLASS.put(Period.class, () -> Period.ZERO);
  }

  private static final Map<String, Supplier<Object>> BY_NAME = new HashMap<>();

  static {
    BY_CLASS.forEach((type, zero) -> BY_NAME.put(type.getName(), zero));
  }

  /** How {@code getString} shows the zeros of what is no text. */
  private static final Set<String> TEXTS = new HashSet<>();

  static {
    BY_CLASS.forEach(
        (type, zero) -> {
          if (type != byte[].class && type != Character.class) {
            TEXTS.add(zero.get().toString());
          }
        });
  }

  private Zeros() {}

  static boolean isText(String text) {
    return TEXTS.contains(text);
  }

  /** The zero of the value's class, or null if it has none. */
  static @Nullable Object of(Object value) {
    Supplier<Object> zero = BY_CLASS.get(value.getClass());
    return zero == null ? null : zero.get();
  }

  /** The zero of the class of that name, or null if it has none. */
  static @Nullable Object ofClass(String name) {
    Supplier<Object> zero = BY_NAME.get(name);
    return zero == null ? null : zero.get();
  }
}
