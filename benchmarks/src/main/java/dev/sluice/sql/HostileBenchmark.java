package dev.sluice.sql;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The analysis of a text that is made to be costly, each time as if it was never seen. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HostileBenchmark {
  private final SqlAnalyzer forgetful = new SqlAnalyzer(0);
  private final Catalog catalog = Statements.catalog();

  /** One of {@link HostileText#all()}. */
  @Param("")
  public String name = "";

  private String sql = "";

  /** All texts are measured in one JVM, which is warm from the second on. */
  private static final AtomicBoolean WARM = new AtomicBoolean();

  /** Makes the text. */
  @Setup
  public void make() {
    sql = Objects.requireNonNull(HostileText.all().get(name), name);
    // the parser is one big class, which is compiled late: ordinary statements get it there
    int rounds = WARM.getAndSet(true) ? 0 : 20_000;
    for (int i = 0; i < rounds; i++) {
      forgetful.analyze(Statements.oneKibibyte(i), Dialect.POSTGRESQL, catalog);
    }
  }

  @Benchmark
  public Object analyze() {
    return forgetful.analyze(sql, Dialect.POSTGRESQL, catalog);
  }
}
