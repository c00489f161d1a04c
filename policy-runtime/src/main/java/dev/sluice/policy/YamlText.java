package dev.sluice.policy;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Turns YAML 1.2 text into a tree of nodes that know where they stand. Only the plain part of YAML
 * is taken: one document, no anchors and aliases, no explicit tags, within bounds.
 */
final class YamlText {
  static final int MOST_CHARACTERS = 1 << 18;
  private static final int MOST_DEPTH = 32;
  private static final int MOST_NODES = 20_000;

  /** Line breaks to some readers and none to others, and the byte order mark. */
  private static final String UNSEEN = "\u0085\u2028\u2029\uFEFF";

  /** What the parser says of a text with a second document in it. */
  private static final String ANOTHER_DOCUMENT = "but found another document";

  private YamlText() {}

  /** The mapping that the text is; null if it is none, after a problem was noted. */
  static @Nullable MappingNode read(String label, String text, Problems problems) {
    return read(label, text, "policy/v1", problems);
  }

  /**
   * The mapping that the text is; null if it is none, after a problem was noted.
   *
   * @param form of the documents that are wanted, as their first key says it
   */
  static @Nullable MappingNode read(String label, String text, String form, Problems problems) {
    if (text.length() > MOST_CHARACTERS) {
      problems.add(1, 1, "the file is larger than 256 KiB: split or shorten it");
      return null;
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(label)
            .setUseMarks(true)
            .setAllowNonScalarKeys(true) // they are told with their place by the Section
            .setCodePointLimit(MOST_CHARACTERS)
            // a token that is longer than the buffer is copied as often as the buffer fits in it
            .setBufferSize(text.length() + 2)
            .setMaxAliasesForCollections(0)
            .build();
    try {
      return withinBounds(settings, text, problems)
          ? compose(settings, text, form, problems)
          : null;
    } catch (MarkedYamlEngineException e) {
      problems.add(e.getProblemMark().or(e::getContextMark), inWords(e));
      return null;
    } catch (YamlEngineException e) {
      problems.add(1, 1, "this is no YAML: " + firstLine(String.valueOf(e.getMessage())));
      return null;
    }
  }

  private static @Nullable MappingNode compose(
      LoadSettings settings, String text, String form, Problems problems) {
    Optional<Node> root = new Compose(settings).composeString(text);
    if (root.isEmpty()) {
      problems.add(1, 1, "the file is empty: begin with `sluice: " + form + "`");
      return null;
    }
    if (root.get() instanceof MappingNode mapping) {
      return mapping;
    }
    problems.add(root.get(), "expected keys and values: begin with `sluice: " + form + "`");
    return null;
  }

  /** Looks at the stream of events, which takes no space, before a tree is made of it. */
  private static boolean withinBounds(LoadSettings settings, String text, Problems problems) {
    int depth = 0;
    int nodes = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
      if (!(event instanceof NodeEvent node)) {
        continue;
      }
      String problem = null;
      if (event instanceof AliasEvent || node.getAnchor().isPresent()) {
        problem = "anchors and aliases are not taken: write the value out";
      } else if (hasTag(node)) {
        problem =
            "explicit tags (`!...`) are not taken: remove it, or quote a text that begins with `!`";
      } else if (++nodes > MOST_NODES) {
        problem = "the file has more than " + MOST_NODES + " values: split or shorten it";
      } else if (event instanceof CollectionStartEvent && ++depth > MOST_DEPTH) {
        problem = "values are nested deeper than " + MOST_DEPTH + ": nothing in a policy is";
      } else if (event instanceof ScalarEvent scalar) {
        problem = unprintable(scalar.getValue());
      }
      if (problem != null) {
        problems.add(event.getStartMark(), problem);
        return false;
      }
    }
    return true;
  }

  /** Escapes can bring in what no file may hold as it is, and what no JSON reader agrees on. */
  private static @Nullable String unprintable(String value) {
    int at = 0;
    while (at < value.length()) {
      int character = value.codePointAt(at);
      if (!StreamReader.isPrintable(character) || UNSEEN.indexOf(character) >= 0) {
        return "the text holds the character U+%04X, which nobody sees: leave it out"
            .formatted(character);
      }
      at += Character.charCount(character);
    }
    return null;
  }

  private static boolean hasTag(NodeEvent event) {
    if (event instanceof ScalarEvent scalar) {
      return scalar.getTag().isPresent();
    }
    return event instanceof CollectionStartEvent start && start.getTag().isPresent();
  }

  private static String inWords(MarkedYamlEngineException e) {
    return ANOTHER_DOCUMENT.equals(e.getProblem())
        ? "a second document begins here: put it into a file of its own"
        : "this is no YAML: " + e.getProblem();
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
