package dev.sluice.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one mapping of the policy language, said once: {@link Section} takes these and no
 * others, the readers can ask for no others, and {@link PolicySchema} tells editors of them.
 * Immutable.
 */
final class Shape {
  private final String name;
  private final Map<String, Key> keys;
  private final Set<String> later;
  private final Set<String> anyOf;
  private final boolean onlyOne;

  private Shape(Builder builder) {
    this.name = builder.name;
    this.keys = new LinkedHashMap<>(builder.keys);
    this.later = Set.copyOf(builder.later);
    this.anyOf = new LinkedHashSet<>(builder.anyOf);
    this.onlyOne = builder.onlyOne;
  }

  /**
   * A key.
   *
   * @param mend what its author is told if it is missing; null if it may be
   * @param description one sentence, for editors
   */
  record Key(String name, Form form, @Nullable String mend, String description) {}

  /** What a key holds. */
  sealed interface Form {}

  /**
   * A text.
   *
   * @param pattern a regular expression that it matches as a whole; null for any text
   */
  record Text(@Nullable String pattern) implements Form {}

  /**
   * One of several words.
   *
   * @param words what can be written
   * @param later words of the language that are not built yet
   */
  record Words(Set<String> words, Set<String> later) implements Form {}

  /** True or false. */
  record Flag() implements Form {}

  /** A whole number within bounds. */
  record Whole(int least, int most) implements Form {}

  /** A list of texts or words that is not empty. */
  record Texts(Form item) implements Form {}

  /** A text, or a list of texts that is not empty. */
  record OneOrTexts() implements Form {}

  /** A mapping. */
  record Nested(Shape shape) implements Form {}

  /** A list of mappings. */
  record ListOf(Shape shape) implements Form {}

  /**
   * A mapping whose keys its author chooses.
   *
   * @param kind what is named
   */
  record Named(String kind, Form value) implements Form {}

  /** A word or a mapping. */
  record WordOrNested(Words words, Shape shape) implements Form {}

  static Text text() {
    return new Text(null);
  }

  static Text text(String pattern) {
    return new Text(pattern);
  }

  static Words words(Collection<String> words) {
    return new Words(Set.copyOf(words), Set.of());
  }

  static Texts texts(Form item) {
    return new Texts(item);
  }

  /** Begins a shape; its name is the schema's. */
  static Builder named(String name) {
    return new Builder(name);
  }

  /** Puts a shape together. */
  static final class Builder {
    private final String name;
    private final Map<String, Key> keys = new LinkedHashMap<>();
    private final Set<String> later = new LinkedHashSet<>();
    private final Set<String> anyOf = new LinkedHashSet<>();
    private boolean onlyOne;

    private Builder(String name) {
      this.name = name;
    }

    /** A key that may be left out. */
    Builder key(String key, Form form, String description) {
      keys.put(key, new Key(key, form, null, description));
      return this;
    }

    /**
     * A key that must be there.
     *
     * @param mend what to write, for an author who left it out
     */
    Builder required(String key, Form form, String description, String mend) {
      keys.put(key, new Key(key, form, mend, description));
      return this;
    }

    /** Keys of the language that are not built yet. */
    Builder later(String... names) {
      later.addAll(List.of(names));
      return this;
    }

    /** Of these keys, which may be left out, one must be there; the reader tells it. */
    Builder anyOf(Collection<String> names) {
      anyOf.addAll(names);
      return this;
    }

    /** Exactly one of all keys must be there; the reader tells it. */
    Builder onlyOne() {
      onlyOne = true;
      return this;
    }

    /** Every key that is there by now, once more under another name. */
    Builder mirrored(UnaryOperator<String> otherName, UnaryOperator<String> otherDescription) {
      for (Key key : new ArrayList<>(keys.values())) {
        key(otherName.apply(key.name), key.form, otherDescription.apply(key.description));
      }
      return this;
    }

    Shape build() {
      return new Shape(this);
    }
  }

  String name() {
    return name;
  }

  /** All keys, in the order in which they are described. */
  Collection<Key> keys() {
    return keys.values();
  }

  Set<String> names() {
    return keys.keySet();
  }

  Set<String> later() {
    return later;
  }

  Set<String> anyOf() {
    return anyOf;
  }

  boolean isOnlyOne() {
    return onlyOne;
  }

  /**
   * What a key holds.
   *
   * @throws IllegalStateException if there is no such key, which is a bug of who asks
   */
  Form form(String key) {
    Key found = keys.get(key);
    if (found == null) {
      throw new IllegalStateException("`" + key + "` is read, but no key of a " + name);
    }
    return found.form;
  }
}
