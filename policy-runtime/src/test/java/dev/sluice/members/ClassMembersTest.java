package dev.sluice.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gate.Failures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class ClassMembersTest {
  private final Failures failures =
      new Failures(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

  @Test
  void membersAreFoundInTheSupertypeThatDeclaresThem() {
    ClassMembers<Accessor> sizes =
        new ClassMembers<>(
            "site",
            type -> {
              Class<?> collection = Supertypes.find(type, Collection.class.getName());
              return collection == null ? null : Accessor.of(collection, "boolean", "isEmpty");
            },
            failures);

    Accessor empty = Objects.requireNonNull(sizes.of(ArrayList.class));

    assertThat(empty.get(List.of())).isEqualTo(true);
    assertThat(empty.get(List.of(1))).isEqualTo(false);
    assertThat(sizes.of(String.class)).isNull();
    assertThat(failures.counts()).isEmpty();
  }

  @Test
  void aMemberOfAnotherTypeIsAMismatchAndCountedOnce() {
    ClassMembers<Accessor> sizes =
        new ClassMembers<>("site", type -> Accessor.of(type, "java.lang.String", "size"), failures);

    assertThat(sizes.of(ArrayList.class)).isNull();
    assertThat(sizes.of(ArrayList.class)).isNull();

    assertThat(failures.counts()).containsExactly(Map.entry("site", 1L));
  }

  @Test
  void whatAMemberThrowsIsPassedOnUnchecked() throws Exception {
    Accessor call = Accessor.of(Callable.class, "java.lang.Object", "call");

    assertThatThrownBy(() -> call.get(failing(new IllegalArgumentException("bad"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> call.get(failing(new IOException("away"))))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("away");
  }

  private static Callable<Object> failing(Exception problem) {
    return () -> {
      throw problem;
    };
  }
}
