package dev.sluice.policy;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of a name: {@code *} stands for any characters or none, {@code ?} for any one; upper
 * and lower case are the same. Immutable and thread-safe.
 */
public final class Glob {
  private final String pattern;
  private final boolean isPlain;

  public Glob(String pattern) {
    this.pattern = fold(pattern);
    this.isPlain = pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0;
  }

  /** Whether this pattern takes every name. */
  boolean takesAll() {
    return pattern.equals("*");
  }

  /** Whether this is a name, without anything that stands for other characters. */
  boolean isPlain() {
    return isPlain;
  }

  /** A name that matches. */
  String example() {
    return pattern.replace("*", "any").replace('?', 'x');
  }

  /** Whether the name matches; a name that is not known (null) may match. */
  Truth test(@Nullable String name) {
    if (takesAll()) {
      return Truth.YES;
    }
    return name == null ? Truth.MAYBE : Truth.of(matches(name));
  }

  /** Whether any of the patterns matches. */
  static Truth any(List<Glob> globs, @Nullable String name) {
    Truth truth = Truth.NO;
    for (Glob glob : globs) {
      truth = truth.or(glob.test(name));
    }
    return truth;
  }

  /** About what it takes to compare this with so many short names. */
  long steps(int names) {
    return (isPlain ? 1L : 64L) * names;
  }

  /** Whether the name matches as a whole. Takes at most the product of both lengths in steps. */
  public boolean matches(String name) {
    String text = fold(name);
    if (isPlain) {
      return text.equals(pattern);
    }
    int textAt = 0;
    int patternAt = 0;
    int star = -1;
    int textAtStar = 0;
    while (textAt < text.length()) {
      char wanted = patternAt < pattern.length() ? pattern.charAt(patternAt) : '\0';
      if (patternAt < pattern.length() && wanted == '*') {
        star = patternAt++;
        textAtStar = textAt;
      } else if (patternAt < pattern.length() && (wanted == '?' || wanted == text.charAt(textAt))) {
        patternAt++;
        textAt++;
      } else if (star >= 0) {
        patternAt = star + 1;
        textAt = ++textAtStar;
      } else {
        return false;
      }
    }
    while (patternAt < pattern.length() && pattern.charAt(patternAt) == '*') {
      patternAt++;
    }
    return patternAt == pattern.length();
  }

  private static String fold(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Glob glob && pattern.equals(glob.pattern);
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }

  @Override
  public String toString() {
    return pattern;
  }
}
