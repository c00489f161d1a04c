package dev.sluice.gate;

import org.jspecify.annotations.Nullable;

/**
 * What an object-relational mapper was asked to do when it sent a statement.
 *
 * @param origin how it was asked: {@code entity} (an object or collection was loaded or flushed),
 *     {@code hql}, {@code criteria}, {@code native}, {@code mapper} or {@code jooq}
 * @param entity the entity's name, or the role of its collection
 * @param operation {@code select}, {@code insert}, {@code update}, {@code delete} or another in
 *     lower case; null if the mapper does not say
 * @param query the name of a named query
 * @param function the method that the service called, as {@code class.method}
 */
public record OrmCall(
    String origin,
    @Nullable String entity,
    @Nullable String operation,
    @Nullable String query,
    @Nullable String function) {}
