package dev.sluice.policy;

import dev.sluice.detect.Kind;
import dev.sluice.identity.CallerKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the sections of a policy in the order in which they refer to each other. */
final class DocumentReader {
  private static final Set<String> KEYS =
      Set.of(
          "sluice",
          "name",
          "owner",
          "mode",
          "defaults",
          "environments",
          "callers",
          "tags",
          "detect",
          "masks",
          "row_filters",
          "guardrails",
          "exemptions",
          "limits");
  private static final Set<String> LATER = Set.of("approvals", "break_glass", "audit");

  static final Map<String, Mode> MODES = Map.of("enforce", Mode.ENFORCE, "observe", Mode.OBSERVE);

  private final Section root;
  private final Problems problems;
  private final PolicySettings settings;

  DocumentReader(Section root, Problems problems, PolicySettings settings) {
    this.root = root;
    this.problems = problems;
    this.settings = settings;
  }

  /** Reads everything; what is wrong is in the problems, and then the result means nothing. */
  PolicyDocument read() {
    root.only(KEYS, LATER)
        .require("sluice", "begin with `sluice: policy/v1`")
        .require("name", "give the policy a name, such as `name: acme-prod`");
    root.choice("sluice", Map.of("policy/v1", true), true);
    Names<String> names = new Names<>("policy", problems);
    Section.Text name = root.text("name");
    if (name != null) {
      names.define(name, name.value());
    }
    Mode mode = root.choice("mode", MODES, Mode.ENFORCE);
    Defaults defaults = defaults();
    Names<Environment> environments = environments();
    Names<CallerSelector> callers = new CallersReader(problems).read(root.section("callers"));
    Names<List<ColumnGlob>> tags = tags();
    Set<Kind> detect = detect();
    detect.forEach(kind -> tags.provide(kind.tag(), List.of()));
    RulesReader rules = new RulesReader(problems, settings, environments, callers, tags);
    List<MaskRule> masks = rules.masks(root.sections("masks"));
    List<RowFilter> rowFilters = rules.rowFilters(root.sections("row_filters"));
    List<Guardrail> guardrails =
        rules.guardrails(root.sections("guardrails"), root.sections("exemptions"));
    List<LimitRule> limits = rules.limits(root.sections("limits"));
    return new PolicyDocument(
        name == null ? "" : name.value(),
        root.textOrEmpty("owner"),
        mode,
        defaults,
        new ArrayList<>(environments.all().values()),
        new ArrayList<>(callers.all().values()),
        tags.all(),
        detect,
        masks,
        rowFilters,
        guardrails,
        limits);
  }

  private Defaults defaults() {
    Map<CallerKind, Action> unmatched = new EnumMap<>(CallerKind.class);
    Section section = root.section("defaults");
    if (section == null) {
      return new Defaults(unmatched, Action.DENY, Action.DENY, false);
    }
    section.only(
        Set.of("unmatched", "opaque", "session", "unknown_caller", "rule_error", "unenforceable"),
        Set.of());
    Section kinds = section.section("unmatched");
    if (kinds != null) {
      kinds.only(CallersReader.KINDS.keySet(), Set.of());
      Map<String, Action> actions =
          Map.of(
              "allow", Action.ALLOW,
              "audit", Action.AUDIT,
              "warn", Action.WARN,
              "deny", Action.DENY);
      CallersReader.KINDS.forEach(
          (word, kind) -> {
            if (kinds.has(word)) {
              unmatched.put(kind, kinds.choice(word, actions, Action.DENY));
            }
          });
    }
    Map<String, Action> restrictedActions =
        Map.of("deny", Action.DENY, "audit", Action.AUDIT, "allow", Action.ALLOW);
    Action opaque = section.choice("opaque", restrictedActions, Action.DENY);
    Action session = section.choice("session", restrictedActions, Action.DENY);
    boolean denyUnknown =
        section.choice("unknown_caller", Map.of("service", false, "deny", true), false);
    onlyBuilt(section, "rule_error", "match");
    onlyBuilt(section, "unenforceable", "deny");
    return new Defaults(unmatched, opaque, session, denyUnknown);
  }

  private void onlyBuilt(Section section, String key, String value) {
    Section.Text text = section.text(key);
    if (text != null && !text.value().equals(value)) {
      problems.add(
          text.node(),
          "`"
              + key
              + "` other than `"
              + value
              + "` is not built yet in this version: write `"
              + value
              + "` or remove the key");
    }
  }

  private Names<Environment> environments() {
    Names<Environment> names = new Names<>("environment", problems);
    Section section = root.section("environments");
    if (section == null) {
      return names;
    }
    for (Section.Text name : section.keys()) {
      Section environment = section.section(name.value());
      if (environment != null) {
        environment
            .only(Set.of("protected", "datasources"), Set.of())
            .require("datasources", "say which databases, such as `[\"db.acme.example/*\"]`");
        Boolean isProtected = environment.flag("protected");
        names.define(
            name,
            new Environment(
                name.value(),
                isProtected != null && isProtected,
                environment.each("datasources", this::datasource)));
      }
    }
    return names;
  }

  private @Nullable DatasourceGlob datasource(Section.Text text) {
    try {
      return new DatasourceGlob(text.value());
    } catch (IllegalArgumentException e) {
      problems.add(
          text.node(),
          "`" + text.value() + "` is no datasource: write `host/database` or `host:port/database`");
      return null;
    }
  }

  private Names<List<ColumnGlob>> tags() {
    Names<List<ColumnGlob>> names = new Names<>("tag", problems);
    Section section = root.section("tags");
    if (section != null) {
      for (Section.Text tag : section.keys()) {
        List<ColumnGlob> globs =
            section.each(
                tag.value(),
                text -> {
                  List<Glob> parts = Patterns.parts(text, 4, problems);
                  return parts == null ? null : Patterns.column(parts);
                });
        names.define(tag, globs);
      }
    }
    return names;
  }

  /** Kinds by their tags, or patterns of them. */
  private Set<Kind> detect() {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (Section.Text text : root.texts("detect")) {
      Glob glob = new Glob(text.value());
      boolean found = false;
      for (Kind kind : Kind.values()) {
        if (glob.matches(kind.tag())) {
          kinds.add(kind);
          found = true;
        }
      }
      if (!found) {
        problems.add(
            text.node(),
            "`"
                + text.value()
                + "` is nothing that can be detected: "
                + Spelling.suggest(text.value(), Kind.byTag().keySet()));
      }
    }
    return kinds;
  }
}
