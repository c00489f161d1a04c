package dev.sluice.telling;

/**
 * What databases are told of for whom a statement is done.
 *
 * @param told whether they are told it as settings or variables of the session, for their own row
 *     security
 * @param named whether the application's name says it, for whoever watches the sessions
 */
public record DatabaseCallers(boolean told, boolean named) {
  /** Databases are told nothing. */
  public static final DatabaseCallers NONE = new DatabaseCallers(false, false);
}
