package dev.sluice.policy;

import dev.sluice.identity.Caller;
import dev.sluice.identity.CallerKind;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SchemaException;
import dev.sluice.sql.SchemaText;
import dev.sluice.sql.SqlAnalyzer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a document of policy tests. What is wrong is in the problems, and then it means nothing.
 */
final class TestsReader {
  private static final Set<String> MASKS =
      Set.of("redact", "null", "constant", "hash", "email", "partial", "truncate");
  static final String FORM_NAME = "policy-tests/v1";
  static final Map<String, Boolean> FORM = Map.of(FORM_NAME, true);

  private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,4}s|none");
  private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,8}|none");

  /** Takes a case out of the environment that is given to all. */
  private static final String NO_ENVIRONMENT = "none";

  private static final String HAS_READ = "has_read";
  private static final int MOST_BATCH = 1_000_000;
  private static final Instant NOON = Instant.parse("2026-01-07T12:00:00Z");
  private static final Map<String, Dialect> DIALECTS = dialects();
  private static final Map<String, String> OUTCOMES =
      words("allow", "audit", "warn", "mask", "approve", "deny");
  private static final Map<String, String> WOULDS =
      words("audit", "warn", "approve", "deny", "none");

  private static final Shape CALLER =
      Shape.named("caller")
          .key("kind", Shape.words(CallersReader.KINDS.keySet()), "If it does not follow.")
          .key("subject", Shape.text(), "A person's name.")
          .key("groups", Shape.texts(Shape.text()), "The person's groups.")
          .key("service", Shape.text(), "The service.")
          .key("service_version", Shape.text(), "The version of the service.")
          .key("agent", Shape.text(), "The AI agent.")
          .key("tool", Shape.text(), "The tool that the agent calls.")
          .key("on_behalf_of", Shape.text(), "The person that the agent acts for.")
          .key("claims", new Shape.Named("claim", Shape.text()), "The person's claims.")
          .key("verified", new Shape.Flag(), "Whether somebody vouches for the person.")
          .build();
  private static final Shape SHARED = given(Shape.named("given of all")).build();
  private static final Shape GIVEN =
      given(Shape.named("given"))
          .required("sql", Shape.text(), "The statement.", "say which statement")
          .build();
  private static final Shape LIMITS =
      Shape.named("limits")
          .key("returned_rows", Shape.text(), "As it holds, or `none`.")
          .key("affected_rows", Shape.text(), "As it holds, or `none`.")
          .key("timeout", Shape.text(), "In seconds, as it holds, or `none`.")
          .build();
  private static final Shape EXPECT =
      Shape.named("expect")
          .key("decision", Shape.words(OUTCOMES.keySet()), "What is done.")
          .key("would", Shape.words(WOULDS.keySet()), "What is only observed.")
          .key("rule", Shape.text(), "The rule that decides, or `none`.")
          .key("rules", Shape.texts(Shape.text()), "Rules that match.")
          .key("not_rules", Shape.texts(Shape.text()), "Rules that do not.")
          .key("masked", new Shape.Named("column", Shape.text()), "Columns and their masks.")
          .key("clear", Shape.texts(Shape.text()), "Columns that are shown as they are.")
          .key("row_filters", Shape.texts(Shape.text()), "Row filters that hold.")
          .key("limits", new Shape.Nested(LIMITS), "Limits that hold.")
          .key("database_role", Shape.text(), "The database's role as which it runs, or `none`.")
          .key("exempted", Shape.texts(Shape.text()), "Exemptions that lift a rule.")
          .key("failed", Shape.texts(Shape.text()), "Rules whose condition fails.")
          .key("message", Shape.text(), "A part of what whoever is refused reads.")
          .key("fix", Shape.text(), "A part of what is advised.")
          .build();
  private static final Shape CASE =
      Shape.named("case")
          .required("name", Shape.text(), "What it is about.", "say what the case is about")
          .required(
              "given",
              new Shape.Nested(GIVEN),
              "Who sends what.",
              "say who sends what, such as `{caller: {...}, sql: \"...\"}`")
          .required(
              "expect",
              new Shape.Nested(EXPECT),
              "What is decided.",
              "say what is decided, such as `{decision: deny}`")
          .build();

  /** The whole document. */
  static final Shape DOCUMENT =
      Shape.named("tests")
          .required(
              "sluice",
              Shape.words(FORM.keySet()),
              "The form of the document.",
              "begin with `sluice: " + FORM_NAME + "`")
          .key("policy", new Shape.OneOrTexts(), "The file of the policy, or those of its layers.")
          .key("schema", Shape.text(), "A file of CREATE TABLE statements.")
          .key("schema_text", Shape.text(), "The text of such a file.")
          .key("given", new Shape.Nested(SHARED), "What all cases share.")
          .required("cases", new Shape.ListOf(CASE), "The cases.", "say what is to be decided")
          .build();

  private final Section root;
  private final Problems problems;
  private final SqlAnalyzer analyzer = new SqlAnalyzer();
  private final Map<SchemaKey, Catalog> catalogs = new HashMap<>();

  TestsReader(Section root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  private record SchemaKey(String text, Dialect dialect) {}

  private static Shape.Builder given(Shape.Builder given) {
    return given
        .key("caller", new Shape.Nested(CALLER), "Who sends it.")
        .key("env", Shape.text(), "The environment.")
        .key("db", Shape.text(), "The database.")
        .key("dialect", Shape.words(DIALECTS.keySet()), "Its dialect.")
        .key("batch", new Shape.Whole(1, MOST_BATCH), "How many executions at once.")
        .key("at", Shape.text(), "When, in UTC.")
        .key(
            HAS_READ,
            Shape.texts(Shape.text()),
            "Tags that the AI caller has read in its conversation.");
  }

  private static Map<String, Dialect> dialects() {
    Map<String, Dialect> dialects = new TreeMap<>();
    for (Dialect dialect : Dialect.values()) {
      dialects.put(dialect.name().toLowerCase(Locale.ROOT), dialect);
    }
    return dialects;
  }

  private static Map<String, String> words(String... words) {
    Map<String, String> all = new TreeMap<>();
    for (String word : words) {
      all.put(word, word);
    }
    return all;
  }

  /** The files of the policy, if these are tests. */
  List<PolicyTests.Named> policies() {
    root.choice("sluice", FORM, true);
    return named();
  }

  private List<PolicyTests.Named> named() {
    List<PolicyTests.Named> named = new ArrayList<>();
    for (Section.Text text : root.isList("policy") ? root.texts("policy") : one("policy")) {
      named.add(
          new PolicyTests.Named(
              text.value(), Section.line(text.node()), Section.column(text.node())));
    }
    return named;
  }

  private List<Section.Text> one(String key) {
    Section.Text text = root.text(key);
    return text == null ? List.of() : List.of(text);
  }

  private static List<String> values(List<Section.Text> texts) {
    List<String> values = new ArrayList<>();
    texts.forEach(text -> values.add(text.value()));
    return values;
  }

  List<TestCase> cases(String source, List<Policy> policies, PolicyTests.Files files) {
    root.only(DOCUMENT);
    root.choice("sluice", FORM, true);
    named();
    Section shared = root.section("given");
    if (shared != null) {
      shared.only(SHARED);
    }
    Map<String, Section.Text> names = new HashMap<>();
    KnownIds ids = new KnownIds(policies);
    List<TestCase> cases = new ArrayList<>();
    List<Section> sections = root.sections("cases");
    if (root.has("cases") && sections.isEmpty()) {
      problems.add(root.node(), "there is no case under `cases`: write one");
    }
    for (Section section : sections) {
      TestCase test = testCase(source, section, shared, names, ids, policies, files);
      if (test != null) {
        cases.add(test);
      }
    }
    return cases;
  }

  private @Nullable TestCase testCase(
      String source,
      Section section,
      @Nullable Section shared,
      Map<String, Section.Text> names,
      KnownIds ids,
      List<Policy> policies,
      PolicyTests.Files files) {
    section.only(CASE);
    Section.Text name = section.text("name");
    Section.Text first = name == null ? null : names.putIfAbsent(name.value(), name);
    if (name != null && first != null) {
      problems.add(
          name.node(),
          "the case `"
              + name.value()
              + "` stands twice, first "
              + Section.place(first.node())
              + ": rename one");
    }
    Section given = section.section("given");
    Section expect = section.section("expect");
    List<Expectation> expectations = expect == null ? List.of() : expectations(expect, ids);
    if (name == null || given == null) {
      return null;
    }
    given.only(GIVEN);
    Given all = new Given(given, shared);
    Section.Text sql = given.text("sql");
    StatementContext context = sql == null ? null : context(sql.value(), all, policies, files);
    Section ofBatch = all.with("batch");
    Section ofTime = all.with("at");
    Instant at = ofTime == null ? NOON : instant(ofTime);
    Set<String> hasRead = hasRead(all.with(HAS_READ), context, ids);
    if (context == null) {
      return null;
    }
    int batch = ofBatch == null ? 1 : ofBatch.number("batch");
    return new TestCase(
        source,
        Section.line(section.node()),
        Section.column(section.node()),
        name.value(),
        new StatementContext(
            context.facts(),
            context.caller(),
            context.database(),
            batch,
            context.catalog(),
            hasRead),
        at,
        expectations);
  }

  /**
   * What is given to a case.
   *
   * @param shared what is given to all cases that do not say otherwise
   */
  private record Given(Section own, @Nullable Section shared) {
    /** The section that says it for this case; null if none does. */
    @Nullable Section with(String key) {
      if (own.has(key)) {
        return own;
      }
      return shared != null && shared.has(key) ? shared : null;
    }
  }

  private @Nullable StatementContext context(
      String sql, Given given, List<Policy> policies, PolicyTests.Files files) {
    Section ofDialect = given.with("dialect");
    Dialect dialect =
        ofDialect == null
            ? Dialect.POSTGRESQL
            : ofDialect.choice("dialect", DIALECTS, Dialect.POSTGRESQL);
    Caller caller = caller(given);
    Database database = database(given, dialect, policies);
    Catalog catalog = catalog(dialect, files);
    return caller == null || database == null || catalog == null
        ? null
        : new StatementContext(
            analyzer.analyze(sql, dialect, catalog), caller, database, 1, catalog);
  }

  private Set<String> hasRead(
      @Nullable Section given, @Nullable StatementContext context, KnownIds ids) {
    if (given == null) {
      return Set.of();
    }
    List<Section.Text> tags = given.texts(HAS_READ);
    tags.forEach(tag -> KnownIds.check(tag, ids.tags, problems));
    if (context != null && context.caller().kind() != CallerKind.AI_AGENT && !tags.isEmpty()) {
      problems.add(
          tags.get(0).node(),
          "`has_read` tells of an AI agent: say `kind: ai_agent` of the caller, or leave it out");
    }
    return Set.copyOf(values(tags));
  }

  private @Nullable Caller caller(Given given) {
    Section with = given.with("caller");
    if (with == null) {
      problems.add(given.own.node(), "`caller` is missing: say who, such as `{kind: human}`");
      return null;
    }
    Section caller = with.section("caller");
    if (caller == null) {
      return null;
    }
    caller.only(CALLER);
    Map<String, String> claims = new LinkedHashMap<>();
    Section ofClaims = caller.section("claims");
    if (ofClaims != null) {
      for (Section.Text claim : ofClaims.keys()) {
        claims.put(claim.value(), ofClaims.textOrEmpty(claim.value()));
      }
    }
    Set<String> groups = new LinkedHashSet<>(values(caller.texts("groups")));
    CallerKind kind =
        caller.has("kind") ? caller.choice("kind", CallersReader.KINDS, CallerKind.SERVICE) : null;
    try {
      return new Situation.CallerWords(
              kind,
              value(caller, "subject"),
              groups,
              value(caller, "service"),
              value(caller, "service_version"),
              value(caller, "agent"),
              value(caller, "tool"),
              value(caller, "on_behalf_of"),
              claims,
              caller.flag("verified"))
          .caller();
    } catch (IllegalArgumentException wrong) {
      problems.add(caller.node(), String.valueOf(wrong.getMessage()));
      return null;
    }
  }

  private static @Nullable String value(Section section, String key) {
    Section.Text text = section.text(key);
    return text == null ? null : text.value();
  }

  private @Nullable Database database(Given given, Dialect dialect, List<Policy> policies) {
    Section ofEnvironment = given.with("env");
    Section ofPlace = given.with("db");
    String environmentName = ofEnvironment == null ? null : value(ofEnvironment, "env");
    try {
      return Situation.database(
          policies,
          NO_ENVIRONMENT.equals(environmentName) ? null : environmentName,
          ofPlace == null ? null : value(ofPlace, "db"),
          dialect);
    } catch (IllegalArgumentException wrong) {
      Section.Text own = given.own.text(given.own.has("env") ? "env" : "db");
      problems.add(own == null ? given.own.node() : own.node(), String.valueOf(wrong.getMessage()));
      return null;
    }
  }

  private @Nullable Catalog catalog(Dialect dialect, PolicyTests.Files files) {
    Section.Text inline = root.text("schema_text");
    Section.Text file = root.text("schema");
    if (inline != null && file != null) {
      problems.add(file.node(), "`schema` and `schema_text` say the same: keep one of them");
      return null;
    }
    if (inline != null) {
      return parsed("schema_text", inline.value(), inline, dialect);
    }
    if (file == null) {
      return Catalog.EMPTY;
    }
    String definitions = file(file, files);
    return definitions == null ? null : parsed(file.value(), definitions, file, dialect);
  }

  private @Nullable String file(Section.Text name, PolicyTests.Files files) {
    try {
      return files.read(name.value());
    } catch (IOException unreadable) {
      problems.add(name.node(), "cannot read `" + name.value() + "`: " + unreadable.getMessage());
      return null;
    }
  }

  private @Nullable Catalog parsed(
      String name, String definitions, Section.Text text, Dialect dialect) {
    SchemaKey key = new SchemaKey(definitions, dialect);
    Catalog known = catalogs.get(key);
    if (known == null) {
      try {
        known = SchemaText.read(name, definitions, dialect, List.of());
      } catch (SchemaException wrong) {
        wrong.problems().forEach(problem -> problems.add(text.node(), problem.toString()));
        return null;
      }
      catalogs.put(key, known);
    }
    return known;
  }

  private Instant instant(Section section) {
    Section.Text text = section.text("at");
    if (text == null) {
      return NOON;
    }
    try {
      return Instant.parse(text.value());
    } catch (DateTimeException e) {
      problems.add(
          text.node(),
          "`" + text.value() + "` is no time: write it in UTC, such as `2026-06-01T03:00:00Z`");
      return NOON;
    }
  }

  // ---- expectations

  private List<Expectation> expectations(Section expect, KnownIds ids) {
    expect.only(EXPECT);
    List<Expectation> all = new ArrayList<>();
    for (Section.Text key : expect.keys()) {
      switch (key.value()) {
        case "decision" ->
            all.add(
                new Expectation.Word(
                    "decision", expect.choice("decision", OUTCOMES, ""), Decision::outcome));
        case "would" ->
            all.add(
                new Expectation.Word(
                    "would", expect.choice("would", WOULDS, ""), TestsReader::would));
        case "rule" -> all.add(rule(expect, ids));
        case "rules" -> all.add(among(expect, "rules", true, ids.rules, Decision::rules));
        case "not_rules" -> all.add(among(expect, "not_rules", false, ids.rules, Decision::rules));
        case "row_filters" ->
            all.add(among(expect, "row_filters", true, ids.rowFilters, Decision::filtering));
        case "exempted" ->
            all.add(among(expect, "exempted", true, ids.exemptions, Decision::exemptions));
        case "failed" ->
            all.add(among(expect, "failed", true, ids.guardrails, TestsReader::failed));
        case "masked" -> masked(expect, ids, all);
        case "clear" -> all.add(clear(expect));
        case "limits" -> limits(expect, all);
        case "database_role" -> all.add(databaseRole(expect, ids));
        case "message" ->
            all.add(
                new Expectation.Contains(
                    "message", expect.textOrEmpty("message"), Decision::message));
        case "fix" ->
            all.add(new Expectation.Contains("fix", expect.textOrEmpty("fix"), Decision::fix));
        default -> {
          // a key that is not known has been noted
        }
      }
    }
    if (all.isEmpty()) {
      problems.add(expect.node(), "this expects nothing: say `{decision: deny}` or the like");
    }
    return all;
  }

  private static String would(Decision decision) {
    Action would = decision.would();
    return would == null ? "none" : Explainer.word(would);
  }

  private static List<String> failed(Decision decision) {
    List<String> failed = new ArrayList<>();
    decision.ruleErrors().forEach(error -> failed.add(error.rule()));
    return failed;
  }

  private Expectation rule(Section expect, KnownIds ids) {
    Section.Text text = expect.text("rule");
    if (text != null && !text.value().equals("none")) {
      KnownIds.check(text, ids.rules, problems);
    }
    return new Expectation.Word(
        "rule", text == null ? "" : text.value(), decision -> PolicyTests.orNone(decision.rule()));
  }

  private Expectation databaseRole(Section expect, KnownIds ids) {
    Section.Text text = expect.text("database_role");
    if (text != null && !text.value().equals("none")) {
      KnownIds.check(text, ids.databaseRoles, problems);
    }
    return new Expectation.Role(text == null ? "" : text.value());
  }

  private Expectation among(
      Section expect,
      String key,
      boolean wanted,
      Set<String> known,
      Function<Decision, List<String>> found) {
    List<Section.Text> texts = expect.texts(key);
    texts.forEach(text -> KnownIds.check(text, known, problems));
    return new Expectation.Among(key, values(texts), wanted, found);
  }

  private void masked(Section expect, KnownIds ids, List<Expectation> all) {
    Section masked = expect.section("masked");
    if (masked == null) {
      return;
    }
    Map<String, String> columns = new TreeMap<>();
    Set<String> known = new TreeSet<>(ids.masks);
    known.addAll(MASKS);
    for (Section.Text column : masked.keys()) {
      Section.Text mask = masked.text(column.value());
      if (mask != null) {
        String word = mask.value().split(" ", 2)[0];
        if (word.equals("omit")) {
          problems.add(
              mask.node(),
              "a column that `omit` leaves out is never shown: expect `decision: deny` where one"
                  + " asks for it");
        } else if (!known.contains(word)) {
          problems.add(
              mask.node(),
              "`"
                  + mask.value()
                  + "` is neither a mask nor the id of one: "
                  + Spelling.suggest(word, known));
        }
        columns.put(column.value(), mask.value());
      }
    }
    if (columns.isEmpty()) {
      problems.add(masked.node(), "this expects nothing: name columns, or use `clear`");
    }
    all.add(new Expectation.Columns("masked", columns));
  }

  private static Expectation clear(Section expect) {
    Map<String, String> columns = new TreeMap<>();
    expect.texts("clear").forEach(text -> columns.put(text.value(), "clear"));
    return new Expectation.Columns("clear", columns);
  }

  private void limits(Section expect, List<Expectation> all) {
    Section limits = expect.section("limits");
    if (limits == null) {
      return;
    }
    limits.only(LIMITS);
    for (Section.Text key : limits.keys()) {
      if (!LIMITS.names().contains(key.value())) {
        continue; // which has been noted
      }
      Section.Text value = limits.text(key.value());
      boolean isTime = key.value().equals("timeout");
      if (value != null) {
        if (!(isTime ? SECONDS : COUNT).matcher(value.value()).matches()) {
          problems.add(
              value.node(),
              "`"
                  + value.value()
                  + "` is no limit: write "
                  + (isTime ? "seconds, such as `5s`" : "a whole number")
                  + ", or `none`");
        }
        all.add(new Expectation.Limited(key.value(), value.value()));
      }
    }
  }

  /** The ids that an expectation may name. */
  private static final class KnownIds {
    final Set<String> guardrails = new TreeSet<>();
    final Set<String> masks = new TreeSet<>();
    final Set<String> rowFilters = new TreeSet<>();
    final Set<String> exemptions = new TreeSet<>();
    final Set<String> rules = new TreeSet<>();
    final Set<String> tags = new TreeSet<>();
    final Set<String> databaseRoles = new TreeSet<>();

    KnownIds(List<Policy> policies) {
      for (Policy policy : policies) {
        PolicyDocument document = Situation.document(policy);
        guardrails.addAll(RuleKind.GUARDRAIL.ids(document));
        masks.addAll(RuleKind.MASK.ids(document));
        rowFilters.addAll(RuleKind.ROW_FILTER.ids(document));
        exemptions.addAll(RuleKind.EXEMPTION.ids(document));
        tags.addAll(document.tags().keySet());
        document.databaseRoles().forEach(rule -> databaseRoles.add(rule.role()));
      }
      rules.addAll(guardrails);
      rules.addAll(masks);
      rules.addAll(rowFilters);
      rules.addAll(
          Set.of(
              Defaults.OPAQUE,
              Defaults.SESSION,
              Defaults.UNENFORCEABLE,
              Defaults.UNKNOWN_CALLER,
              Defaults.UNMATCHED));
    }

    static void check(Section.Text text, Set<String> known, Problems problems) {
      if (!known.contains(text.value())) {
        problems.add(
            text.node(),
            "there is no `"
                + text.value()
                + "` in the policy: "
                + (known.isEmpty()
                    ? "it has nothing of that kind"
                    : Spelling.suggest(text.value(), known)));
      }
    }
  }
}
