/**
 * The conditions of rules: a subset of CEL, the Common Expression Language, that any CEL engine
 * evaluates to the same result. A text is parsed, checked against the types of the context and
 * compiled to closures once; an evaluation then takes bounded time and throws nothing.
 */
@NullMarked
package dev.sluice.policy.condition;

import org.jspecify.annotations.NullMarked;
