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
import java.util.function.ToIntFunction;

/**
 * Says what a statement does. Thread-safe; never throws, blocks or does I/O.
 *
 * <h2>Three readings</h2>
 *
 * <p>An analyser that reads a text otherwise than the database does can be talked into anything: a
 * comment that only one of them sees the end of, a quote that only one of them takes for escaped.
 * No parser for all databases has each one's lexer, so a parser's word is not enough. A statement
 * is understood only where three readings agree.
 *
 * <ol>
 *   <li>The {@link Lexer} splits the text as the one database does that it is meant for. What it is
 *       not sure of it refuses: a text that may mean two things is opaque, whichever is likelier.
 *   <li>JSqlParser reads not the text but {@link CanonicalText}, in which nothing is left that two
 *       lexers could split differently, with the words and operators that it misreads written as
 *       others ({@link ParserText}). {@link ParsedText} lays its tokens beside ours: one that
 *       begins or ends elsewhere, or is left over, makes the statement opaque. So the parser
 *       decides how tokens group, never what they are.
 *   <li>The readers of its tree ({@link StatementReader} and below) know a closed list of nodes.
 *       Each name in the text stands in a ledger until one of them accounts for it: what the parser
 *       put where no reader looks is found at the end, by being left over.
 * </ol>
 *
 * <p>Whether the names mean what the readers take them to mean, the database's own metadata of the
 * result says; it is compared where the result is masked.
 *
 * <h2>Why the key can be trusted</h2>
 *
 * <p>Facts are remembered under the canonical text, in which literals are blanked that change no
 * fact. Which ones these are is not argued case by case but follows from the order of things: facts
 * are computed from the canonical text, blanks and all, so that statements with the same text have
 * the same facts by construction. What remains to be right is that a blank is read as <em>any</em>
 * value: a comparison with it chooses rows, and it equals nothing, not even another blank. That is
 * so only beside something that varies from row to row, hence {@link CanonicalText} blanks operands
 * beside a name and keeps all others: {@code 1 = 1} is another key than {@code 1 = 2}, and so are
 * {@code LIMIT 1} and {@code LIMIT 2}, whose numbers are {@linkplain Measures measured} and may be
 * remembered because they are part of the key. Names are in it as written, and the dialect and the
 * catalog (by identity: a new one is a new object) are beside it. A hash of this key, the
 * fingerprint, can therefore stand for the decisions made on it.
 *
 * <h2>Memory</h2>
 *
 * <p>Facts are remembered twice: by the exact text, which makes a prepared statement one look-up
 * that allocates nothing but its key, and by the canonical text, which statements share that differ
 * in blanked literals. Both memories are bounded by the estimated weight of what they hold, in
 * bytes; a text of more than 10 KiB is analysed each time. Beside them a few hundred texts are kept
 * to compare others with, at most 1 MiB ({@link SimilarText}): what differs from one of them in
 * nothing but such literals need not be split into tokens to be known.
 *
 * <h2>Bounds</h2>
 *
 * <p>The parser needs time in the square or cube of some inputs' length and recurses on others. The
 * lexer bounds length, tokens, nesting and the chains that are known to be costly before the parser
 * sees anything; a stack that overflows nevertheless, as it may on a thread with a small one, makes
 * the statement opaque.
 */
public final class SqlAnalyzer {

  /** Enough to load the parser; more would take processor time from the service's own start. */
  private static final int WARM_UP_ROUNDS = 10;

  /** Longer texts are rarely seen again. */
  private static final int MAX_CACHED_LENGTH = 10 * 1024;

  private static final int MAX_EXACT_LENGTH = 4 * 1024;

  /** What both memories may weigh together, in bytes of heap: 16 MiB. */
  public static final long DEFAULT_MEMORY = 16L << 20;

  static final int MAX_SUMMARY_LENGTH = 255;
  private static final int DIGEST_PART = 4 * 1024;

  /** A text, whole, since a hash alone must decide nothing. */
  private record TextKey(String text, int textHash, Dialect dialect, Catalog catalog) {
    @Override
    public boolean equals(Object other) {
      return other instanceof TextKey key
          && textHash == key.textHash
          && catalog == key.catalog
          && dialect == key.dialect
          && text.equals(key.text);
    }

    @Override
    public int hashCode() {
      return textHash * 31 + System.identityHashCode(catalog) + dialect.hashCode();
    }
  }

  private final Cache<TextKey, SqlFacts> byText;
  private final Cache<ShapeKey, SqlFacts> byShape;
  private final SimilarTexts similarTexts = new SimilarTexts();

