package dev.sluice.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Documents that are made to cost much, each of about as many characters as are read at most. */
final class HostileDocuments {
  private static final int SIZE = YamlText.MOST_CHARACTERS - 1_000;
  private static final String HEAD = "sluice: policy/v1\nname: hostile\n";

  private HostileDocuments() {}

  /** By what they are. */
  static Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("larger than what is read", "#".repeat(2 * SIZE));
    all.put("a long line of nothing", " ".repeat(SIZE));
    all.put("many empty lines", "\n".repeat(SIZE));
    all.put("many comments", repeated(i -> "#\n"));
    all.put("many dashes", repeated(i -> "- "));
    all.put("a laughing billion", billion());
    all.put("nested sequences", "a: " + "[".repeat(SIZE));
    all.put("nested mappings", "a: " + "{a: ".repeat(SIZE / 4));
    all.put("nested blocks", blocks());
    all.put("many unknown keys", HEAD + repeated(i -> "k" + i + ": 1\n"));
    all.put("the same key again and again", HEAD + repeated(i -> "mode: observe\n"));
    all.put("a long key", HEAD + "m".repeat(SIZE) + ": 1\n");
    all.put("a long key of short ones", "? [" + repeated(i -> "a,") + "]\n: 1\n");
    all.put("a long value", HEAD + "mode: " + "o".repeat(SIZE) + "\n");
    all.put("a long list", HEAD + "detect: [" + repeated(i -> "a,") + "]\n");
    all.put("a list of empty mappings", HEAD + "masks: [" + repeated(i -> "{},") + "]\n");
    all.put("escapes", HEAD + "owner: \"" + repeated(i -> "\\u0041") + "\"\n");
    all.put("a long block", HEAD + "owner: |\n" + repeated(i -> "  a\n"));
    all.put("a folded block", HEAD + "owner: >\n" + repeated(i -> "  a\n\n"));
    all.put("a long pattern", tag("a.b.c." + "*a".repeat(SIZE / 2)));
    all.put("a pattern of many parts", tag("a.".repeat(SIZE / 2)));
    all.put("many patterns", HEAD + "tags: {t: [" + repeated(i -> "'*.*.a*.b" + i + "',") + "]}\n");
    all.put("many tags", HEAD + "tags: {" + repeated(i -> "t" + i + ": [a.b.c.d],") + "}\n");
    all.put("many patterns of many tags", patternsOfTags());
    all.put("many callers that are not there", manyCallers());
    all.put("a long datasource", datasource(":1".repeat(SIZE / 2)));
    all.put("a long condition", guardrail("true" + " || true".repeat(SIZE / 8)));
    all.put("a nested condition", guardrail("!".repeat(SIZE)));
    all.put("brackets in a condition", guardrail("(".repeat(9_000)));
    all.put("many conditions", HEAD + "guardrails:\n" + repeated(HostileDocuments::conditional));
    all.put("many rules", HEAD + "guardrails:\n" + repeated(HostileDocuments::denial));
    all.put("many rules and exemptions", exemptions());
    all.put("a long row filter", filter("id = 1" + " or id = 1".repeat(SIZE / 10)));
    all.put("a nested row filter", filter("(".repeat(SIZE)));
    all.put("many row filters", HEAD + "row_filters:\n" + repeated(HostileDocuments::manyFilters));
    all.put("JSON", "{" + repeated(i -> "\"k" + i + "\":[{}],") + "}");
    return all;
  }

  /** As many as fit, each by its number. */
  private static String repeated(IntFunction<String> part) {
    return repeated(SIZE, part);
  }

  private static String repeated(int size, IntFunction<String> part) {
    StringBuilder text = new StringBuilder(size + 100);
    for (int i = 0; text.length() < size - 100; i++) {
      text.append(part.apply(i));
    }
    return text.toString();
  }

  private static String billion() {
    return "a0: &a0 [x]\n"
        + IntStream.range(1, 30)
            .mapToObj(i -> "a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)))
            .collect(Collectors.joining());
  }

  private static String blocks() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < SIZE; i++) {
      text.append(" ".repeat(i)).append("a:\n");
    }
    return text.toString();
  }

  private static String tag(String pattern) {
    return HEAD + "tags: {t: ['" + pattern + "']}\n";
  }

  private static String patternsOfTags() {
    return HEAD
        + "tags:\n"
        + repeated(SIZE / 2, i -> "  " + "a".repeat(50) + i + ": [a.b.c.d]\n")
        + "masks:\n  - {id: m, with: redact, tags: ["
        + repeated(SIZE / 2, i -> "'" + "*a".repeat(12) + i + "',")
        + "]}\n";
  }

  private static String manyCallers() {
    return HEAD
        + "callers:\n"
        + repeated(SIZE / 2, i -> "  somebody-" + i + ": {kind: human}\n")
        + "guardrails:\n  - {id: g, action: deny, match: {callers: ["
        + repeated(SIZE / 2, i -> "someb0dy-" + i + "x,")
        + "]}}\n";
  }

  private static String datasource(String glob) {
    return HEAD + "environments: {e: {datasources: ['" + glob + "/a']}}\n";
  }

  private static String guardrail(String when) {
    return HEAD + "guardrails:\n  - {id: g, action: deny, match: {}, when: '" + when + "'}\n";
  }

  private static String conditional(int i) {
    return "  - {id: g%d, action: deny, match: {}, when: 'stmt.tables.exists(t, t in [\"a\",\"b\"])'}\n"
        .formatted(i);
  }

  private static String denial(int i) {
    return "  - {id: g%d, action: deny, match: {tables: ['a.b.*%d*']}}\n".formatted(i, i);
  }

  private static String exemptions() {
    return HEAD
        + "guardrails:\n"
        + repeated(SIZE / 2, i -> "  - {id: g%d, action: deny, match: {}}\n".formatted(i))
        + "exemptions:\n"
        + repeated(
            SIZE / 2,
            i ->
                "  - {id: e%d, rules: [g0, g%d], fingerprints: [0123456789abcdef], reason: r, expires: 2999-01-01}\n"
                    .formatted(i, i));
  }

  private static String filter(String where) {
    return HEAD + "row_filters:\n  - {id: f, tables: [a.b.c], where: '" + where + "'}\n";
  }

  private static String manyFilters(int i) {
    return "  - {id: f%d, tables: ['*.b.*'], where: 'id = %d or not id in (1, 2)'}\n"
        .formatted(i, i);
  }
}
