package dev.sluice.sql;

/** A class of column types within which values compare without a conversion that can fail. */
public enum ColumnType {
  /** Text of any length, but no large object. */
  TEXT,
  /** Integers and exact decimals; in MySQL and MariaDB floating point numbers too. */
  NUMBER
}
