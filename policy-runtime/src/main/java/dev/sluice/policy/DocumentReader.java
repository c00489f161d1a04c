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
  static final Map<String, Mode> MODES = Map.of("enforce", Mode.ENFORCE, "observe", Mode.OBSERVE);
  private static final Map<String, Action> UNMATCHED =
      Map.of(
          "allow", Action.ALLOW,
          "audit", Action.AUDIT,
          "warn", Action.WARN,
          "deny", Action.DENY);
  private static final Map<String, Action> RESTRICTED =
      Map.of("deny", Action.DENY, "audit", Action.AUDIT, "allow", Action.ALLOW);
  private static final Map<String, Boolean> UNKNOWN_CALLER = Map.of("service", false, "deny", true);
  private static final Map<String, Boolean> FORM = Map.of("policy/v1", true);
  private static final Map<String, Boolean> RULE_ERROR = Map.of("match", true);
  private static final Map<String, Boolean> UNENFORCEABLE = Map.of("deny", true);

  private static final Shape UNMATCHED_SHAPE =
      Shape.named("unmatched")
          .key("human", Shape.words(UNMATCHED.keySet()), "For people; without it `allow`.")
          .key("service", Shape.words(UNMATCHED.keySet()), "For services; without it `allow`.")
          .key("ai_agent", Shape.words(UNMATCHED.keySet()), "For AI agents; without it `deny`.")
          .build();
  private static final Shape DEFAULTS =
      Shape.named("defaults")
          .key(
              "unmatched",
              new Shape.Nested(UNMATCHED_SHAPE),
              "What happens to a statement that no rule allows, by the kind of caller.")
          .key(
              "opaque",
              Shape.words(RESTRICTED.keySet()),
              "What happens to a statement that is not fully understood, by a caller under a"
                  + " restriction; without it `deny`.")
          .key(
              "session",
              Shape.words(RESTRICTED.keySet()),
              "What happens to a change of the session that is not followed, by a caller under a"
                  + " restriction; without it `deny`.")
          .key(
              "unknown_caller",
              Shape.words(UNKNOWN_CALLER.keySet()),
              "Whether a statement of which nobody knows for whom it is done counts as the"
                  + " service's, or is refused unless the policy names the service.")
          .key(
              "rule_error",
              new Shape.Words(RULE_ERROR.keySet(), Set.of("ignore")),
              "A `when` that fails counts as matched, but for `action: allow`.")
          .key(
              "unenforceable",
              new Shape.Words(UNENFORCEABLE.keySet(), Set.of("allow", "audit")),
              "What happens if a mask, row filter or limit cannot be applied to a statement.")
          .build();
  private static final Shape ENVIRONMENT =
      Shape.named("environment")
          .key("protected", new Shape.Flag(), "Read by `when` as `env.protected`.")
          .required(
              "datasources",
              Shape.texts(Shape.text(DatasourceGlob.FORM.pattern())),
              "Which databases: `host/database` or `host:port/database`, globs.",
              "say which databases, such as `[\"db.acme.example/*\"]`")
          .build();

  /** The whole document. */
  static final Shape POLICY =
      Shape.named("policy")
          .required(
              "sluice",
              Shape.words(FORM.keySet()),
              "The form of the document.",
              "begin with `sluice: policy/v1`")
          .required(
              "name",
              Shape.text(Names.GOOD.pattern()),
              "The policy's name, in reports.",
              "give the policy a name, such as `name: acme-prod`")
          .key("owner", Shape.text(), "Who answers for the policy.")
          .key(
              "mode",
              Shape.words(MODES.keySet()),
              "`observe`: all is decided and reported, nothing enforced.")
          .key("defaults", new Shape.Nested(DEFAULTS), "What holds where no rule speaks.")
          .key(
              "environments",
              new Shape.Named("environment", new Shape.Nested(ENVIRONMENT)),
              "Names for groups of databases.")
          .key(
              "callers",
              new Shape.Named("caller", new Shape.Nested(CallersReader.SHAPE)),
              "Names for groups of people, services and AI agents.")
          .key(
              "tags",
              new Shape.Named("tag", Shape.texts(Shape.text(Patterns.form(4)))),
              "Names for groups of columns: `database.schema.table.column`, globs.")
          .key(
              "detect",
              Shape.texts(Shape.text()),
              "Kinds of personal data and secrets, globs, that are found by name and by value and"
                  + " tagged.")
          .key("masks", new Shape.ListOf(RulesReader.MASK), "Rules that hide columns.")
          .key(
              "row_filters",
              new Shape.ListOf(RowFiltersReader.SHAPE),
              "Rules that let callers see and change only some rows of tables.")
          .key("guardrails", new Shape.ListOf(RulesReader.GUARDRAIL), "Rules on statements.")
          .key(
              "exemptions", new Shape.ListOf(ExemptionsReader.SHAPE), "Lift guardrails for a time.")
          .key(
              "limits",
              new Shape.ListOf(LimitsReader.SHAPE),
              "Rules on how much a statement may return, change and take.")
          .key(
              "database_roles",
              new Shape.ListOf(RolesReader.SHAPE),
              "As which of the database's roles callers' statements run.")
          .key(
              "audit",
              new Shape.ListOf(RulesReader.AUDIT),
              "How the text of statements is told in reports.")
          .later("approvals", "break_glass")
          .build();

  private final Section root;
  private final Problems problems;
  private final PolicySettings settings;

  private final @Nullable Layer above;

  /**
   * Begins to read a document.
   *
   * @param above the layers above it; null if there are none
   */
  DocumentReader(Section root, Problems problems, PolicySettings settings, @Nullable Layer above) {
    this.root = root;
    this.problems = problems;
    this.settings = settings;
    this.above = above;
  }

  /** Reads everything; what is wrong is in the problems, and then the result means nothing. */
  Layer read() {
    root.only(POLICY);
    root.choice("sluice", FORM, true);
    Names<String> names = new Names<>("policy", problems, above == null ? null : above.names());
    Section.Text name = root.text("name");
    if (name != null) {
      names.define(name, name.value());
    }
    Mode mode = root.choice("mode", MODES, Mode.ENFORCE);
    if (above != null) {
      above.check(root, problems);
    }
    Defaults defaults = defaults();
    Names<Environment> environments = environments();
    Names<CallerSelector> callers =
        new CallersReader(problems, above == null ? null : above.callers())
            .read(root.section("callers"));
    Names<List<ColumnGlob>> tags = tags();
    Set<Kind> detect = detect();
    detect.forEach(kind -> tags.provide(kind.tag(), List.of()));
    RulesReader rules =
        new RulesReader(problems, settings, mode, environments, callers, tags, above);
    List<MaskRule> masks = rules.masks(root.sections("masks"));
    List<RowFilter> rowFilters = rules.rowFilters(root.sections("row_filters"));
    List<Guardrail> guardrails =
        rules.guardrails(root.sections("guardrails"), root.sections("exemptions"));
    List<LimitRule> limits = rules.limits(root.sections("limits"));
    PolicyDocument document =
        new PolicyDocument(
            name == null ? "" : name.value(),
            root.textOrEmpty("owner"),
            above == null ? mode : Mode.ENFORCE,
            defaults,
            new ArrayList<>(environments.all().values()),
            new ArrayList<>(callers.all().values()),
            tags.all(),
            detect,
            masks,
            rowFilters,
            guardrails,
            limits,
            rules.databaseRoles(root.sections("database_roles")),
            rules.audit(root.sections("audit")));
    return new Layer(
        above == null ? document : above.and(document),
        names,
        environments,
        callers,
        tags,
        rules.ids());
  }

  private Defaults defaults() {
    Map<CallerKind, Action> unmatched = new EnumMap<>(CallerKind.class);
    Section section = root.section("defaults");
    if (section == null) {
      return new Defaults(unmatched, Action.DENY, Action.DENY, false);
    }
    section.only(DEFAULTS);
    Section kinds = section.section("unmatched");
    if (kinds != null) {
      kinds.only(UNMATCHED_SHAPE);
      CallersReader.KINDS.forEach(
          (word, kind) -> {
            if (kinds.has(word)) {
              unmatched.put(kind, kinds.choice(word, UNMATCHED, Action.DENY));
            }
          });
    }
    Action opaque = section.choice("opaque", RESTRICTED, Action.DENY);
    Action session = section.choice("session", RESTRICTED, Action.DENY);
    boolean denyUnknown = section.choice("unknown_caller", UNKNOWN_CALLER, false);
    section.choice("rule_error", RULE_ERROR, true);
    section.choice("unenforceable", UNENFORCEABLE, true);
    return new Defaults(unmatched, opaque, session, denyUnknown);
  }

  private Names<Environment> environments() {
    Names<Environment> names =
        new Names<>("environment", problems, above == null ? null : above.environments());
    Section section = root.section("environments");
    if (section == null) {
      return names;
    }
    section.names(new Shape.Nested(ENVIRONMENT));
    for (Section.Text name : section.keys()) {
      Section environment = section.section(name.value());
      if (environment != null) {
        environment.only(ENVIRONMENT);
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
    if (!Patterns.isBounded(text, problems)) {
      return null;
    }
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
    Names<List<ColumnGlob>> names =
        new Names<>("tag", problems, above == null ? null : above.tags());
    Section section = root.section("tags");
    if (section != null) {
      section.names(Shape.texts(Shape.text()));
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
      Glob glob = Patterns.glob(text, problems);
      if (glob == null || !problems.spend(text.node(), glob.steps(Kind.values().length))) {
        continue;
      }
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
