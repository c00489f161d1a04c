package dev.sluice.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** What changed from one policy to another, and whether it loosens or tightens. */
public final class PolicyDiff {
  private static final List<String> SECTIONS =
      Stream.of(
              Stream.of(PolicyTree.TOP, "defaults"),
              RuleKind.SECTIONS.stream(),
              Stream.of("callers", "environments", "tags", "approvals"))
          .flatMap(sections -> sections)
          .toList();

  private PolicyDiff() {}

  /** What a change means for those whom the policy restricts; the most worrying first. */
  public enum Effect {
    /** Somebody may do or see more, or nobody less. */
    LOOSENS,
    /** It cannot be told, or both. */
    UNCLEAR,
    /** Somebody may do or see less, or nobody more. */
    TIGHTENS,
    /** Nobody may do or see anything else: another wording, or what is reported. */
    NEUTRAL
  }

  /** What happened to an entry. */
  public enum Kind {
    ADDED,
    REMOVED,
    CHANGED
  }

  /**
   * An entry of a policy that is not as it was.
   *
   * @param section such as {@code guardrails}; {@code policy} for what stands at the top
   * @param id the id or name of the entry
   * @param details what is other than before; for an entry that came or went, all of it
   */
  public record Change(String section, String id, Kind kind, Effect effect, List<Detail> details) {
    public Change {
      details = List.copyOf(details);
    }
  }

  /**
   * A key of an entry.
   *
   * @param before the value as it is written; null if there was none
   * @param after the value as it is written; null if there is none
   */
  public record Detail(
      String key, @Nullable String before, @Nullable String after, Effect effect) {}

  /**
   * Compares two policies, which must be good ones.
   *
   * @param from the text before, YAML or a bundle
   * @param to the text after
   * @return what changed: what loosens first, then in the order of a policy, then by id
   */
  public static List<Change> between(String from, String to) {
    return between(
        List.of(new PolicyBundle.Source("policy", from)),
        List.of(new PolicyBundle.Source("policy", to)));
  }

  /**
   * Compares two policies, which must be good ones.
   *
   * @param from the layers before, the highest first; or one bundle
   * @param to the layers after, the highest first; or one bundle
   * @return what changed: what loosens first, then in the order of a policy, then by id
   */
  public static List<Change> between(List<PolicyBundle.Source> from, List<PolicyBundle.Source> to) {
    PolicyTree before = tree(from);
    PolicyTree after = tree(to);
    ChangeEffects effects = new ChangeEffects(before, after);
    List<Change> changes = new ArrayList<>();
    for (String section : SECTIONS) {
      Set<String> ids = new TreeSet<>(before.section(section).keySet());
      ids.addAll(after.section(section).keySet());
      for (String id : ids) {
        Map<String, Object> one = before.section(section).get(id);
        Map<String, Object> other = after.section(section).get(id);
        if (!Objects.equals(one, other)) {
          changes.add(change(section, id, one, other, effects));
        }
      }
    }
    changes.sort(Comparator.comparing(Change::effect)); // stable
    return List.copyOf(changes);
  }

  private static PolicyTree tree(List<PolicyBundle.Source> texts) {
    List<MappingNode> layers = new ArrayList<>();
    for (PolicyBundle.Source text : texts) {
      Problems problems = new Problems(text.source(), text.text());
      MappingNode root = YamlText.read(text.source(), text.text(), problems);
      if (root == null) {
        throw new IllegalArgumentException("not the text of a policy");
      }
      if (PolicyBundle.isBundle(root)) {
        PolicyBundle.policies(new Section(root, problems), problems)
            .forEach(layer -> layers.add(layer.node()));
      } else {
        layers.add(root);
      }
    }
    return PolicyTree.of(layers);
  }

  private static Change change(
      String section,
      String id,
      @Nullable Map<String, Object> before,
      @Nullable Map<String, Object> after,
      ChangeEffects effects) {
    List<Detail> details = new ArrayList<>();
    Set<String> keys = new TreeSet<>();
    keys.addAll(before == null ? Set.of() : before.keySet());
    keys.addAll(after == null ? Set.of() : after.keySet());
    for (String key : keys) {
      Object one = before == null ? null : before.get(key);
      Object other = after == null ? null : after.get(key);
      boolean cameOrWent = before == null || after == null;
      Object value = one == null ? other : one;
      boolean tells =
          !cameOrWent || (value != null && !PolicyTree.goesWithoutSaying(section, key, value));
      if (tells && !Objects.equals(one, other)) {
        Effect effect =
            cameOrWent || before == null || after == null
                ? Effect.NEUTRAL
                : effects.ofKey(section, id, key, before, after);
        details.add(new Detail(key, text(one), text(other), effect));
      }
    }
    if (before == null) {
      return new Change(
          section, id, Kind.ADDED, effects.ofEntry(section, id, effects.after(), true), details);
    }
    if (after == null) {
      return new Change(
          section,
          id,
          Kind.REMOVED,
          effects.ofEntry(section, id, effects.before(), false),
          details);
    }
    List<Effect> all = new ArrayList<>();
    details.forEach(detail -> all.add(detail.effect()));
    return new Change(section, id, Kind.CHANGED, ChangeEffects.together(all), details);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
