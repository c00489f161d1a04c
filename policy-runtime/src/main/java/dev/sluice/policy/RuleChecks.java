package dev.sluice.policy;

import dev.sluice.identity.CallerKind;
import dev.sluice.policy.Explanation.ClauseCheck;
import dev.sluice.policy.Explanation.RuleCheck;
import dev.sluice.policy.Explanation.Section;
import dev.sluice.policy.Explanation.Status;
import dev.sluice.policy.condition.Condition;
import dev.sluice.policy.condition.Field;
import dev.sluice.policy.condition.Trace;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.TableName;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks every rule of a policy for an explanation, clause by clause. */
final class RuleChecks {
  private static final String SELECTED = "callers";

  private final PolicyDocument policy;
  private final Profile profile;
  private final StatementContext context;
  private final long epochSecond;
  private final Profile.Judgement judgement;
  private final StatementView statement;
  private final Decision decision;
  private final StatementFields fields;
  private final boolean enforcing;

  RuleChecks(
      PolicyDocument policy,
      Profile profile,
      StatementContext context,
      long epochSecond,
      Profile.Judgement judgement,
      Decision decision) {
    this.policy = policy;
    this.profile = profile;
    this.context = context;
    this.epochSecond = epochSecond;
    this.judgement = judgement;
    this.statement = judgement.statement();
    this.decision = decision;
    this.fields = new StatementFields(statement, EnumSet.allOf(Field.class));
    this.enforcing = policy.mode() == Mode.ENFORCE;
  }

  /**
   * All rules, and the defaults that look at one caller.
   *
   * @param standing the index of the caller: 1 for the one that an AI agent acts for
   */
  List<RuleCheck> of(CallerView caller, int standing) {
    List<RuleCheck> checks = new ArrayList<>();
    RuleContext context = profile.ruleContext(fields, this.context, standing, epochSecond);
    Set<String> unexempted = new LinkedHashSet<>();
    List<String> allowing = new ArrayList<>();
    for (Guardrail rule : policy.guardrails()) {
      RuleCheck check = guardrail(rule, caller, context);
      checks.add(check);
      if (check.status() != Status.MISSED) {
        unexempted.add(rule.id());
        if (rule.action() == Action.ALLOW && rule.enforced()) {
          allowing.add(rule.id());
        }
      }
    }
    for (RuleKind kind : RuleKind.values()) {
      switch (kind) {
        case GUARDRAIL -> {} // done, as the exemptions and defaults ask what came of them
        case MASK -> policy.masks().forEach(rule -> checks.add(mask(rule, caller)));
        case ROW_FILTER -> policy.rowFilters().forEach(rule -> checks.add(rowFilter(rule, caller)));
        case LIMIT -> policy.limits().forEach(rule -> checks.add(limit(rule, caller)));
        case DATABASE_ROLE ->
            policy.databaseRoles().forEach(rule -> checks.add(databaseRole(rule, caller)));
        case EXEMPTION -> checks.addAll(exemptions(caller, unexempted));
      }
    }
    int number = 1;
    for (AuditEntry entry : policy.audit()) {
      checks.add(audit(entry, number, caller));
      number++;
    }
    checks.add(unmatched(caller, allowing));
    checks.add(unknownCaller(caller));
    return checks;
  }

  private RuleCheck guardrail(Guardrail rule, CallerView caller, RuleContext context) {
    Viewpoint viewpoint = caller.viewpoint();
    List<ClauseCheck> clauses = clauses(rule, caller);
    Condition when = rule.when();
    if (when != null) {
      clauses.add(when(when, rule.action(), context));
    }
    boolean matches = allHold(clauses);
    List<String> lifting = matches ? liftedBy(rule, viewpoint) : List.of();
    return new RuleCheck(
        Section.GUARDRAIL,
        rule.id(),
        viewpoint.kind(),
        Explainer.word(rule.action()),
        enforcing && rule.enforced(),
        rule.locked(),
        !matches ? Status.MISSED : lifting.isEmpty() ? Status.MATCHED : Status.EXEMPTED,
        clauses,
        lifting.isEmpty() ? "" : "lifted by " + String.join(", ", lifting));
  }

  /**
   * An entry of {@code audit}, which has no id.
   *
   * @param number from 1, as it stands in the policy
   */
  private RuleCheck audit(AuditEntry entry, int number, CallerView caller) {
    List<ClauseCheck> clauses = clauses(entry.asked(), caller);
    boolean matches = allHold(clauses);
    boolean outweighed = matches && entry.isFull() && !decision.tellsText();
    return new RuleCheck(
        Section.AUDIT,
        String.valueOf(number),
        caller.viewpoint().kind(),
        "sql_text: " + (entry.isFull() ? "full" : "shape"),
        true,
        false,
        !matches ? Status.MISSED : outweighed ? Status.IDLE : Status.MATCHED,
        clauses,
        outweighed ? "another entry has the shape told" : "");
  }

