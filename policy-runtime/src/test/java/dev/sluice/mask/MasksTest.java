package dev.sluice.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
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
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;

class MasksTest {
  private static final Hash HASH = new Hash(key("sixteen bytes and more"));

  private static final List<Mask> SHOWING_TEXTS_ONLY =
      List.of(
          Redact.INSTANCE,
          HASH,
          new Partial(0, 4),
          Email.INSTANCE,
          new Constant("not for you"),
          new BlindConstant(new Constant("42")));

  @Test
  void redactShowsNoText() {
    assertThat(Redact.INSTANCE.text("robin@harbour.example")).isEqualTo("[redacted]");
    assertThat(Redact.INSTANCE.text("")).isEqualTo("[redacted]");
    assertThat(Redact.INSTANCE.value("robin@harbour.example")).isEqualTo("[redacted]");
  }

  @Test
  void blindRedactionLooksLikeRedactionAndNeedsNoValue() {
    assertThat(BlindRedact.INSTANCE.name()).isEqualTo("redact");
    for (Object value : List.of("robin", 7, 7L, true, LocalDate.EPOCH, new BigDecimal("1.5"))) {
      assertThat(BlindRedact.INSTANCE.value(value)).isEqualTo(Redact.INSTANCE.value(value));
      assertThat(BlindRedact.INSTANCE.shown(value.getClass().getName()))
          .isEqualTo(Redact.INSTANCE.value(value));
    }
    assertThat(BlindRedact.INSTANCE.text("robin")).isEqualTo("[redacted]");
    assertThat(BlindRedact.INSTANCE.shown("[B")).isEqualTo(new byte[0]);
    assertThat(BlindRedact.INSTANCE.shown("java.sql.Array")).isNull();
  }

  @Test
  void nullifyLeavesNothing() {
    assertThat(Nullify.INSTANCE.text("robin")).isNull();
    assertThat(Nullify.INSTANCE.value(7)).isNull();
  }

  @ParameterizedTest
  @CsvFileSource(resources = "email-cases.csv")
  void emailKeepsTheDomainOfAnAddressAndNothingOfAnythingElse(String value, String masked) {
    assertThat(Email.INSTANCE.text(value)).isEqualTo(masked);
    assertThat(Email.INSTANCE.value(value)).isEqualTo(masked);
  }

  @Test
  void emailKnowsNoLongerAddressesThanThereAre() {
    String label = "a".repeat(63);
    String domain = String.join(".", label, label, label, "a".repeat(61));

    assertThat(Email.INSTANCE.text("k".repeat(64) + "@" + domain)).isEqualTo("k***@" + domain);
    assertThat(Email.INSTANCE.text("k".repeat(65) + "@" + domain)).isEqualTo("[redacted]");
    assertThat(Email.INSTANCE.text("k@" + domain + "a")).isEqualTo("[redacted]");
    assertThat(Email.INSTANCE.text("k@a" + label + ".example")).isEqualTo("[redacted]");
  }

