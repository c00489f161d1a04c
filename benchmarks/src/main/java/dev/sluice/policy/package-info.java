/**
 * What decisions cost. In the package of the policy, since its parts are measured one by one:
 * {@link dev.sluice.policy.PolicyBench} is the program.
 */
@NullMarked
package dev.sluice.policy;

import org.jspecify.annotations.NullMarked;
