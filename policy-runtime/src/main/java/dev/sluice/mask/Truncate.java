package dev.sluice.mask;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes dates and numbers coarse: dates go back to the beginning of their year, month, day or hour,
 * in the value's own fields (an {@link OffsetDateTime} keeps its offset, an {@link Instant} is
 * taken in UTC), numbers go towards 0 to a multiple of a step.
 *
 * <p>What would not become coarser is masked as {@link Redact} masks it: texts, a {@link LocalDate}
 * by day or hour, a {@link LocalTime} by anything but the hour, dates if no unit is given, numbers
 * if no step is. So are numbers of which a multiple may not be exact: floating-point ones beyond
 * 2^24 ({@code float}) or 2^53 ({@code double}), and those of more than {@value #MOST_DIGITS}
 * digits.
 *
 * @param to what dates are cut to; null: dates are redacted
 * @param step what numbers are cut to a multiple of, 2 or more; 0: numbers are redacted
 */
public record Truncate(@Nullable Unit to, int step) implements Mask {
  private static final int MOST_DIGITS = 5_000;
  private static final float EXACT_FLOATS = 1 << 24;
  private static final double EXACT_DOUBLES = 1L << 53;

  /** In seconds from 1970: some 900 million years. */
  private static final long FARTHEST = 900_000_000L * 365 * 24 * 60 * 60;

  private static final String ZONE = "(?:Z|[+-][0-9]{2}.{0,60})?";
  private static final String CLOCK = "([0-9]{2}):([0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,9})?)?)";
  private static final Pattern TIME = Pattern.compile(CLOCK + ZONE);
  private static final Pattern DATE =
      Pattern.compile("[+-]?[0-9]{4,10}-([0-9]{2})(?:-([0-9]{2})(?:[ T]" + CLOCK + ZONE + ")?)?");

  /** What dates can be cut to. */
  public enum Unit {
    YEAR,
    MONTH,
    DAY,
    HOUR
  }

  /**
   * Cuts dates, numbers or both.
   *
   * @throws IllegalArgumentException if the step is negative or 1, or neither is to be cut
   */
  public Truncate {
    if (step < 0 || step == 1 || (step == 0 && to == null)) {
      throw new IllegalArgumentException("Nothing to truncate to: " + to + ", step " + step);
    }
  }

  @Override
  public String name() {
    return "truncate";
  }

  @Override
  public String text(String value) {
    return Redact.TEXT;
  }

  @Override
  public @Nullable Object value(Object value) {
    if (value instanceof String) {
      return Redact.TEXT;
    }
    Object cut = value instanceof Number number ? cut(number) : cutTime(value);
    return cut == null ? Zeros.of(value) : cut;
  }

  /**
   * What was shown stays as it is if it is cut once more. Moments are also looked at in UTC and in
   * the zone of this JVM, as they come back from who converted what was shown.
   */
  @Override
  public boolean mayShow(Object value) {
    if (MaskedForms.isRedacted(value)) {
      return true;
    }
    String text = MaskedForms.textOf(value);
    if (text != null) {
      return isCut(text);
    }
    if (value instanceof Number number) {
      return (step != 0 && isRounded(number)) || isCut(decimal(number));
    }
    Object cut = cutTime(value);
    return (cut != null && cut.toString().equals(value.toString())) || isCutMoment(value);
  }

  private @Nullable Number cut(Number value) {
    BigDecimal exact = decimal(value);
    if (step == 0 || exact == null || isRounded(value)) {
      return null;
    }
    BigDecimal cut = exact.subtract(exact.remainder(BigDecimal.valueOf(step)));
    if (value instanceof BigDecimal) {
      return cut;
    }
    if (value instanceof BigInteger) {
      return cut.toBigInteger();
    }
    if (value instanceof Long) {
      return cut.longValue();
    }
    if (value instanceof Integer) {
      return cut.intValue();
    }
    if (value instanceof Short) {
      return cut.shortValue();
    }
    if (value instanceof Byte) {
      return cut.byteValue();
    }
    if (value instanceof Double) {
      return cut.doubleValue();
    }
    return value instanceof Float ? cut.floatValue() : null;
  }

  /** Whether a multiple of its size may have been rounded: by a getter, or when it is made. */
  private static boolean isRounded(Number value) {
    return (value instanceof Float && Math.abs(value.floatValue()) > EXACT_FLOATS)
        || (value instanceof Double && Math.abs(value.doubleValue()) > EXACT_DOUBLES);
  }

  private boolean isCut(@Nullable BigDecimal number) {
    return step != 0 && number != null && number.remainder(BigDecimal.valueOf(step)).signum() == 0;
  }

  /** The number exactly; null if it is none, or so large or so fine that it costs much. */
  private static @Nullable BigDecimal decimal(Number value) {
    if (value instanceof BigDecimal number) {
      return isBounded(number) ? number : null;
    }
    if (value instanceof BigInteger number) {
      return number.bitLength() > MOST_DIGITS ? null : new BigDecimal(number);
    }
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return BigDecimal.valueOf(value.longValue());
    }
    double number = value.doubleValue();
    return Double.isFinite(number) ? new BigDecimal(number) : null;
  }

  private static boolean isBounded(BigDecimal number) {
    return Math.abs((long) number.scale()) <= MOST_DIGITS && number.precision() <= MOST_DIGITS;
  }

  private @Nullable Object cutTime(Object value) {
    if (to == null) {
      return null;
    }
    if (value instanceof java.sql.Timestamp time) {
      return java.sql.Timestamp.valueOf(cut(time.toLocalDateTime()));
    }
    if (value instanceof LocalDateTime time) {
      return cut(time);
    }
    if (value instanceof OffsetDateTime time) {
      return cut(time.toLocalDateTime()).atOffset(time.getOffset());
    }
    if (value instanceof ZonedDateTime time) {
      return cut(time.toLocalDateTime()).atZone(time.getZone());
    }
    if (value instanceof Instant instant) {
      return isFarAway(instant) ? null : cut(instant, ZoneOffset.UTC);
    }
    return to == Unit.HOUR ? cutClock(value) : cutDate(value);
  }

  private @Nullable Object cutDate(Object value) {
    if (to == Unit.DAY) {
      return null;
    }
    if (value instanceof java.sql.Date date) {
      return java.sql.Date.valueOf(cut(date.toLocalDate().atStartOfDay()).toLocalDate());
    }
    if (value instanceof LocalDate date) {
      return cut(date.atStartOfDay()).toLocalDate();
    }
    return value instanceof YearMonth month && to == Unit.YEAR ? month.withMonth(1) : null;
  }

  private static @Nullable Object cutClock(Object value) {
    if (value instanceof java.sql.Time time) {
      return java.sql.Time.valueOf(time.toLocalTime().truncatedTo(ChronoUnit.HOURS));
    }
    if (value instanceof LocalTime time) {
      return time.truncatedTo(ChronoUnit.HOURS);
    }
    return value instanceof OffsetTime time ? time.truncatedTo(ChronoUnit.HOURS) : null;
  }

  private LocalDateTime cut(LocalDateTime time) {
    if (to == Unit.HOUR) {
      return time.truncatedTo(ChronoUnit.HOURS);
    }
    LocalDate day = time.toLocalDate();
    if (to == Unit.MONTH) {
      day = day.withDayOfMonth(1);
    } else if (to == Unit.YEAR) {
      day = day.withDayOfYear(1);
    }
    return day.atStartOfDay();
  }

  private Instant cut(Instant instant, ZoneId zone) {
    return cut(LocalDateTime.ofInstant(instant, zone)).atZone(zone).toInstant();
  }

  private boolean isCutMoment(Object value) {
    Instant instant = instant(value);
    return to != null
        && instant != null
        && !isFarAway(instant)
        && (cut(instant, ZoneOffset.UTC).equals(instant)
            || cut(instant, ZoneId.systemDefault()).equals(instant));
  }

  /** Whether it may be beyond the dates that there are in some zone. */
  private static boolean isFarAway(Instant instant) {
    return Math.abs(instant.getEpochSecond()) > FARTHEST;
  }

  /** The moment that a value of JDBC's setters is; null if it is none. */
  @SuppressWarnings("JavaUtilDate") // what JDBC's setters take
  private static @Nullable Instant instant(Object value) {
    if (value instanceof Instant instant) {
      return instant;
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    if (value instanceof ZonedDateTime time) {
      return time.toInstant();
    }
    if (value instanceof java.util.Calendar calendar) {
      return calendar.toInstant();
    }
    boolean partOfMoment = value instanceof java.sql.Date || value instanceof java.sql.Time;
    return value instanceof java.util.Date date && !partOfMoment ? date.toInstant() : null;
  }

  /** Whether it is a text that {@code getString} shows of what was cut. */
  private boolean isCut(String text) {
    String value = text.trim();
    if (value.isEmpty() || value.length() > MOST_DIGITS * 2 || !mayBeNumber(value.charAt(0))) {
      return false;
    }
    Matcher date = DATE.matcher(value);
    if (date.matches()) {
      return isCutDate(date);
    }
    Matcher time = TIME.matcher(value);
    if (time.matches()) {
      return to == Unit.HOUR && isZero(time.group(2));
    }
    try {
      return step != 0 && isCut(decimal(new BigDecimal(value)));
    } catch (NumberFormatException notANumber) {
      return false;
    }
  }

  private static boolean mayBeNumber(char first) {
    return (first >= '0' && first <= '9') || "+-.".indexOf(first) >= 0;
  }

  private boolean isCutDate(Matcher date) {
    String day = date.group(2);
    String hour = date.group(3);
    boolean onTheHour = hour == null || isZero(date.group(4));
    // clocks that are put forward at midnight begin the day at one
    boolean dayBegins = onTheHour && (hour == null || hour.equals("00") || hour.equals("01"));
    if (to == Unit.YEAR) {
      return date.group(1).equals("01") && (day == null || day.equals("01")) && dayBegins;
    }
    if (to == Unit.MONTH) {
      return "01".equals(day) && dayBegins;
    }
    return hour != null && (to == Unit.DAY ? dayBegins : to == Unit.HOUR && onTheHour);
  }

  private static boolean isZero(String minutes) {
    return minutes.chars().allMatch(c -> c == '0' || c == ':' || c == '.');
  }
}
