package dev.sluice.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code limits}. */
final class LimitsReader {
  private static final Set<String> LIMITS = Set.of("returned_rows", "affected_rows", "timeout");
  private static final Set<String> LATER = Set.of("rate", "denials");
  private static final int MOST_ROWS = 999_999_999;
  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,3})(s|m|h)");
  private static final Map<String, Integer> SECONDS = Map.of("s", 1, "m", 60, "h", 3_600);
  private static final int LONGEST_SECONDS = 86_400;

  private static final Map<String, Boolean> ON_EXCEED = Map.of("error", false, "truncate", true);

  static final Shape SHAPE =
      Shape.named("limit")
          .required(
              "id", Shape.text(Names.GOOD.pattern()), "The rule's name.", "give the limit an id")
          .key("mode", Shape.words(DocumentReader.MODES.keySet()), "`observe`: report only.")
          .key("callers", Shape.texts(Shape.text()), "For these callers; without it for everybody.")
          .key("returned_rows", new Shape.Whole(1, MOST_ROWS), "Rows of all results at most.")
          .key("affected_rows", new Shape.Whole(1, MOST_ROWS), "Rows that are changed at most.")
          .key(
              "timeout",
              Shape.text(DURATION.pattern()),
              "How long it may take: whole seconds, minutes or hours, such as `5s`.")
          .key(
              "on_exceed",
              new Shape.Words(ON_EXCEED.keySet(), Set.of("lock")),
              "`truncate` ends the result past `returned_rows`; without it an error.")
          .anyOf(LIMITS)
          .later("rate", "denials")
          .build();

  private final Problems problems;
  private final Mode layerMode;
  private final Names<CallerSelector> callers;
  private final Names<Section> ids;

  /**
   * Reads limits whose ids are told apart from those of all other rules.
   *
   * @param layerMode {@code observe} if all rules of the layer are observed
   * @param ids the ids that are taken; those of the limits are added
   */
  LimitsReader(
      Problems problems, Mode layerMode, Names<CallerSelector> callers, Names<Section> ids) {
    this.problems = problems;
    this.layerMode = layerMode;
    this.callers = callers;
    this.ids = ids;
  }

  List<LimitRule> read(List<Section> sections) {
    List<LimitRule> rules = new ArrayList<>();
    for (Section section : sections) {
      section.only(SHAPE);
      if (!hasAny(section, LIMITS) && !hasAny(section, LATER)) {
        problems.add(
            section.node(),
            "this limits nothing: say `returned_rows` or `affected_rows`, such as `200`, or"
                + " `timeout`, such as `5s`");
      }
      Section.Text id = section.text("id");
      String name = "";
      if (id != null) {
        ids.define(id, section);
        name = id.value();
      }
      rules.add(
          new LimitRule(
              name,
              RulesReader.mode(section, layerMode),
              new Limits(
                  returnedRows(section, name), affectedRows(section, name), timeout(section, name)),
              section.each("callers", callers::resolve)));
    }
    return rules;
  }

  private static boolean hasAny(Section section, Set<String> keys) {
    return keys.stream().anyMatch(section::has);
  }

  private Limits.@Nullable ReturnedRows returnedRows(Section section, String id) {
    boolean truncate = truncates(section);
    Long most = count(section, "returned_rows");
    return most == null ? null : new Limits.ReturnedRows(id, most, truncate);
  }

  private Limits.@Nullable AffectedRows affectedRows(Section section, String id) {
    Long most = count(section, "affected_rows");
    return most == null ? null : new Limits.AffectedRows(id, most);
  }

  private static @Nullable Long count(Section section, String key) {
    int most = section.number(key);
    return most == 0 ? null : Long.valueOf(most);
  }

  private boolean truncates(Section section) {
    Section.Text text = section.text("on_exceed");
    if (text == null) {
      return false;
    }
    boolean truncate = section.choice("on_exceed", ON_EXCEED, false);
    if (truncate && section.has("affected_rows")) {
      problems.add(
          text.node(),
          "`affected_rows` cannot be truncated, a change is taken back as a whole: put it in a"
              + " limit of its own");
    } else if (!section.has("returned_rows")
        && !section.has("affected_rows")
        && !hasAny(section, LATER)) {
      problems.add(
          text.node(),
          "`on_exceed` says what happens past `returned_rows`, which is not there: remove it");
    }
    return truncate;
  }

  private Limits.@Nullable Timeout timeout(Section section, String id) {
    Section.Text text = section.text("timeout");
    if (text == null) {
      return null;
    }
    Matcher matcher = DURATION.matcher(text.value());
    if (matcher.matches()) {
      int unit = SECONDS.getOrDefault(matcher.group(2), LONGEST_SECONDS);
      int seconds = Integer.parseInt(matcher.group(1)) * unit;
      if (seconds <= LONGEST_SECONDS) {
        return new Limits.Timeout(id, seconds);
      }
    }
    problems.add(
        text.node(),
        "`"
            + text.value()
            + "` is no value of `timeout`: write whole seconds, minutes or hours from `1s` to"
            + " `24h`");
    return null;
  }
}
