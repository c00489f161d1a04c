package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourcesTest {
  @Test
  void closesAllInReverseOrderOnce() {
    List<String> closed = new ArrayList<>();
    Resources resources = new Resources();
    resources.add(() -> closed.add("first"));
    resources.add(
        () -> {
          closed.add("second");
          throw new IllegalStateException("cannot be closed");
        });
    resources.add(() -> closed.add("third"));

    resources.close();
    resources.close();

    assertThat(closed).containsExactly("third", "second", "first");
  }
}
