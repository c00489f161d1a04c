package dev.sluice.benchmarks.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Labelled values, made from a seed: the same seed makes the same data. The generator knows the
 * formats and their check digits by itself and nothing of the detectors. What a value is labelled
 * as is what a person could tell from it and from the names of its column and table.
 */
public final class LabelledData {
  private LabelledData() {}

  /**
   * Makes data.
   *
   * @param each how many values of each origin
   */
  public static List<Sample> make(long seed, int each) {
    List<Origin> origins = new ArrayList<>();
    origins.addAll(PersonalData.origins());
    origins.addAll(Secrets.origins());
    origins.addAll(LookAlikes.origins());
    List<Sample> samples = new ArrayList<>();
    Random random = new Random(seed);
    for (Origin origin : origins) {
      for (int i = 0; i < each; i++) {
        samples.add(origin.make(random));
      }
    }
    return samples;
  }
}
