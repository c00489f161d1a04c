package dev.sluice.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of one kind that a policy defines, each once, and the references to them. */
final class Names<T> {
  private static final Pattern GOOD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

  private final String kind;
  private final Problems problems;
  private final Map<String, T> named = new LinkedHashMap<>();
  private final Map<String, Section.Text> places = new LinkedHashMap<>();

  /**
   * Begins without names.
   *
   * @param kind what is named, in the singular, for messages
   */
  Names(String kind, Problems problems) {
    this.kind = kind;
    this.problems = problems;
  }

  /** Notes it if the name is not well-formed or was taken before. */
  void define(Section.Text name, T value) {
    String text = name.value();
    if (!GOOD.matcher(text).matches() || text.startsWith("defaults.")) {
      problems.add(
          name.node(),
          "`"
              + text
              + "` is no good name of a "
              + kind
              + ": take up to 64 letters, digits, `-`, `_` and `.`, a letter or digit first, and"
              + " not `defaults.` as its beginning");
    }
    Section.Text first = places.putIfAbsent(text, name);
    if (first == null) {
      named.put(text, value);
    } else {
      problems.add(
          name.node(),
          "the "
              + kind
              + " `"
              + text
              + "` is defined twice, first "
              + Section.place(first.node())
              + ": rename one");
    }
  }

  /** Defines a name that comes from elsewhere in the policy, unless it is defined already. */
  void provide(String name, T value) {
    named.putIfAbsent(name, value);
  }

  /** What a name stands for; null, after a problem was noted, if it was never defined. */
  @Nullable T resolve(Section.Text reference) {
    T value = named.get(reference.value());
    if (value == null) {
      problems.add(reference.node(), unknown(reference.value()));
    }
    return value;
  }

  String unknown(String reference) {
    return "there is no "
        + kind
        + " `"
        + reference
        + "`: "
        + (named.isEmpty() ? "define it first" : Spelling.suggest(reference, named.keySet()));
  }

  /** All that is named, in the order of the text. */
  Map<String, T> all() {
    return named;
  }
}
