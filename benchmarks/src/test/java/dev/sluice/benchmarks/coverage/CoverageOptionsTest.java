package dev.sluice.benchmarks.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoverageOptionsTest {
  @TempDir private Path folder;

  @Test
  void readsAllOptions() {
    assertThat(
            CoverageOptions.of(
                "--corpora", folder.toString(), "--reasons", "7", "--show", "spider"))
        .isEqualTo(new CoverageOptions(folder, 7, "spider"));
  }

  @Test
  void showsAllCorporaUnlessTold() {
    assertThat(CoverageOptions.of("--corpora", folder.toString()).show()).isNull();
  }

  @Test
  void saysWhatIsWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CoverageOptions.of())
        .withMessageContaining("--corpora must name a folder");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CoverageOptions.of("--corpora"))
        .withMessageContaining("--corpora needs a value");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CoverageOptions.of("--corpora", folder.toString(), "--reasons", "all"))
        .withMessageContaining("not all");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CoverageOptions.of("--verbose", "yes"))
        .withMessageContaining("--verbose");
  }
}
