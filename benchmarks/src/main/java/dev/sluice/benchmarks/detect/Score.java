package dev.sluice.benchmarks.detect;

/** Right and wrong findings of one kind. Not thread-safe. */
public final class Score {
  private int found;
  private int missed;
  private int wrong;

  void found() {
    found++;
  }

  void missed() {
    missed++;
  }

  void wrong() {
    wrong++;
  }

  void add(Score other) {
    found += other.found;
    missed += other.missed;
    wrong += other.wrong;
  }

  /** How many there were to find. */
  public int expected() {
    return found + missed;
  }

  /** How many of the findings are right; 1 without any. */
  public double precision() {
    return found + wrong == 0 ? 1 : (double) found / (found + wrong);
  }

  /** How many of what there was to find were found; 1 if there was nothing. */
  public double recall() {
    return found + missed == 0 ? 1 : (double) found / (found + missed);
  }
}
