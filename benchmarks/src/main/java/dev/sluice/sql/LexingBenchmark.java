package dev.sluice.sql;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The first reading of a statement of 1 KiB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LexingBenchmark {
  private final String sql = Statements.oneKibibyte(0);

  private final LexerBuffers buffers = LexerBuffers.take(sql.length());

  /** The text split into tokens. */
  @Benchmark
  public Object lex() {
    return Lexer.read(sql, Dialect.POSTGRESQL, buffers);
  }

  /** The key under which facts, the fingerprint among them, are found. */
  @Benchmark
  public Object lexAndKey() {
    Tokens tokens = Lexer.read(sql, Dialect.POSTGRESQL, buffers);
    return CanonicalText.of(tokens).key(Dialect.POSTGRESQL, Catalog.EMPTY);
  }

  /** The key and the fingerprint made anew, which is only done for a shape that was never seen. */
  @Benchmark
  public Object lexKeyAndFingerprint() {
    CanonicalText text = CanonicalText.of(Lexer.read(sql, Dialect.POSTGRESQL, buffers));
    ShapeKey key = text.key(Dialect.POSTGRESQL, Catalog.EMPTY);
    return key.hashCode() + text.fingerprint(Dialect.POSTGRESQL);
  }
}
