package dev.sluice.policy;

import java.util.List;
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
 * @param withholds whether any mask holds for the caller on this database, so that the database's
 *     own texts (errors and warnings, which may quote values) must not reach the caller
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
 */
public record Decision(
    Action action,
    Mode mode,
    @Nullable Action would,
    @Nullable String rule,
    List<String> rules,
    MaskPlan masks,
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
    List<String> exemptions) {

  public Decision {
    rules = List.copyOf(rules);
    maskedTags = List.copyOf(maskedTags);
    tags = List.copyOf(tags);
    ruleErrors = List.copyOf(ruleErrors);
    exemptions = List.copyOf(exemptions);
  }

  /** Whether the statement must not run. */
  public boolean refuses() {
    return action == Action.DENY || action == Action.APPROVE;
  }

  /**
   * The value of the span attribute {@code sluice.decision}: {@code mask} if a column of the result
   * is masked, else the action. A plan alone is no mask: it may only watch over generated keys.
   */
  public String outcome() {
    if (!refuses() && !maskedTags.isEmpty()) {
      return "mask";
    }
    return action.name().toLowerCase(java.util.Locale.ROOT);
  }
}
