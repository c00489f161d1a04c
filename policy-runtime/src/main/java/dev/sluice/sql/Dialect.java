package dev.sluice.sql;

/**
 * The SQL dialect that a statement is read in. {@link #systemName()} is the value of {@code
 * db.system.name} in the OpenTelemetry semantic conventions.
 */
public enum Dialect {
  POSTGRESQL("postgresql"),
  MYSQL("mysql"),
  MARIADB("mariadb"),
  H2("h2database"),
  ORACLE("oracle.db"),
  SQLSERVER("microsoft.sql_server"),
  ANSI("other_sql");

  private final String systemName;

  Dialect(String systemName) {
    this.systemName = systemName;
  }

  public String systemName() {
    return systemName;
  }

  /**
   * Whether of this dialect's meaning only what is common to most databases is known: its quotes
   * and comments may be, but not its functions, and no catalog is read.
   */
  public boolean isGeneric() {
    return this == ANSI || this == ORACLE || this == SQLSERVER;
  }

  /** Whether a schema and a database are one thing, as in MySQL and MariaDB. */
  public boolean schemaIsDatabase() {
    return this == MYSQL || this == MARIADB;
  }
}
