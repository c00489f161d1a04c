package dev.sluice.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ValueDetectorProperties {
  private static final List<Hints> ALL_HINTS =
      List.of(
          Hints.NONE,
          new Hints(EnumSet.allOf(Kind.class), false),
          new Hints(EnumSet.allOf(Kind.class), true));

  private final ValueDetector detector = new ValueDetector(EnumSet.allOf(Kind.class));

  @Property(tries = 1000)
  void noTextMakesADetectorFail(@ForAll("texts") String text) {
    for (Hints hints : ALL_HINTS) {
      assertThat(detector.look(text, hints)).isNotNull();
      assertThat(detector.look(text, hints)).isEqualTo(detector.look(text, hints));
    }
  }

  @Property(tries = 100)
  void whatIsBehindTheBoundIsNotLookedAt(@ForAll("texts") String text) {
    String filling = "a b ".repeat(ValueDetector.MOST_CHARACTERS / 4);

    assertThat(detector.look(filling + text, Hints.NONE)).isEqualTo(Sighting.NOTHING);
  }

  @Property(tries = 1000)
  void namesOfAllSortsAreRead(@ForAll String name) {
    assertThat(new NameDetector(EnumSet.allOf(Kind.class)).look(name)).isNotNull();
    assertThat(Hints.of(name, name)).isNotNull();
  }

  /** Texts of what formats are made of, so that they come near to many of them. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> parts =
        Arbitraries.of(
            "@",
            "://",
            ":",
            "::",
            ".",
            "-",
            " ",
            "+",
            "(",
            "\"",
            "=",
            "/",
            "%",
            "eyJ",
            ".eyJ",
            "AKIA",
            "ghp_",
            "sk_live_",
            "-----BEGIN ",
            "PRIVATE KEY",
            "password",
            "token=",
            "tel ",
            "DE44",
            "NL",
            "4111 1111 ",
            "1111",
            "078-05-",
            "12.",
            "fe80",
            "255",
            "com",
            "git@",
            "\u00e9",
            "\ud83d\ude00",
            "\u0000",
            "\u0661\u0662",
            "\ud800",
            "$2b$",
            "A",
            "z",
            "0");
    return Arbitraries.oneOf(
        parts.list().ofMaxSize(40).map(list -> String.join("", list)),
        Arbitraries.strings().ofMaxLength(300),
        parts.map(part -> part.repeat(ValueDetector.MOST_CHARACTERS)));
  }
}
