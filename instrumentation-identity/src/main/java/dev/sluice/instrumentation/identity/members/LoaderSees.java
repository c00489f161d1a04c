package dev.sluice.instrumentation.identity.members;

import dev.sluice.weak.WeakIdentityMap;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Matches the class loaders that know at least one of some classes, by looking for their class
 * files, without loading them: it spares the classes of all other loaders a search through their
 * supertypes. A loader that cannot answer matches. Thread-safe.
 */
public final class LoaderSees extends ElementMatcher.Junction.AbstractBase<ClassLoader> {
  private final String[] resources;
  private final WeakIdentityMap<ClassLoader, Boolean> answers = new WeakIdentityMap<>();

  public LoaderSees(String... classNames) {
    this.resources = new String[classNames.length];
    for (int i = 0; i < classNames.length; i++) {
      resources[i] = classNames[i].replace('.', '/') + ".class";
    }
  }

  @Override
  public boolean matches(@Nullable ClassLoader loader) {
    if (loader == null) {
      return false;
    }
    // not computed inside the cache: the loader's code must not run under the cache's lock
    Boolean known = answers.get(loader);
    if (known == null) {
      known = look(loader);
      answers.put(loader, known);
    }
    return known;
  }

  private boolean look(ClassLoader loader) {
    try {
      for (String resource : resources) {
        if (loader.getResource(resource) != null) {
          return true;
        }
      }
      return false;
    } catch (RuntimeException | LinkageError unanswered) {
      return true;
    }
  }
}
