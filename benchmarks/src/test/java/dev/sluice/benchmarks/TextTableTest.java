package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void wordsStandLeftAndFiguresRight() {
    TextTable table = new TextTable("", "time");
    table.add(List.of("bare", "5 ns"));
    table.add(List.of("x", "1,234 ns"));

    assertThat(table.render())
        .isEqualTo(
            """
                      time
            bare      5 ns
            x     1,234 ns
            """);
  }

  @Test
  void linesDoNotEndInSpaces() {
    TextTable table = new TextTable("a", "b");
    table.add(List.of("x", ""));

    assertThat(table.render()).isEqualTo("a  b\nx\n");
  }

  @Test
  void aRowHasACellForEachTitle() {
    TextTable table = new TextTable("a", "b");

    assertThatThrownBy(() -> table.add(List.of("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 cells for 2 columns");
  }
}
