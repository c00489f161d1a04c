package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
  @TempDir private Path directory;
  private String sluice = "";
  private String otel = "";

  @BeforeEach
  void jars() throws IOException {
    sluice = Files.createFile(directory.resolve("sluice.jar")).toString();
    otel = Files.createFile(directory.resolve("otel.jar")).toString();
  }

  @Test
  void measuresEverythingThoroughlyUnlessToldOtherwise() {
    Options options = with();

    assertThat(options.effort()).isEqualTo(Effort.THOROUGH);
    assertThat(options.scenarios()).containsExactly(Scenario.values());
    assertThat(options.coldStarts()).isTrue();
    assertThat(options.json()).isNull();
  }

  @Test
  void measuresQuicklyOnRequest() {
    assertThat(with("--quick").effort()).isEqualTo(Effort.QUICK);
  }

  @Test
  void measuresOnlyWhatIsNamed() {
    assertThat(with("--only", "masked,point").scenarios())
        .containsExactly(Scenario.MASKED, Scenario.POINT);
    assertThat(with("--only", "masked,point").coldStarts()).isFalse();
    assertThat(with("--only", "start").scenarios()).isEmpty();
    assertThat(with("--only", "start").coldStarts()).isTrue();
  }

  @Test
  void saysWhatThereIsToMeasure() {
    assertThatThrownBy(() -> with("--only", "points"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("points")
        .hasMessageContaining("point, literal, insert, rows, masked, partial");
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> with("--fast")).hasMessage("unknown option: --fast");
    assertThatThrownBy(() -> with("--json")).hasMessage("--json needs a value");
    assertThatThrownBy(() -> Options.of("--sluice", sluice)).hasMessageContaining("--otel");
    assertThatThrownBy(() -> Options.of("--sluice", "no.jar", "--otel", otel))
        .hasMessage("no such file: no.jar");
  }

  private Options with(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--sluice", sluice, "--otel", otel));
    arguments.addAll(List.of(more));
    return Options.of(arguments.toArray(String[]::new));
  }
}
