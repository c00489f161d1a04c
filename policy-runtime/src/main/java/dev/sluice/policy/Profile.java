package dev.sluice.policy;

import dev.sluice.identity.Caller;
import dev.sluice.identity.CallerKind;
import dev.sluice.policy.condition.Field;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableFilters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A policy as it is for one caller on one database: of all viewpoints, the strongest action and the
 * union of the masks. Immutable and thread-safe.
 */
final class Profile {
  private final String policy;
  private final long serial;
  private final Mode mode;
  private final Action opaque;
  private final Action session;
  private final DatabaseScope scope;
  private final Surroundings surroundings;
  private final TagIndex index;
  private final List<Standing> standings;
  private final Conversations conversations;
  private final Set<String> tagsRead;
  private final Set<Field> reads = EnumSet.noneOf(Field.class);
  private final MaskSet masks;
  private final MaskSet wouldBeMasks;
  private final Watching watching;
  private final RowFilters rowFilters;
  private final RowFilters wouldBeRowFilters;
  private final Limits limits;
  private final Limits wouldBeLimits;
  private final DatabaseRole databaseRole;
  private final boolean restricted;
  private final boolean wouldBeRestricted;

  /**
   * Puts a policy together for a caller on a database.
   *
   * @param viewpoint the caller's own
   * @param tagsRead of which some rule asks whether they were read
   */
  Profile(
      PolicyDocument document,
      long serial,
      Surroundings surroundings,
      TagIndex index,
      List<Standing> standings,
      Viewpoint viewpoint,
      Conversations conversations,
      Set<String> tagsRead) {
    this.conversations = conversations;
    this.tagsRead = Set.copyOf(tagsRead);
    this.policy = document.name();
    this.serial = serial;
    this.mode = document.mode();
    this.opaque = document.defaults().opaque();
    this.session = document.defaults().session();
    this.scope = DatabaseScope.of(surroundings.database());
    this.surroundings = surroundings;
    this.index = index;
    this.standings = List.copyOf(standings);
    standings.forEach(standing -> reads.addAll(standing.reads()));
    this.masks = union(standings, false);
    this.wouldBeMasks = union(standings, true);
    this.watching = new Watching(index, masks, surroundings.database());
    this.rowFilters = filters(standings, false);
    this.wouldBeRowFilters = filters(standings, true);
    this.limits = smallest(standings, false);
    this.wouldBeLimits = smallest(standings, true).beyond(limits);
    this.databaseRole = databaseRole(standings, viewpoint);
    this.restricted = anyRestricted(standings, false);
    this.wouldBeRestricted = anyRestricted(standings, true);
  }

  /** As which of the database's roles the caller's statements run. */
  DatabaseRole databaseRole() {
    return databaseRole;
  }

  boolean restricted() {
    return restricted;
  }

  /** Whether the caller would be restricted if everything observed were enforced. */
  boolean wouldBeRestricted() {
    return wouldBeRestricted;
  }

  TagIndex index() {
    return index;
  }

  boolean withholds() {
    return !masks.isEmpty() || !rowFilters.isEmpty();
  }

  /** The limits on how often the caller, or the one it acts for, may do something. */
  List<Tally.Of> counted(Caller caller) {
    List<Tally.Of> counted = new ArrayList<>();
    for (int i = 0; i < standings.size(); i++) {
      standings.get(i).addCounted(viewpoint(caller, i), counted);
    }
    return counted;
  }

  /** The viewpoint of a standing: an agent's second one is that of whom it acts for. */
  private static Viewpoint viewpoint(Caller caller, int standing) {
    Viewpoint own = Viewpoint.of(caller);
    return standing == 0 ? own : own.principal();
  }

  /** Judges a statement as far as it can be told once for all executions. */
  Verdict judge(StatementContext context, long epochSecond) {
    StatementView statement = view(context);
    StatementFields fields = new StatementFields(statement, reads);
    List<Matches> matches = match(statement, fields, context, epochSecond);
    return isOpen(matches)
        ? new OpenVerdict(this, statement, fields, matches)
        : new Verdict.Settled(decide(statement, matches));
  }

  /** Judges a statement at one execution, and remembers nothing. */
  Judgement judgement(StatementContext context, long epochSecond) {
    StatementView statement = view(context);
    StatementFields fields = new StatementFields(statement, reads);
    List<Matches> matches = match(statement, fields, context, epochSecond);
    return judgement(
        statement,
        isOpen(matches)
            ? new OpenVerdict(this, statement, fields, matches).settled(context, epochSecond)
            : matches);
  }

