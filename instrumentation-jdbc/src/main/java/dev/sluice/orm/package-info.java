/** What Hibernate, MyBatis and jOOQ are asked to do when they send statements. */
@NullMarked
package dev.sluice.orm;

import org.jspecify.annotations.NullMarked;
