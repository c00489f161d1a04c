package dev.sluice.sql;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The arrays that one reading of a text fills. Most texts are of a shape that is known, so that
 * nothing is kept of their reading; the arrays are then used again by a later one. To make and
 * clear them each time would cost more than a tenth of the reading, and seven bytes of garbage for
 * each of the text.
 *
 * <p>A few sets wait in places of their own, and a thread looks only into one, chosen by its
 * number: no lock, nothing that grows with the threads of the service, at most {@link #PLACES}
 * sets. A set belongs to whoever took it. It is given back only where no tokens, text or key made
 * from it can be looked at later; where it is not given back, it is garbage like any other.
 */
final class LexerBuffers {
  /** For longer texts, in characters, there are no sets that wait. */
  static final int MAX_LENGTH = 4 * 1024;

  private static final int PLACES = 8;

  /** References in a line of the processor's cache, so that cores do not contend for one. */
  private static final int STRIDE = 16;

  private static final AtomicReferenceArray<@Nullable LexerBuffers> WAITING =
      new AtomicReferenceArray<>(PLACES * STRIDE);

  /** As in {@link Tokens#text}; what stands behind text and padding may be anything. */
  final byte[] text;

  /** As in {@link Tokens#spans}. */
  final long[] spans;

  /** The canonical text. */
  final byte[] canonical;

  /** The open parentheses. */
  final int[] openings = new int[Lexer.MAX_DEPTH + 2];

  /** As in {@link CanonicalText}. */
  final int[] rewritten = new int[64];

  private LexerBuffers(int length, int spans, int canonical) {
    this.text = new byte[length + Lexer.PADDING];
    this.spans = new long[spans];
    this.canonical = new byte[canonical];
  }

  /** Arrays of one's own for a text of this length, about as long as SQL needs them. */
  static LexerBuffers make(int length) {
    return new LexerBuffers(length, length / 4 + 16, length * 5 / 4 + 192);
  }

  /** Arrays for a text of this length, which may be given back. */
  static LexerBuffers take(int length) {
    if (length > MAX_LENGTH) {
      return make(length);
    }
    LexerBuffers waiting = WAITING.getAndSet(place(), null);
    return waiting != null
        ? waiting
        : new LexerBuffers(MAX_LENGTH, MAX_LENGTH / 2, 2 * MAX_LENGTH + 192);
  }

  /** Lets others use the arrays. */
  void giveBack() {
    if (text.length == MAX_LENGTH + Lexer.PADDING) {
      WAITING.setRelease(place(), this);
    }
  }

  private static int place() {
    return (int) (Thread.currentThread().getId() % PLACES) * STRIDE;
  }
}
