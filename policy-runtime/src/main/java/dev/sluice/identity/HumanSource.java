package dev.sluice.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells who the person behind the current thread's work is. Thread-safe; must be quick. */
@FunctionalInterface
public interface HumanSource {
  /**
   * Returns the person, or null if this source knows of none.
   *
   * @throws RuntimeException if there may be a person, but who it is cannot be told: the caller is
   *     unknown then, and must not pass as the service itself
   */
  @Nullable Human current();

  /** Knows nobody. */
  HumanSource NONE = () -> null;

  /** The first source that knows somebody. */
  static HumanSource firstOf(List<HumanSource> sources) {
    List<HumanSource> copy = List.copyOf(sources);
    return () -> {
      for (HumanSource source : copy) {
        Human human = source.current();
        if (human != null) {
          return human;
        }
      }
      return null;
    };
  }
}
