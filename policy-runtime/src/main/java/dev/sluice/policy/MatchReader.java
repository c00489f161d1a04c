package dev.sluice.policy;

import dev.sluice.sql.Effect;
import dev.sluice.sql.StatementClass;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what a rule matches. */
final class MatchReader {
  private static final String NOT = "not_";

  /** Not to be negated: a statement that copies nothing is in neither of two opposites. */
  private static final String COPIES_TAGS = "copies_tags";

  private static final Map<String, Effect> EFFECTS = new TreeMap<>();
  private static final Map<String, StatementClass> CLASSES = new TreeMap<>();

  static {
    for (Effect effect : Effect.values()) {
      EFFECTS.put(effect.name().toLowerCase(Locale.ROOT), effect);
    }
    for (StatementClass statementClass : StatementClass.values()) {
      CLASSES.put(statementClass.name().toLowerCase(Locale.ROOT), statementClass);
    }
  }

  static final Shape SHAPE =
      Shape.named("match")
          .key("env", Shape.texts(Shape.text()), "In one of these environments of the policy.")
          .key("effects", Shape.texts(Shape.words(EFFECTS.keySet())), "Does one of these.")
          .key(
              "class",
              Shape.texts(Shape.words(CLASSES.keySet())),
              "Does something of one of these classes.")
          .key(
              "tables",
              Shape.texts(Shape.text(Patterns.form(3))),
              "Uses one of these tables: `database.schema.table`, globs. An allowing rule asks for"
                  + " all tables of the statement.")
          .key("tags", Shape.texts(Shape.text()), "Uses a column with one of these tags, globs.")
          .key(
              "unrestricted",
              new Shape.Flag(),
              "Changes or deletes rows without a condition that picks some.")
          .key("callers", Shape.texts(Shape.text()), "Is done by one of these callers.")
          .key("tools", Shape.texts(Shape.text()), "Is done under one of these tools, globs.")
          .key(
              AfterReading.KEY,
              Shape.texts(Shape.text()),
              "Is done by an AI caller that has read a column with one of these tags, globs, in its"
                  + " conversation.")
          .mirrored(key -> NOT + key, description -> "Not: " + description)
          .key(
              COPIES_TAGS,
              Shape.texts(Shape.text()),
              "Copies a column with one of these tags, globs, to one without.")
          .build();

  private final Problems problems;
  private final Names<Environment> environments;
  private final Names<CallerSelector> callers;
  private final Names<List<ColumnGlob>> tags;

  MatchReader(
      Problems problems,
      Names<Environment> environments,
      Names<CallerSelector> callers,
      Names<List<ColumnGlob>> tags) {
    this.problems = problems;
    this.environments = environments;
    this.callers = callers;
    this.tags = tags;
  }

  /** What was read, by what it depends on. */
  record Clauses(
      List<CallerClause> ofCaller, List<StatementClause> ofStatement, List<Reading> ofReading) {}

  /** A clause and where it stands: not every rule may have one. */
  record Reading(Section.Text key, AfterReading clause) {}

  Clauses read(@Nullable Section match) {
    Clauses clauses = new Clauses(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    if (match != null) {
      match.only(SHAPE);
      for (Section.Text key : match.keys()) {
        boolean negated = key.value().startsWith(NOT);
        if ((negated ? key.value().substring(NOT.length()) : key.value())
            .equals(AfterReading.KEY)) {
          clauses.ofReading.add(new Reading(key, afterReading(match, key.value(), negated)));
        } else {
          read(match, key.value(), negated, clauses);
        }
      }
    }
    return clauses;
  }

  private void read(Section match, String key, boolean negated, Clauses clauses) {
    Asked asked = new Asked(key, match.written(key));
    switch (negated ? key.substring(NOT.length()) : key) {
      case "env" ->
          clauses.ofCaller.add(
              new CallerClause.InEnvironment(
                  asked, match.each(key, environments::resolve), negated));
      case "callers" ->
          clauses.ofCaller.add(
              new CallerClause.OneOf(asked, match.each(key, callers::resolve), negated));
      case "tools" ->
          clauses.ofCaller.add(
              new CallerClause.UnderTool(
                  asked, match.each(key, text -> Patterns.glob(text, problems)), negated));
      case "effects" ->
          clauses.ofStatement.add(
              new StatementClause.HasEffect(asked, match.choices(key, EFFECTS), negated));
      case "class" ->
          clauses.ofStatement.add(
              new StatementClause.HasEffect(asked, effects(match.choices(key, CLASSES)), negated));
      case "tables" ->
          clauses.ofStatement.add(
              new StatementClause.OnTable(asked, match.each(key, this::table), negated));
      case "tags" ->
          clauses.ofStatement.add(
              new StatementClause.HasTag(
                  asked, RulesReader.tagNames(match, key, tags, problems), negated));
      case COPIES_TAGS -> {
        if (!negated) {
          clauses.ofStatement.add(
              new StatementClause.CopiesTag(
                  asked, RulesReader.tagNames(match, key, tags, problems)));
        }
      }
      case "unrestricted" -> {
        Boolean wanted = match.flag(key);
        clauses.ofStatement.add(
            new StatementClause.IsUnrestricted(asked, (wanted == null || wanted) != negated));
      }
      default -> {
        // a key that is not known has been noted
      }
    }
  }

  private AfterReading afterReading(Section match, String key, boolean negated) {
    return new AfterReading(
        new Asked(key, match.written(key)),
        RulesReader.tagNames(match, key, tags, problems),
        negated);
  }

  private @Nullable TableGlob table(Section.Text text) {
    List<Glob> parts = Patterns.parts(text, 3, problems);
    return parts == null ? null : Patterns.table(parts);
  }

  private static Set<Effect> effects(Set<StatementClass> classes) {
    Set<Effect> effects = EnumSet.noneOf(Effect.class);
    for (Effect effect : Effect.values()) {
      if (classes.contains(effect.statementClass())) {
        effects.add(effect);
      }
    }
    return effects;
  }
}
