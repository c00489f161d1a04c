package dev.sluice.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads dotted patterns of tables and columns. */
final class Patterns {
  private static final List<String> FORMS =
      List.of("", "", "", "database.schema.table", "database.schema.table.column");

  private Patterns() {}

  /**
   * The parts of a dotted pattern, or null, after a problem was noted, if there are not as many as
   * there must be.
   */
  static @Nullable List<Glob> parts(Section.Text text, int count, Problems problems) {
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
