package com.example.quarkusdesk;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.sql.SQLException;

/** What can be asked of the desk over HTTP. */
@Path("/")
@Authenticated
@Blocking
public class Desk {
  private final Notes notes;
  private final Assistant assistant;
  private final StreamingAssistant streaming;

  Desk(Notes notes, Assistant assistant, StreamingAssistant streaming) {
    this.notes = notes;
    this.assistant = assistant;
    this.streaming = streaming;
  }

  /** The text of a note. */
  @GET
  @Path("note")
  public String note(@QueryParam("name") String name) throws SQLException {
    return notes.readNote(name);
  }

  /** When a note was written, which everybody may know. */
  @GET
  @Path("written")
  @PermitAll
  public String written(@QueryParam("name") String name) throws SQLException {
    return notes.written(name);
  }

  /** What an assistant says of a note. */
  @GET
  @Path("ask")
  public String ask(@QueryParam("name") String name) {
    return assistant.answer(name);
  }

  /** What another one says word by word. */
  @GET
  @Path("stream")
  public String stream(@QueryParam("name") String name) {
    return String.join("", streaming.answer(name).collect().asList().await().indefinitely());
  }
}
