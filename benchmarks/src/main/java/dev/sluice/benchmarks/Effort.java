package dev.sluice.benchmarks;

/**
 * How long to measure.
 *
 * @param sessions how often each variant gets a new JVM: the compiler decides anew in each, which
 *     changes more than rounds within one JVM can tell
 * @param warmUpRounds at most so many rounds of each scenario in each JVM do not count, since code
 *     is still being compiled
 * @param rounds rounds of each scenario in each JVM that count
 * @param roundMillis the length of a round
 * @param coldStarts how often a JVM is started for each variant to measure its start
 */
record Effort(int sessions, int warmUpRounds, int rounds, int roundMillis, int coldStarts) {
  static final Effort QUICK = new Effort(3, 8, 3, 250, 5);
  static final Effort THOROUGH = new Effort(5, 12, 7, 600, 15);
}
