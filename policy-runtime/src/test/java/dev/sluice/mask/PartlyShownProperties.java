package dev.sluice.mask;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.mask.Truncate.Unit;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What the masks that show a part of a value keep to whatever they are given. */
class PartlyShownProperties {
  @Property
  void emailShowsOneCharacterAndTheDomainOrNothing(@ForAll String local, @ForAll String rest) {
    for (String value : List.of(local, local + "@" + rest, "k" + local.length() + "@a.example")) {
      String shown = Email.INSTANCE.text(value);

      assertThat(Email.INSTANCE.mayShow(shown)).isTrue();
      assertThat(MaskedForms.maybe(shown)).isTrue();
      if (!shown.equals("[redacted]")) {
        int first = value.offsetByCodePoints(0, 1);
        assertThat(shown)
            .isEqualTo(value.substring(0, first) + "***" + value.substring(value.indexOf('@')));
      }
    }
  }

  /** Two values with the same multiple below them cannot be told apart. */
  @Property
  void aNumberShowsNoMoreThanItsMultiple(
      @ForAll long value, @ForAll @IntRange(min = 2, max = 999_999_999) int step) {
    Truncate mask = new Truncate(null, step);
    long expected = value / step * step;
    BigDecimal fine = BigDecimal.valueOf(value).add(new BigDecimal(value < 0 ? "-0.9" : "0.9"));

    assertThat(mask.value(value)).isEqualTo(expected);
    assertThat((BigDecimal) mask.value(fine)).isEqualByComparingTo(BigDecimal.valueOf(expected));
    assertThat(mask.value((int) value)).isEqualTo((int) value / step * step);
    known(mask, expected);
    known(mask, BigDecimal.valueOf(expected, 0));
  }

  @Property
  void whatIsShownOfAFloatIsKnown(
      @ForAll @DoubleRange(min = -1e18, max = 1e18) double value,
      @ForAll @IntRange(min = 2, max = 999_999_999) int step) {
    Truncate mask = new Truncate(null, step);
    for (Object clear :
        List.<Object>of(value, (float) value, value / 1e12, (float) (value / 1e9))) {
      Object shown = requireNonNull(mask.value(clear));

      assertThat(shown).hasSameClassAs(clear);
      assertThat(((Number) shown).doubleValue() % step).isZero();
      known(mask, shown);
    }
  }

  @Property
  void aMomentShowsNoMoreThanItsUnit(
      @ForAll Unit unit,
      @ForAll @LongRange(min = -60_000_000_000L, max = 250_000_000_000L) long seconds,
      @ForAll @IntRange(min = -18, max = 18) int hours) {
    Truncate mask = new Truncate(unit, 0);
    Instant moment = Instant.ofEpochSecond(seconds);
    LocalDateTime local = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
    List<Object> all =
        List.of(
            moment,
            local,
            local.toLocalDate(),
            local.toLocalTime(),
            local.atOffset(ZoneOffset.ofHours(hours)),
            local.atZone(ZoneId.of("America/Sao_Paulo")),
            Timestamp.from(moment.isBefore(Instant.EPOCH) ? Instant.EPOCH : moment));
    for (Object clear : all) {
      Object shown = requireNonNull(mask.value(clear));

      assertThat(shown).hasSameClassAs(clear);
      assertThat(mask.value(shown)).isEqualTo(shown);
      known(mask, shown);
    }
    LocalDateTime cut = (LocalDateTime) requireNonNull(mask.value(local));
    LocalDateTime next = cut.plus(1, ChronoUnit.valueOf(unit + "S"));
    assertThat(cut).isBeforeOrEqualTo(local);
    assertThat(next).isAfter(local);
    assertThat(mask.value(next.minusNanos(1))).isEqualTo(cut);
  }

  private static void known(Truncate mask, Object shown) {
    assertThat(mask.mayShow(shown)).as("%s of %s", shown, mask).isTrue();
    assertThat(mask.mayShow(shown.toString())).as("text %s of %s", shown, mask).isTrue();
  }
}
