package dev.sluice.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads dotted patterns of tables and columns. */
final class Patterns {
  private static final List<String> FORMS =
      List.of("", "", "", "database.schema.table", "database.schema.table.column");

  private static final int LONGEST = 512;
  private static final int MOST_STARS = 16;

  private Patterns() {}

  /** Whether a pattern is of a size that any name needs; if not, that is a problem. */
  static boolean isBounded(Section.Text text, Problems problems) {
    String pattern = text.value();
    long stars = pattern.length() > LONGEST ? 0 : pattern.chars().filter(c -> c == '*').count();
    if (pattern.length() > LONGEST) {
      problems.add(
          text.node(),
          "the pattern `%s...` has %d characters: no name is longer than %d"
              .formatted(pattern.substring(0, 40), pattern.length(), LONGEST));
    } else if (stars > MOST_STARS) {
      problems.add(
          text.node(),
          "the pattern `%s` has %d `*`: take %d at most".formatted(pattern, stars, MOST_STARS));
    }
    return pattern.length() <= LONGEST && stars <= MOST_STARS;
  }

  /** A pattern of names; null, after a problem was noted, if it is too large. */
  static @Nullable Glob glob(Section.Text text, Problems problems) {
    return isBounded(text, problems) ? new Glob(text.value()) : null;
  }

  /**
   * The parts of a dotted pattern, or null, after a problem was noted, if there are not as many as
   * there must be.
   */
  static @Nullable List<Glob> parts(Section.Text text, int count, Problems problems) {
    if (!isBounded(text, problems)) {
      return null;
    }
    String[] parts = text.value().split("\\.", -1);
    List<Glob> globs = new ArrayList<>();
    for (String part : parts) {
      if (!part.isBlank()) {
        globs.add(new Glob(part));
      }
    }
    if (parts.length == count && globs.size() == count) {
      return globs;
    }
    problems.add(
        text.node(),
        "`"
            + text.value()
            + "` is no pattern: write `"
            + FORMS.get(count)
            + "` with `*` for any part");
    return null;
  }

  /** A regular expression of a pattern with so many parts. */
  static String form(int count) {
    return "[^.]*[^.\\s][^.]*(\\.[^.]*[^.\\s][^.]*){" + (count - 1) + "}";
  }

  static TableGlob table(List<Glob> parts) {
    return new TableGlob(parts.get(0), parts.get(1), parts.get(2));
  }

  static ColumnGlob column(List<Glob> parts) {
    return new ColumnGlob(table(parts), parts.get(3));
  }
}
