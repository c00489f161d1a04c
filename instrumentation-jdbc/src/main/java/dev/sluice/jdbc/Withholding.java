package dev.sluice.jdbc;

import dev.sluice.gate.OwnExceptions;
import dev.sluice.gate.WithheldText;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites what drivers throw and warn for callers under a mask. A database quotes values in its
 * texts ({@code Key (email)=(kim@example.org) already exists}), of whatever column it likes: so
 * every text is replaced by a sentence for its SQLState, in causes, suppressed and chained
 * exceptions as well. SQLState, vendor code, update counts and stack traces stay; so does the class
 * where it has a public constructor that takes a text, else the nearest superclass that has one
 * stands in, so that {@code instanceof} checks answer as before.
 *
 * <p>A text is kept if it is known to quote nothing but the statement: see {@link SafeText}.
 *
 * <p>One object rewrites one exception, with all that hangs on it. Used by one thread.
 */
final class Withholding {
  /** Deeper causes are dropped: no driver nests so deep, but a chain may be a circle. */
  private static final int DEEPEST = 16;

  /** A batch may chain an exception for each of its entries. */
  private static final int LONGEST = 100_000;

  private final boolean plainRead;
  private final IdentityHashMap<Throwable, Throwable> copies = new IdentityHashMap<>();
  private final Set<Throwable> begun = Collections.newSetFromMap(new IdentityHashMap<>());

  private Withholding(boolean plainRead) {
    this.plainRead = plainRead;
  }

  /**
   * What to throw in place of something thrown.
   *
   * @param plainRead whether the statement is fully understood and only reads
   */
  static Throwable of(Throwable thrown, boolean plainRead) {
    if (thrown instanceof VirtualMachineError || thrown instanceof LinkageError) {
      return thrown; // these come from the JVM, which quotes no values
    }
    Throwable copy = new Withholding(plainRead).chain(thrown, 0);
    return copy == null ? new SQLException(WithheldText.of(null)) : copy;
  }

  /** What to return in place of a chain of warnings. */
  static SQLWarning of(SQLWarning warning) {
    return new Withholding(false).chain(warning, 0) instanceof SQLWarning copy
        ? copy
        : new SQLWarning(WithheldText.of(warning.getSQLState()), warning.getSQLState());
  }

  /** A copy with all that {@code getNextException} leads to; null if it is being copied already. */
  private @Nullable Throwable chain(Throwable original, int depth) {
    Throwable first = single(original, depth);
    if (!(first instanceof SQLException to) || !(original instanceof SQLException from)) {
      return first;
    }
    if (first == original || to.getNextException() != null) {
      return first;
    }
    for (int links = 0; links < LONGEST; links++) {
      SQLException next = from.getNextException();
      if (next == null || (begun.contains(next) && copies.get(next) == null)) {
        return first;
      }
      Throwable known = copies.get(next);
      Throwable copy = known == null ? single(next, depth) : known;
      if (!(copy instanceof SQLException link) || leadsTo(link, to)) {
        return first;
      }
      to.setNextException(link);
      if (known != null || link == next) {
        return first;
      }
      from = next;
      to = link;
    }
    return first;
  }

  private static boolean leadsTo(SQLException from, SQLException target) {
    SQLException link = from;
    for (int links = 0; link != null && links < LONGEST; links++) {
      if (link == target) {
        return true;
      }
      link = link.getNextException();
    }
    return false;
  }

  private @Nullable Throwable single(Throwable original, int depth) {
    if (OwnExceptions.contains(original)) {
      return original;
    }
    Throwable known = copies.get(original);
    if (known != null || depth > DEEPEST || !begun.add(original)) {
      return known;
    }
    Throwable cause = original.getCause();
    Throwable causeCopy = cause == null ? null : chain(cause, depth + 1);
    Throwable copy = ExceptionForms.copy(original, text(original), causeCopy);
    if (copy.getCause() == null && causeCopy != null) {
      addCause(copy, causeCopy);
    }
    copy.setStackTrace(original.getStackTrace());
    copies.put(original, copy);
    for (Throwable suppressed : original.getSuppressed()) {
      Throwable suppressedCopy = chain(suppressed, depth + 1);
      if (suppressedCopy != null && suppressedCopy != copy) {
        copy.addSuppressed(suppressedCopy);
      }
    }
    return OwnExceptions.mark(copy);
  }

  private String text(Throwable original) {
    if (!(original instanceof SQLException exception)) {
      return WithheldText.of(null);
    }
    String safe = SafeText.of(exception, plainRead);
    return safe == null ? WithheldText.of(exception.getSQLState()) : safe;
  }

  private static void addCause(Throwable copy, Throwable cause) {
    try {
      copy.initCause(cause);
    } catch (IllegalStateException fixedWhenMade) {
      copy.addSuppressed(cause);
    }
  }
}
