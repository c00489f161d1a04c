package dev.sluice.sql;

/** A class of column types within which values compare without a conversion that can fail. */
public enum ColumnType {
  /**
   * Text of any length, but no large object. In PostgreSQL its collation is one of the system's
   * own, under which equal texts are the same.
   */
  TEXT,
  /** Integers and exact decimals; in MySQL and MariaDB floating point numbers too. */
  NUMBER,
  /** A day of the calendar, or a time on such a day, without a zone of its own. */
  MOMENT,
  /** True or false; in MySQL and MariaDB that is a number. */
  BOOLEAN
}
