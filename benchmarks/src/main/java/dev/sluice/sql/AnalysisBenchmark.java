package dev.sluice.sql;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The facts of a statement of 1 KiB that was seen before, or not. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AnalysisBenchmark {
  private static final int LITERALS = 1024;

  /** More look-ups than it takes for a text to be remembered. */
  private static final int UNTIL_REMEMBERED = 1_000;

  private final SqlAnalyzer analyzer = new SqlAnalyzer();
  private final SqlAnalyzer shapesOnly = new SqlAnalyzer(0, SqlAnalyzer.DEFAULT_MEMORY);
  private final SqlAnalyzer forgetful = new SqlAnalyzer(0);
  private final Catalog catalog = Statements.catalog();
  private final String seen = Statements.oneKibibyte(0);
  private final String[] sameShape = new String[LITERALS];
  private int next;

  /** Fills the memory. */
  @Setup
  public void remember() {
    for (int i = 0; i < LITERALS; i++) {
      sameShape[i] = Statements.oneKibibyte(1 + i);
    }
    for (int i = 0; i < UNTIL_REMEMBERED; i++) {
      seen();
    }
  }

  /** The same text again, as of a prepared statement. */
  @Benchmark
  public final Object seen() {
    return analyzer.analyze(seen, Dialect.POSTGRESQL, catalog);
  }

  /**
   * The fingerprint of a text that was never seen, of a shape that was: split into tokens, its key
   * found, and the facts by that. No text is remembered, so that each is read.
   */
  @Benchmark
  public Object sameShape() {
    next = (next + 1) % LITERALS;
    return shapesOnly.analyze(sameShape[next], Dialect.POSTGRESQL, catalog).fingerprint();
  }

  /** A text of a shape that was never seen: the parser and all that follows. */
  @Benchmark
  public Object unseen() {
    return forgetful.analyze(seen, Dialect.POSTGRESQL, catalog);
  }
}
