package dev.sluice.policy;

import dev.sluice.mask.BlindConstant;
import dev.sluice.mask.BlindRedact;
import dev.sluice.mask.Constant;
import dev.sluice.mask.Email;
import dev.sluice.mask.Hash;
import dev.sluice.mask.Mask;
import dev.sluice.mask.Nullify;
import dev.sluice.mask.Omit;
import dev.sluice.mask.Partial;
import dev.sluice.mask.Redact;
import dev.sluice.mask.Truncate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The masks that hold for a caller on a database, in the order of their ids. Immutable. */
final class MaskSet {
  static final MaskSet NONE = new MaskSet(List.of());

  private final List<MaskRule> rules;

  private MaskSet(List<MaskRule> rules) {
    this.rules = List.copyOf(rules);
  }

  static MaskSet of(List<MaskRule> rules) {
    TreeMap<String, MaskRule> byId = new TreeMap<>();
    rules.forEach(rule -> byId.put(rule.id(), rule));
    return byId.isEmpty() ? NONE : new MaskSet(new ArrayList<>(byId.values()));
  }

  boolean isEmpty() {
    return rules.isEmpty();
  }

  List<MaskRule> rules() {
    return rules;
  }

  /** Whether a value with these tags, possible ones included, is masked. */
  boolean masks(TagSet tags) {
    for (MaskRule rule : rules) {
      if (TagSet.intersects(tags.possible(), rule.tags())) {
        return true;
      }
    }
    return false;
  }

  /** The masks of a value with these tags, possible ones included. */
  List<MaskRule> matching(TagSet tags) {
    List<MaskRule> matching = new ArrayList<>();
    for (MaskRule rule : rules) {
      if (TagSet.intersects(tags.possible(), rule.tags())) {
        matching.add(rule);
      }
    }
    return matching;
  }

  /**
   * The first mask, by its id, of a value with these tags that refuses inference; or null.
   *
   * @param least those that refuse at least as much
   */
  @Nullable MaskRule refusingInference(TagSet tags, Inference least) {
    for (MaskRule rule : rules) {
      if (rule.inference().compareTo(least) >= 0
          && TagSet.intersects(tags.possible(), rule.tags())) {
        return rule;
      }
    }
    return null;
  }

  /** The first mask, by its id, that refuses inference; null if none does. */
  @Nullable MaskRule refusingInference() {
    for (MaskRule rule : rules) {
      if (rule.inference().refuses()) {
        return rule;
      }
    }
    return null;
  }

  /** The mask of a value of which nothing is known. */
  Mask redaction() {
    return refusingInference() == null ? Redact.INSTANCE : BlindRedact.INSTANCE;
  }

  /** The mask of what is computed from values that these masks hide; null if there are none. */
  static @Nullable Mask ofDerived(List<MaskRule> rules) {
    Mask mask = null;
    for (MaskRule rule : rules) {
      mask = mask == null || strength(rule.ofDerived()) > strength(mask) ? rule.ofDerived() : mask;
    }
    return mask;
  }

  /** Of several masks those that decide together: what the others would show is hidden anyway. */
  static List<MaskRule> strongestOf(List<MaskRule> rules) {
    int most = -1;
    for (MaskRule rule : rules) {
      most = Math.max(most, strength(rule.mask()));
    }
    boolean redacted = most < strength(Redact.INSTANCE);
    List<MaskRule> strongest = new ArrayList<>();
    for (MaskRule rule : rules) {
      if (strength(rule.mask()) == most || (redacted && isDisputed(rule, rules))) {
        strongest.add(rule);
      }
    }
    return strongest;
  }

  /** Whether another mask of the same strength hides what this one shows. */
  private static boolean isDisputed(MaskRule one, List<MaskRule> rules) {
    for (MaskRule rule : rules) {
      if (strength(rule.mask()) == strength(one.mask()) && !rule.mask().equals(one.mask())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The strongest of several masks, null if there are none. Two of one strength that differ in
   * their parameters redact, also where another one is stronger than either: one mask more must not
   * show what was redacted without it.
   */
  static @Nullable Mask strongest(List<MaskRule> rules) {
    Mask strongest = null;
    for (MaskRule rule : rules) {
      if (strongest == null || strength(rule.mask()) > strength(strongest)) {
        strongest = rule.mask();
      }
    }
    if (strongest == null) {
      return null;
    }
    for (MaskRule rule : rules) {
      if (isDisputed(rule, rules)) {
        return ofDerived(rules);
      }
    }
    return strongest.equals(Redact.INSTANCE) ? ofDerived(rules) : strongest;
  }

  /**
   * Masks that show parts of a value are of one strength, because each hides what another shows:
   * several become redaction. NULL hides more than a constant text, which leaves NULL as it is.
   */
  private static int strength(Mask mask) {
    if (mask instanceof Partial || mask instanceof Email || mask instanceof Truncate) {
      return 0;
    }
    if (mask instanceof Hash) {
      return 1;
    }
    if (mask instanceof Constant || mask instanceof BlindConstant) {
      return 2;
    }
    if (mask instanceof Nullify) {
      return 3;
    }
    if (mask instanceof Omit) {
      return 6;
    }
    return mask instanceof BlindRedact ? 5 : 4;
  }

  /** The tags among these that are masked, possible ones included. */
  void addMaskedTags(TagSet tags, Set<String> masked) {
    for (MaskRule rule : rules) {
      for (String tag : rule.tags()) {
        if (tags.possible().contains(tag)) {
          masked.add(tag);
        }
      }
    }
  }
}
