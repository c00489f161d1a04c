package dev.sluice.policy;

import dev.sluice.identity.CallerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Explains one decision. The decision and what was found come from the very code that decides;
 * which clauses of which rule hold is worked out once more, rule by rule, by the clauses' own
 * tests, for the deciding code stops at the first that does not. Made for one explanation on one
 * thread.
 */
final class Explainer {
  private final PolicyDocument policy;
  private final Profile profile;
  private final StatementContext context;
  private final long epochSecond;

  /**
   * Explains the decision on a statement.
   *
   * @param profile of the caller on the database
   * @param epochSecond when the statement runs, in seconds since 1970 in UTC
   */
  Explainer(PolicyDocument policy, Profile profile, StatementContext context, long epochSecond) {
    this.policy = policy;
    this.profile = profile;
    this.context = context;
    this.epochSecond = epochSecond;
  }

  Explanation explain() {
    Profile.Judgement judgement = profile.judgement(context, epochSecond);
    Decision decision = profile.conclude(judgement);
    List<CallerView> callers = callers();
    RuleChecks checks = new RuleChecks(policy, profile, context, epochSecond, judgement, decision);
    List<Explanation.CallerSeen> seen = new ArrayList<>();
    List<Explanation.RuleCheck> all = new ArrayList<>();
    for (CallerView caller : callers) {
      CallerKind kind = caller.viewpoint().kind();
      seen.add(new Explanation.CallerSeen(kind, caller.who(), caller.sets()));
      all.addAll(checks.of(caller, callers.indexOf(caller)));
    }
    all.addAll(checks.defaultsOfAll());
    return new Explanation(
        context,
        callers.get(0).place(),
        callers.get(0).environments(),
        seen,
        decision,
        profile.databaseRole(),
        why(decision, judgement.findings().all()),
        reasons(judgement.findings()),
        all,
        new ColumnChecks(judgement, decision).all());
  }

  private List<CallerView> callers() {
    List<CallerView> callers = new ArrayList<>();
    Viewpoint own = Viewpoint.of(context.caller());
    callers.add(CallerView.of(own, context.database(), policy));
    if (own.kind() == CallerKind.AI_AGENT) {
      callers.add(CallerView.of(own.principal(), context.database(), policy));
    }
    return callers;
  }

  private static List<Explanation.Reason> reasons(Findings findings) {
    List<Explanation.Reason> reasons = new ArrayList<>();
    for (Finding finding : findings.all()) {
      reasons.add(
          new Explanation.Reason(
              finding.action(), finding.rule(), findings.enforces(finding), finding.message()));
    }
    return reasons;
  }

  /** How the decision follows from what was found, the deciding finding first. */
  private static String why(Decision decision, Set<Finding> findings) {
    String rule = decision.rule();
    if (rule == null) {
      return (decision.exemptions().isEmpty()
              ? "No rule matches"
              : "All that matches is lifted by " + String.join(", ", decision.exemptions()))
          + ", and the defaults let the caller pass.";
    }
    Finding deciding = null;
    int others = 0;
    List<String> equals = new ArrayList<>();
    for (Finding finding : findings) {
      if (deciding == null && finding.rule().equals(rule)) {
        deciding = finding;
      } else {
        others++;
        if (deciding != null && finding.action() == deciding.action()) {
          equals.add(finding.rule());
        }
      }
    }
    if (deciding == null) {
      return "The statement passes, and " + rule + " changes what it shows.";
    }
    StringBuilder why = new StringBuilder(rule).append(" decides: ");
    why.append(word(deciding.action()));
    why.append(
        others == 0
            ? " is all that was found."
            : equals.isEmpty()
                ? " is the strongest action of all that was found."
                : " is the strongest action that was found. "
                    + String.join(", ", equals)
                    + " would come to the same: of equals a guardrail speaks before a default, then"
                    + " the smaller id.");
    if (decision.outcome().equals("mask")) {
      why.append(" The statement passes, with columns masked or rows left out.");
    }
    if (decision.would() != null) {
      why.append(" It is only observed, so the statement passes.");
    }
    return why.toString();
  }

  /** As policies write it. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