  private List<String> read(StatementView statement) {
    if (tagsRead.isEmpty()) {
      return List.of();
    }
    Set<String> read = statement.readTags();
    read.retainAll(tagsRead);
    return List.copyOf(read);
  }

  /**
   * The tags that the caller of a standing has read in its conversation, before the statement or by
   * it: what the statement itself reads counts unless it does nothing else.
   *
   * @param standing its index
   */
  Set<String> readBefore(StatementView statement, StatementContext context, int standing) {
    Viewpoint viewpoint = viewpoint(context.caller(), standing);
    if (viewpoint.kind() != CallerKind.AI_AGENT) {
      return Set.of();
    }
    Set<String> read = new TreeSet<>(conversations.readBy(viewpoint.caller()));
    read.addAll(context.hasRead());
    if (!statement.onlyReads()) {
      read.addAll(statement.readTags());
    }
    return read;
  }

  private StatementView view(StatementContext context) {
    return new StatementView(context.facts(), context.catalog(), scope, index);
  }

  private List<Matches> match(
      StatementView statement, StatementFields fields, StatementContext context, long epochSecond) {
    List<Matches> matches = new ArrayList<>();
    for (int i = 0; i < standings.size(); i++) {
      matches.add(standings.get(i).match(statement, ruleContext(fields, context, i, epochSecond)));
    }
    return matches;
  }

