package dev.sluice.mask;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.mask.Truncate.Unit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TruncateTest {
  private static final Truncate BY_1000 = new Truncate(null, 1000);

  @ParameterizedTest
  @CsvFileSource(resources = "truncate-cases.csv")
  void momentsGoBackToTheBeginningInTheirOwnFields(
      Unit unit, LocalDateTime value, LocalDateTime cut) {
    Truncate mask = new Truncate(unit, 0);
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    ZoneOffset india = ZoneOffset.ofHoursMinutes(5, 30);

    assertThat(mask.value(value)).isEqualTo(cut);
    assertThat(mask.value(Timestamp.valueOf(value))).isEqualTo(Timestamp.valueOf(cut));
    assertThat(mask.value(value.atOffset(india))).isEqualTo(cut.atOffset(india));
    assertThat(mask.value(value.atZone(berlin))).isEqualTo(cut.atZone(berlin));
    assertThat(mask.value(value.toInstant(ZoneOffset.UTC)))
        .isEqualTo(cut.toInstant(ZoneOffset.UTC));
  }

  @Test
  void datesAndTimesOfDayAreCutOnlyIfTheyBecomeCoarser() {
    LocalDate date = LocalDate.of(1987, 3, 21);
    LocalTime time = LocalTime.of(10, 11, 12);
    OffsetTime zoned = time.atOffset(ZoneOffset.ofHours(2));
    YearMonth march = YearMonth.of(1987, 3);

    assertThat(cut(Unit.YEAR, date)).isEqualTo(LocalDate.of(1987, 1, 1));
    assertThat(cut(Unit.MONTH, date)).isEqualTo(LocalDate.of(1987, 3, 1));
    assertThat(cut(Unit.MONTH, java.sql.Date.valueOf(date)))
        .isEqualTo(java.sql.Date.valueOf("1987-03-01"));
    assertThat(cut(Unit.YEAR, march)).isEqualTo(YearMonth.of(1987, 1));
    assertThat(cut(Unit.HOUR, time)).isEqualTo(LocalTime.of(10, 0));
    assertThat(cut(Unit.HOUR, java.sql.Time.valueOf(time)))
        .isEqualTo(java.sql.Time.valueOf("10:00:00"));
    assertThat(cut(Unit.HOUR, zoned)).isEqualTo(OffsetTime.parse("10:00+02:00"));
    for (Unit unit : List.of(Unit.DAY, Unit.HOUR)) {
      assertThat(cut(unit, date)).isEqualTo(LocalDate.EPOCH);
      assertThat(cut(unit, java.sql.Date.valueOf(date)))
          .isEqualTo(java.sql.Date.valueOf(LocalDate.EPOCH));
      assertThat(cut(unit, march)).isEqualTo(YearMonth.of(1970, 1));
    }
    for (Unit unit : List.of(Unit.YEAR, Unit.MONTH, Unit.DAY)) {
      assertThat(cut(unit, time)).isEqualTo(LocalTime.MIDNIGHT);
      assertThat(cut(unit, java.sql.Time.valueOf(time)))
          .isEqualTo(java.sql.Time.valueOf(LocalTime.MIDNIGHT));
    }
    assertThat(cut(Unit.MONTH, march)).isEqualTo(YearMonth.of(1970, 1));
    assertThat(cut(Unit.YEAR, Year.of(1987))).isEqualTo(Year.of(1970));
  }

  @ParameterizedTest
  @MethodSource
  void numbersGoTowardsZeroToAMultiple(Number value, Number cut) {
    assertThat(BY_1000.value(value)).isEqualTo(cut).hasSameClassAs(value);
  }

  static Stream<Arguments> numbersGoTowardsZeroToAMultiple() {
    return Stream.of(
        Arguments.of(83477, 83000),
        Arguments.of(-83477, -83000),
        Arguments.of(999, 0),
        Arguments.of(83000, 83000),
        Arguments.of(Integer.MIN_VALUE, -2147483000),
        Arguments.of(Long.MAX_VALUE, 9223372036854775000L),
        Arguments.of((short) 8347, (short) 8000),
        Arguments.of((byte) 83, (byte) 0),
        Arguments.of(
            new BigInteger("123456789012345678901"), new BigInteger("123456789012345678000")),
        Arguments.of(new BigDecimal("83477.25"), new BigDecimal("83000.00")),
        Arguments.of(new BigDecimal("0.25"), new BigDecimal("0.00")),
        Arguments.of(83477.5, 83000d),
        Arguments.of(-0.5, 0d),
        Arguments.of(83477.5f, 83000f),
        Arguments.of(3e8f, 0f),
        Arguments.of(1e17, 0d),
        Arguments.of(Double.NaN, 0d),
        Arguments.of(Double.NEGATIVE_INFINITY, 0d),
        Arguments.of(Float.POSITIVE_INFINITY, 0f),
        Arguments.of(new BigDecimal("1E+999999999"), BigDecimal.ZERO),
        Arguments.of(new BigDecimal("1E-999999999"), BigDecimal.ZERO));
  }

  @ParameterizedTest
  @EnumSource
  void whatItIsNotMadeForIsRedacted(Unit unit) {
    Truncate ofTimes = new Truncate(unit, 0);

    assertThat(ofTimes.text("1987-03-21")).isEqualTo("[redacted]");
    assertThat(ofTimes.value("1987-03-21")).isEqualTo("[redacted]");
    assertThat(ofTimes.value(83477)).isEqualTo(0);
    assertThat(ofTimes.value(true)).isEqualTo(false);
    assertThat(ofTimes.value(UUID.randomUUID())).isEqualTo(new UUID(0, 0));
    assertThat(ofTimes.value(new byte[] {1})).isEqualTo(new byte[0]);
    assertThat(ofTimes.value(new Object[] {1})).isNull();
    assertThat(BY_1000.value(LocalDate.of(1987, 3, 21))).isEqualTo(LocalDate.EPOCH);
    assertThat(BY_1000.value(Instant.now())).isEqualTo(Instant.EPOCH);
    assertThat(BY_1000.value(new AtomicLong(83477))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "1987-01-01, true, true, false, false",
    "1987-01-01 00:00:00.0, true, true, true, true",
    "1987-01-01T00:00, true, true, true, true",
    "1987-01-01T00:00+05:30, true, true, true, true",
    "1987-01-01T00:00+01:00[Europe/Berlin], true, true, true, true",
    "1987-01-01T00:00:00Z, true, true, true, true",
    "1987-01, true, false, false, false",
    "1987-03-01, false, true, false, false",
    "1987-03-21, false, false, false, false",
    "1987-03-21 00:00:00, false, false, true, true",
    "1987-03-21 10:00:00.000, false, false, false, true",
    "1987-03-21 10:00:00.001, false, false, false, false",
    "1987-03-21 10:11:00, false, false, false, false",
    "10:00:00, false, false, false, true",
    "10:00+02:00, false, false, false, true",
    "10:11:00, false, false, false, false",
    "'1987-01-01 and more', false, false, false, false",
    "83000, false, false, false, false"
  })
  void textsOfWhatWasShownAreKnown(
      String text, boolean year, boolean month, boolean day, boolean hour) {
    assertThat(new Truncate(Unit.YEAR, 0).mayShow(text)).isEqualTo(year);
    assertThat(new Truncate(Unit.MONTH, 0).mayShow(text)).isEqualTo(month);
    assertThat(new Truncate(Unit.DAY, 0).mayShow(text)).isEqualTo(day);
    assertThat(new Truncate(Unit.HOUR, 0).mayShow(text)).isEqualTo(hour);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"83000", "-83000", "83000.00", "8.3E4", " 83000 ", "+83000", "0.00", "12000.0"})
  void textsOfMultiplesAreKnown(String text) {
    assertThat(BY_1000.mayShow(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"83477", "83000.5", "1E999999999", "1E99999999999", "-", "3 km", "e"})
  void otherTextsPass(String text) {
    assertThat(BY_1000.mayShow(text)).isFalse();
  }

  /** A clear value passes whose beginning was shown as another type. */
  @Test
  @SuppressWarnings("JavaUtilDate") // what JDBC's setters take
  void momentsAreKnownInUtcAndInTheZoneOfTheJvm() {
    Truncate years = new Truncate(Unit.YEAR, 0);
    Timestamp shown = Timestamp.valueOf("1987-01-01 00:00:00");
    Calendar calendar = new GregorianCalendar();
    calendar.setTimeInMillis(shown.getTime());

    assertThat(years.mayShow(shown.toInstant())).isTrue();
    assertThat(years.mayShow(shown.toInstant().atOffset(ZoneOffset.ofHours(-11)))).isTrue();
    assertThat(years.mayShow(ZonedDateTime.parse("1987-01-01T05:30+05:30"))).isTrue();
    assertThat(years.mayShow(new java.util.Date(shown.getTime()))).isTrue();
    assertThat(years.mayShow(calendar)).isTrue();
    calendar.add(Calendar.MINUTE, 1);
    assertThat(years.mayShow(calendar)).isFalse();
    assertThat(years.mayShow(OffsetDateTime.parse("1987-01-01T00:01Z"))).isFalse();
    assertThat(BY_1000.mayShow(shown)).isFalse();
  }

  /** PostgreSQL's driver reads infinity so. */
  @ParameterizedTest
  @EnumSource
  void theFarthestMomentsAreMaskedAndLookedAtToo(Unit unit) {
    Truncate mask = new Truncate(unit, 0);
    List<Object> farthest =
        List.of(
            OffsetDateTime.MAX,
            OffsetDateTime.MIN,
            LocalDateTime.MAX,
            LocalDateTime.MIN,
            LocalDate.MAX,
            LocalDate.MIN,
            Instant.MAX,
            Instant.MIN,
            new Timestamp(9223372036825200000L),
            new Timestamp(-9223372036832400000L));
    for (Object moment : farthest) {
      Object shown = requireNonNull(mask.value(moment));

      assertThat(mask.mayShow(shown)).as("%s of %s", mask, moment).isTrue();
      assertThat(Redact.INSTANCE.mayShow(moment)).isFalse();
    }
    assertThat(mask.mayShow(Instant.MAX)).isFalse();
    assertThat(mask.mayShow(OffsetDateTime.MAX)).isFalse();
  }

  /** {@code getFloat} of a long gives the nearest float, which may be no multiple. */
  @Test
  void numbersThatAGetterRoundsAreKnown() {
    assertThat(BY_1000.mayShow(Integer.valueOf(83_477_000).floatValue())).isTrue();
    assertThat(BY_1000.mayShow(Long.valueOf(9_223_372_036_854_775_000L).doubleValue())).isTrue();
    assertThat(BY_1000.mayShow(83_477f)).isFalse();
    assertThat(BY_1000.mayShow(83_477_265d)).isFalse();
    assertThat(new Truncate(Unit.YEAR, 0).mayShow(3e8f)).isFalse();
  }

  @Test
  void nothingToTruncateToIsRefused() {
    assertThatThrownBy(() -> new Truncate(null, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Truncate(null, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Truncate(Unit.DAY, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Object cut(Unit unit, Object value) {
    Object cut = requireNonNull(new Truncate(unit, 0).value(value));
    assertThat(cut).hasSameClassAs(value);
    return cut;
  }
}
