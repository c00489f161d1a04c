package dev.sluice.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What was measured of one thing.
 *
 * @param name the word for it
 * @param meaning what it is, for people
 * @param rounds the rounds of each variant, the same number for each
 */
record Result(String name, String meaning, Map<Variant, List<Measurement>> rounds) {
  Result {
    rounds = new EnumMap<>(rounds);
  }

  /** The rounds of this and then those of another measurement of the same thing. */
  Result and(Result more) {
    Map<Variant, List<Measurement>> all = new EnumMap<>(Variant.class);
    rounds.forEach((variant, measured) -> all.put(variant, new ArrayList<>(measured)));
    more.rounds.forEach(
        (variant, measured) ->
            all.computeIfAbsent(variant, key -> new ArrayList<>()).addAll(measured));
    return new Result(name, meaning, all);
  }

  /** One figure of each round of a variant. */
  Series series(Variant variant, ToDoubleFunction<Measurement> figure) {
    List<Measurement> measured = rounds.get(variant);
    if (measured == null) {
      throw new IllegalArgumentException(name + " was not measured with " + variant.title());
    }
    return Series.of(measured, figure);
  }

  /** What a variant adds to the one without an agent, round by round. */
  Series added(Variant variant, ToDoubleFunction<Measurement> figure) {
    return series(variant, figure).minus(series(Variant.BARE, figure));
  }
}