  /** Remembers {@link #DEFAULT_MEMORY}. */
  public SqlAnalyzer() {
    this(DEFAULT_MEMORY);
  }

  /**
   * @param memory what is remembered may weigh, in bytes of heap by estimate; half for shapes, half
   *     for exact texts
   */
  public SqlAnalyzer(long memory) {
    this(memory / 2, memory / 2);
  }

  /**
   * @param texts what remembered texts may weigh, in bytes
   * @param shapes what remembered shapes may weigh, in bytes
   */
  SqlAnalyzer(long texts, long shapes) {
    // a text may need two bytes a character
    byText = cache(texts, key -> 2 * key.text.length());
    byShape = cache(shapes, ShapeKey::length);
  }

  private static <K> Cache<K, SqlFacts> cache(long memory, ToIntFunction<K> length) {
    // maintenance runs on the caller: none of the host's pools is touched
    return Caffeine.newBuilder()
        .maximumWeight(memory)
        .weigher((K key, SqlFacts facts) -> FactsWeight.of(length.applyAsInt(key), facts))
        .executor(Runnable::run)
        .build();
  }

  /**
   * Analyses a text.
   *
   * @param catalog what is known of the tables; a new object makes all that was remembered with the
   *     old one unused
   * @return what the statement does; with a reason in {@link SqlFacts#opaque()} if that is not all
   */
  public SqlFacts analyze(String sql, Dialect dialect, Catalog catalog) {
    TextKey exact = new TextKey(sql, sql.hashCode(), dialect, catalog);
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
    LexerBuffers buffers = LexerBuffers.take(Lexer.lengthToRead(sql));
    try {
      Lexer.copy(sql, buffers);
      SqlFacts similar = similarTexts.find(buffers.text, Lexer.lengthToRead(sql), dialect, catalog);
      if (similar != null) {
        buffers.giveBack();
        return similar;
      }
      Tokens tokens = Lexer.readCopied(sql, dialect, buffers);
      if (tokens.refusal() != null) {
        return Assembly.ofRefused(tokens, dialect, catalog, fingerprint(sql, dialect));
      }
      CanonicalText text = CanonicalText.of(tokens);
      if (sql.length() > MAX_CACHED_LENGTH) {
        return assemble(tokens, text, dialect, catalog);
      }
      ShapeKey key = text.key(dialect, catalog);
      SqlFacts known = byShape.getIfPresent(key);
      if (known == null) {
        known = assemble(tokens, text, dialect, catalog);
        byShape.put(key.copy(), known);
      } else {
        similarTexts.remember(tokens, text, dialect, catalog, known);
      }
      // nothing of this reading is kept
      buffers.giveBack();
      return known;
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      return failed(sql, dialect, e);
    }
  }

  private static SqlFacts assemble(
      Tokens tokens, CanonicalText text, Dialect dialect, Catalog catalog) {
    return new Assembly(tokens, text, dialect, catalog).facts(text.fingerprint(dialect));
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
    CanonicalText canonical = CanonicalText.of(tokens);
    assemble(tokens, canonical, Dialect.POSTGRESQL, Catalog.EMPTY);
  }

  /** How many shapes are remembered, about. */
  long cachedShapes() {
    byShape.cleanUp();
    return byShape.estimatedSize();
  }

  /** How many texts others are compared with. */
  int comparedTexts() {
    return similarTexts.size();
  }

  /** What is remembered weighs, in bytes by estimate. */
  long cachedWeight() {
    return weight(byShape) + weight(byText);
  }

  private static long weight(Cache<?, SqlFacts> cache) {
    cache.cleanUp();
    return cache.policy().eviction().orElseThrow().weightedSize().orElseThrow();
  }

  /** How many exact texts are remembered, about. */
  long cachedTexts() {
    byText.cleanUp();
    return byText.estimatedSize();
  }

  private static String fingerprint(String sql, Dialect dialect) {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    return fingerprint(text, 0, text.length, dialect);
  }

  /** The first eight bytes of the SHA-256 of the dialect's name and a text, in hexadecimal. */
  static String fingerprint(byte[] text, int from, int length, Dialect dialect) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(dialect.name().getBytes(StandardCharsets.UTF_8));
      // in parts, so that the loop over a long text need not end before it can be compiled
      for (int i = 0; i < length; i += DIGEST_PART) {
        digest.update(text, from + i, Math.min(DIGEST_PART, length - i));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
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
