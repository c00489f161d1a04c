package dev.sluice.policy;

import dev.sluice.mask.Mask;
import dev.sluice.policy.condition.Condition;
import dev.sluice.policy.condition.ConditionException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the sections that hold rules. */
final class RulesReader {
  private static final Map<String, Inference> INFERENCES =
      Map.of("audit", Inference.AUDIT, "equality", Inference.EQUALITY, "deny", Inference.DENY);
  private static final Map<String, Action> SQL_TEXTS =
      Map.of("full", Action.ALLOW, "shape", Action.DENY);
  private static final Map<String, Action> ACTIONS =
      Map.of(
          "allow", Action.ALLOW,
          "audit", Action.AUDIT,
          "warn", Action.WARN,
          "approve", Action.APPROVE,
          "deny", Action.DENY);

  private static final Shape.Texts CALLERS = Shape.texts(Shape.text());

  static final Shape MASK =
      Shape.named("mask")
          .required(
              "id", Shape.text(Names.GOOD.pattern()), "The rule's name.", "give the mask an id")
          .key("mode", Shape.words(DocumentReader.MODES.keySet()), "`observe`: report only.")
          .required(
              "tags",
              Shape.texts(Shape.text()),
              "The tags of the columns that are masked, globs.",
              "say what is masked, such as `[pii.email]`")
          .required(
              "with",
              MaskReader.FORM,
              "How: see the documentation for what each shows.",
              "say how: redact, null, hash, email, omit, {constant: TEXT}, {partial: {last: 4}} or "
                  + "{truncate: {to: month, step: 1000}}")
          .key("callers", CALLERS, "For these callers; without it for everybody.")
          .key("unless", CALLERS, "Not for these callers.")
          .key(
              "inference",
              Shape.words(INFERENCES.keySet()),
              "`deny` refuses statements that could tell of the masked values without showing"
                  + " them; `equality` does, but for `column = value` in the WHERE of the whole"
                  + " statement; without it `audit`.")
          .build();
  static final Shape GUARDRAIL =
      Shape.named("guardrail")
          .required(
              "id", Shape.text(Names.GOOD.pattern()), "The rule's name.", "give the rule an id")
          .key("mode", Shape.words(DocumentReader.MODES.keySet()), "`observe`: report only.")
          .required(
              "match",
              new Shape.Nested(MatchReader.SHAPE),
              "Which statements: all of its keys must hold.",
              "say what it matches; `match: {}` is every statement")
          .key("when", Shape.text(), "A condition that must hold besides, in CEL.")
          .required(
              "action",
              Shape.words(ACTIONS.keySet()),
              "The strongest action of all rules that match wins.",
              "say what it does: allow, audit, warn, approve or deny")
          .key("locked", new Shape.Flag(), "No exemption lifts it.")
          .key("message", Shape.text(), "For who is refused: why.")
          .key("fix", Shape.text(), "For who is refused: what to do instead.")
          .later("approval")
          .build();

  static final Shape AUDIT =
      Shape.named("audit")
          .required(
              "match",
              new Shape.Nested(MatchReader.SHAPE),
              "Which statements: all of its keys must hold.",
              "say what it matches; `match: {}` is every statement")
          .required(
              "sql_text",
              Shape.words(SQL_TEXTS.keySet()),
              "`full`: the text as it was sent; `shape`: without its literals.",
              "say how the text is told: full or shape")
          .later("durability")
          .build();

  private final Problems problems;
  private final Names<Environment> environments;
  private final Names<CallerSelector> callers;
  private final Names<List<ColumnGlob>> tags;
  private final MatchReader matches;
  private final MaskReader masks;
  private final Mode layerMode;
  private final @Nullable Layer above;
  private final Names<Section> ids;

  RulesReader(
      Problems problems,
      PolicySettings settings,
      Mode layerMode,
      Names<Environment> environments,
      Names<CallerSelector> callers,
      Names<List<ColumnGlob>> tags,
      @Nullable Layer above) {
    this.problems = problems;
    this.environments = environments;
    this.callers = callers;
    this.tags = tags;
    this.matches = new MatchReader(problems, environments, callers, tags);
    this.masks = new MaskReader(problems, settings.hash());
    this.above = above;
    this.layerMode = above == null ? Mode.ENFORCE : layerMode;
    this.ids = new Names<>("rule", problems, above == null ? null : above.ids());
  }

  List<MaskRule> masks(List<Section> sections) {
    List<MaskRule> rules = new ArrayList<>();
    for (Section section : sections) {
      section.only(MASK);
      Inference inference = inference(section);
      rules.add(
          new MaskRule(
              id(section),
              mode(section),
              tagNames(section, "tags", tags, problems),
              mask(section, inference),
              section.each("callers", callers::resolve),
              section.each("unless", callers::resolve),
              inference));
    }
    return rules;
  }

