package dev.sluice.members;

import dev.sluice.gate.Failures;
import org.jspecify.annotations.Nullable;

/**
 * What is known about each application class: found once for a class, and kept by that class, so
 * that an application which is unloaded takes it along. Thread-safe.
 *
 * @param <T> the members, a record of {@link Accessor}s
 */
public final class ClassMembers<T> {
  private final ClassValue<Found<T>> found;

  /**
   * @param site the name under which a mismatch is counted, such as {@code
   *     identity.langchain4j.members}
   * @param search tells the members of a class; what it throws is counted and means none
   */
  public ClassMembers(String site, Search<T> search, Failures failures) {
    this.found =
        new ClassValue<>() {
          @Override
          protected Found<T> computeValue(Class<?> type) {
            try {
              return new Found<>(search.of(type));
            } catch (ReflectiveOperationException | LinkageError | RuntimeException mismatch) {
              failures.count(site, "unexpected members in " + type.getName(), mismatch);
              return new Found<>(null);
            }
          }
        };
  }

  /** The members of that class; null if it is of another kind, or not as expected. */
  public @Nullable T of(Class<?> type) {
    return found.get(type).members();
  }

  /** Finds the members of a class. */
  @FunctionalInterface
  public interface Search<T> {
    /**
     * Returns the members, or null if the class is not of the kind that is searched.
     *
     * @throws ReflectiveOperationException if the class lacks an expected member
     */
    @Nullable T of(Class<?> type) throws ReflectiveOperationException;
  }

  private record Found<T>(@Nullable T members) {}
}
