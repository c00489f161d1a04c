package dev.sluice.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Says what a statement does. Thread-safe; never throws, blocks or does I/O.
 *
 * <p>Facts are remembered twice: by the exact text, which makes a prepared statement one look-up,
 * and by the canonical text, which statements share that differ in literals that change no fact.
 * Both memories are bounded.
 */
public final class SqlAnalyzer {

  /** Enough to load the parser; more would take processor time from the service's own start. */
  private static final int WARM_UP_ROUNDS = 10;

  /** Longer texts are rarely seen again. */
  private static final int MAX_CACHED_LENGTH = 10 * 1024;

  private static final int MAX_EXACT_LENGTH = 4 * 1024;
  private static final int MAX_SUMMARY_LENGTH = 255;

  private record Key(String text, Dialect dialect, Catalog catalog) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && catalog == key.catalog
          && dialect == key.dialect
          && text.equals(key.text);
    }

    @Override
    public int hashCode() {
      return text.hashCode() * 31 + System.identityHashCode(catalog) + dialect.hashCode();
    }
  }

  private final Cache<Key, SqlFacts> byText;
  private final Cache<Key, SqlFacts> byShape;

  /**
   * @param maxCachedShapes how many shapes, and how many exact texts, are remembered at most
   */
  public SqlAnalyzer(int maxCachedShapes) {
    byText = cache(maxCachedShapes);
    byShape = cache(maxCachedShapes);
  }

  private static Cache<Key, SqlFacts> cache(int size) {
    // maintenance runs on the caller: none of the host's pools is touched
    return Caffeine.newBuilder().maximumSize(size).executor(Runnable::run).build();
  }

  /**
   * Analyses a text.
   *
   * @param catalog what is known of the tables; a new object makes all that was remembered with the
   *     old one unused
   * @return what the statement does; with a reason in {@link SqlFacts#opaque()} if that is not all
   */
  public SqlFacts analyze(String sql, Dialect dialect, Catalog catalog) {
    Key exact = new Key(sql, dialect, catalog);
    SqlFacts known = byText.getIfPresent(exact);
    if (known != null) {
      return known;
    }
    SqlFacts facts = analyzeUnseen(sql, dialect, catalog);
    // A stream of texts that differ in their literals would write each of them once and read none:
    // a text that comes again is soon among those that are kept.
    if (sql.length() <= MAX_EXACT_LENGTH && ThreadLocalRandom.current().nextInt(8) == 0) {
      byText.put(exact, facts);
    }
    return facts;
  }

  private SqlFacts analyzeUnseen(String sql, Dialect dialect, Catalog catalog) {
    try {
      Tokens tokens = Lexer.read(sql, dialect);
      if (tokens.refusal() != null) {
        return Assembly.ofRefused(tokens, dialect, catalog, fingerprint(sql, dialect));
      }
      CanonicalText text = CanonicalText.of(tokens, dialect);
      if (sql.length() > MAX_CACHED_LENGTH) {
        return assemble(tokens, text, dialect, catalog);
      }
      Key key = new Key(text.key(), dialect, catalog);
      SqlFacts known = byShape.getIfPresent(key);
      if (known == null) {
        known = assemble(tokens, text, dialect, catalog);
        byShape.put(key, known);
      }
      return known;
    } catch (RuntimeException | StackOverflowError e) {
      return failed(sql, dialect, e);
    }
  }

  private static SqlFacts assemble(
      Tokens tokens, CanonicalText text, Dialect dialect, Catalog catalog) {
    return new Assembly(tokens, text, dialect, catalog).facts(fingerprint(text.key(), dialect));
  }

  private static SqlFacts failed(String sql, Dialect dialect, Throwable cause) {
    return SqlFacts.unknown(
        dialect,
        fingerprint(sql, dialect),
        "the analysis failed: " + cause.getClass().getSimpleName());
  }

  /**
   * Loads and compiles the parser, whose first use costs about a tenth of a second. Meant for a
   * thread of the background.
   */
  public void warmUp() {
    List<String> shapes = new ArrayList<>();
    shapes.add("select t.a, count(*) from t join u on t.id = u.id where t.b = ? group by t.a");
    shapes.add("insert into t (a, b) values (?, ?)");
    shapes.add("update t set a = ?, b = ? where id = ?");
    shapes.add("delete from t where id in (?, ?)");
    shapes.add("with x as (select a from t) select * from x order by a limit 10");
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      for (String shape : shapes) {
        String text = shape + " -- " + round;
        analyzeWithoutCaches(text);
      }
    }
  }

  private static void analyzeWithoutCaches(String text) {
    Tokens tokens = Lexer.read(text, Dialect.POSTGRESQL);
    CanonicalText canonical = CanonicalText.of(tokens, Dialect.POSTGRESQL);
    assemble(tokens, canonical, Dialect.POSTGRESQL, Catalog.EMPTY);
  }

  /** How many shapes are remembered, about. */
  long cachedShapes() {
    byShape.cleanUp();
    return byShape.estimatedSize();
  }

  /** How many exact texts are remembered, about. */
  long cachedTexts() {
    byText.cleanUp();
    return byText.estimatedSize();
  }

  private static String fingerprint(String key, Dialect dialect) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(dialect.name().getBytes(StandardCharsets.UTF_8));
      byte[] hash = digest.digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static String cut(String summary) {
    return summary.length() <= MAX_SUMMARY_LENGTH
        ? summary
        : summary.substring(0, MAX_SUMMARY_LENGTH);
  }
}
