package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private final Secrets secrets =
      new Secrets(
          Map.of(
              "ssn", List.of("000-14-1592", "666-16-1803"),
              "email", List.of("ada2@mail.example")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssn 000-14-1592.",
        "2951-41-000",
        "000141592",
        "x295141000x",
      })
  void findsAValueInEachOfItsForms(String text) {
    assertThat(secrets.readableIn(text)).containsExactly(Map.entry("ssn", 1));
  }

  @Test
  void countsValuesByColumn() {
    assertThat(secrets.readableIn("000-14-1592 666161803 elpmaxe.liam@2ada ada2@mail.example"))
        .containsExactly(Map.entry("email", 1), Map.entry("ssn", 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "***", "1592", "ticket 2", "***@mail.example"})
  void findsNothingInMaskedOrUnrelatedText(String text) {
    assertThat(secrets.readableIn(text)).isEmpty();
  }
}
