package dev.sluice.benchmarks;

import java.util.List;

/** What the controller asks of a worker: one line of words on its standard input. */
sealed interface Command {
  /** Do a scenario's operation for some time, and tell what it took. */
  record Run(Scenario scenario, long millis) implements Command {
    @Override
    public String line() {
      return "run " + scenario.label() + " " + millis;
    }
  }

  /** Tell what a query shows of a column that the policy masks. */
  record Show(String table) implements Command {
    @Override
    public String line() {
      return "show " + table;
    }
  }

  /** End in order. */
  record Exit() implements Command {
    @Override
    public String line() {
      return "exit";
    }
  }

  /** The command as a line. */
  String line();

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it is no command
   */
  static Command parse(String line) {
    List<String> words = List.of(line.split(" ", -1));
    return switch (words.get(0) + "/" + words.size()) {
      case "run/3" -> new Run(Scenario.of(words.get(1)), Long.parseLong(words.get(2)));
      case "show/2" -> new Show(words.get(1));
      case "exit/1" -> new Exit();
      default -> throw new IllegalArgumentException("no such command: " + line);
    };
  }
}
