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
  private static final Set<String> MASK_KEYS =
      Set.of("id", "mode", "tags", "with", "callers", "unless", "inference");
  private static final Set<String> GUARDRAIL_KEYS =
      Set.of("id", "mode", "match", "when", "action", "locked", "message", "fix");
  private static final Set<String> GUARDRAIL_KEYS_LATER = Set.of("approval");
  private static final Map<String, Inference> INFERENCES =
      Map.of("audit", Inference.AUDIT, "deny", Inference.DENY);
  private static final Map<String, Action> SQL_TEXTS =
      Map.of("full", Action.ALLOW, "shape", Action.DENY);
  private static final Map<String, Action> ACTIONS =
      Map.of(
          "allow", Action.ALLOW,
          "audit", Action.AUDIT,
          "warn", Action.WARN,
          "approve", Action.APPROVE,
          "deny", Action.DENY);

  private final Problems problems;
  private final Names<CallerSelector> callers;
  private final Names<List<ColumnGlob>> tags;
  private final MatchReader matches;
  private final MaskReader masks;
  private final Names<Section> ids;

  RulesReader(
      Problems problems,
      PolicySettings settings,
      Names<Environment> environments,
      Names<CallerSelector> callers,
      Names<List<ColumnGlob>> tags) {
    this.problems = problems;
    this.callers = callers;
    this.tags = tags;
    this.matches = new MatchReader(problems, environments, callers, tags);
    this.masks = new MaskReader(problems, settings.hash());
    this.ids = new Names<>("rule", problems);
  }

  List<MaskRule> masks(List<Section> sections) {
    List<MaskRule> rules = new ArrayList<>();
    for (Section section : sections) {
      section
          .only(MASK_KEYS, Set.of())
          .require("id", "give the mask an id")
          .require("tags", "say what is masked, such as `[pii.email]`")
          .require(
              "with",
              "say how: redact, null, hash, email, {constant: TEXT}, {partial: {last: 4}} or "
                  + "{truncate: {to: month, step: 1000}}");
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
      section
          .only(GUARDRAIL_KEYS, GUARDRAIL_KEYS_LATER)
          .require("id", "give the rule an id")
          .require("match", "say what it matches; `match: {}` is every statement")
          .require("action", "say what it does: allow, audit, warn, approve or deny");
      MatchReader.Clauses clauses = matches.read(section.section("match"));
      String id = id(section);
      boolean isLocked = Boolean.TRUE.equals(section.flag("locked"));
      if (isLocked) {
        locked.add(id);
      }
      rules.add(
          new Guardrail(
              id,
              mode(section),
              section.choice("action", ACTIONS, Action.DENY),
              isLocked,
              clauses.ofCaller(),
              clauses.ofStatement(),
              condition(section),
              section.textOrEmpty("message"),
              section.textOrEmpty("fix"),
              List.of()));
    }
    return exemptions.isEmpty()
        ? rules
        : new ExemptionsReader(problems, callers, ids, rules, locked).read(exemptions);
  }

  List<RowFilter> rowFilters(List<Section> sections) {
    return new RowFiltersReader(problems, callers, ids).read(sections);
  }

  List<AuditEntry> audit(List<Section> sections) {
    List<AuditEntry> entries = new ArrayList<>();
    for (Section section : sections) {
      section
          .only(Set.of("match", "sql_text"), Set.of("durability"))
          .require("match", "say what it matches; `match: {}` is every statement")
          .require("sql_text", "say how the text is told: full or shape");
      MatchReader.Clauses clauses = matches.read(section.section("match"));
      entries.add(
          new AuditEntry(
              new Guardrail(
                  "",
                  Mode.ENFORCE,
                  section.choice("sql_text", SQL_TEXTS, Action.DENY),
                  false,
                  clauses.ofCaller(),
                  clauses.ofStatement(),
                  null,
                  "",
                  "",
                  List.of())));
    }
    return entries;
  }

  List<LimitRule> limits(List<Section> sections) {
    return new LimitsReader(problems, callers, ids).read(sections);
  }

  private String id(Section section) {
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

  private static Mode mode(Section section) {
    return section.choice("mode", DocumentReader.MODES, Mode.ENFORCE);
  }

  /** The tags that match the patterns of a list; a pattern that no tag matches is a problem. */
  static Set<String> tagNames(
      Section section, String key, Names<List<ColumnGlob>> tags, Problems problems) {
    Set<String> names = new TreeSet<>();
    for (Section.Text text : section.texts(key)) {
      Glob glob = new Glob(text.value());
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
    Section.Text text = section.text("inference");
    if (text != null && text.value().equals("equality")) {
      problems.add(
          text.node(),
          "`inference: equality` is not built yet in this version: use `deny` or remove it for now");
      return Inference.DENY;
    }
    return section.choice("inference", INFERENCES, Inference.AUDIT);
  }

  private Mask mask(Section section, Inference inference) {
    Mask mask = masks.read(section);
    return inference == Inference.DENY ? MaskReader.blind(mask) : mask;
  }
}
