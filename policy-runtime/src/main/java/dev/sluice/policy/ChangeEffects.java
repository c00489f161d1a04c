package dev.sluice.policy;

import dev.sluice.policy.PolicyDiff.Effect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a change of a policy loosens or tightens, where this follows from the language
 * alone: a restriction that is for more, or does more, tightens; a permission that is for more
 * loosens. What would need an answer to which statements there are is unclear.
 */
final class ChangeEffects {
  private static final List<String> ACTIONS = List.of("allow", "audit", "warn", "approve", "deny");
  private static final int LEAST_REFUSING = ACTIONS.indexOf("approve");

  /** Those that are not here show parts of a value: which of them shows more cannot be told. */
  private static final List<String> MASKS = List.of("hash", "constant", "null", "redact");

  private static final Set<String> WORDING =
      Set.of("message", "fix", "reason", "ticket", "name", "owner", "approval");
  private static final Pattern NUMBER = Pattern.compile("([0-9]{1,9})(|[smh]|/[0-9]{0,9}[smhd])");
  private static final Map<String, Long> SECONDS = Map.of("s", 1L, "m", 60L, "h", 3_600L);

  private final PolicyTree before;
  private final PolicyTree after;

  ChangeEffects(PolicyTree before, PolicyTree after) {
    this.before = before;
    this.after = after;
  }

  PolicyTree before() {
    return before;
  }

  PolicyTree after() {
    return after;
  }

  /** For more of something, for less of it, or neither can be told. */
  private enum Extent {
    WIDER,
    NARROWER,
    OTHER;

    Extent reversed() {
      return switch (this) {
        case WIDER -> NARROWER;
        case NARROWER -> WIDER;
        case OTHER -> OTHER;
      };
    }
  }

  /** Of several effects: the one they share, those that are neutral left out. */
  static Effect together(List<Effect> effects) {
    Set<Effect> different = new HashSet<>(effects);
    different.remove(Effect.NEUTRAL);
    if (different.isEmpty()) {
      return Effect.NEUTRAL;
    }
    return different.size() == 1 ? different.iterator().next() : Effect.UNCLEAR;
  }

  private static Effect opposite(Effect effect) {
    return switch (effect) {
      case LOOSENS -> Effect.TIGHTENS;
      case TIGHTENS -> Effect.LOOSENS;
      case UNCLEAR, NEUTRAL -> effect;
    };
  }

  /**
   * What it means that an entry came or went.
   *
   * @param policy the one that it stands in
   * @param came whether it came
   */
  Effect ofEntry(String section, String id, PolicyTree policy, boolean came) {
    if (RuleKind.SECTIONS.contains(section)) {
      Effect ofRule = ofMore(section, rule(policy, section, id));
      return came ? ofRule : opposite(ofRule);
    }
    Effect ofMore =
        switch (section) {
          case "callers" -> ofUses(policy, "callers", id, new HashSet<>());
          case "environments" -> ofUses(policy, "env", id, new HashSet<>());
          case "tags" -> ofUses(policy, "tags", id, new HashSet<>());
          default -> Effect.UNCLEAR;
        };
    return came ? ofMore : opposite(ofMore);
  }

  private static Map<String, Object> rule(PolicyTree policy, String section, String id) {
    return policy.section(section).getOrDefault(id, Map.of());
  }

  /** What it means that a rule is for more than before. */
  private static Effect ofMore(String section, Map<String, Object> rule) {
    if (section.equals("exemptions")) {
      return Effect.LOOSENS;
    }
    if ("observe".equals(rule.get("mode"))) {
      return Effect.NEUTRAL;
    }
    if (section.equals("database_roles")) {
      return Effect.UNCLEAR; // only the database knows what a role may do
    }
    if (!section.equals("guardrails")) {
      return Effect.TIGHTENS;
    }
    int action = ACTIONS.indexOf(String.valueOf(rule.get("action")));
    if (action == 0) {
      return Effect.LOOSENS;
    }
    return action >= LEAST_REFUSING ? Effect.TIGHTENS : Effect.NEUTRAL;
  }

