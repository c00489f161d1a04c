package dev.sluice.detect;

import java.util.Set;

/**
 * What was seen in a value.
 *
 * @param certain kinds that hardly anything else looks like: one value tells of its column
 * @param likely kinds of which it has the form, as other things do too: several values tell of it
 */
public record Sighting(Set<Kind> certain, Set<Kind> likely) {
  /** Nothing was seen. */
  public static final Sighting NOTHING = new Sighting(Set.of(), Set.of());

  public Sighting {
    certain = Set.copyOf(certain);
    likely = Set.copyOf(likely);
  }

  public boolean isEmpty() {
    return certain.isEmpty() && likely.isEmpty();
  }
}
