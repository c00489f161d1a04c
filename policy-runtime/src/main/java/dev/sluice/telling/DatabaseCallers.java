package dev.sluice.telling;

/**
 * What databases are told of for whom a statement is done.
 *
 * @param told whether they are told it as settings or variables of the session, for their own row
 *     security
 * @param named whether the application's name says it, for whoever watches the sessions
 * @param commented whether a comment behind each plain statement says it, for whoever reads the
 *     database's logs
 * @param reset whether what was told of a caller, and the role that was taken for one, is taken
 *     back when the connection goes back to its pool
 */
public record DatabaseCallers(boolean told, boolean named, boolean commented, boolean reset) {
  /** Databases are told nothing. */
  public static final DatabaseCallers NONE = new DatabaseCallers(false, false, false, true);
}