  /** What it means that a key of an entry has another value. */
  Effect ofKey(
      String section,
      String id,
      String key,
      Map<String, Object> before,
      Map<String, Object> after) {
    if (WORDING.contains(key)) {
      return Effect.NEUTRAL;
    }
    if (RuleKind.SECTIONS.contains(section)) {
      return ofRule(section, key, before, after);
    }
    Object one = before.get(key);
    Object other = after.get(key);
    return switch (section) {
      case PolicyTree.TOP -> ofTop(key, one, other);
      case "defaults" -> ofDefault(id, String.valueOf(one), String.valueOf(other));
      case "callers" -> ofNamed("callers", id, extentOfCaller(key, one, other));
      case "environments" ->
          key.equals("datasources") ? ofNamed("env", id, extentOfList(one, other)) : ofProtection();
      case "tags" -> ofNamed("tags", id, extentOfList(one, other));
      default -> Effect.UNCLEAR;
    };
  }

  /** That an environment is protected, or no longer, matters to conditions only. */
  private Effect ofProtection() {
    boolean read = false;
    for (PolicyTree policy : List.of(before, after)) {
      for (Map<String, Object> rule : policy.section("guardrails").values()) {
        read |= String.valueOf(rule.get("when")).contains("env.protected");
      }
    }
    return read ? Effect.UNCLEAR : Effect.NEUTRAL;
  }

  private static Effect ofTop(String key, @Nullable Object one, @Nullable Object other) {
    if (key.equals("mode")) {
      return "enforce".equals(other) ? Effect.TIGHTENS : Effect.LOOSENS;
    }
    if (key.equals("audit")) {
      return Effect.NEUTRAL;
    }
    return key.equals("detect") ? of(extentOfList(one, other), Effect.TIGHTENS) : Effect.UNCLEAR;
  }

  private static Effect ofDefault(String id, String one, String other) {
    if (id.equals("unknown_caller")) {
      return other.equals("deny") ? Effect.TIGHTENS : Effect.LOOSENS;
    }
    return byOrder(ACTIONS, one, other);
  }

  private static Effect byOrder(List<String> order, String one, String other) {
    int from = order.indexOf(one);
    int to = order.indexOf(other);
    if (from < 0 || to < 0) {
      return Effect.UNCLEAR;
    }
    return to > from ? Effect.TIGHTENS : Effect.LOOSENS;
  }

  private static Effect ofRule(
      String section, String key, Map<String, Object> before, Map<String, Object> after) {
    Object one = before.get(key);
    Object other = after.get(key);
    if ("observe".equals(before.get("mode")) && "observe".equals(after.get("mode"))) {
      return Effect.NEUTRAL;
    }
    Effect ofMore = together(List.of(ofMore(section, before), ofMore(section, after)));
    switch (key) {
      case "mode" -> {
        Effect enforced = ofMore(section, "enforce".equals(other) ? after : before);
        return "enforce".equals(other) ? enforced : opposite(enforced);
      }
      case "action" -> {
        return byOrder(ACTIONS, String.valueOf(one), String.valueOf(other));
      }
      case "locked" -> {
        return "true".equals(other) ? Effect.TIGHTENS : Effect.LOOSENS;
      }
      case "inference" -> {
        return byOrder(
            List.of("audit", "equality", "deny"), String.valueOf(one), String.valueOf(other));
      }
      case "with" -> {
        return ofMask(maskName(one), maskName(other));
      }
      case "expires" -> {
        return String.valueOf(other).compareTo(String.valueOf(one)) > 0
            ? Effect.LOOSENS
            : Effect.TIGHTENS;
      }
      case "returned_rows", "affected_rows", "timeout", "rate", "denials" -> {
        return of(extentOfNumber(one, other).reversed(), ofMore);
      }
      case "where", "on_exceed" -> {
        return Effect.UNCLEAR;
      }
      default -> {
        return of(extent(key, one, other), ofMore);
      }
    }
  }

  private static Effect ofMask(String one, String other) {
    int from = MASKS.indexOf(one);
    int to = MASKS.indexOf(other);
    if (from == to) {
      return Effect.UNCLEAR;
    }
    return to > from ? Effect.TIGHTENS : Effect.LOOSENS;
  }

  private static String maskName(@Nullable Object with) {
    return with instanceof Map<?, ?> map && map.size() == 1
        ? String.valueOf(map.keySet().iterator().next())
        : String.valueOf(with);
  }

  private static Effect of(Extent extent, Effect ofMore) {
    return switch (extent) {
      case WIDER -> ofMore;
      case NARROWER -> opposite(ofMore);
      case OTHER -> ofMore == Effect.NEUTRAL ? Effect.NEUTRAL : Effect.UNCLEAR;
    };
  }

