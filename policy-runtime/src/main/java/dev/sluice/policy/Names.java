package dev.sluice.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of one kind that a policy defines, each once, and the references to them. */
final class Names<T> {
  /** What a name looks like. */
  static final Pattern GOOD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

  private final String kind;
  private final Problems problems;
  private final Map<String, T> named = new LinkedHashMap<>();
  private final Map<String, String> places = new LinkedHashMap<>();

  /**
   * Begins with the names of the layers above.
   *
   * @param kind what is named, in the singular, for messages
   * @param above null if there is no layer above
   */
  Names(String kind, Problems problems, @Nullable Names<T> above) {
    this.kind = kind;
    this.problems = problems;
    if (above != null) {
      named.putAll(above.named);
      named.keySet().forEach(name -> places.put(name, "in " + above.problems.source()));
      above.places.forEach(
          (name, place) ->
              places.put(
                  name,
                  place.startsWith("in ") ? place : "in " + above.problems.source() + " " + place));
    }
  }

  /** Begins without names. */
  Names(String kind, Problems problems) {
    this(kind, problems, null);
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
    String first = places.putIfAbsent(text, Section.place(name.node()));
    if (first == null) {
      named.put(text, value);
    } else {
      problems.add(
          name.node(),
          "the " + kind + " `" + text + "` is defined twice, first " + first + ": rename one");
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

  boolean has(String name) {
    return places.containsKey(name);
  }

  String unknown(String reference) {
    if (problems.isFull()) {
      return "";
    }
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
