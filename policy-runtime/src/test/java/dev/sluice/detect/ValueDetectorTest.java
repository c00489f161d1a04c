package dev.sluice.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

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

  /**
   * Prefixes, how many characters follow, and which; made up here, as other tools look for them.
   */
  @ParameterizedTest
  @CsvSource({
    "ghp_, 36, aB3",
    "glptt-, 40, a3f",
    "rk_test_, 24, aB3",
    "sk-svcacct-, 40, aB3",
    "sk-or-v1-, 64, a3f",
    "sk-, 48, aB3",
    "gsk_, 52, aB3",
    "r8_, 37, aB3",
    "dckr_pat_, 27, aB3",
    "NRAK-, 27, AB3",
    "lin_api_, 40, aB3",
    "pul-, 40, a3f",
    "AGE-SECRET-KEY-1, 58, AB3",
    "'DefaultEndpointsProtocol=https;AccountName=x;AccountKey=', 86, aB3",
  })
  void tellsTokensByTheirPrefix(String prefix, int length, String alphabet) {
    String rest = alphabet.repeat(length).substring(0, length);

    assertThat(detector.look(prefix + rest, Hints.NONE).certain()).containsExactly(Kind.SECRET);
    assertThat(detector.look("(" + prefix + rest + ")", Hints.NONE).certain())
        .containsExactly(Kind.SECRET);
    assertThat(detector.look(prefix + rest.substring(0, 5), Hints.NONE))
        .isEqualTo(Sighting.NOTHING);
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
