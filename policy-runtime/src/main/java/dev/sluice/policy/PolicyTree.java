package dev.sluice.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A policy's text as plain values, so that two of them can be compared: what means the same is the
 * same. Lists are sorted, as the order of rules and of the values of a clause never matters; keys
 * that are left out have the value that they then stand for.
 */
final class PolicyTree {
  /** The name of a section, and of the one entry in it, for what stands at the top. */
  static final String TOP = "policy";

  private static final List<String> BY_NAME =
      List.of("defaults", "environments", "callers", "tags", "approvals");
  private static final Map<String, Object> DEFAULTS =
      Map.of(
          "unmatched", Map.of("human", "allow", "service", "allow", "ai_agent", "deny"),
          "opaque", "deny",
          "session", "deny",
          "unknown_caller", "service",
          "rule_error", "match",
          "unenforceable", "deny");
  private static final Map<String, Map<String, Object>> LEFT_OUT =
      Map.of(
          TOP,
          Map.of("mode", "enforce"),
          "environments",
          Map.of("protected", "false"),
          "guardrails",
          Map.of("mode", "enforce", "locked", "false"),
          "masks",
          Map.of("mode", "enforce", "inference", "audit"),
          "row_filters",
          Map.of("mode", "enforce"),
          "limits",
          Map.of("mode", "enforce", "on_exceed", "error"),
          "database_roles",
          Map.of("mode", "enforce"));

  private final Map<String, Map<String, Map<String, Object>>> sections = new TreeMap<>();

  private PolicyTree() {}

  /**
   * The tree of layers that have been read as a policy without a problem.
   *
   * @param layers the highest first
   */
  static PolicyTree of(List<MappingNode> layers) {
    PolicyTree tree = new PolicyTree();
    Map<String, Object> top = new TreeMap<>();
    for (int i = 0; i < layers.size(); i++) {
      Map<String, Object> written = entries(layers.get(i));
      boolean highest = i == 0;
      Object mode = highest ? null : written.remove("mode"); // a lower layer's is for its own rules
      written.forEach(
          (key, value) -> {
            if (BY_NAME.contains(key)) {
              tree.addByName(key, asMap(value));
            } else if (RuleKind.SECTIONS.contains(key)) {
              tree.addById(key, (List<?>) value, mode);
            } else if (highest && !key.equals("sluice")) {
              top.put(key, value);
            }
          });
      if (highest && !written.containsKey("defaults")) {
        tree.addByName("defaults", Map.of());
      }
    }
    tree.add(TOP, TOP, top);
    return tree;
  }

  /** Whether a key with this value means the same as if it were left out. */
  static boolean goesWithoutSaying(String section, String key, Object value) {
    return value.equals(LEFT_OUT.getOrDefault(section, Map.of()).get(key));
  }

  /** The entries of a section by their names or ids. */
  Map<String, Map<String, Object>> section(String name) {
    return sections.getOrDefault(name, Map.of());
  }

  private void addByName(String section, Map<String, Object> entries) {
    if (section.equals("defaults")) {
      Map<String, Object> all = new TreeMap<>(DEFAULTS);
      all.putAll(entries);
      Map<String, Object> unmatched = new TreeMap<>(asMap(DEFAULTS.get("unmatched")));
      unmatched.putAll(asMap(all.get("unmatched")));
      unmatched.forEach((kind, action) -> all.put("unmatched." + kind, action));
      all.remove("unmatched");
      all.forEach((key, value) -> add(section, key, Map.of("value", value)));
    } else {
      entries.forEach(
          (name, value) ->
              add(section, name, value instanceof Map ? asMap(value) : Map.of("value", value)));
    }
  }

  private void addById(String section, List<?> rules, @Nullable Object mode) {
    for (Object rule : rules) {
      Map<String, Object> entries = new TreeMap<>(asMap(rule));
      if (mode != null && !section.equals("exemptions")) {
        entries.putIfAbsent("mode", mode);
      }
      Object id = entries.remove("id");
      if (entries.remove("match") instanceof Map<?, ?> match) {
        match.forEach((key, value) -> entries.put("match." + key, value));
      }
      add(section, String.valueOf(id), entries);
    }
  }

  private void add(String section, String name, Map<String, Object> entries) {
    Map<String, Object> all = new TreeMap<>(LEFT_OUT.getOrDefault(section, Map.of()));
    all.putAll(entries);
    sections.computeIfAbsent(section, key -> new TreeMap<>()).put(name, all);
  }

  @SuppressWarnings("unchecked") // made below, with texts as keys
  private static Map<String, Object> asMap(@Nullable Object value) {
    return value instanceof Map ? (Map<String, Object>) value : Map.of();
  }

  private static Map<String, Object> entries(MappingNode mapping) {
    Map<String, Object> entries = new TreeMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        entries.put(key.getValue(), plain(tuple.getValueNode()));
      }
    }
    return entries;
  }

  private static Object plain(Node node) {
    if (node instanceof MappingNode mapping) {
      return entries(mapping);
    }
    if (node instanceof SequenceNode list) {
      List<Object> items = new ArrayList<>();
      list.getValue().forEach(item -> items.add(plain(item)));
      items.sort((one, other) -> one.toString().compareTo(other.toString()));
      return items;
    }
    return node instanceof ScalarNode scalar ? scalar.getValue().strip() : "";
  }
}
