package dev.sluice.otel;

import java.util.ArrayList;
import java.util.List;

/**
 * A limit of the policy that an execution passed.
 *
 * @param rule the id of the limit
 * @param truncates whether the rest is left out without an error
 * @param enforced whether it was carried out; else it is only observed
 */
record ExceededLimit(String rule, boolean truncates, boolean enforced) {
  /** These limits and this one. */
  List<ExceededLimit> after(List<ExceededLimit> others) {
    List<ExceededLimit> all = new ArrayList<>(others);
    all.add(this);
    return List.copyOf(all);
  }
}
