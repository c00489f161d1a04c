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
  private static final Set<String> LIMITS =
      Set.of("returned_rows", "affected_rows", "timeout", "rate", "denials");
  private static final Set<String> FREQUENCIES = Set.of("rate", "denials");
  private static final int MOST_ROWS = 999_999_999;
  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,3})(s|m|h)");
  private static final Pattern FREQUENCY =
      Pattern.compile("([1-9][0-9]{0,8})/([1-9][0-9]{0,4})?(s|m|h)");
  private static final Map<String, Integer> SECONDS = Map.of("s", 1, "m", 60, "h", 3_600);
  private static final int LONGEST_SECONDS = 86_400;

  private static final Map<String, OnExceed> ON_EXCEED =
      Map.of("error", OnExceed.ERROR, "truncate", OnExceed.TRUNCATE, "lock", OnExceed.LOCK);

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
              "rate",
              Shape.text(FREQUENCY.pattern()),
              "How many statements in which time, such as `60/m`.")
          .key(
              "denials",
              Shape.text(FREQUENCY.pattern()),
              "How many refusals in which time, such as `5/10m`.")
          .key(
              "on_exceed",
              Shape.words(ON_EXCEED.keySet()),
              "`truncate` ends the result past `returned_rows`, `lock` refuses all for the time of"
                  + " `rate` or `denials`; without it an error.")
          .anyOf(LIMITS)
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
      if (!hasAny(section, LIMITS)) {
        problems.add(
            section.node(),
            "this limits nothing: say `returned_rows` or `affected_rows`, such as `200`,"
                + " `timeout`, such as `5s`, `rate`, such as `60/m`, or `denials`, such as `5/10m`");
      }
      String name = RulesReader.id(section, ids);
      OnExceed onExceed = onExceed(section);
      rules.add(
          new LimitRule(
              name,
              RulesReader.mode(section, layerMode),
              new Limits(
                  returnedRows(section, name, onExceed),
                  affectedRows(section, name),
                  timeout(section, name)),
              counted(section, name, onExceed),
              section.each("callers", callers::resolve)));
    }
    return rules;
  }

  private static boolean hasAny(Section section, Set<String> keys) {
    return keys.stream().anyMatch(section::has);
  }

  private Limits.@Nullable ReturnedRows returnedRows(
      Section section, String id, OnExceed onExceed) {
    Long most = count(section, "returned_rows");
    return most == null ? null : new Limits.ReturnedRows(id, most, onExceed == OnExceed.TRUNCATE);
  }

  private Limits.@Nullable AffectedRows affectedRows(Section section, String id) {
    Long most = count(section, "affected_rows");
    return most == null ? null : new Limits.AffectedRows(id, most);
  }

  private static @Nullable Long count(Section section, String key) {
    int most = section.number(key);
    return most == 0 ? null : Long.valueOf(most);
  }

  private @Nullable CountedLimit counted(Section section, String id, OnExceed onExceed) {
    Frequency rate = frequency(section, "rate");
    Frequency denials = frequency(section, "denials");
    return rate == null && denials == null
        ? null
        : new CountedLimit(id, rate, denials, onExceed == OnExceed.LOCK);
  }

  private @Nullable Frequency frequency(Section section, String key) {
    Section.Text text = section.text(key);
    if (text == null) {
      return null;
    }
    Matcher matcher = FREQUENCY.matcher(text.value());
    if (matcher.matches()) {
      long units = matcher.group(2) == null ? 1 : Long.parseLong(matcher.group(2));
      long seconds = units * SECONDS.getOrDefault(matcher.group(3), LONGEST_SECONDS);
      if (seconds <= LONGEST_SECONDS) {
        return new Frequency(Long.parseLong(matcher.group(1)), seconds * 1_000);
      }
    }
    problems.add(
        text.node(),
        "`"
            + text.value()
            + "` is no value of `"
            + key
            + "`: write how many in which time, up to `24h`, such as `60/m` or `5/10m`");
    return null;
  }

  /** What happens past a limit. */
  private enum OnExceed {
    ERROR,
    TRUNCATE,
    LOCK
  }

  private OnExceed onExceed(Section section) {
    Section.Text text = section.text("on_exceed");
    if (text == null) {
      return OnExceed.ERROR;
    }
    OnExceed chosen = section.choice("on_exceed", ON_EXCEED, OnExceed.ERROR);
    String problem = misused(section, chosen);
    if (problem != null) {
      problems.add(text.node(), problem);
    }
    return chosen;
  }

  private static @Nullable String misused(Section section, OnExceed chosen) {
    if (chosen == OnExceed.TRUNCATE && section.has("affected_rows")) {
      return "`affected_rows` cannot be truncated, a change is taken back as a whole: put it in a"
          + " limit of its own";
    }
    if (chosen == OnExceed.TRUNCATE && hasAny(section, FREQUENCIES)) {
      return "`rate` and `denials` cannot be truncated: put them in a limit of their own";
    }
    if (chosen == OnExceed.LOCK
        && (section.has("returned_rows")
            || section.has("affected_rows")
            || !hasAny(section, FREQUENCIES))) {
      return "`on_exceed: lock` is for `rate` and `denials` alone: put them in a limit of their own";
    }
    if (!section.has("returned_rows")
        && !section.has("affected_rows")
        && !hasAny(section, FREQUENCIES)) {
      return "`on_exceed` says what happens past `returned_rows`, which is not there: remove it";
    }
    return null;
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
