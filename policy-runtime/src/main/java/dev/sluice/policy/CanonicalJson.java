package dev.sluice.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Writes documents as canonical JSON (RFC 8785): one text for equal documents, whose bytes can be
 * signed. Keys are sorted, nothing stands between the tokens, and the only numbers are whole ones
 * of at most 15 digits, which every JSON reader keeps exactly.
 */
final class CanonicalJson {
  private static final Pattern NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,14}");

  private CanonicalJson() {}

  /**
   * The text of a document. A scalar is a number, true, false or null only if it was written so and
   * not read as a text ({@link Section#text}).
   *
   * @param node whose keys are scalars, each once
   */
  static String value(Node node) {
    if (node instanceof MappingNode mapping) {
      Map<String, String> members = new TreeMap<>();
      for (NodeTuple tuple : mapping.getValue()) {
        ScalarNode key = (ScalarNode) tuple.getKeyNode();
        members.put(key.getValue(), value(tuple.getValueNode()));
      }
      return object(members);
    }
    if (node instanceof SequenceNode sequence) {
      List<String> items = new ArrayList<>();
      sequence.getValue().forEach(item -> items.add(value(item)));
      return list(items);
    }
    return scalar((ScalarNode) node);
  }

  private static String scalar(ScalarNode node) {
    String written = node.getValue();
    if (node.getTag().equals(Tag.BOOL) && (written.equals("true") || written.equals("false"))) {
      return written;
    }
    if (node.getTag().equals(Tag.NULL)) {
      return "null";
    }
    if (node.getTag().equals(Tag.INT) && NUMBER.matcher(written).matches()) {
      return written;
    }
    return text(written);
  }

  /**
   * An object.
   *
   * @param members canonical texts by key
   */
  static String object(Map<String, String> members) {
    List<String> written = new ArrayList<>();
    new TreeMap<>(members).forEach((key, value) -> written.add(text(key) + ":" + value));
    return "{" + String.join(",", written) + "}";
  }

  /**
   * A list.
   *
   * @param items canonical texts
   */
  static String list(Collection<String> items) {
    return "[" + String.join(",", items) + "]";
  }

  /** A text in quotes. */
  static String text(String value) {
    StringBuilder written = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char character = value.charAt(i);
      switch (character) {
        case '"' -> written.append("\\\"");
        case '\\' -> written.append("\\\\");
        case '\b' -> written.append("\\b");
        case '\f' -> written.append("\\f");
        case '\n' -> written.append("\\n");
        case '\r' -> written.append("\\r");
        case '\t' -> written.append("\\t");
        default -> {
          if (character < ' ') {
            written.append("\\u%04x".formatted((int) character));
          } else {
            written.append(character);
          }
        }
      }
    }
    return written.append('"').toString();
  }
}
