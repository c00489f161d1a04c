package dev.sluice.policy;

import dev.sluice.mask.Mask;
import dev.sluice.sql.TableFilters;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the policy says of one statement by one caller. Immutable.
 *
 * @param action what is carried out: in observe mode never more than {@link Action#WARN}
 * @param mode the mode in force
 * @param would the stronger action that observe mode kept from being carried out; null if none
 * @param rule the id of the deciding rule, or a default such as {@code defaults.opaque}; null if
 *     nothing but the built-in allowance decided
 * @param rules ids of all rules and masks that matched, sorted
 * @param masks what is masked, {@link MaskPlan#NONE} if the statement is refused
 * @param filters which rows of each table may be seen and changed; {@link TableFilters#NONE} if all
 *     or if the statement is refused
 * @param filtering ids of the row filters of the tables that the statement touches, sorted
 * @param withholds whether any mask or row filter holds for the caller on this database, so that
 *     the database's own texts (errors and warnings, which may quote values) must not reach the
 *     caller
 * @param maskedTags tags of the masked columns, sorted
 * @param tags tags of all columns that the statement touches, sorted
 * @param limits how much of the statement is let through; {@link Limits#NONE} if it is refused
 * @param wouldBeLimits smaller limits that observe mode keeps from being enforced
 * @param message for the one who is refused: what is not allowed; empty if not refused
 * @param fix for the one who is refused: what to do instead; may be empty
 * @param policy the name of the policy
 * @param serial the serial of the policy
 * @param ruleErrors of the rules whose condition failed, sorted
 * @param exemptions ids of the exemptions that lifted a rule, sorted
 * @param copied the tags that columns get by this statement, if it runs, and nobody knew of yet
 * @param read tags of what is read, of which rules ask whether a conversation has read them, sorted
 * @param tellsText whether spans tell the statement's text as it is, values in it included, rather
 *     than its shape
 */
public record Decision(
    Action action,
    Mode mode,
    @Nullable Action would,
    @Nullable String rule,
    List<String> rules,
    MaskPlan masks,
    TableFilters filters,
    List<String> filtering,
    boolean withholds,
    List<String> maskedTags,
    List<String> tags,
    Limits limits,
    Limits wouldBeLimits,
    String message,
    String fix,
    String policy,
    long serial,
    List<RuleError> ruleErrors,
    List<String> exemptions,
    List<CopiedTag> copied,
    List<String> read,
    boolean tellsText) {

  public Decision {
    rules = List.copyOf(rules);
    filtering = List.copyOf(filtering);
    maskedTags = List.copyOf(maskedTags);
    tags = List.copyOf(tags);
    ruleErrors = List.copyOf(ruleErrors);
    exemptions = List.copyOf(exemptions);
    copied = List.copyOf(copied);
    read = List.copyOf(read);
  }

  /** Whether the statement must not run. */
  public boolean refuses() {
    return action == Action.DENY || action == Action.APPROVE;
  }

  /**
   * The value of the span attribute {@code sluice.decision}: {@code mask} if a column of the result
   * is masked or rows are filtered, else the action. A plan alone is no mask: it may only watch
   * over generated keys.
   */
  public String outcome() {
    if (!refuses() && (!maskedTags.isEmpty() || !filtering.isEmpty())) {
      return "mask";
    }
    return action.name().toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * Whether this decision does to the statement what another one does, for the same reason: so that
   * neither the service nor whoever reads its spans could tell which of them was carried out.
   */
  public boolean hasEffectOf(Decision other) {
    return action == other.action
        && would == other.would
        && Objects.equals(rule, other.rule)
        && maskedTags.equals(other.maskedTags)
        && filtering.equals(other.filtering)
        && limits.equals(other.limits)
        && sameMasks(masks, other.masks);
  }

  private static boolean sameMasks(MaskPlan one, MaskPlan other) {
    int columns = Math.max(one.columns(), other.columns());
    for (int i = 1; i <= columns; i++) {
      Mask mask = one.column(i);
      Mask otherMask = other.column(i);
      if (!Objects.equals(
          mask == null ? null : mask.name(), otherMask == null ? null : otherMask.name())) {
        return false;
      }
    }
    return true;
  }

  /**
   * This decision turned into a refusal, because a row filter cannot be applied to the statement.
   *
   * @param reason why, as a clause
   */
  public Decision unfiltered(String reason) {
    return refused(
        Defaults.UNENFORCEABLE,
        "The rows of a table are filtered, which this statement does not allow: " + reason + ".",
        "Read the table itself, in a plain SELECT, UPDATE or DELETE.");
  }

  /** This decision turned into a refusal, because the caller did something too often. */
  Decision stopped(String limit, Refusal refusal) {
    return refused(limit, refusal.why(), "");
  }

  /**
   * This decision turned into a refusal by what was found out after it, such as that a session does
   * not take a role.
   *
   * @param by the id of the rule
   * @param why what the one who is refused reads
   */
  public Decision refused(String by, String why) {
    return refused(by, why, "");
  }

  private Decision refused(String by, String why, String instead) {
    Set<String> all = new TreeSet<>(rules);
    all.add(by);
    return new Decision(
        Action.DENY,
        mode,
        null,
        by,
        List.copyOf(all),
        MaskPlan.NONE,
        TableFilters.NONE,
        List.of(),
        withholds,
        List.of(),
        tags,
        Limits.NONE,
        Limits.NONE,
        why,
        instead,
        policy,
        serial,
        ruleErrors,
        exemptions,
        List.of(),
        List.of(),
        tellsText);
  }
}
