package dev.sluice.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MaskedFormsTest {
  private static final List<Object> CLEAR =
      List.of(
          "robin@harbour.example",
          "abc",
          "4111 1111 1111 1111",
          true,
          (byte) 7,
          (short) 7,
          7,
          7L,
          7.5f,
          7.5,
          new BigInteger("7"),
          new BigDecimal("7.50"),
          OffsetDateTime.parse("1984-05-06T10:00:01+05:30"),
          ZonedDateTime.parse("1984-05-06T07:08+02:00[Europe/Berlin]"),
          OffsetTime.parse("05:06+02:00"),
          UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"),
          java.sql.Date.valueOf("1984-05-06"),
          java.sql.Time.valueOf("05:06:07"),
          Timestamp.valueOf("1984-05-06 07:08:09"),
          LocalDate.parse("1984-05-06"),
          LocalTime.parse("05:06"),
          LocalDateTime.parse("1984-05-06T07:08"),
          OffsetDateTime.parse("1984-05-06T07:08+02:00"),
          Instant.parse("1984-05-06T07:08:00Z"),
          "bytes".getBytes(StandardCharsets.UTF_8));

  private static List<Mask> masks() {
    return List.of(
        Redact.INSTANCE,
        BlindRedact.INSTANCE,
        Omit.INSTANCE,
        Nullify.INSTANCE,
        new Partial(0, 4),
        new Partial(1, 0),
        new Partial(0, 0),
        Email.INSTANCE,
        new Constant("not for you"),
        new BlindConstant(new Constant("42")),
        new Truncate(Truncate.Unit.YEAR, 0),
        new Truncate(Truncate.Unit.MONTH, 10),
        new Truncate(Truncate.Unit.DAY, 1000),
        new Truncate(Truncate.Unit.HOUR, 0),
        new Truncate(null, 2),
        new Hash("sixteen bytes and more".getBytes(StandardCharsets.UTF_8)));
  }

  /** As the policy's reader does with those whose values have no form of their own. */
  @BeforeAll
  static void know() {
    masks().stream()
        .filter(mask -> mask.name().equals("constant") || mask.name().equals("truncate"))
        .forEach(MaskedForms::know);
  }

  @ParameterizedTest
  @MethodSource("masks")
  void aMaskKnowsWhatItShows(Mask mask) {
    for (Object clear : CLEAR) {
      Object shown = clear instanceof String text ? mask.text(text) : mask.value(clear);
      Object sent = shown == null ? SqlNull.OF_ANY_TYPE : shown;

      assertThat(mask.mayShow(sent)).as("%s of %s", mask, clear).isTrue();
      assertThat(MaskedForms.maybe(sent)).as("%s of %s", mask, clear).isTrue();
      if (shown != null && !(shown instanceof byte[])) {
        assertThat(mask.mayShow(shown.toString())).as("%s as text", shown).isTrue();
        assertThat(MaskedForms.maybe(shown.toString())).as("%s as text", shown).isTrue();
      }
      if (shown instanceof String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(mask.mayShow(bytes)).isTrue();
        assertThat(MaskedForms.maybe(bytes)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("masks")
  void clearValuesPass(Mask mask) {
    for (Object clear : CLEAR) {
      assertThat(mask.mayShow(clear)).as("%s of %s", mask, clear).isFalse();
      assertThat(MaskedForms.maybe(clear)).as("%s", clear).isFalse();
    }
    assertThat(mask.mayShow("")).isFalse();
    assertThat(mask.mayShow(SqlNull.OF_PLAIN_TYPE)).isEqualTo(mask instanceof Nullify);
  }

  /** What is computed from a masked column, or comes of a statement that is not understood. */
  @ParameterizedTest
  @MethodSource("masks")
  void everyMaskMayShowRedaction(Mask mask) {
    assertThat(mask.mayShow("[redacted]")).isTrue();
    assertThat(mask.mayShow(0)).isTrue();
  }
}
