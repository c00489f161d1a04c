/**
 * What the analysis of SQL costs. In the package of the analysis, since its parts are measured one
 * by one: {@link dev.sluice.sql.SqlBench} is the program.
 */
@NullMarked
package dev.sluice.sql;

import org.jspecify.annotations.NullMarked;
