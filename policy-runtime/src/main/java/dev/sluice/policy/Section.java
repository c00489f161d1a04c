package dev.sluice.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
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
  private @Nullable Shape shape;

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

  /** Notes every key that is not expected, and every one that is missing. */
  void only(Shape expected) {
    shape = expected;
    entries.forEach(
        (key, entry) -> {
          if (problems.isFull()) {
            return;
          }
          if (expected.later().contains(key)) {
            problems.add(
                entry.key, "`" + key + "` is not built yet in this version: remove it for now");
          } else if (!expected.names().contains(key)) {
            problems.add(
                entry.key, "unknown key `" + key + "`: " + Spelling.suggest(key, expected.names()));
          }
        });
    for (Shape.Key key : expected.keys()) {
      if (key.mend() != null) {
        require(key.name(), key.mend());
      }
    }
  }

  private void require(String key, String mend) {
    if (!has(key)) {
      problems.add(node, "`" + key + "` is missing: " + mend);
    }
  }

  /** A mapping whose keys its author chooses, each holding the same. */
  Section names(Shape.Form value) {
    Shape.Builder names = Shape.named("mapping of names");
    entries.keySet().forEach(key -> names.key(key, value, ""));
    shape = names.build();
    return this;
  }

  /** The value of a key, which counts as read; null if it is not there. */
  private @Nullable Node read(String key, Class<?>... forms) {
    if (shape != null) {
      Shape.Form form = shape.form(key);
      if (Stream.of(forms).noneMatch(it -> it.isInstance(form))) {
        throw new IllegalStateException("`" + key + "` is read as something else than it is");
      }
    }
    Entry entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    problems.read(entry.value);
    return entry.value;
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

  /** The text of a key, or null if the key is not there or holds no text. */
  @Nullable Text text(String key) {
    Node value =
        read(
            key,
            Shape.Text.class,
            Shape.Words.class,
            Shape.WordOrNested.class,
            Shape.OneOrTexts.class);
    boolean nullIsAWord =
        shape == null
            || shape.form(key) instanceof Shape.Words
            || shape.form(key) instanceof Shape.WordOrNested;
    return value == null ? null : text(value, "`" + key + "`", nullIsAWord);
  }

  /** The text of a key, or the empty text. */
  String textOrEmpty(String key) {
    Text text = text(key);
    return text == null ? "" : text.value;
  }

  /** The scalars of a key as they were written, without a look at whether they are right. */
  List<String> written(String key) {
    Entry entry = entries.get(key);
    List<String> written = new ArrayList<>();
    if (entry != null) {
      List<Node> nodes =
          entry.value instanceof SequenceNode list ? list.getValue() : List.of(entry.value);
      for (Node node : nodes) {
        if (node instanceof ScalarNode scalar) {
          written.add(scalar.getValue());
        }
      }
    }
    return written;
  }

  /** What YAML takes for null is no text, unless it was looked for. */
  private @Nullable Text text(Node value, String what, boolean nullIsAWord) {
    if (value instanceof ScalarNode scalar
        && !(scalar.isPlain() && scalar.getValue().isEmpty())
        && (nullIsAWord || !scalar.getTag().equals(Tag.NULL))) {
      scalar.setTag(Tag.STR); // it is a text, whatever YAML takes it for
      return new Text(scalar.getValue(), scalar);
    }
    problems.add(value, "expected a text for " + what);
    return null;
  }

  /** The texts of a list, empty if the key is not there. A list that is there must not be empty. */
  List<Text> texts(String key) {
    List<Text> texts = new ArrayList<>();
    Node value = read(key, Shape.Texts.class, Shape.OneOrTexts.class);
    List<Node> items = items(key, value, "texts, such as `[one, two]`");
    if (value instanceof SequenceNode && items.isEmpty()) {
      problems.add(value, "the list of `" + key + "` is empty: fill it or remove the key");
    }
    for (Node item : items) {
      Text text = text(item, "each item of `" + key + "`", false);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  private List<Node> items(String key, @Nullable Node value, String what) {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof SequenceNode sequence)) {
      problems.add(value, "expected a list of " + what + " for `" + key + "`");
      return List.of();
    }
    sequence.getValue().forEach(problems::read);
    return sequence.getValue();
  }

  /** The value of a key that is {@code true} or {@code false}. */
  @Nullable Boolean flag(String key) {
    Node value = read(key, Shape.Flag.class);
    if (value == null) {
      return null;
    }
    if (value instanceof ScalarNode scalar && scalar.isPlain()) {
      if (scalar.getValue().equals("true")) {
        return true;
      }
      if (scalar.getValue().equals("false")) {
        return false;
      }
    }
    problems.add(value, "expected true or false for `" + key + "`");
    return null;
  }

  /** The value of a key that is a whole number within its bounds, or 0. */
  int number(String key) {
    return shape != null && shape.form(key) instanceof Shape.Whole bounds
        ? number(key, bounds.least(), bounds.most())
        : 0;
  }

  /** The value of a key that is a whole number within bounds, or 0. */
  int number(String key, int least, int most) {
    Node value = read(key, Shape.Whole.class);
    if (value == null) {
      return 0;
    }
    if (value instanceof ScalarNode scalar
        && scalar.isPlain()
        && scalar.getValue().matches("0|[1-9][0-9]{0,8}")) {
      int number = Integer.parseInt(scalar.getValue());
      if (number >= least && number <= most) {
        return number;
      }
    }
    problems.add(
        value, "expected a whole number from " + least + " to " + most + " for `" + key + "`");
    return 0;
  }

  /** One of several words, or the given value if the key is not there or holds another word. */
  <T> T choice(String key, Map<String, T> words, T otherwise) {
    Text text = text(key);
    T chosen = text == null ? null : choose(text, key, words);
    return chosen == null ? otherwise : chosen;
  }

  /** Several of several words. */
  <T> Set<T> choices(String key, Map<String, T> words) {
    Set<T> chosen = new LinkedHashSet<>();
    for (Text text : texts(key)) {
      T one = choose(text, key, words);
      if (one != null) {
        chosen.add(one);
      }
    }
    return chosen;
  }

  /** The words must be those of the shape: a word is read if and only if editors are told of it. */
  private <T> @Nullable T choose(Text text, String key, Map<String, T> words) {
    Shape.Words form = shape == null ? null : wordsOf(shape.form(key));
    if (form != null && !form.words().equals(words.keySet())) {
      throw new IllegalStateException("`" + key + "` has other words in its shape");
    }
    T chosen = words.get(text.value);
    if (chosen != null || problems.isFull()) {
      return chosen;
    }
    if (form != null && form.later().contains(text.value)) {
      problems.add(
          text.node,
          "`"
              + key
              + ": "
              + text.value
              + "` is not built yet in this version: for now "
              + Spelling.listed(words.keySet()));
    } else {
      problems.add(
          text.node,
          "`"
              + text.value
              + "` is no value of `"
              + key
              + "`: "
              + Spelling.suggest(text.value, words.keySet()));
    }
    return null;
  }

  private static Shape.@Nullable Words wordsOf(Shape.Form form) {
    if (form instanceof Shape.Texts texts) {
      return wordsOf(texts.item());
    }
    if (form instanceof Shape.WordOrNested either) {
      return either.words();
    }
    return form instanceof Shape.Words words ? words : null;
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
    Node value = read(key, Shape.WordOrNested.class);
    return value instanceof MappingNode;
  }

  /** Whether the value of a key is a list. */
  boolean isList(String key) {
    Entry entry = entries.get(key);
    return entry != null && entry.value instanceof SequenceNode;
  }

  /** The mapping of a key, or null. */
  @Nullable Section section(String key) {
    Node value = read(key, Shape.Nested.class, Shape.Named.class, Shape.WordOrNested.class);
    return value == null ? null : section(value, "`" + key + "`");
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
    Node value = read(key, Shape.ListOf.class);
    for (Node item : items(key, value, "rules, each with keys and values")) {
      Section section = section(item, "each item of `" + key + "`");
      if (section != null) {
        sections.add(section);
      }
    }
    return sections;
  }

  /** The line that a node begins on, from 1. */
  static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  /** The column that a node begins at, from 1. */
  static int column(Node node) {
    return node.getStartMark().map(Mark::getColumn).orElse(0) + 1;
  }

  /** Where a node stands, for messages. */
  static String place(Node node) {
    return node.getStartMark()
        .map(mark -> "at line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
        .orElse("above");
  }
}
