package dev.sluice.jdbc;

import dev.sluice.policy.Database;

/** Where a connection leads. Immutable; shared by all connections to one database. */
record ConnectionInfo(Database database, DatabaseCatalog catalog) {}
