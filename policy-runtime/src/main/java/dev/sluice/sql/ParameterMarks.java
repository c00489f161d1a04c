package dev.sluice.sql;

/** How parameters stand in the texts that an interface to databases takes. */
public enum ParameterMarks {
  /** As JDBC has it: {@code ?} in every dialect. */
  QUESTION_MARKS,

  /**
   * As the database has it, which the drivers of R2DBC leave to it: {@code $1} in PostgreSQL,
   * {@code $1} or {@code ?} in H2, {@code ?} in MySQL and MariaDB.
   */
  OF_DATABASE
}
