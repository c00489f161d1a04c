/**
 * What the security team wrote, compiled, and what it says of one statement.
 *
 * <p>The way in: {@link dev.sluice.policy.PolicyInForce} looks after the file, {@link
 * dev.sluice.policy.PolicyReader} turns its text into a document with every name resolved and every
 * pattern made, and the compiled policy decides. It does so in two steps, each remembered. For a
 * caller on a database it picks the rules and masks that can concern them (a profile; an AI agent's
 * is made of two standings, its own and its principal's). For a statement's facts it then gathers
 * findings, each a reason for an action, of which the strongest decides, and judges what the masks
 * mean for the columns of the result.
 *
 * <p>Questions are answered in three values, because facts may be unknown: a rule that restricts
 * takes "maybe" for a yes, one that allows takes it for a no. Likewise a rule that restricts
 * matches if any of a statement's effects, tables or columns does, one that allows only if all do.
 * A condition ({@link dev.sluice.policy.condition.Condition}) that fails is a "maybe" as well.
 */
@NullMarked
package dev.sluice.policy;

import org.jspecify.annotations.NullMarked;
