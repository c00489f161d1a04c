package dev.sluice.benchmarks;

/**
 * What a round took.
 *
 * @param operations how often the scenario's operation was done, at least once
 * @param nanos time on the clock
 * @param threadCpuNanos processor time of the thread that did them
 * @param processCpuNanos processor time of the whole JVM, so of exporters and the garbage collector
 *     too
 * @param allocatedBytes memory that the thread allocated
 * @param compilationNanos time on the clock in which the JVM compiled, in steps of a millisecond
 */
record Measurement(
    long operations,
    long nanos,
    long threadCpuNanos,
    long processCpuNanos,
    long allocatedBytes,
    long compilationNanos) {
  Measurement {
    if (operations < 1) {
      throw new IllegalArgumentException("nothing was done");
    }
  }

  double nanosEach() {
    return (double) nanos / operations;
  }

  double threadCpuNanosEach() {
    return (double) threadCpuNanos / operations;
  }

  double processCpuNanosEach() {
    return (double) processCpuNanos / operations;
  }

  double allocatedBytesEach() {
    return (double) allocatedBytes / operations;
  }

  /** Whether so much was compiled meanwhile that the next round will be faster. */
  boolean isCold() {
    return compilationNanos > nanos / 10;
  }
}
