package dev.sluice.policy;

import dev.sluice.identity.CallerKind;
import dev.sluice.policy.condition.Evaluation;
import dev.sluice.policy.condition.Field;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** All of a policy that can concern one viewpoint on one database. Immutable. */
final class Standing {
  private final Defaults defaults;
  private final CallerKind kind;
  private final boolean unknownCaller;
  private final boolean enforcing;
  private final List<Guardrail> guardrails;
  private final List<MaskRule> masks;
  private final List<RowFilter> rowFilters;
  private final List<LimitRule> limits;
  private final List<RoleRule> databaseRoles;
  private final List<AuditEntry> audit;

  /**
   * Puts together what concerns one viewpoint.
   *
   * @param unknownCaller whether nobody knows for whom the call is, and the policy minds
   * @param enforcing whether the policy as a whole is enforced
   */
  Standing(
      Defaults defaults,
      CallerKind kind,
      boolean unknownCaller,
      boolean enforcing,
      List<Guardrail> guardrails,
      List<MaskRule> masks,
      List<RowFilter> rowFilters,
      List<LimitRule> limits,
      List<RoleRule> databaseRoles,
      List<AuditEntry> audit) {
    this.defaults = defaults;
    this.kind = kind;
    this.unknownCaller = unknownCaller;
    this.enforcing = enforcing;
    this.guardrails = List.copyOf(guardrails);
    this.masks = List.copyOf(masks);
    this.rowFilters = List.copyOf(rowFilters);
    this.limits = List.copyOf(limits);
    this.databaseRoles = List.copyOf(databaseRoles);
    this.audit = List.copyOf(audit);
  }

  /** The masks that hold, or would hold if observed ones were enforced. */
  List<MaskRule> masks(boolean observedToo) {
    List<MaskRule> chosen = new ArrayList<>();
    for (MaskRule mask : masks) {
      if (observedToo || enforced(mask)) {
        chosen.add(mask);
      }
    }
    return chosen;
  }

  /** The row filters that hold, or would hold if observed ones were enforced. */
  List<RowFilter> rowFilters(boolean observedToo) {
    List<RowFilter> chosen = new ArrayList<>();
    for (RowFilter filter : rowFilters) {
      if (observedToo || (enforcing && filter.enforced())) {
        chosen.add(filter);
      }
    }
    return chosen;
  }

  /** The limits that hold, or would hold if observed ones were enforced. */
  Limits limits(boolean observedToo) {
    Limits smallest = Limits.NONE;
    for (LimitRule limit : limits) {
      if (observedToo || (enforcing && limit.enforced())) {
        smallest = smallest.and(limit.limits());
      }
    }
    return smallest;
  }

  /** The rules on roles that hold, or would hold if observed ones were enforced. */
  List<RoleRule> databaseRoles(boolean observedToo) {
    List<RoleRule> chosen = new ArrayList<>();
    for (RoleRule role : databaseRoles) {
      if (observedToo || (enforcing && role.enforced())) {
        chosen.add(role);
      }
    }
    return chosen;
  }

  /** The limits on how often something may be done. */
  void addCounted(Viewpoint viewpoint, List<Tally.Of> counted) {
    for (LimitRule limit : limits) {
      CountedLimit ofLimit = limit.counted();
      if (ofLimit != null) {
        counted.add(
            new Tally.Of(ofLimit, enforcing && limit.enforced(), CountedCaller.of(viewpoint)));
      }
    }
  }

  /** Whether anything restricts, or would restrict if everything observed were enforced. */
  boolean restricted(boolean observedToo) {
    if (!observedToo && !enforcing) {
      return false;
    }
    if (unknownCaller || defaults.refusesUnmatched(kind) || !masks(observedToo).isEmpty()) {
      return true;
    }
    for (LimitRule limit : limits) {
      if (limit.counted() != null && (observedToo || limit.enforced())) {
        return true;
      }
    }
    if (!limits(observedToo).isEmpty()
        || !rowFilters(observedToo).isEmpty()
        || !databaseRoles(observedToo).isEmpty()) {
      return true;
    }
    for (Guardrail guardrail : guardrails) {
      if (guardrail.refuses() && (observedToo || enforced(guardrail))) {
        return true;
      }
    }
    return false;
  }

  /** What the guardrails say of a statement, as far as it is the same at every execution. */
  Matches match(StatementView statement, RuleContext context) {
    Evaluation evaluation = new Evaluation(context);
    List<Guardrail> matched = new ArrayList<>();
    List<RuleError> errors = new ArrayList<>();
    List<Matches.Open> open = new ArrayList<>();
    for (Guardrail guardrail : guardrails) {
      if (guardrail.concerns(statement)) {
        List<Exemption> exemptions =
            guardrail.exemptionsFor(
                context.viewpoint(), statement.facts().fingerprint(), context.epochSecond());
        if (guardrail.varies() || !exemptions.isEmpty()) {
          open.add(new Matches.Open(guardrail, exemptions));
        } else if (guardrail.holds(evaluation, errors)) {
          matched.add(guardrail);
        }
      }
    }
    return new Matches(matched, errors, List.of(), open);
  }

  /** The fields that the conditions of the guardrails read. */
  Set<Field> reads() {
    Set<Field> reads = EnumSet.noneOf(Field.class);
    for (Guardrail guardrail : guardrails) {
      if (guardrail.when() != null) {
        reads.addAll(guardrail.when().reads());
      }
    }
    return reads;
  }

  /**
   * Whether the statement's text is told as it is, values and all. {@link Truth#MAYBE} if nothing
   * is said of it.
   */
  Truth tellsText(StatementView statement) {
    Truth told = Truth.MAYBE;
    for (AuditEntry entry : audit) {
      if (entry.matches(statement)) {
        told = entry.isFull() && told != Truth.NO ? Truth.YES : Truth.NO;
      }
    }
    return told;
  }

  /**
   * Judges a statement by the guardrails that match it and the defaults for this kind of caller.
   */
  void judge(List<Guardrail> matched, Findings findings) {
    boolean allowed = false;
    for (Guardrail guardrail : matched) {
      findings.add(Finding.of(guardrail), enforced(guardrail));
      allowed |= guardrail.action() == Action.ALLOW && guardrail.enforced();
    }
    if (unknownCaller) {
      findings.add(unknownCallerFinding(), enforcing);
    }
    if (!allowed && defaults.unmatched(kind) != Action.ALLOW) {
      findings.add(unmatchedFinding(), enforcing);
    }
  }

  private boolean enforced(Guardrail guardrail) {
    return enforcing && guardrail.enforced();
  }

  private boolean enforced(MaskRule mask) {
    return enforcing && mask.enforced();
  }

  private static Finding unknownCallerFinding() {
    return new Finding(
        Action.DENY,
        Finding.Origin.UNKNOWN_CALLER,
        Defaults.UNKNOWN_CALLER,
        "Nobody knows for whom this statement is done, and the policy does not name this service.",
        "Sign in, or name the service under `callers` in the policy.");
  }

  private Finding unmatchedFinding() {
    return new Finding(
        defaults.unmatched(kind),
        Finding.Origin.UNMATCHED,
        Defaults.UNMATCHED,
        "No rule of the policy allows this statement to " + plural(kind) + ".",
        "");
  }

  private static String plural(CallerKind kind) {
    return switch (kind) {
      case HUMAN -> "people";
      case SERVICE -> "services";
      case AI_AGENT -> "AI agents";
    };
  }
}
