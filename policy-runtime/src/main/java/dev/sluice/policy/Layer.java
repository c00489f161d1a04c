package dev.sluice.policy;

import dev.sluice.policy.condition.Condition;
import dev.sluice.policy.condition.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A document of several that are in force together, with all that are above it. A lower one may use
 * all names of those above, and can only tighten: it may hold rules that restrict, and nothing that
 * another layer's rules or defaults would decide by in another way.
 *
 * @param document all layers so far as one policy
 * @param names of the policies so far
 * @param ids of the rules so far
 */
record Layer(
    PolicyDocument document,
    Names<String> names,
    Names<Environment> environments,
    Names<CallerSelector> callers,
    Names<List<ColumnGlob>> tags,
    Names<Section> ids) {
  /** What cannot loosen; a key that is not named here belongs into the highest layer. */
  private static final Set<String> KEYS =
      Set.of(
          "sluice",
          "name",
          "owner",
          "mode",
          "environments",
          "callers",
          "tags",
          "masks",
          "row_filters",
          "guardrails",
          "exemptions",
          "limits");

  /** Notes what a layer below this one may not hold. */
  void check(Section lower, Problems problems) {
    for (Section.Text key : lower.keys()) {
      if (DocumentReader.POLICY.names().contains(key.value()) && !KEYS.contains(key.value())) {
        problems.add(
            key.node(),
            "`"
                + key.value()
                + "` belongs into the highest layer, as lower ones can only tighten by rules");
      }
    }
    checkNewNames(lower, problems, "tags", Set.of(Field.STMT_TAGS));
    if (!document.detect().isEmpty()) {
      note(
          lower,
          problems,
          "tags",
          "a layer above detects what columns hold, and leaves alone those that have a tag: define"
              + " tags in its layer");
    }
    checkNewNames(lower, problems, "environments", Set.of(Field.ENV_NAME, Field.ENV_PROTECTED));
  }

  /** A condition of a layer above would be answered in another way if it saw the new names. */
  private void checkNewNames(Section lower, Problems problems, String key, Set<Field> fields) {
    if (!lower.has(key)) {
      return;
    }
    for (Guardrail guardrail : document.guardrails()) {
      Condition when = guardrail.when();
      if (when != null && when.reads().stream().anyMatch(fields::contains)) {
        note(
            lower,
            problems,
            key,
            "the rule `"
                + guardrail.id()
                + "` of a layer above decides by all "
                + key
                + ", so that new ones could lift it: define them in its layer");
      }
    }
  }

  private static void note(Section lower, Problems problems, String key, String problem) {
    for (Section.Text written : lower.keys()) {
      if (written.value().equals(key)) {
        problems.add(written.node(), problem);
      }
    }
  }

  /**
   * This and a lower document as one policy. Callers that the lower one names do not count as known
   * to {@code defaults.unknown_caller} of the highest.
   */
  PolicyDocument and(PolicyDocument lower) {
    return new PolicyDocument(
        document.name() + " + " + lower.name(),
        document.owner(),
        document.mode(),
        document.defaults(),
        lower.environments(),
        document.callers(),
        lower.tags(),
        document.detect(),
        concat(document.masks(), lower.masks()),
        concat(document.rowFilters(), lower.rowFilters()),
        concat(document.guardrails(), lower.guardrails()),
        concat(document.limits(), lower.limits()),
        document.databaseRoles(),
        concat(document.audit(), lower.audit()));
  }

  private static <T> List<T> concat(List<T> one, List<T> other) {
    List<T> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }
}
