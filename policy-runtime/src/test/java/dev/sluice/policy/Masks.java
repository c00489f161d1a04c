package dev.sluice.policy;

import dev.sluice.mask.Mask;
import java.util.ArrayList;
import java.util.List;

/** Describes a mask plan in the words of the case tables. */
final class Masks {
  private Masks() {}

  /** One word a column: the name of the mask, or {@code clear}. */
  static String inWords(MaskPlan plan) {
    if (plan.isEmpty()) {
      return "none";
    }
    if (plan.columns() < 0) {
      Mask any = plan.column(1_000);
      return "all " + (any == null ? "clear" : any.name());
    }
    List<String> words = new ArrayList<>();
    for (int i = 1; i <= plan.columns(); i++) {
      Mask mask = plan.column(i);
      words.add(mask == null ? "clear" : mask.name());
    }
    return words.isEmpty() ? "base columns only" : String.join(" ", words);
  }
}
