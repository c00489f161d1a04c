/** What a database is asked, so that its statements can be read: for its tables and sessions. */
@NullMarked
package dev.sluice.catalog;

import org.jspecify.annotations.NullMarked;