  @Test
  void constantShowsItsTextOnly() {
    Constant constant = new Constant("not for you");
    BlindConstant blind = new BlindConstant(constant);

    for (Mask mask : List.of(constant, blind)) {
      assertThat(mask.name()).isEqualTo("constant");
      assertThat(mask.text("robin")).isEqualTo("not for you");
      assertThat(mask.text("")).isEqualTo("not for you");
      assertThat(mask.value("robin")).isEqualTo("not for you");
      assertThat(mask.mayShow("not for you")).isTrue();
      assertThat(mask.mayShow("not for me")).isFalse();
    }
    assertThat(blind.shown("java.lang.String")).isEqualTo("not for you");
    assertThat(blind.shown("java.lang.Integer")).isEqualTo(0);
    assertThat(blind.shown("java.sql.Array")).isNull();
    assertThatThrownBy(() -> new Constant("")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvFileSource(resources = "partial-cases.csv")
  void partialKeepsEndsThatDoNotGiveTheValueAway(int first, int last, String value, String masked) {
    assertThat(new Partial(first, last).text(value)).isEqualTo(masked);
    assertThat(new Partial(first, last).value(value)).isEqualTo(masked);
  }

  @Test
  void partialRefusesNegativeNumbers() {
    assertThatThrownBy(() -> new Partial(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Partial(0, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  /** The expected digits are those of RFC 4231, test case 1. */
  @Test
  void hashIsTheBeginningOfTheHmac() {
    byte[] key = new byte[20];
    Arrays.fill(key, (byte) 0x0b);

    assertThat(new Hash(key).text("Hi There")).isEqualTo("b0344c61d8db38535ca8afceaf0bf12b");
  }

  @Test
  void hashKeepsEqualityAndNothingElse() {
    assertThat(HASH.text("robin")).isEqualTo(HASH.text("robin")).hasSize(32).isNotEqualTo("robin");
    assertThat(HASH.text("robin")).isNotEqualTo(HASH.text("Robin"));
    assertThat(HASH.value("robin")).isEqualTo(HASH.text("robin"));
    assertThat(new Hash(key("another key, also long")).text("robin"))
        .isNotEqualTo(HASH.text("robin"));
  }

  @Test
  void hashesAreEqualIfTheirKeysAreAndDoNotShowThem() {
    assertThat(new Hash(key("sixteen bytes and more"))).isEqualTo(HASH).hasSameHashCodeAs(HASH);
    assertThat(new Hash(key("another key, also long"))).isNotEqualTo(HASH);
    assertThat(HASH.toString()).doesNotContain("sixteen");
  }

  @Test
  void hashRefusesAShortKey() {
    assertThatThrownBy(() -> new Hash(key("fifteen letters")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("15 bytes");
  }

  @ParameterizedTest
  @MethodSource
  void aTypedValueKeepsItsTypeOnly(Object value, Object zero) {
    for (Mask mask : SHOWING_TEXTS_ONLY) {
      assertThat(mask.value(value)).as(mask.name()).isEqualTo(zero).hasSameClassAs(value);
    }
    assertThat(Nullify.INSTANCE.value(value)).isNull();
  }

  static Stream<Arguments> aTypedValueKeepsItsTypeOnly() {
    Instant moment = Instant.parse("2026-03-04T05:06:07Z");
    LocalDateTime local = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
    LocalDateTime epoch = LocalDateTime.of(1970, 1, 1, 0, 0);
    return Stream.of(
        Arguments.of(true, false),
        Arguments.of((byte) 7, (byte) 0),
        Arguments.of((short) 7, (short) 0),
        Arguments.of(7, 0),
        Arguments.of(7L, 0L),
        Arguments.of(7f, 0f),
        Arguments.of(7d, 0d),
        Arguments.of(BigInteger.TEN, BigInteger.ZERO),
        Arguments.of(new BigDecimal("12.50"), BigDecimal.ZERO),
        Arguments.of('x', '*'),
        Arguments.of(UUID.randomUUID(), new UUID(0, 0)),
        Arguments.of(new byte[] {1, 2}, new byte[0]),
        Arguments.of(java.sql.Date.valueOf("2026-03-04"), java.sql.Date.valueOf("1970-01-01")),
        Arguments.of(java.sql.Time.valueOf("05:06:07"), java.sql.Time.valueOf("00:00:00")),
        Arguments.of(Timestamp.from(moment), Timestamp.valueOf("1970-01-01 00:00:00")),
        Arguments.of(local.toLocalDate(), LocalDate.EPOCH),
        Arguments.of(local.toLocalTime(), LocalTime.MIDNIGHT),
        Arguments.of(local, epoch),
        Arguments.of(OffsetTime.of(5, 6, 7, 0, ZoneOffset.ofHours(2)), utcMidnight()),
        Arguments.of(moment.atOffset(ZoneOffset.ofHours(2)), OffsetDateTime.of(epoch, utc())),
        Arguments.of(
            ZonedDateTime.ofInstant(moment, ZoneId.of("Europe/Berlin")),
            ZonedDateTime.of(epoch, utc())),
        Arguments.of(moment, Instant.EPOCH),
        Arguments.of(Year.of(2026), Year.of(1970)),
        Arguments.of(YearMonth.of(2026, 3), YearMonth.of(1970, 1)),
        Arguments.of(Duration.ofHours(3), Duration.ZERO),
        Arguments.of(Period.ofDays(3), Period.ZERO));
  }

  @Test
  void aValueOfAnotherTypeBecomesNull() {
    List<Object> others =
        List.of(CharBuffer.wrap("robin"), new Object[] {1}, new AtomicLong(7), List.of("robin"));
    List<Mask> masks = new ArrayList<>(SHOWING_TEXTS_ONLY);
    masks.add(Nullify.INSTANCE);
    for (Mask mask : masks) {
      for (Object other : others) {
        assertThat(mask.value(other)).as(mask.name() + " of " + other.getClass()).isNull();
      }
    }
  }

  private static OffsetTime utcMidnight() {
    return OffsetTime.of(LocalTime.MIDNIGHT, utc());
  }

  private static ZoneOffset utc() {
    return ZoneOffset.UTC;
  }

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