  /** The clauses of {@code match}. */
  private List<ClauseCheck> clauses(Guardrail rule, CallerView caller) {
    Viewpoint viewpoint = caller.viewpoint();
    boolean allows = rule.action() == Action.ALLOW;
    List<ClauseCheck> clauses = new ArrayList<>();
    for (CallerClause clause : rule.callerClauses()) {
      Truth truth = clause.test(viewpoint, caller.database());
      boolean holds = truth.matches(rule.action());
      clauses.add(
          new ClauseCheck(
              clause.asked().key(),
              clause.asked().values(),
              clause.found(caller),
              holds,
              truth != Truth.MAYBE,
              holds ? List.of() : clause.details(viewpoint)));
    }
    for (StatementClause clause : rule.statementClauses()) {
      Truth truth = clause.test(statement, allows);
      clauses.add(
          new ClauseCheck(
              clause.asked().key(),
              clause.asked().values(),
              clause.found(statement),
              truth.matches(rule.action()),
              truth != Truth.MAYBE,
              List.of()));
    }
    if (!rule.readings().isEmpty()) {
      addReadings(rule, viewpoint, clauses);
    }
    if (allows && statement.facts().isOpaque() && rule.readsStatement()) {
      clauses.add(
          new ClauseCheck(
              "understood",
              List.of("all of the statement, as this allows it"),
              statement.facts().opaque(),
              false,
              true,
              List.of()));
    }
    return clauses;
  }

  private void addReadings(Guardrail rule, Viewpoint viewpoint, List<ClauseCheck> clauses) {
    int standing = viewpoint.kind() == context.caller().kind() ? 0 : 1;
    Set<String> read = profile.readBefore(statement, context, standing);
    for (AfterReading reading : rule.readings()) {
      clauses.add(
          new ClauseCheck(
              reading.asked().key(),
              reading.asked().values(),
              read.isEmpty() ? List.of("nothing that is tagged") : List.copyOf(read),
              reading.test(read),
              true,
              List.of()));
    }
  }

  private static ClauseCheck when(Condition when, Action action, RuleContext context) {
    Trace trace = when.trace(context);
    List<String> details = new ArrayList<>();
    trace.deciding().forEach(part -> details.add(part.toString()));
    String error = trace.error();
    if (error != null) {
      details.add(error);
    }
    Truth truth = Guardrail.truth(trace.result());
    return new ClauseCheck(
        "when",
        List.of(when.text().strip()),
        List.of(Explainer.word(trace.result())),
        truth.matches(action),
        truth != Truth.MAYBE,
        details);
  }

  private List<String> liftedBy(Guardrail rule, Viewpoint viewpoint) {
    List<String> ids = new ArrayList<>();
    String fingerprint = statement.facts().fingerprint();
    for (Exemption exemption : rule.exemptionsFor(viewpoint, fingerprint, epochSecond)) {
      ids.add(exemption.id());
    }
    return ids;
  }

  private RuleCheck mask(MaskRule rule, CallerView caller) {
    MaskJudgement alone =
        new MaskJudgement(
            statement,
            profile.index(),
            MaskSet.of(List.of(rule)),
            new Watching(profile.index(), MaskSet.NONE, context.database()));
    boolean concerns =
        !alone.matched().isEmpty()
            || !alone.shaping().isEmpty()
            || alone.inference() != null
            || alone.omission() != null;
    List<ClauseCheck> clauses = new ArrayList<>();
    addCallers(rule.callers(), rule.unless(), caller, clauses);
    clauses.add(
        new ClauseCheck(
            "tags",
            List.copyOf(new TreeSet<>(rule.tags())),
            tagged(rule.tags()),
            concerns,
            true,
            List.of()));
    boolean holds = allHold(clauses);
    boolean named = decision.rules().contains(rule.id());
    String note = "";
    if (holds && !named) {
      note =
          decision.refuses()
              ? "the statement is refused, so that there is nothing to mask"
              : "another rule has said so already";
    }
    String unenforceable = alone.unenforceable();
    if (unenforceable != null) {
      note = "cannot be applied: " + unenforceable;
    }
    return new RuleCheck(
        Section.MASK,
        rule.id(),
        caller.viewpoint().kind(),
        MaskWords.of(rule.mask())
            + (rule.inference().refuses() ? ", inference: " + rule.inference().word() : ""),
        enforcing && rule.enforced(),
        false,
        !holds ? Status.MISSED : named ? Status.MATCHED : Status.IDLE,
        clauses,
        note);
  }