  /** The guardrails with the exemptions from them. */
  List<Guardrail> guardrails(List<Section> sections, List<Section> exemptions) {
    List<Guardrail> rules = new ArrayList<>();
    Set<String> locked = new HashSet<>();
    for (Section section : sections) {
      section.only(GUARDRAIL);
      MatchReader.Clauses clauses = matches.read(section.section("match"));
      String id = id(section);
      Action action = section.choice("action", ACTIONS, Action.DENY);
      if (above != null && action == Action.ALLOW) {
        problems.add(
            section.node(),
            "a rule that allows belongs into the highest layer: lower ones can only tighten");
      }
      boolean isLocked = Boolean.TRUE.equals(section.flag("locked"));
      if (isLocked) {
        locked.add(id);
      }
      rules.add(
          new Guardrail(
              id,
              mode(section),
              action,
              isLocked,
              clauses.ofCaller(),
              clauses.ofStatement(),
              readings(clauses, action),
              condition(section),
              section.textOrEmpty("message"),
              section.textOrEmpty("fix"),
              List.of()));
    }
    return exemptions.isEmpty()
        ? rules
        : new ExemptionsReader(problems, callers, ids, rules, locked, above).read(exemptions);
  }

  /** What may have been read counts as read, so that it must never be what opens something. */
  private List<AfterReading> readings(MatchReader.Clauses clauses, Action action) {
    List<AfterReading> readings = new ArrayList<>();
    for (MatchReader.Reading reading : clauses.ofReading()) {
      readings.add(reading.clause());
      if (reading.clause().negated() != (action == Action.ALLOW)) {
        problems.add(
            reading.key().node(),
            reading.clause().negated()
                ? "`not_after_reading` is for rules that allow: a rule that restricts takes `after_reading`"
                : "a rule that allows takes `not_after_reading`: what was read can only restrict");
      }
    }
    return readings;
  }

  /** The ids of all rules, those of the layers above included. */
  Names<Section> ids() {
    return ids;
  }

  List<RowFilter> rowFilters(List<Section> sections) {
    return new RowFiltersReader(problems, layerMode, callers, ids).read(sections);
  }

  List<AuditEntry> audit(List<Section> sections) {
    List<AuditEntry> entries = new ArrayList<>();
    for (Section section : sections) {
      section.only(AUDIT);
      MatchReader.Clauses clauses = matches.read(section.section("match"));
      for (MatchReader.Reading reading : clauses.ofReading()) {
        problems.add(
            reading.key().node(),
            "`"
                + reading.key().value()
                + "` is for guardrails: how a text is told is said for all conversations");
      }
      entries.add(
          new AuditEntry(
              new Guardrail(
                  "",
                  Mode.ENFORCE,
                  section.choice("sql_text", SQL_TEXTS, Action.DENY),
                  false,
                  clauses.ofCaller(),
                  clauses.ofStatement(),
                  List.of(),
                  null,
                  "",
                  "",
                  List.of())));
    }
    return entries;
  }

  List<LimitRule> limits(List<Section> sections) {
    return new LimitsReader(problems, layerMode, callers, ids).read(sections);
  }

  List<RoleRule> databaseRoles(List<Section> sections) {
    return new RolesReader(problems, layerMode, callers, environments, ids).read(sections);
  }

  private String id(Section section) {
    return id(section, ids);
  }

  /** A rule's id, which is taken from now on; empty if it has none, which is a problem already. */
  static String id(Section section, Names<Section> ids) {
    Section.Text id = section.text("id");
    if (id == null) {
      return "";
    }
    ids.define(id, section);
    return id.value();
  }

  private @Nullable Condition condition(Section section) {
    Section.Text when = section.text("when");
    if (when == null) {
      return null;
    }
    try {
      return Condition.compile(when.value());
    } catch (ConditionException e) {
      for (ConditionException.Problem problem : e.problems()) {
        problems.add((ScalarNode) when.node(), problem.offset(), "`when`: " + problem.message());
      }
      return null;
    }
  }

  private Mode mode(Section section) {
    return mode(section, layerMode);
  }

  /** P5: what says observe, be it the rule or its layer, wins. */
  static Mode mode(Section section, Mode layerMode) {
    Mode own = section.choice("mode", DocumentReader.MODES, Mode.ENFORCE);
    return layerMode == Mode.OBSERVE ? Mode.OBSERVE : own;
  }

  /** The tags that match the patterns of a list; a pattern that no tag matches is a problem. */
  static Set<String> tagNames(
      Section section, String key, Names<List<ColumnGlob>> tags, Problems problems) {
    Set<String> names = new TreeSet<>();
    for (Section.Text text : section.texts(key)) {
      Glob glob = Patterns.glob(text, problems);
      if (glob == null || !problems.spend(text.node(), glob.steps(tags.all().size()))) {
        continue;
      }
      boolean found = false;
      for (String tag : tags.all().keySet()) {
        if (glob.matches(tag)) {
          names.add(tag);
          found = true;
        }
      }
      if (!found) {
        problems.add(text.node(), tags.unknown(text.value()));
      }
    }
    return names;
  }

  private Inference inference(Section section) {
    return section.choice("inference", INFERENCES, Inference.AUDIT);
  }

  private Mask mask(Section section, Inference inference) {
    Mask mask = masks.read(section);
    return inference.refuses() ? MaskReader.blind(mask) : mask;
  }
}
