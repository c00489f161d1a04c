package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demo.DatabaseState.Content;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DatabaseStateTest {
  private final DatabaseState before =
      state(Map.of("orders", new Content(6, "a"), "tickets", new Content(5, "b")));

  @Test
  void nothingHappened() {
    assertThat(before.changesUntil(state(before.tables()))).isEmpty();
  }

  @Test
  void aTableIsGone() {
    assertThat(before.changesUntil(state(Map.of("tickets", new Content(5, "b")))))
        .isEqualTo("table orders is gone");
  }

  @Test
  void rowsAreGone() {
    assertThat(
            before.changesUntil(
                state(Map.of("orders", new Content(6, "a"), "tickets", new Content(0, "")))))
        .isEqualTo("tickets: 5 rows, now 0");
  }

  @Test
  void aRowIsChanged() {
    assertThat(
            before.changesUntil(
                state(Map.of("orders", new Content(6, "c"), "tickets", new Content(5, "b")))))
        .isEqualTo("rows of orders were changed");
  }

  @Test
  void aTableIsNew() {
    assertThat(
            before.changesUntil(
                state(
                    Map.of(
                        "copy", new Content(1, "d"),
                        "orders", new Content(6, "a"),
                        "tickets", new Content(5, "b")))))
        .isEqualTo("table copy is new");
  }

  @Test
  void theSchemaIsGone() {
    assertThat(before.changesUntil(new DatabaseState(false, new TreeMap<>())))
        .isEqualTo("schema public is gone with orders, tickets");
  }

  private static DatabaseState state(Map<String, Content> tables) {
    return new DatabaseState(true, new TreeMap<>(tables));
  }
}
