package dev.sluice.agent;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Three databases of one server that have the same tables and, but for the protected columns, the
 * same rows: {@code one}, {@code other}, which has other protected values, and {@code twin}, which
 * has those of {@code one}.
 */
abstract class Twins {
  /** How the databases are named. */
  static final Pattern NAME = Pattern.compile("judged_(one|other|twin)_[a-z0-9_]+");

  private final Vendor vendor;
  private final String one;
  private final String other;
  private final String twin;

  Twins(Vendor vendor, String one, String other, String twin) {
    this.vendor = vendor;
    this.one = one;
    this.other = other;
    this.twin = twin;
  }

  Vendor vendor() {
    return vendor;
  }

  String one() {
    return one;
  }

  String other() {
    return other;
  }

  String twin() {
    return twin;
  }

  /** A database of no interest, to keep a connection to. */
  String idle() throws SQLException {
    return vendor.url("idle");
  }

  /** Makes all of them anew, {@code twin} last, so that its clocks are not before the other's. */
  abstract void restore() throws SQLException;

  /** Undoes what a probe may have left behind. */
  abstract void restoreAfter(List<String> probe) throws SQLException;

  /**
   * Those of the statements that the database itself finds to touch no protected column; none if
   * nobody asked it.
   */
  Set<String> innocent(Iterable<String> statements) throws SQLException {
    return Set.of();
  }

  /** Whether a probe may leave something behind that a rollback does not undo. */
  abstract boolean lasts(List<String> probe);
}
