package dev.sluice.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class ValueDetectorTest {
  private final ValueDetector detector = new ValueDetector(EnumSet.allOf(Kind.class));

  @ParameterizedTest
  @CsvFileSource(resources = "values.csv", delimiter = '|', quoteCharacter = '\u0001')
  void tellsValuesByTheirFormAndTheNameOfTheirColumn(String column, String value, String expected) {
    int dot = column.indexOf('.');
    Sighting sighting =
        detector.look(value, Hints.of(column.substring(0, dot), column.substring(dot + 1)));

    Set<String> seen = new TreeSet<>();
    sighting.certain().forEach(kind -> seen.add(kind.tag()));
    sighting.likely().forEach(kind -> seen.add("likely " + kind.tag()));
    assertThat(seen).isEqualTo(expected.equals("nothing") ? Set.of() : Set.of(expected));
  }

  @Test
  void looksForTheKindsAskedForOnly() {
    ValueDetector cards = new ValueDetector(EnumSet.of(Kind.PAN, Kind.BIRTH_DATE));

    assertThat(cards.look("kim@example.com", Hints.NONE)).isEqualTo(Sighting.NOTHING);
    assertThat(cards.look("4111 1111 1111 1111", Hints.NONE).certain()).containsExactly(Kind.PAN);
  }

  @Test
  void looksAtAFewThousandCharacters() {
    String filling = "some words ".repeat(700);

    assertThat(detector.look(filling + "kim@example.com", Hints.NONE).certain())
        .containsExactly(Kind.EMAIL);
    assertThat(detector.look(filling + filling + "kim@example.com", Hints.NONE))
        .isEqualTo(Sighting.NOTHING);
  }
}
