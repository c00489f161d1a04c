package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.demo.Table.Cell;
import dev.sluice.demo.Table.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private final Table table = new Table(List.of(new Column("who", 5), new Column("what", 10)));

  @Test
  void wrapsTextInsideItsCell() {
    table.add(new Cell("kim"), new Cell("reads one customer"));
    table.add(new Cell("robin\nand kim"), new Cell("rest"));

    assertThat(table.render(false).lines().map(String::stripTrailing))
        .containsExactly(
            "------+-----------",
            "who   | what",
            "------+-----------",
            "kim   | reads one",
            "      | customer",
            "------+-----------",
            "robin | rest",
            "and   |",
            "kim   |",
            "------+-----------");
  }

  @Test
  void breaksAWordOnlyIfItIsLongerThanTheLine() {
    assertThat(Table.wrap("a verylongword b", 6)).containsExactly("a", "verylo", "ngword", "b");
    assertThat(Table.wrap("exactly sixsix", 7)).containsExactly("exactly", "sixsix");
    assertThat(Table.wrap("", 7)).containsExactly("");
  }

  @Test
  void noLineIsWiderThanTheColumns() {
    table.add(new Cell("abcdefghijklmnop"), new Cell("x ".repeat(40)));

    assertThat(table.render(false).lines()).allMatch(line -> line.length() <= 5 + 3 + 10);
  }

  @Test
  void coloursDoNotShiftTheColumns() {
    table.add(new Cell("kim", Style.RED), new Cell("reads", Style.GREEN));

    assertThat(table.render(true))
        .contains("\u001b[31mkim\u001b[0m   | \u001b[32mreads\u001b[0m\n");
    assertThat(table.render(true).replaceAll("\u001b\\[[0-9]+m", ""))
        .isEqualTo(table.render(false));
  }

  @Test
  void aRowMustFillTheColumns() {
    assertThatThrownBy(() -> table.add(new Cell("kim")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 cells for 2 columns");
  }
}
