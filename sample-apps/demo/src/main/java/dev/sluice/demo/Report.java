package dev.sluice.demo;

import dev.sluice.demo.Table.Cell;
import dev.sluice.demo.Table.Column;
import dev.sluice.testing.ReceivedSpan;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes what happened, for people. */
final class Report {
  /** The attribute that stands for the person. */
  static final String PSEUDONYM = "enduser.pseudo.id";

  /** How {@code sluice status} begins to tell of the forged release. */
  private static final String REFUSED = "serial 3 from server refused";

  private static final int LINES_OF_ANSWER = 4;
  private static final List<Column> COLUMNS =
      List.of(
          new Column("", 1),
          new Column("who", 13),
          new Column("statement", 32),
          new Column("without Sluice", 43),
          new Column("with Sluice", 49));

  private Report() {}

  /**
   * The two runs side by side.
   *
   * @param with null if there was no run with Sluice
   */
  static String table(
      List<Scene> scenes, List<Evidence> without, @Nullable List<Evidence> with, boolean colour) {
    Table table = new Table(with == null ? COLUMNS.subList(0, 4) : COLUMNS);
    for (int i = 0; i < scenes.size(); i++) {
      Scene scene = scenes.get(i);
      Cell number = new Cell(String.valueOf(i + 1));
      Cell who = new Cell(scene.who());
      Cell statement = new Cell(scene.statement());
      Cell bare = bare(without.get(i));
      if (with == null) {
        table.add(number, who, statement, bare);
      } else {
        table.add(number, who, statement, bare, guarded(scene, with.get(i)));
      }
    }
    return table.render(colour);
  }

  /** One line for a span that has just come. */
  static String line(ReceivedSpan span) {
    StringJoiner line = new StringJoiner("  ", "  span: ", "");
    line.add(span.name());
    for (String key :
        List.of("sluice.decision", "sluice.rule", "sluice.caller.kind", "gen_ai.tool.name")) {
      Object value = span.attribute(key);
      if (value != null) {
        line.add(key + "=" + value);
      }
    }
    return line.toString();
  }

  /** Everything that a span says. */
  static String inFull(ReceivedSpan span) {
    StringJoiner text = new StringJoiner("\n");
    text.add(span.name());
    text.add("  kind      " + span.kind());
    text.add("  trace     " + span.traceId());
    text.add("  span      " + span.spanId());
    text.add("  parent    " + (span.parentSpanId().isEmpty() ? "none" : span.parentSpanId()));
    text.add(("  status    " + span.statusCode() + " " + span.statusMessage()).stripTrailing());
    text.add("  duration  " + (span.endNanos() - span.startNanos()) / 1000 + " us");
    text.add("  scope     " + span.scope());
    text.add("  attributes");
    new TreeMap<>(span.attributes())
        .forEach((key, value) -> text.add("    " + key + " = " + value));
    text.add("  resource");
    new TreeMap<>(span.resource()).forEach((key, value) -> text.add("    " + key + " = " + value));
    return text.toString();
  }

  private static Cell bare(Evidence evidence) {
    boolean harmed = !evidence.damage().isEmpty() || !evidence.readable().isEmpty();
    return new Cell(effects(evidence), harmed ? Style.RED : Style.PLAIN);
  }

  private static Cell guarded(Scene scene, Evidence evidence) {
    StringJoiner text = new StringJoiner("\n");
    for (ReceivedSpan span : evidence.spans()) {
      text.add(decision(span));
      text.add(caller(span));
      if (scene.before() != PolicyChange.NONE) {
        text.add(policy(span));
      }
    }
    evidence.status().stream()
        .filter(line -> line.contains(REFUSED))
        .limit(1)
        .forEach(line -> text.add("sluice status: " + line.substring(line.indexOf(REFUSED))));
    text.add(effects(evidence));
    boolean right = scene.with().stream().allMatch(claim -> claim.holds().test(evidence));
    return new Cell(text.toString(), right ? Style.GREEN : Style.RED);
  }

  private static String decision(ReceivedSpan span) {
    String decision = String.valueOf(span.attribute("sluice.decision")).toUpperCase(Locale.ROOT);
    Object rule = span.attribute("sluice.rule");
    boolean refused = span.statusCode().equals("ERROR");
    return decision + ": " + (refused ? rule : join(span.attribute("sluice.rules")));
  }

  private static String caller(ReceivedSpan span) {
    String caller = "caller: " + span.attribute("sluice.caller.kind");
    Object tool = span.attribute("gen_ai.tool.name");
    return tool == null ? caller : caller + ", tool " + tool;
  }

  private static String policy(ReceivedSpan span) {
    return "policy: "
        + span.attribute("security_rule.ruleset.name")
        + ", serial "
        + span.attribute("sluice.policy.serial");
  }

  private static String join(@Nullable Object values) {
    return values instanceof List<?> list
        ? String.join(", ", list.stream().map(String::valueOf).toList())
        : String.valueOf(values);
  }

  private static String effects(Evidence evidence) {
    StringJoiner text = new StringJoiner("\n");
    text.add("database: " + (evidence.damage().isEmpty() ? "as before" : evidence.damage()));
    if (!evidence.readable().isEmpty()) {
      StringJoiner columns = new StringJoiner(", ", "revealed: ", "");
      evidence.readable().forEach((column, count) -> columns.add(count + " " + column));
      text.add(columns.toString());
    }
    return text.add("saw: " + shortened(evidence.answer())).toString();
  }

  /** The first lines of an answer, JSON without its punctuation, and not the part for machines. */
  private static String shortened(String answer) {
    if (answer.startsWith("{")) {
      return answer.replaceAll("[{}\"]", "").replace(",", ", ").replace(":", ": ");
    }
    List<String> lines = answer.lines().filter(line -> !line.startsWith("{\"sluice\"")).toList();
    StringJoiner text = new StringJoiner("\n");
    lines.stream().limit(LINES_OF_ANSWER).forEach(text::add);
    if (lines.size() > LINES_OF_ANSWER) {
      text.add("... and " + (lines.size() - LINES_OF_ANSWER) + " more lines");
    }
    return text.toString();
  }
}
