package dev.sluice.sql;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a database runs by itself when rows of a table are written: a trigger, or a rule of
 * PostgreSQL's. Immutable.
 *
 * @param name as the database reports it
 * @param table whose rows set it off; where it stands in the list of another table, a change of
 *     that one reaches these rows too
 * @param events which of INSERT, UPDATE, DELETE and TRUNCATE set it off
 * @param columns an UPDATE sets it off if it names one of them; any does if there are none
 * @param language what the body is written in: {@code plpgsql}, {@code rule}, {@code sql} for that
 *     of MySQL and MariaDB; others are not read
 * @param body its text; null if it could not be read
 * @param condition of its WHEN; null if it has none, empty if it could not be read
 * @param cascades whether a foreign key brings the change to the table
 */
public record Trigger(
    String name,
    TableName table,
    Set<Effect> events,
    Set<String> columns,
    String language,
    @Nullable String body,
    @Nullable String condition,
    boolean cascades) {
  /** What can set one off. */
  public static final Set<Effect> EVENTS =
      Set.of(Effect.INSERT, Effect.UPDATE, Effect.DELETE, Effect.TRUNCATE);

  public Trigger {
    events = Set.copyOf(events);
    columns = Set.copyOf(columns);
  }

  /** One of which nothing is known but that there may be some. */
  public static Trigger unknown(TableName table) {
    return new Trigger("?", table, EVENTS, Set.of(), "", null, null, false);
  }

  /**
   * As the table that a foreign key refers to has it: rows that it deletes or updates there are
   * deleted or updated here, whatever columns the statement names.
   *
   * @return null if it is not set off so
   */
  public @Nullable Trigger cascading() {
    EnumSet<Effect> carried = EnumSet.of(Effect.UPDATE, Effect.DELETE, Effect.TRUNCATE);
    boolean fires = events.stream().anyMatch(carried::contains);
    return fires
        ? new Trigger(name, table, carried, Set.of(), language, body, condition, true)
        : null;
  }

  /** Whether a statement with these effects sets it off. */
  boolean isSetOffBy(Set<Effect> effects) {
    return events.stream().anyMatch(effects::contains);
  }
}
