package dev.sluice.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourcesTest {
  @Test
  void closesAllInReverseOrderOnce() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> closed = new ArrayList<>();
    Resources resources = new Resources(new PrintStream(err, true, UTF_8));
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
    assertThat(err.toString(UTF_8)).contains("cannot be closed");
  }
}
