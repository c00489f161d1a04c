package dev.sluice.members;

import org.jspecify.annotations.Nullable;

/**
 * Finds an application's copy of a type by name, among the supertypes of one of its own classes.
 * Never loads a class, so never runs an application's class loader.
 */
public final class Supertypes {
  private Supertypes() {}

  /**
   * The class or interface of that name which {@code type} is, extends or implements; null if none.
   */
  public static @Nullable Class<?> find(Class<?> type, String name) {
    for (Class<?> level = type; level != null; level = level.getSuperclass()) {
      if (level.getName().equals(name)) {
        return level;
      }
      for (Class<?> parent : level.getInterfaces()) {
        Class<?> found = find(parent, name);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
