package dev.sluice.policy;

import dev.sluice.sql.Dialect;

/**
 * The database that a connection leads to.
 *
 * @param host empty for an in-process database
 * @param port -1 if unknown or not applicable
 * @param name the database's (catalog's) name; empty if unknown
 * @param user the database user; empty if unknown
 */
public record Database(Dialect dialect, String host, int port, String name, String user) {}
