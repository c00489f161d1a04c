package dev.sluice.agent.service;

import java.io.Serializable;

/**
 * A task for the {@link Workbench}.
 *
 * @param pooled whether the connection comes from a pool and goes back to it afterwards; without
 *     one, all tasks for a URL share a connection
 */
public record Order(String url, boolean pooled, Task task) implements Serializable {}
