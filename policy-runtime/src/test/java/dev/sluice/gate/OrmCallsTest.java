package dev.sluice.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OrmCallsTest {
  private static final OrmCall OUTER = new OrmCall("hql", "Author", "select", null, null);
  private static final OrmCall INNER = new OrmCall("entity", "Book", "update", null, null);

  @Test
  void aCallIsToldOnlyWhereItIsShown() {
    try (OrmCalls.Frame call = OrmCalls.open(() -> OUTER)) {
      assertThat(OrmCalls.current()).isNull();
      try (OrmCalls.Frame driver = OrmCalls.show()) {
        assertThat(OrmCalls.current()).isEqualTo(OUTER);
      }
      assertThat(OrmCalls.current()).isNull();
    }
    assertThat(OrmCalls.show()).isNull();
  }

  @Test
  void theInnermostCallIsTold() {
    try (OrmCalls.Frame query = OrmCalls.open(() -> OUTER);
        OrmCalls.Frame flush = OrmCalls.openShown(() -> INNER)) {
      assertThat(OrmCalls.current()).isEqualTo(INNER);
    }
  }

  @Test
  void whatIsHiddenIsNobodys() {
    assertThat(OrmCalls.hide()).isNull();
    try (OrmCalls.Frame query = OrmCalls.openShown(() -> OUTER)) {
      try (OrmCalls.Frame listener = OrmCalls.hide();
          OrmCalls.Frame driver = OrmCalls.show()) {
        assertThat(OrmCalls.current()).isNull();
      }
      assertThat(OrmCalls.current()).isEqualTo(OUTER);
    }
  }

  @Test
  void aFrameClosesThoseLeftOpenInsideOfIt() {
    OrmCalls.Frame outer = OrmCalls.open(() -> OUTER);
    OrmCalls.Frame left = OrmCalls.openShown(() -> INNER);

    outer.close();
    left.close();

    assertThat(OrmCalls.current()).isNull();
    assertThat(OrmCalls.show()).isNull();
  }

  @Test
  void nothingIsInherited() {
    try (OrmCalls.Frame query = OrmCalls.openShown(() -> OUTER)) {
      assertThat(CompletableFuture.supplyAsync(OrmCalls::current).join()).isNull();
    }
  }
}
