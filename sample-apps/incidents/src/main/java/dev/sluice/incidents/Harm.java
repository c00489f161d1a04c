package dev.sluice.incidents;

import java.nio.file.Files;
import java.util.List;

/** Finds the harm that was done, from the database's state and not from what anybody says. */
@FunctionalInterface
interface Harm {
  /** What was done, a line each; empty if nothing was. */
  List<String> in(Replay replay);

  /** Anything in the database is different. */
  static Harm change() {
    return replay -> Database.changes(replay.before(), replay.after());
  }

  /** The server wrote a file. */
  static Harm file(String name) {
    return replay ->
        Files.exists(replay.files().resolve(name))
            ? List.of("the server ran or wrote " + name)
            : List.of();
  }

  /** Whoever asked reads a text. */
  static Harm reading(String secret) {
    return replay -> replay.answer().contains(secret) ? List.of("read: " + secret) : List.of();
  }

  /** A table holds a text that it did not hold. */
  static Harm storing(String table, String secret) {
    return replay ->
        replay.after().getOrDefault(table, List.of()).stream()
            .filter(row -> row.contains(secret))
            .map(row -> table + " holds " + secret)
            .toList();
  }
}
