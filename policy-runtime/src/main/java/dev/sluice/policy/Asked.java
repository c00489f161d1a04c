package dev.sluice.policy;

import java.util.List;

/**
 * What a clause of a rule asks for, as it was written.
 *
 * @param key such as {@code effects} or {@code not_tables}
 * @param values such as {@code select, update}
 */
record Asked(String key, List<String> values) {
  Asked {
    values = List.copyOf(values);
  }
}
