/** What a statement does: lexer, parser, catalog and the facts that come of them. */
@NullMarked
package dev.sluice.sql;

import org.jspecify.annotations.NullMarked;