  /** Whether a clause lets its rule match more: one that is not there asks for nothing. */
  private static Extent extent(String key, @Nullable Object one, @Nullable Object other) {
    String name = key.startsWith("match.") ? key.substring("match.".length()) : key;
    if (one == null || other == null) {
      return other == null ? Extent.WIDER : Extent.NARROWER;
    }
    if (name.equals("when") || name.equals("unrestricted") || name.equals("not_unrestricted")) {
      return Extent.OTHER;
    }
    Extent extent = extentOfList(one, other);
    return name.startsWith("not_") || name.equals("unless") ? extent.reversed() : extent;
  }

  private static Extent extentOfCaller(String key, @Nullable Object one, @Nullable Object other) {
    if (key.equals("kind") || key.equals("verified")) {
      return Extent.OTHER;
    }
    if (one == null || other == null) {
      return other == null ? Extent.WIDER : Extent.NARROWER;
    }
    return extentOfList(one, other);
  }

  private static Extent extentOfList(@Nullable Object one, @Nullable Object other) {
    Set<Object> from = items(one);
    Set<Object> to = items(other);
    if (to.containsAll(from)) {
      return Extent.WIDER;
    }
    return from.containsAll(to) ? Extent.NARROWER : Extent.OTHER;
  }

  private static Set<Object> items(@Nullable Object value) {
    if (value == null) {
      return Set.of();
    }
    return value instanceof List<?> list ? new HashSet<>(list) : Set.of(value);
  }

  /** Of limits, none is wider than any. */
  private static Extent extentOfNumber(@Nullable Object one, @Nullable Object other) {
    if (one == null || other == null) {
      return other == null ? Extent.WIDER : Extent.NARROWER;
    }
    Matcher from = NUMBER.matcher(one.toString());
    Matcher to = NUMBER.matcher(other.toString());
    if (!from.matches() || !to.matches()) {
      return Extent.OTHER;
    }
    boolean times = SECONDS.containsKey(from.group(2)) && SECONDS.containsKey(to.group(2));
    if (!times && !from.group(2).equals(to.group(2))) {
      return Extent.OTHER;
    }
    int order = Long.compare(amount(to), amount(from));
    return order == 0 ? Extent.OTHER : order > 0 ? Extent.WIDER : Extent.NARROWER;
  }

  private static long amount(Matcher number) {
    return Long.parseLong(number.group(1)) * SECONDS.getOrDefault(number.group(2), 1L);
  }

  /** What it means that a caller, environment or tag stands for more or less than before. */
  private Effect ofNamed(String kind, String name, Extent extent) {
    return of(
        extent,
        together(
            List.of(
                ofUses(before, kind, name, new HashSet<>()),
                ofUses(after, kind, name, new HashSet<>()))));
  }

  /** What it would mean that a name stands for more, by the rules that use it. */
  private static Effect ofUses(PolicyTree policy, String kind, String name, Set<String> seen) {
    List<Effect> effects = new ArrayList<>();
    for (String section : RuleKind.SECTIONS) {
      policy
          .section(section)
          .forEach(
              (id, rule) -> {
                Effect ofMore = ofMore(section, rule);
                if (reads(rule.get("when"), kind)) {
                  effects.add(Effect.UNCLEAR);
                }
                rule.forEach(
                    (key, value) -> {
                      String clause = key.startsWith("match.") ? key.substring(6) : key;
                      if (!uses(value, name)) {
                        return;
                      }
                      if (clause.equals(kind)) {
                        effects.add(ofMore);
                      } else if (clause.equals("not_" + kind)
                          || (clause.equals("unless") && kind.equals("callers"))) {
                        effects.add(opposite(ofMore));
                      } else if (clause.endsWith("copies_tags") && kind.equals("tags")) {
                        effects.add(Effect.UNCLEAR);
                      }
                    });
              });
    }
    if (kind.equals("callers") && seen.add(name)) {
      policy
          .section("callers")
          .forEach(
              (other, caller) -> {
                if (uses(caller.get("on_behalf_of"), name)) {
                  effects.add(ofUses(policy, kind, other, seen));
                }
              });
    }
    return together(effects);
  }

  /** Whether a condition may read what the name stands for. */
  private static boolean reads(@Nullable Object when, String kind) {
    String text = String.valueOf(when);
    return (kind.equals("env") && text.contains("env."))
        || (kind.equals("tags") && text.contains("stmt.tags"));
  }

  private static boolean uses(@Nullable Object value, String name) {
    for (Object item : items(value)) {
      if (new Glob(item.toString()).matches(name)) {
        return true;
      }
    }
    return false;
  }
}
