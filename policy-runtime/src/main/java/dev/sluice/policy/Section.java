package dev.sluice.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A YAML mapping read by key. Each reading notes what is wrong and gives back something harmless,
 * so that reading goes on and finds the next mistake.
 */
final class Section {
  private final MappingNode node;
  private final Problems problems;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  Section(MappingNode node, Problems problems) {
    this.node = node;
    this.problems = problems;
    for (NodeTuple tuple : node.getValue()) {
      add(tuple);
    }
  }

  private void add(NodeTuple tuple) {
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      problems.add(tuple.getKeyNode(), "expected a key, which is a single word");
      return;
    }
    Entry first = entries.putIfAbsent(key.getValue(), new Entry(key, tuple.getValueNode()));
    if (first != null) {
      problems.add(
          key, "`" + key.getValue() + "` stands twice, first " + place(first.key) + ": remove one");
    }
  }

  /** A key and its value. */
  private record Entry(ScalarNode key, Node value) {}

  /** A text and where it stands. */
  record Text(String value, Node node) {}

  MappingNode node() {
    return node;
  }

  /**
   * Notes every key that is not expected.
   *
   * @param known keys that are read here
   * @param later keys of the policy language that this version does not know yet
   */
  Section only(Set<String> known, Set<String> later) {
    entries.forEach(
        (key, entry) -> {
          if (later.contains(key)) {
            problems.add(
                entry.key, "`" + key + "` is not built yet in this version: remove it for now");
          } else if (!known.contains(key)) {
            problems.add(entry.key, "unknown key `" + key + "`: " + Spelling.suggest(key, known));
          }
        });
    return this;
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  /** The keys in the order of the text. */
  List<Text> keys() {
    List<Text> keys = new ArrayList<>();
    entries.forEach((key, entry) -> keys.add(new Text(key, entry.key)));
    return keys;
  }

  /** Notes that a key must be there, if it is not. */
  Section require(String key, String what) {
    if (!has(key)) {
      problems.add(node, "`" + key + "` is missing: " + what);
    }
    return this;
  }

  /** The text of a key, or null if the key is not there or holds no text. */
  @Nullable Text text(String key) {
    Entry entry = entries.get(key);
    return entry == null ? null : text(entry.value, "`" + key + "`");
  }

  /** The text of a key, or the empty text. */
  String textOrEmpty(String key) {
    Text text = text(key);
    return text == null ? "" : text.value;
  }

  private @Nullable Text text(Node value, String what) {
    if (value instanceof ScalarNode scalar && !(scalar.isPlain() && scalar.getValue().isEmpty())) {
      scalar.setTag(Tag.STR); // it is a text, whatever YAML takes it for
      return new Text(scalar.getValue(), scalar);
    }
    problems.add(value, "expected a text for " + what);
    return null;
  }

  /** The texts of a list, empty if the key is not there. A list that is there must not be empty. */
  List<Text> texts(String key) {
    List<Text> texts = new ArrayList<>();
    List<Node> items = items(key, "texts, such as `[one, two]`");
    Entry entry = entries.get(key);
    if (entry != null && entry.value instanceof SequenceNode && items.isEmpty()) {
      problems.add(entry.value, "the list of `" + key + "` is empty: fill it or remove the key");
    }
    for (Node item : items) {
      Text text = text(item, "each item of `" + key + "`");
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  private List<Node> items(String key, String what) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return List.of();
    }
    if (!(entry.value instanceof SequenceNode sequence)) {
      problems.add(entry.value, "expected a list of " + what + " for `" + key + "`");
      return List.of();
    }
    return sequence.getValue();
  }

  /** The value of a key that is {@code true} or {@code false}. */
  @Nullable Boolean flag(String key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    if (entry.value instanceof ScalarNode scalar && scalar.isPlain()) {
      if (scalar.getValue().equals("true")) {
        return true;
      }
      if (scalar.getValue().equals("false")) {
        return false;
      }
    }
    problems.add(entry.value, "expected true or false for `" + key + "`");
    return null;
  }

  /** The value of a key that is a whole number up to a bound, or 0. */
  int number(String key, int most) {
    return number(key, 0, most);
  }

  /** The value of a key that is a whole number within bounds, or 0. */
  int number(String key, int least, int most) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return 0;
    }
    if (entry.value instanceof ScalarNode scalar
        && scalar.isPlain()
        && scalar.getValue().matches("0|[1-9][0-9]{0,8}")) {
      int number = Integer.parseInt(scalar.getValue());
      if (number >= least && number <= most) {
        return number;
      }
    }
    problems.add(
        entry.value,
        "expected a whole number from " + least + " to " + most + " for `" + key + "`");
    return 0;
  }

  /** One of several words, or the given value if the key is not there or holds another word. */
  <T> T choice(String key, Map<String, T> words, T otherwise) {
    Text text = text(key);
    T chosen = text == null ? null : choose(text, "`" + key + "`", words);
    return chosen == null ? otherwise : chosen;
  }

  /** Several of several words. */
  <T> Set<T> choices(String key, Map<String, T> words) {
    Set<T> chosen = new LinkedHashSet<>();
    for (Text text : texts(key)) {
      T one = choose(text, "`" + key + "`", words);
      if (one != null) {
        chosen.add(one);
      }
    }
    return chosen;
  }

  private <T> @Nullable T choose(Text text, String what, Map<String, T> words) {
    T chosen = words.get(text.value);
    if (chosen == null) {
      problems.add(
          text.node,
          "`"
              + text.value
              + "` is no value of "
              + what
              + ": "
              + Spelling.suggest(text.value, words.keySet()));
    }
    return chosen;
  }

  /** What each text of a list stands for; those that stand for nothing are left out. */
  <T> List<T> each(String key, Function<Text, @Nullable T> meaning) {
    List<T> all = new ArrayList<>();
    for (Text text : texts(key)) {
      T one = meaning.apply(text);
      if (one != null) {
        all.add(one);
      }
    }
    return all;
  }

  /** Whether the value of a key is a mapping. */
  boolean isSection(String key) {
    Entry entry = entries.get(key);
    return entry != null && entry.value instanceof MappingNode;
  }

  /** The mapping of a key, or null. */
  @Nullable Section section(String key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    return section(entry.value, "`" + key + "`");
  }

  private @Nullable Section section(Node value, String what) {
    if (value instanceof MappingNode mapping) {
      return new Section(mapping, problems);
    }
    problems.add(value, "expected keys and values for " + what + ", such as `{key: value}`");
    return null;
  }

  /** The mappings of a list. */
  List<Section> sections(String key) {
    List<Section> sections = new ArrayList<>();
    for (Node item : items(key, "rules, each with keys and values")) {
      Section section = section(item, "each item of `" + key + "`");
      if (section != null) {
        sections.add(section);
      }
    }
    return sections;
  }

  /** Where a node stands, for messages. */
  static String place(Node node) {
    return node.getStartMark()
        .map(mark -> "at line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
        .orElse("above");
  }
}
