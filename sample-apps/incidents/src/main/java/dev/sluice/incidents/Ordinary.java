package dev.sluice.incidents;

import dev.sluice.incidents.Incident.Stage;
import java.util.List;

/**
 * Work of every day, which must come out with the agent as it does without.
 *
 * @param id its name, by which {@code Episodes} of the service or {@link DeskRun} knows it
 */
record Ordinary(String id, String what, Stage stage) {
  static List<Ordinary> all() {
    return List.of(
        new Ordinary("O1", "an assistant reads a join", Stage.POSTGRESQL),
        new Ordinary("O2", "an assistant answers a message", Stage.POSTGRESQL),
        new Ordinary("O3", "a retriever counts", Stage.POSTGRESQL),
        new Ordinary("O4", "the documents of one team are removed", Stage.POSTGRESQL),
        new Ordinary("O5", "the documents of one department are removed", Stage.MARIADB),
        new Ordinary("O6", "a person reads their own conversation", Stage.POSTGRESQL),
        new Ordinary("O7", "a person's own invoices are read", Stage.POSTGRESQL),
        new Ordinary("O8", "a tenant's own tasks are read", Stage.POSTGRESQL),
        new Ordinary("O9", "a tool reads in its transaction", Stage.POSTGRESQL),
        new Ordinary("O10", "an assistant reads a name over R2DBC", Stage.POSTGRESQL),
        new Ordinary("O11", "Spring AI reads a customer in WebFlux", Stage.REACTIVE_DESK),
        new Ordinary("O12", "a person closes a ticket in WebFlux", Stage.REACTIVE_DESK));
  }
}
