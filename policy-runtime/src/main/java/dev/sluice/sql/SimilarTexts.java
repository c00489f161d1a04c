package dev.sluice.sql;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Texts to compare others with, a few hundred of at most {@link LexerBuffers#MAX_LENGTH}
 * characters: which one a text may be similar to is told by how both begin, up to the first
 * literal. Thread-safe, without a lock; a text that is lost is read again, no more.
 */
final class SimilarTexts {
  private static final int PLACES = 256;
  private static final int LOOKED_AT = 48;

  /** One in so many of the texts that were not found takes the place of another. */
  private static final int REMEMBERED_ONE_IN = 8;

  private static final int MULTIPLIER = 0x9e3779b1;

  private final AtomicReferenceArray<@Nullable SimilarText> texts =
      new AtomicReferenceArray<>(PLACES);

  /**
   * The facts of a text that differs from a remembered one in nothing that could change them.
   *
   * @param text as in {@link Tokens#text}
   * @return null if none is remembered
   */
  @Nullable SqlFacts find(byte[] text, int length, Dialect dialect, Catalog catalog) {
    int place = place(text, length);
    SqlFacts facts = find(place, text, length, dialect, catalog);
    return facts != null ? facts : find(place ^ 1, text, length, dialect, catalog);
  }

  private @Nullable SqlFacts find(
      int place, byte[] text, int length, Dialect dialect, Catalog catalog) {
    SimilarText similar = texts.getAcquire(place);
    return similar == null ? null : similar.factsOf(text, length, dialect, catalog);
  }

  /** May remember a text whose shape was known. */
  void remember(
      Tokens tokens, CanonicalText canonical, Dialect dialect, Catalog catalog, SqlFacts facts) {
    int random = ThreadLocalRandom.current().nextInt(2 * REMEMBERED_ONE_IN);
    int length = tokens.sql.length();
    if (random >= 2 || dialect.isGeneric() || length > LexerBuffers.MAX_LENGTH) {
      return;
    }
    SimilarText similar = SimilarText.of(tokens, canonical, dialect, catalog, facts);
    if (similar != null) {
      texts.setRelease(place(tokens.text, length) ^ random, similar);
    }
  }

  /** How many are remembered. */
  int size() {
    int size = 0;
    for (int i = 0; i < PLACES; i++) {
      size += texts.getAcquire(i) == null ? 0 : 1;
    }
    return size;
  }

  private static int place(byte[] text, int length) {
    int hash = 0;
    int end = Math.min(length, LOOKED_AT);
    boolean inName = false;
    for (int i = 0; i < end; i++) {
      byte c = text[i];
      if (c == '\'' || (!inName && Lexer.isDigit(c))) {
        break;
      }
      inName = Lexer.continuesAnyName(c);
      hash = hash * 31 + c;
    }
    return (hash * MULTIPLIER) >>> 24;
  }
}