  /**
   * The columns of the statement that have any of the tags, and what has tags that nobody knows.
   */
  private List<String> tagged(Set<String> tags) {
    Set<String> found = new TreeSet<>();
    for (ColumnName column : statement.columns()) {
      TagSet ofColumn = statement.tagsOf(column);
      if (ofColumn.test(tags) != Truth.NO) {
        found.add(statement.fullName(column) + ": " + ofColumn);
      }
    }
    List<String> all = new ArrayList<>(found);
    if (statement.returnsUnknownColumns()) {
      all.add("columns that are not known: " + statement.tagsOfUnknownColumns());
    } else if (statement.facts().isOpaque()) {
      all.add("whatever the statement reads, which is not fully understood");
    }
    return all.isEmpty() ? List.of("no column with such a tag") : all;
  }

  private RuleCheck rowFilter(RowFilter rule, CallerView caller) {
    List<ClauseCheck> clauses = new ArrayList<>();
    addCallers(rule.callers(), rule.unless(), caller, clauses);
    Truth covered = Truth.NO;
    List<String> asked = new ArrayList<>();
    for (TableGlob glob : rule.tables()) {
      asked.add(glob.database() + "." + glob.schema() + "." + glob.table());
      for (TableName table : statement.tables()) {
        covered = covered.or(glob.test(statement.scope(), table));
      }
    }
    clauses.add(
        new ClauseCheck(
            "tables",
            asked,
            statement.tableNames(),
            covered != Truth.NO,
            covered != Truth.MAYBE,
            List.of()));
    boolean holds = allHold(clauses);
    return new RuleCheck(
        Section.ROW_FILTER,
        rule.id(),
        caller.viewpoint().kind(),
        "where " + rule.where(),
        enforcing && rule.enforced(),
        false,
        holds ? Status.MATCHED : Status.MISSED,
        clauses,
        holds && decision.refuses() ? "the statement is refused, so that no row comes" : "");
  }

  private RuleCheck limit(LimitRule rule, CallerView caller) {
    List<ClauseCheck> clauses = new ArrayList<>();
    addCallers(rule.callers(), List.of(), caller, clauses);
    boolean holds = allHold(clauses);
    boolean counts =
        rule.counted() != null
            || decision.limits().rules().contains(rule.id())
            || decision.wouldBeLimits().rules().contains(rule.id());
    return new RuleCheck(
        Section.LIMIT,
        rule.id(),
        caller.viewpoint().kind(),
        words(rule),
        enforcing && rule.enforced(),
        false,
        !holds ? Status.MISSED : counts ? Status.MATCHED : Status.IDLE,
        clauses,
        !holds || counts
            ? ""
            : decision.refuses() ? "the statement is refused" : "smaller limits hold");
  }

  private RuleCheck databaseRole(RoleRule rule, CallerView caller) {
    List<ClauseCheck> clauses = new ArrayList<>();
    if (!rule.environments().isEmpty()) {
      Truth truth = rule.covers(context.database());
      List<String> asked = new ArrayList<>();
      rule.environments().forEach(environment -> asked.add(environment.name()));
      clauses.add(
          new ClauseCheck(
              "env", asked, caller.placed(), truth != Truth.NO, truth != Truth.MAYBE, List.of()));
    }
    addCallers(rule.callers(), rule.unless(), caller, clauses);
    boolean holds = allHold(clauses);
    boolean enforced = enforcing && rule.enforced();
    DatabaseRole chosen = profile.databaseRole();
    boolean yields = enforced && chosen.problem() == null && !chosen.name().equals(rule.role());
    return new RuleCheck(
        Section.DATABASE_ROLE,
        rule.id(),
        caller.viewpoint().kind(),
        "role " + rule.role(),
        enforced,
        false,
        !holds ? Status.MISSED : yields ? Status.IDLE : Status.MATCHED,
        clauses,
        holds && yields ? "a rule for the agent and whom it acts for decides for both" : "");
  }

  private static String words(LimitRule rule) {
    List<String> words = new ArrayList<>();
    if (!rule.limits().isEmpty()) {
      words.add(rule.limits().toString());
    }
    CountedLimit counted = rule.counted();
    if (counted != null) {
      add("rate", counted.rate(), words);
      add("denials", counted.denials(), words);
      words.add(counted.locks() ? "on_exceed: lock" : "on_exceed: error");
    }
    return String.join(", ", words);
  }

