/**
 * Services for tests to start in a JVM of their own, with the agent's jar or without. They know
 * nothing of Sluice.
 */
@NullMarked
package dev.sluice.agent.service;

import org.jspecify.annotations.NullMarked;
