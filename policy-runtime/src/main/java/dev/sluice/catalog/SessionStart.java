package dev.sluice.catalog;

import dev.sluice.sql.SessionState;
import java.util.Map;

/**
 * What a session began with. Immutable; shared by all sessions that were opened in the same way.
 *
 * @param user as whom it ran; empty if unknown, or if that changes no name
 * @param reading the settings that a text's meaning depended on; empty if unknown
 */
public record SessionStart(SessionState state, String user, Map<String, String> reading) {
  /** Of a session that was met when it was under way. */
  public static final SessionStart UNKNOWN = new SessionStart(SessionState.UNKNOWN, "", Map.of());

  /** What a session that has changed nothing tells of itself. */
  public static SessionStart of(SessionQuestion.Answer answer) {
    return new SessionStart(answer.state(), answer.user(), answer.reading());
  }

  /** The state that an answer tells of, in a session that began so. */
  public SessionState stateOf(
      SessionQuestion.Answer answer, SessionState before, boolean schemaIsDatabase) {
    SessionState told = answer.state();
    boolean changedReading = !reading.isEmpty() && !reading.equals(answer.reading());
    boolean foreign = before.foreign() && !(user.equals(answer.user()) && !user.isEmpty());
    return new SessionState(
        told.schemas(),
        // MySQL does not tell of temporary tables
        schemaIsDatabase ? before.temporary() : told.temporary(),
        schemaIsDatabase && before.hiding(),
        foreign,
        told.unreadable() || (changedReading && !schemaIsDatabase && answer.user().isEmpty()));
  }
}
