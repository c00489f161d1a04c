package dev.sluice.incidents;

import dev.sluice.incidents.Incident.Engine;
import java.util.List;

/**
 * Work of every day, which must come out with the agent as it does without.
 *
 * @param id its name, as the service knows it
 */
record Ordinary(String id, String what, Engine engine) {
  static List<Ordinary> all() {
    return List.of(
        new Ordinary("O1", "an assistant reads a join", Engine.POSTGRESQL),
        new Ordinary("O2", "an assistant answers a message", Engine.POSTGRESQL),
        new Ordinary("O3", "a retriever counts", Engine.POSTGRESQL),
        new Ordinary("O4", "the documents of one team are removed", Engine.POSTGRESQL),
        new Ordinary("O5", "the documents of one department are removed", Engine.MARIADB),
        new Ordinary("O6", "a person reads their own conversation", Engine.POSTGRESQL),
        new Ordinary("O7", "a person's own invoices are read", Engine.POSTGRESQL),
        new Ordinary("O8", "a tenant's own tasks are read", Engine.POSTGRESQL),
        new Ordinary("O9", "a tool reads in its transaction", Engine.POSTGRESQL),
        new Ordinary("O10", "an assistant reads a name over R2DBC", Engine.POSTGRESQL));
  }
}
