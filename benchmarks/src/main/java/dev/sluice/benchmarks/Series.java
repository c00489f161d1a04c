package dev.sluice.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The figures of one quantity, a round each, in the order of the rounds. Immutable. */
final class Series {
  private final double[] values;
  private final double[] sorted;

  private Series(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a series without a figure");
    }
    this.values = values;
    this.sorted = values.clone();
    Arrays.sort(sorted);
  }

  static Series of(double... values) {
    return new Series(values.clone());
  }

  /** One figure of each of the rounds. */
  static <T> Series of(List<T> rounds, ToDoubleFunction<T> figure) {
    return new Series(rounds.stream().mapToDouble(figure).toArray());
  }

  double median() {
    return quantile(0.5);
  }

  double least() {
    return sorted[0];
  }

  double most() {
    return sorted[sorted.length - 1];
  }

  /** The figures in the order of the rounds. */
  double[] values() {
    return values.clone();
  }

  /**
   * How far the median may be off: two medians that differ by more than their errors differ with
   * about 95% confidence.
   *
   * @see <a href="https://doi.org/10.1080/00031305.1978.10479236">McGill, Tukey, Larsen: Variations
   *     of Box Plots</a>
   */
  double error() {
    return 1.57 * (quantile(0.75) - quantile(0.25)) / Math.sqrt(values.length);
  }

  /**
   * Round by round the difference to another series, so that what slows down a whole round down for
   * both does not count.
   *
   * @throws IllegalArgumentException if the other has not as many rounds
   */
  Series minus(Series other) {
    if (other.values.length != values.length) {
      throw new IllegalArgumentException(values.length + " rounds against " + other.values.length);
    }
    double[] differences = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      differences[i] = values[i] - other.values[i];
    }
    return new Series(differences);
  }

  /** Interpolated between the two nearest figures. */
  private double quantile(double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
