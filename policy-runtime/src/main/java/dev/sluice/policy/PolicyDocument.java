package dev.sluice.policy;

import dev.sluice.detect.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A policy as it was written, checked, with its names resolved and its patterns made.
 *
 * @param owner empty if the policy names none
 * @param tags patterns by tag
 * @param detect what is looked for in columns that the tags do not name
 */
record PolicyDocument(
    String name,
    String owner,
    Mode mode,
    Defaults defaults,
    List<Environment> environments,
    List<CallerSelector> callers,
    Map<String, List<ColumnGlob>> tags,
    Set<Kind> detect,
    List<MaskRule> masks,
    List<RowFilter> rowFilters,
    List<Guardrail> guardrails,
    List<LimitRule> limits,
    List<RoleRule> databaseRoles,
    List<AuditEntry> audit) {

  PolicyDocument {
    environments = List.copyOf(environments);
    callers = List.copyOf(callers);
    tags = Map.copyOf(tags);
    detect = Set.copyOf(detect);
    masks = List.copyOf(masks);
    rowFilters = List.copyOf(rowFilters);
    guardrails = List.copyOf(guardrails);
    limits = List.copyOf(limits);
    databaseRoles = List.copyOf(databaseRoles);
    audit = List.copyOf(audit);
  }

  /** The tags of which any rule asks whether a conversation has read them. */
  Set<String> tagsRead() {
    Set<String> tags = new HashSet<>();
    guardrails.forEach(guardrail -> tags.addAll(guardrail.tagsRead()));
    return tags;
  }

  /** The same policy, recorded only. */
  PolicyDocument observed() {
    return new PolicyDocument(
        name,
        owner,
        Mode.OBSERVE,
        defaults,
        environments,
        callers,
        tags,
        detect,
        masks,
        rowFilters,
        guardrails,
        limits,
        databaseRoles,
        audit);
  }
}
