package dev.sluice.policy;

import dev.sluice.mask.BlindConstant;
import dev.sluice.mask.Constant;
import dev.sluice.mask.Mask;
import dev.sluice.mask.Partial;
import dev.sluice.mask.Truncate;
import java.util.Locale;

/** Masks in words. */
final class MaskWords {
  private MaskWords() {}

  /** The mask with its parameters, as policies write it. */
  static String of(Mask mask) {
    if (mask instanceof Partial partial) {
      String first = partial.first() == 0 ? "" : "first: " + partial.first();
      String last = partial.last() == 0 ? "" : "last: " + partial.last();
      return "partial {" + joined(first, last) + "}";
    }
    if (mask instanceof Truncate truncate) {
      Truncate.Unit unit = truncate.to();
      String to = unit == null ? "" : "to: " + unit.name().toLowerCase(Locale.ROOT);
      String step = truncate.step() == 0 ? "" : "step: " + truncate.step();
      return "truncate {" + joined(to, step) + "}";
    }
    if (mask instanceof Constant constant) {
      return "constant " + constant.shown();
    }
    return mask instanceof BlindConstant blind ? of(blind.constant()) : mask.name();
  }

  private static String joined(String one, String other) {
    return one + (one.isEmpty() || other.isEmpty() ? "" : ", ") + other;
  }
}
