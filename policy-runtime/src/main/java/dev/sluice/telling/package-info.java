/** What databases are told of for whom a statement is done, whatever the way to them. */
@NullMarked
package dev.sluice.telling;

import org.jspecify.annotations.NullMarked;