  private static void add(String key, @Nullable Frequency frequency, List<String> words) {
    if (frequency != null) {
      words.add(key + ": " + frequency.most() + " in " + frequency.window());
    }
  }

  /** Whom a rule is for, and whom it releases; nothing if it is for everybody. */
  private static void addCallers(
      List<CallerSelector> callers,
      List<CallerSelector> unless,
      CallerView caller,
      List<ClauseCheck> clauses) {
    Viewpoint viewpoint = caller.viewpoint();
    if (!callers.isEmpty()) {
      Truth truth = CallerSelector.any(callers, viewpoint);
      boolean holds = truth != Truth.NO;
      clauses.add(
          new ClauseCheck(
              SELECTED,
              names(callers),
              caller.called(),
              holds,
              truth != Truth.MAYBE,
              holds ? List.of() : CallerSelector.misses(callers, viewpoint)));
    }
    if (!unless.isEmpty()) {
      Truth truth = CallerSelector.any(unless, viewpoint);
      clauses.add(
          new ClauseCheck(
              "unless",
              names(unless),
              caller.called(),
              truth != Truth.YES,
              truth != Truth.MAYBE,
              truth == Truth.NO ? CallerSelector.misses(unless, viewpoint) : List.of()));
    }
  }

  private static List<String> names(List<CallerSelector> selectors) {
    List<String> names = new ArrayList<>();
    selectors.forEach(selector -> names.add(selector.name()));
    return names;
  }

  /** Each exemption once, with the rules that it may lift. */
  private List<RuleCheck> exemptions(CallerView caller, Set<String> matching) {
    Map<String, Exemption> exemptions = new LinkedHashMap<>();
    Map<String, List<String>> rules = new LinkedHashMap<>();
    for (Guardrail rule : policy.guardrails()) {
      for (Exemption exemption : rule.exemptions()) {
        exemptions.put(exemption.id(), exemption);
        rules.computeIfAbsent(exemption.id(), id -> new ArrayList<>()).add(rule.id());
      }
    }
    List<RuleCheck> checks = new ArrayList<>();
    exemptions.forEach(
        (id, exemption) ->
            checks.add(exemption(exemption, rules.getOrDefault(id, List.of()), caller, matching)));
    return checks;
  }

  private RuleCheck exemption(
      Exemption exemption, List<String> rules, CallerView caller, Set<String> matching) {
    Viewpoint viewpoint = caller.viewpoint();
    String fingerprint = statement.facts().fingerprint();
    List<String> lifted = new ArrayList<>(rules);
    lifted.retainAll(matching);
    List<ClauseCheck> clauses = new ArrayList<>();
    clauses.add(
        new ClauseCheck(
            "rules",
            rules,
            lifted.isEmpty() ? List.of("none of these matches") : lifted,
            !lifted.isEmpty(),
            true,
            List.of()));
    if (!exemption.callers().isEmpty()) {
      Truth truth = CallerSelector.any(exemption.callers(), viewpoint);
      boolean holds = truth == Truth.YES;
      clauses.add(
          new ClauseCheck(
              SELECTED,
              names(exemption.callers()),
              caller.called(),
              holds,
              truth != Truth.MAYBE,
              holds ? List.of() : CallerSelector.misses(exemption.callers(), viewpoint)));
    }
    if (!exemption.fingerprints().isEmpty()) {
      clauses.add(
          new ClauseCheck(
              "fingerprints",
              List.copyOf(new TreeSet<>(exemption.fingerprints())),
              List.of(fingerprint),
              exemption.fingerprints().contains(fingerprint),
              true,
              List.of()));
    }
    LocalDate last = date(exemption.end()).minusDays(1);
    clauses.add(
        new ClauseCheck(
            "expires",
            List.of(last.toString()),
            List.of(date(epochSecond).toString()),
            exemption.holds(epochSecond),
            true,
            List.of()));
    return new RuleCheck(
        Section.EXEMPTION,
        exemption.id(),
        viewpoint.kind(),
        "lifts " + String.join(", ", rules),
        true,
        false,
        allHold(clauses) ? Status.MATCHED : Status.MISSED,
        clauses,
        exemption.reason() + (exemption.ticket().isEmpty() ? "" : " (" + exemption.ticket() + ")"));
  }

  private static LocalDate date(long epochSecond) {
    return LocalDate.ofInstant(Instant.ofEpochSecond(epochSecond), ZoneOffset.UTC);
  }