  private static boolean isOpen(List<Matches> matches) {
    for (Matches ofStanding : matches) {
      if (!ofStanding.open().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /**
   * What the conditions of a standing read.
   *
   * @param standing its index
   */
  RuleContext ruleContext(
      StatementFields fields, StatementContext context, int standing, long epochSecond) {
    Viewpoint viewpoint = viewpoint(context.caller(), standing);
    return new RuleContext(fields, viewpoint, surroundings, context.batchSize(), epochSecond);
  }

  /**
   * Decides a statement.
   *
   * @param matches of each standing; none of their rules may be open
   */
  Decision decide(StatementView statement, List<Matches> matches) {
    return conclude(judgement(statement, matches));
  }

  /**
   * All that was found of a statement.
   *
   * @param masking what the masks mean for it
   * @param wouldBeMasking what they would mean if observed ones were enforced
   */
  record Judgement(
      StatementView statement,
      Findings findings,
      MaskJudgement masking,
      MaskJudgement wouldBeMasking,
      Set<RuleError> errors,
      Set<String> exemptions) {}

  private Judgement judgement(StatementView statement, List<Matches> matches) {
    SqlFacts facts = statement.facts();
    MaskJudgement masking = new MaskJudgement(statement, index, masks, watching);
    MaskJudgement wouldBeMasking = new MaskJudgement(statement, index, wouldBeMasks, watching);
    Findings findings = new Findings();
    Set<RuleError> errors = new LinkedHashSet<>();
    Set<String> exemptions = new TreeSet<>();
    for (int i = 0; i < standings.size(); i++) {
      standings.get(i).judge(matches.get(i).matched(), findings);
      errors.addAll(matches.get(i).errors());
      exemptions.addAll(matches.get(i).exemptions());
    }
    judgeSession(facts, findings);
    judgeOpaque(facts, findings);
    judgeMasking(masking, wouldBeMasking, findings);
    judgeRowFilters(facts, findings);
    judgeLimits(facts, findings);
    return new Judgement(statement, findings, masking, wouldBeMasking, errors, exemptions);
  }

  /** Whom nothing restricts may do with a session what they like. */
  private void judgeSession(SqlFacts facts, Findings findings) {
    if (wouldBeRestricted) {
      Finding finding = SessionJudgement.find(facts, session);
      if (finding != null) {
        findings.add(finding, restricted);
      }
    }
  }

  private void judgeOpaque(SqlFacts facts, Findings findings) {
    if (!facts.isOpaque()) {
      return;
    }
    if (wouldBeRestricted) {
      findings.add(opaqueFinding(opaque, facts), restricted);
    }
    findings.add(opaqueFinding(min(opaque, Action.AUDIT), facts), true);
  }

  private static Finding opaqueFinding(Action action, SqlFacts facts) {
    return new Finding(
        action,
        Finding.Origin.OPAQUE,
        Defaults.OPAQUE,
        "The statement is not fully understood: " + facts.opaque().get(0),
        "Write the statement in a plainer way.");
  }

  private static void judgeMasking(
      MaskJudgement masking, MaskJudgement wouldBeMasking, Findings findings) {
    String problem = masking.unenforceable();
    if (problem != null) {
      findings.add(unenforceableFinding(problem), true);
    }
    String wouldBeProblem = wouldBeMasking.unenforceable();
    if (wouldBeProblem != null) {
      findings.add(unenforceableFinding(wouldBeProblem), false);
    }
    Finding omission = masking.omission();
    if (omission != null) {
      findings.add(omission, true);
    }
    Finding wouldBeOmission = wouldBeMasking.omission();
    if (wouldBeOmission != null) {
      findings.add(wouldBeOmission, false);
    }
    Finding inference = masking.inference();
    if (inference != null) {
      findings.add(inference, true);
    }
    Finding wouldBeInference = wouldBeMasking.inference();
    if (wouldBeInference != null) {
      findings.add(wouldBeInference, false);
    }
    Set<String> shaping = masking.shaping();
    for (String id : wouldBeMasking.shaping()) {
      findings.add(
          new Finding(Action.AUDIT, Finding.Origin.MASK, id, "", ""), shaping.contains(id));
    }
  }

  /** What is not a statement on tables that are known reaches their rows without a filter. */
  private void judgeRowFilters(SqlFacts facts, Findings findings) {
    if (!facts.isOpaque() && !facts.effects().contains(Effect.EXTERNAL)) {
      return;
    }
    Finding finding =
        new Finding(
            Action.DENY,
            Finding.Origin.UNENFORCEABLE,
            Defaults.UNENFORCEABLE,
            facts.isOpaque()
                ? "Rows are filtered, and the statement is not fully understood: "
                    + facts.opaque().get(0)
                : "Rows are filtered, and the statement reaches outside of the database's tables.",
            "Write the statement in a plainer way.");
    if (!rowFilters.isEmpty()) {
      findings.add(finding, true);
    } else if (!wouldBeRowFilters.isEmpty()) {
      findings.add(finding, false);
    }
  }

  private void judgeLimits(SqlFacts facts, Findings findings) {
    judgeReturned(facts, limits.returnedRows(), true, findings);
    judgeReturned(facts, wouldBeLimits.returnedRows(), false, findings);
    judgeAffected(facts, limits.affectedRows(), true, findings);
    judgeAffected(facts, wouldBeLimits.affectedRows(), false, findings);
  }

  /** A procedure may hand out cursors as parameters, which nobody counts. */
  private static void judgeReturned(
      SqlFacts facts, Limits.@Nullable ReturnedRows rows, boolean enforced, Findings findings) {
    if (rows != null && facts.effects().contains(Effect.CALL)) {
      findings.add(
          uncounted(rows.rule(), "the rows that a procedure returns", "Use a SELECT."), enforced);
    }
  }

  private static void judgeAffected(
      SqlFacts facts, Limits.@Nullable AffectedRows rows, boolean enforced, Findings findings) {
    if (rows == null) {
      return;
    }
    String uncountable = ChangedRows.uncountable(facts);
    if (uncountable != null) {
      findings.add(
          uncounted(
              rows.rule(),
              "the rows that are changed by " + uncountable,
              "Send one INSERT, UPDATE or DELETE at a time, on its own."),
          enforced);
    }
  }

  private static Finding uncounted(String rule, String what, String fix) {
    return new Finding(
        Action.DENY,
        Finding.Origin.UNENFORCEABLE,
        Defaults.UNENFORCEABLE,
        "The limit " + rule + " cannot count " + what + ".",
        fix);
  }

  private static Finding unenforceableFinding(String problem) {
    return new Finding(
        Action.DENY,
        Finding.Origin.UNENFORCEABLE,
        Defaults.UNENFORCEABLE,
        problem,
        "Leave masked columns out of statements that write or export.");
  }

  /** What follows from all that was found. */
  Decision conclude(Judgement judgement) {
    StatementView statement = judgement.statement();
    Findings findings = judgement.findings();
    MaskJudgement masking = judgement.masking();
    MaskJudgement wouldBeMasking = judgement.wouldBeMasking();
    Finding enforced = findings.deciding();
    Finding wouldBe = findings.wouldDecide();
    Action enforcedAction = enforced == null ? Action.ALLOW : enforced.action();
    Action wouldBeAction = wouldBe == null ? Action.ALLOW : wouldBe.action();
    boolean held = wouldBeAction.compareTo(enforcedAction) > 0;
    Action action = held ? max(enforcedAction, min(wouldBeAction, Action.WARN)) : enforcedAction;
    Finding deciding = held ? wouldBe : enforced;
    boolean refuses = action.compareTo(Action.APPROVE) >= 0;

    Set<String> rules = new TreeSet<>();
    findings.addRules(rules);
    Set<String> filtering = rowFilters.ids(statement.facts().tables());
    rules.addAll(wouldBeRowFilters.ids(statement.facts().tables()));
    if (!refuses) {
      rules.addAll(wouldBeMasking.matched());
    }
    return new Decision(
        action,
        mode,
        held && wouldBeAction != action ? wouldBeAction : null,
        decidingRule(action, deciding, masking, filtering),
        List.copyOf(rules),
        refuses ? MaskPlan.NONE : masking.plan(),
        refuses || rowFilters.isEmpty() ? TableFilters.NONE : rowFilters,
        refuses ? List.of() : List.copyOf(filtering),
        withholds(),
        refuses ? List.of() : List.copyOf(masking.maskedTags()),
        List.copyOf(statement.tags()),
        refuses ? Limits.NONE : limits,
        refuses ? Limits.NONE : wouldBeLimits,
        refuses && deciding != null ? message(action, deciding) : "",
        refuses && deciding != null ? deciding.fix() : "",
        policy,
        serial,
        inOrder(judgement.errors()),
        List.copyOf(judgement.exemptions()),
        refuses ? List.of() : new TagFlow(statement).learned(),
        refuses ? List.of() : read(statement),
        tellsText(statement));
  }

  /** Some viewpoint asks for it and none for the shape. */
  private boolean tellsText(StatementView statement) {
    boolean asked = false;
    for (Standing standing : standings) {
      Truth told = standing.tellsText(statement);
      if (told == Truth.NO) {
        return false;
      }
      asked |= told == Truth.YES;
    }
    return asked;
  }

  private static List<RuleError> inOrder(Set<RuleError> errors) {
    List<RuleError> sorted = new ArrayList<>(errors);
    sorted.sort(Comparator.comparing(RuleError::rule).thenComparing(RuleError::error));
    return sorted;
  }

  /** What changes the result tells more than the rule that lets the statement pass. */
  private static @Nullable String decidingRule(
      Action action, @Nullable Finding deciding, MaskJudgement masking, Set<String> filtering) {
    if (action == Action.ALLOW && !masking.matched().isEmpty()) {
      return masking.matched().iterator().next();
    }
    if (action == Action.ALLOW && !filtering.isEmpty()) {
      return filtering.iterator().next();
    }
    return deciding == null ? null : deciding.rule();
  }

  private static String message(Action action, Finding deciding) {
    String message =
        deciding.message().isEmpty()
            ? "The policy does not allow this statement."
            : deciding.message();
    return action == Action.APPROVE
        ? message + " Approvals are not available in this version, so it cannot run."
        : message;
  }

  private static Action max(Action one, Action other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static Action min(Action one, Action other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static MaskSet union(List<Standing> standings, boolean observedToo) {
    List<MaskRule> rules = new ArrayList<>();
    for (Standing standing : standings) {
      rules.addAll(standing.masks(observedToo));
    }
    return MaskSet.of(rules);
  }

  private RowFilters filters(List<Standing> standings, boolean observedToo) {
    Map<String, RowFilter> filters = new TreeMap<>();
    for (Standing standing : standings) {
      standing.rowFilters(observedToo).forEach(filter -> filters.put(filter.id(), filter));
    }
    return new RowFilters(List.copyOf(filters.values()), scope);
  }

  private static Limits smallest(List<Standing> standings, boolean observedToo) {
    Limits smallest = Limits.NONE;
    for (Standing standing : standings) {
      smallest = smallest.and(standing.limits(observedToo));
    }
    return smallest;
  }

  /**
   * A session has one role: that of an agent and that of whom it acts for cannot both hold. A rule
   * that names both decides for both.
   */
  private static DatabaseRole databaseRole(List<Standing> standings, Viewpoint viewpoint) {
    Set<RoleRule> naming = new LinkedHashSet<>();
    boolean isForBoth = false;
    for (RoleRule rule : standings.get(0).databaseRoles(false)) {
      naming.add(rule);
      isForBoth |= rule.isForBoth(viewpoint);
    }
    for (Standing standing : standings) {
      if (!isForBoth) {
        naming.addAll(standing.databaseRoles(false));
      }
    }
    return DatabaseRole.of(naming);
  }

  private static boolean anyRestricted(List<Standing> standings, boolean observedToo) {
    for (Standing standing : standings) {
      if (standing.restricted(observedToo)) {
        return true;
      }
    }
    return false;
  }
}
