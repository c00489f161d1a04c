package dev.sluice.agent.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A case of what JDBC and R2DBC answer alike; the file that holds them tells how they are written.
 *
 * @param on the databases that it is for, in lower case; empty for all
 * @param groups of the person for whom it is done; empty for nobody
 * @param claims of that person
 */
public record SameCase(
    String name,
    List<String> on,
    List<String> groups,
    Map<String, String> claims,
    List<Step> steps) {

  /** What is done. */
  public enum Kind {
    EXECUTE,
    BATCH,
    KEYS,
    BEGIN,
    COMMIT,
    ROLLBACK,
    LEFT
  }

  /**
   * One step.
   *
   * @param texts the statement, or those of a batch
   * @param sets the sets of its parameters
   * @param columns whose values the database is to return
   * @param seen what is to be seen; empty if nothing is
   */
  public record Step(
      Kind kind, List<String> texts, List<List<String>> sets, List<String> columns, String seen) {
    Step expecting(String what) {
      return new Step(kind, texts, sets, columns, what);
    }

    /** The statement. */
    public String sql() {
      return texts.get(0);
    }

    /** Whether rows come back, and not a count. */
    public boolean returnsRows() {
      String sql = sql().toLowerCase(Locale.ROOT);
      return kind == Kind.KEYS
          || sql.startsWith("select ")
          || sql.startsWith("with ")
          || sql.contains(" returning ");
    }
  }

  /** Whether it is done for a person. */
  public boolean isOfPerson() {
    return !groups.isEmpty();
  }

  /** Whether it is for a database. */
  public boolean isFor(String vendor) {
    return on.isEmpty() || on.contains(vendor);
  }

  /** Reads all cases of a file. */
  public static List<SameCase> read(Path file) throws IOException {
    List<SameCase> cases = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        add(cases, line.strip());
      }
    }
    return cases;
  }

  private static void add(List<SameCase> cases, String line) {
    if (line.startsWith("== ")) {
      cases.add(
          new SameCase(
              line.substring(3), List.of(), List.of(), new HashMap<>(), new ArrayList<>()));
      return;
    }
    SameCase last = cases.get(cases.size() - 1);
    if (line.startsWith("on: ")) {
      List<String> on = List.of(line.substring(4).split(", ", -1));
      cases.set(
          cases.size() - 1, new SameCase(last.name, on, last.groups, last.claims, last.steps));
    } else if (line.startsWith("who: ")) {
      cases.set(cases.size() - 1, last.of(line.substring(5)));
    } else if (line.startsWith("= ")) {
      int step = last.steps.size() - 1;
      last.steps.set(step, last.steps.get(step).expecting(line.substring(2)));
    } else {
      last.steps.add(step(line));
    }
  }

  private SameCase of(String who) {
    if (who.equals("nobody")) {
      return this;
    }
    String[] words = who.split(" ", -1);
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      claims.put(words[i].substring(0, equals), words[i].substring(equals + 1));
    }
    return new SameCase(name, on, List.of(words[0]), claims, steps);
  }

  private static Step step(String line) {
    return switch (line) {
      case "begin" -> of(Kind.BEGIN, List.of());
      case "commit" -> of(Kind.COMMIT, List.of());
      case "rollback" -> of(Kind.ROLLBACK, List.of());
      default -> {
        int end = line.indexOf("> ");
        String rest = line.substring(end + 2);
        yield switch (line.substring(0, end)) {
          case "batch" -> of(Kind.BATCH, List.of(rest.split(" ;; ", -1)));
          case "left" -> of(Kind.LEFT, List.of(rest));
          case "keys" -> {
            String[] parts = rest.split(" -> ", -1);
            yield new Step(
                Kind.KEYS, List.of(parts[0]), List.of(), List.of(parts[1].split(", ", -1)), "");
          }
          case "" -> execute(rest);
          default -> throw new IllegalArgumentException(line);
        };
      }
    };
  }

  private static Step of(Kind kind, List<String> texts) {
    return new Step(kind, texts, List.of(), List.of(), "");
  }

  private static Step execute(String text) {
    String[] parts = text.split(" << ", -1);
    List<List<String>> sets = new ArrayList<>();
    if (parts.length > 1) {
      for (String set : parts[1].split("; ", -1)) {
        sets.add(List.of(set.split(", ", -1)));
      }
    }
    return new Step(Kind.EXECUTE, List.of(parts[0]), sets, List.of(), "");
  }
}