  private RuleCheck unmatched(CallerView caller, List<String> allowing) {
    CallerKind kind = caller.viewpoint().kind();
    Action action = policy.defaults().unmatched(kind);
    List<ClauseCheck> clauses =
        List.of(
            new ClauseCheck(
                "no rule allows it",
                List.of("none"),
                allowing.isEmpty() ? List.of("none") : allowing,
                allowing.isEmpty(),
                true,
                List.of()),
            new ClauseCheck(
                "unmatched." + Explainer.word(kind),
                List.of("more than allow"),
                List.of(Explainer.word(action)),
                action != Action.ALLOW,
                true,
                List.of()));
    return standard(Defaults.UNMATCHED, kind, Explainer.word(action), enforcing, clauses);
  }

  private RuleCheck unknownCaller(CallerView caller) {
    boolean minds = policy.defaults().denyUnknownCaller();
    CallerKind kind = caller.viewpoint().kind();
    boolean named = caller.sets().stream().anyMatch(name -> !name.endsWith("?"));
    List<ClauseCheck> clauses =
        List.of(
            new ClauseCheck(
                "unknown_caller",
                List.of("deny"),
                List.of(minds ? "deny" : "service"),
                minds,
                true,
                List.of()),
            new ClauseCheck(
                "nobody knows who it is for",
                List.of("a service that is not among the callers"),
                caller.called(),
                kind == CallerKind.SERVICE && !named,
                true,
                List.of()));
    return standard(Defaults.UNKNOWN_CALLER, kind, "deny", enforcing, clauses);
  }

  /** The defaults that look at the statement, for all callers together. */
  List<RuleCheck> defaultsOfAll() {
    Defaults defaults = policy.defaults();
    List<String> opaque = statement.facts().opaque();
    ClauseCheck restricted =
        new ClauseCheck(
            "the caller is under a restriction",
            List.of("true"),
            List.of(String.valueOf(profile.wouldBeRestricted())),
            profile.wouldBeRestricted(),
            true,
            List.of());
    boolean isOpaque = !opaque.isEmpty();
    ClauseCheck notUnderstood =
        new ClauseCheck(
            "not fully understood",
            List.of("true"),
            isOpaque ? opaque : List.of("false"),
            isOpaque,
            true,
            List.of());
    boolean restrictionCounts = profile.restricted() || !profile.wouldBeRestricted();
    // without a restriction too, a statement that is not understood is noted
    RuleCheck ofOpaque =
        standard(
            Defaults.OPAQUE,
            null,
            profile.wouldBeRestricted() ? Explainer.word(defaults.opaque()) : "audit at most",
            restrictionCounts,
            List.of(notUnderstood));
    Finding session = SessionJudgement.find(statement.facts(), defaults.session());
    RuleCheck ofSession =
        standard(
            Defaults.SESSION,
            null,
            Explainer.word(defaults.session()),
            restrictionCounts,
            List.of(
                restricted,
                new ClauseCheck(
                    "changes its session in a way that is not followed",
                    List.of("true"),
                    List.of(session == null ? "false" : session.message()),
                    session != null,
                    true,
                    List.of())));
    return List.of(ofOpaque, ofSession, unenforceable());
  }

  private RuleCheck unenforceable() {
    List<String> found = new ArrayList<>();
    boolean enforced = false;
    for (Finding finding : judgement.findings().all()) {
      if (finding.rule().equals(Defaults.UNENFORCEABLE)) {
        found.add(finding.message());
        enforced |= judgement.findings().enforces(finding);
      }
    }
    return standard(
        Defaults.UNENFORCEABLE,
        null,
        "deny",
        found.isEmpty() ? enforcing : enforced,
        List.of(
            new ClauseCheck(
                "a mask, row filter or limit cannot be applied",
                List.of("true"),
                found.isEmpty() ? List.of("false") : found,
                !found.isEmpty(),
                true,
                List.of())));
  }

  private static RuleCheck standard(
      String id,
      @Nullable CallerKind as,
      String does,
      boolean enforced,
      List<ClauseCheck> clauses) {
    return new RuleCheck(
        Section.DEFAULT,
        id,
        as,
        does,
        enforced,
        false,
        allHold(clauses) ? Status.MATCHED : Status.MISSED,
        clauses,
        "");
  }

  private static boolean allHold(List<ClauseCheck> clauses) {
    for (ClauseCheck clause : clauses) {
      if (!clause.holds()) {
        return false;
      }
    }
    return true;
  }
}
