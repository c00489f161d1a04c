package dev.sluice.orm;

import dev.sluice.gate.Failures;
import dev.sluice.members.Accessor;
import dev.sluice.members.ClassMembers;
import dev.sluice.members.Supertypes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Ways to find members of mappers' types. */
final class Members {
  private Members() {}

  /**
   * A method without parameters of a type's supertype; null if it has no such supertype.
   *
   * @throws ReflectiveOperationException if the supertype has no such method
   */
  static @Nullable Accessor find(Class<?> type, String supertype, String returnType, String method)
      throws ReflectiveOperationException {
    Class<?> owner = Supertypes.find(type, supertype);
    return owner == null ? null : Accessor.of(owner, returnType, method);
  }

  /** One method of all types below a supertype. */
  static ClassMembers<Accessor> of(
      String site, String supertype, String returnType, String method, Failures failures) {
    return new ClassMembers<>(site, type -> find(type, supertype, returnType, method), failures);
  }

  /**
   * Which of some supertypes a type has, the first found: the last word of its name without {@code
   * Sqm}, {@code Statement} or {@code Query}, in lower case; null if none.
   */
  static @Nullable String kind(Class<?> type, String... supertypes) {
    for (String supertype : supertypes) {
      if (Supertypes.find(type, supertype) != null) {
        String simple = supertype.substring(supertype.lastIndexOf('.') + 1);
        return simple.replaceAll("^Sqm|Statement$|Query$", "").toLowerCase(Locale.ROOT);
      }
    }
    return null;
  }
}
