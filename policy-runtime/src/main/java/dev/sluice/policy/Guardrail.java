package dev.sluice.policy;

import dev.sluice.identity.CallerKind;
import dev.sluice.policy.condition.Condition;
import dev.sluice.policy.condition.Evaluation;
import dev.sluice.policy.condition.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule on statements.
 *
 * @param locked whether nothing may lift it
 * @param callerClauses all must hold
 * @param statementClauses all must hold
 * @param readings all must hold
 * @param when must hold as well; null if there is no such condition
 * @param message for the one who is refused; may be empty
 * @param fix for the one who is refused; may be empty
 * @param exemptions that may lift this rule
 */
record Guardrail(
    String id,
    Mode mode,
    Action action,
    boolean locked,
    List<CallerClause> callerClauses,
    List<StatementClause> statementClauses,
    List<AfterReading> readings,
    @Nullable Condition when,
    String message,
    String fix,
    List<Exemption> exemptions) {

  Guardrail {
    callerClauses = List.copyOf(callerClauses);
    statementClauses = List.copyOf(statementClauses);
    readings = List.copyOf(readings);
    exemptions = List.copyOf(exemptions);
  }

  /** The same rule with one more exemption. */
  Guardrail exempting(Exemption exemption) {
    List<Exemption> more = new ArrayList<>(exemptions);
    more.add(exemption);
    return new Guardrail(
        id,
        mode,
        action,
        locked,
        callerClauses,
        statementClauses,
        readings,
        when,
        message,
        fix,
        more);
  }

  /** The exemptions from this rule for a caller and a statement that have not ended yet. */
  List<Exemption> exemptionsFor(Viewpoint viewpoint, String fingerprint, long epochSecond) {
    List<Exemption> found = new ArrayList<>();
    for (Exemption exemption : exemptions) {
      if (exemption.holds(epochSecond) && exemption.isFor(viewpoint, fingerprint)) {
        found.add(exemption);
      }
    }
    return found;
  }

  boolean enforced() {
    return mode == Mode.ENFORCE;
  }

  boolean refuses() {
    return action.compareTo(Action.APPROVE) >= 0;
  }

  /** Whether this rule can match any statement of the caller on the database. */
  boolean appliesTo(Viewpoint viewpoint, Database database) {
    if (viewpoint.kind() != CallerKind.AI_AGENT && !hold(Set.of())) {
      return false;
    }
    Truth truth = Truth.YES;
    for (CallerClause clause : callerClauses) {
      truth = truth.and(clause.test(viewpoint, database));
    }
    return truth.matches(action);
  }

  /** Whether this rule can match a statement of anybody on the database. */
  boolean appliesTo(Database database) {
    for (CallerClause clause : callerClauses) {
      if (clause instanceof CallerClause.InEnvironment environment
          && !environment.test(database).matches(action)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether this rule, which applies to the caller, matches the statement but for its condition.
   * The facts of an opaque statement are a lower bound: enough to restrict it, never to allow it.
   */
  boolean concerns(StatementView statement) {
    boolean allows = action == Action.ALLOW;
    if (allows && statement.facts().isOpaque() && readsStatement()) {
      return false;
    }
    Truth truth = Truth.YES;
    for (StatementClause clause : statementClauses) {
      truth = truth.and(clause.test(statement, allows));
    }
    return truth.matches(action);
  }

  /** Whether it asks for anything of the statement. */
  boolean readsStatement() {
    return !statementClauses.isEmpty() || (when != null && when.readsStatement());
  }

  /** Whether it may be answered in another way at another execution. */
  boolean varies() {
    return !readings.isEmpty() || (when != null && when.varies());
  }

  /** The tags of which it asks whether they were read. */
  Set<String> tagsRead() {
    Set<String> tags = new HashSet<>();
    readings.forEach(reading -> tags.addAll(reading.tags()));
    return tags;
  }

  /**
   * Whether this holds of what was read before.
   *
   * @param read tags
   */
  boolean hold(Set<String> read) {
    for (AfterReading reading : readings) {
      if (!reading.test(read)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the condition holds, or failed and is taken as holding.
   *
   * @param errors to which it is added if it failed
   */
  boolean holds(Evaluation evaluation, List<RuleError> errors) {
    if (when == null) {
      return true;
    }
    Result result = when.evaluate(evaluation);
    String error = evaluation.error();
    if (error != null) {
      errors.add(new RuleError(id, error));
    }
    return truth(result).matches(action);
  }

  static Truth truth(Result result) {
    return switch (result) {
      case TRUE -> Truth.YES;
      case FALSE -> Truth.NO;
      case ERROR -> Truth.MAYBE;
    };
  }
}
