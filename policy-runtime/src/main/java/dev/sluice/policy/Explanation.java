package dev.sluice.policy;

import dev.sluice.identity.CallerKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a statement was decided as it was: every rule of the policy, seen by each of those for whom
 * the statement is done, with each clause and the values that it met. It names people, tables and
 * claims: it is for those who write policies, not for whoever was refused. Immutable.
 *
 * @param statement what was decided
 * @param place the database, as {@code host:port/name}, or the name alone
 * @param environments in which the database lies, with {@code ?} if it only may
 * @param callers for whom the statement is done, the AI agent first
 * @param decision the decision
 * @param role the database's role as which it runs, if it does
 * @param why how the decision follows from {@link #reasons}, in sentences
 * @param reasons what was found, the deciding one first
 * @param checks every rule and default, in the order of the policy, once for each caller
 * @param columns of the result; empty if the statement is refused or returns no rows
 */
public record Explanation(
    StatementContext statement,
    String place,
    List<String> environments,
    List<CallerSeen> callers,
    Decision decision,
    DatabaseRole role,
    String why,
    List<Reason> reasons,
    List<RuleCheck> checks,
    List<ColumnCheck> columns) {

  public Explanation {
    environments = List.copyOf(environments);
    callers = List.copyOf(callers);
    reasons = List.copyOf(reasons);
    checks = List.copyOf(checks);
    columns = List.copyOf(columns);
  }

  /**
   * One of those for whom the statement is done.
   *
   * @param who in words
   * @param sets names of the callers of the policy that it is, with {@code ?} if it only may be
   */
  public record CallerSeen(CallerKind kind, String who, List<String> sets) {
    public CallerSeen {
      sets = List.copyOf(sets);
    }
  }

  /**
   * Something that was found and asks for an action.
   *
   * @param rule the id of the rule or default
   * @param enforced whether it is, rather than only recorded
   * @param message for the one who is refused; may be empty
   */
  public record Reason(Action action, String rule, boolean enforced, String message) {}

  /** The section of a policy that a rule stands in. */
  public enum Section {
    GUARDRAIL,
    MASK,
    ROW_FILTER,
    LIMIT,
    DATABASE_ROLE,
    EXEMPTION,
    AUDIT,
    DEFAULT
  }

  /** What became of a rule. */
  public enum Status {
    /** It matches the statement; if it is observed, only on paper. */
    MATCHED,
    /** It would match, but an exemption lifts it. */
    EXEMPTED,
    /** All its clauses hold, but something else leaves it nothing to do. */
    IDLE,
    /** A clause does not hold. */
    MISSED
  }

  /**
   * A rule, seen by one caller.
   *
   * @param id its id; of an entry of {@code audit}, which has none, its number from 1
   * @param as the caller; null where a default looks at all of them together
   * @param does what it does, such as an action or a mask
   * @param enforced whether it is, rather than only recorded
   * @param locked whether no exemption can lift it
   * @param clauses all of which must hold
   * @param note what else is to be said of it; may be empty
   */
  public record RuleCheck(
      Section section,
      String id,
      @Nullable CallerKind as,
      String does,
      boolean enforced,
      boolean locked,
      Status status,
      List<ClauseCheck> clauses,
      String note) {
    public RuleCheck {
      clauses = List.copyOf(clauses);
    }

    /** The one clause that does not hold; null if all hold, or several do not. */
    public @Nullable ClauseCheck onlyMiss() {
      ClauseCheck miss = null;
      for (ClauseCheck clause : clauses) {
        if (!clause.holds()) {
          if (miss != null) {
            return null;
          }
          miss = clause;
        }
      }
      return miss;
    }
  }

  /**
   * A clause of a rule.
   *
   * @param key such as {@code effects} or {@code when}
   * @param asked what it asks for
   * @param found what there is
   * @param holds whether it counts as holding
   * @param certain false if that could not be told, and was taken for the stricter answer
   * @param details what decided within the clause
   */
  public record ClauseCheck(
      String key,
      List<String> asked,
      List<String> found,
      boolean holds,
      boolean certain,
      List<String> details) {
    public ClauseCheck {
      asked = List.copyOf(asked);
      found = List.copyOf(found);
      details = List.copyOf(details);
    }
  }

  /**
   * A column of the result.
   *
   * @param number from 1; 0 stands for every column of whatever comes back
   * @param label its name in the result
   * @param sources the base columns that it is made of, with their tags
   * @param mask how it is shown: a mask with its parameters, or {@code clear}
   * @param by ids of the masks that make it so, sorted
   * @param besides ids of weaker masks that apply as well, sorted
   * @param would how it would be shown if observed masks were enforced; empty if just so
   */
  public record ColumnCheck(
      int number,
      String label,
      List<String> sources,
      String mask,
      List<String> by,
      List<String> besides,
      String would) {
    public ColumnCheck {
      sources = List.copyOf(sources);
      by = List.copyOf(by);
      besides = List.copyOf(besides);
    }
  }

  /** Why the statement is refused for its caller's role of the database; null if it is not. */
  public @Nullable String roleRefusal() {
    return decision.refuses() ? null : role.refusal(statement.facts());
  }

  /** Whether the statement does not run, by the decision or for its caller's role. */
  public boolean refuses() {
    return decision.refuses() || roleRefusal() != null;
  }

  /** The rules that one more clause would have made match, the most telling first. */
  public List<RuleCheck> nearestMisses() {
    List<RuleCheck> misses = new ArrayList<>();
    for (RuleCheck check : checks) {
      if (check.section != Section.DEFAULT
          && check.section != Section.AUDIT
          && check.status == Status.MISSED
          && check.onlyMiss() != null) {
        misses.add(check);
      }
    }
    misses.sort(
        Comparator.comparing(RuleCheck::section)
            .thenComparing(RuleCheck::enforced, Comparator.reverseOrder())
            .thenComparing(Explanation::strength, Comparator.reverseOrder())
            .thenComparing(RuleCheck::id));
    return List.copyOf(misses);
  }

  /** Of guardrails the action; all others are as weak as the weakest. */
  private static Action strength(RuleCheck check) {
    for (Action action : Action.values()) {
      if (check.does.equals(Explainer.word(action))) {
        return action;
      }
    }
    return Action.ALLOW;
  }

  /**
   * For a terminal.
   *
   * @param unicode whether ticks and crosses may be other than ASCII
   */
  public String text(boolean unicode) {
    return ExplanationText.of(this, unicode);
  }

  /** The lines of {@link #text} on one rule, for each caller. */
  public String text(String rule, boolean unicode) {
    return ExplanationText.of(this, rule, unicode);
  }

  /** As an indented JSON object; keys are never renamed or given another meaning. */
  public String json() {
    return ExplanationJson.of(this);
  }
}
