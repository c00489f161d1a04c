package dev.sluice.benchmarks;

/**
 * How long to measure.
 *
 * @param warmUpRounds rounds of each scenario that do not count
 * @param rounds rounds that count
 * @param roundMillis the length of a round
 * @param coldStarts how often a JVM is started for each variant
 */
record Effort(int warmUpRounds, int rounds, int roundMillis, int coldStarts) {
  static final Effort QUICK = new Effort(5, 9, 300, 5);
  static final Effort THOROUGH = new Effort(6, 21, 1000, 15);
}
