package dev.sluice.policy;

import dev.sluice.policy.Explanation.ColumnCheck;
import dev.sluice.policy.PolicyTests.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a case of a policy's tests expects of the decision. */
interface Expectation {
  /** In what the decision differs; empty if it does not. */
  List<Difference> differences(Explanation explanation);

  /**
   * One word of the decision is a given one.
   *
   * @param word of the decision
   */
  record Word(String key, String expected, Function<Decision, String> word) implements Expectation {
    @Override
    public List<Difference> differences(Explanation explanation) {
      Decision decision = explanation.decision();
      String found = word.apply(decision);
      String rule = decision.rule();
      return found.equals(expected)
          ? List.of()
          : List.of(new Difference(key, expected, found, rule == null ? List.of() : List.of(rule)));
    }
  }

  /** A text of the decision holds a given one. */
  record Contains(String key, String expected, Function<Decision, String> text)
      implements Expectation {
    @Override
    public List<Difference> differences(Explanation explanation) {
      String found = text.apply(explanation.decision());
      return found.contains(expected)
          ? List.of()
          : List.of(
              new Difference(
                  key,
                  "a text with `" + expected + "`",
                  found.isEmpty() ? "none" : "`" + found + "`",
                  List.of()));
    }
  }

  /**
   * Ids are among those of the decision, or are not.
   *
   * @param ids of the decision
   * @param wanted whether they are to be among them
   */
  record Among(
      String key, List<String> expected, boolean wanted, Function<Decision, List<String>> ids)
      implements Expectation {
    public Among {
      expected = List.copyOf(expected);
    }

    @Override
    public List<Difference> differences(Explanation explanation) {
      List<String> found = ids.apply(explanation.decision());
      List<String> wrong = new ArrayList<>();
      for (String id : expected) {
        if (found.contains(id) != wanted) {
          wrong.add(id);
        }
      }
      return wrong.isEmpty()
          ? List.of()
          : List.of(
              new Difference(
                  key,
                  (wanted ? "" : "none of ") + String.join(", ", wrong),
                  found.isEmpty() ? "none" : String.join(", ", found),
                  wrong));
    }
  }

  /**
   * Columns of the result are masked in a way, or shown clear.
   *
   * @param columns by their names in the result, or their numbers from 1: the name of a mask, with
   *     or without its parameters, the id of a rule that masks, or {@code clear}
   */
  record Columns(String key, Map<String, String> columns) implements Expectation {
    public Columns {
      columns = Map.copyOf(columns);
    }

    @Override
    public List<Difference> differences(Explanation explanation) {
      List<Difference> differences = new ArrayList<>();
      for (String name : new TreeSet<>(columns.keySet())) {
        String expected = String.valueOf(columns.get(name));
        List<ColumnCheck> found = named(name, explanation.columns());
        if (found.isEmpty()) {
          differences.add(difference(name, expected, missing(explanation), List.of()));
        }
        for (ColumnCheck column : found) {
          if (!isAsExpected(column, expected)) {
            differences.add(difference(name, expected, words(column), rules(column, expected)));
          }
        }
      }
      return differences;
    }

    /** All columns of the name: a name that stands for several must hold of each. */
    private static List<ColumnCheck> named(String name, List<ColumnCheck> columns) {
      List<ColumnCheck> named = new ArrayList<>();
      for (ColumnCheck column : columns) {
        if (column.number() == 0
            || column.label().equalsIgnoreCase(name)
            || name.equals(String.valueOf(column.number()))) {
          named.add(column);
        }
      }
      return named;
    }

    private static boolean isAsExpected(ColumnCheck column, String expected) {
      return column.mask().equals(expected)
          || column.mask().startsWith(expected + " ")
          || column.by().contains(expected);
    }

    private static String words(ColumnCheck column) {
      return column.mask() + (column.by().isEmpty() ? "" : " by " + String.join(", ", column.by()));
    }

    private static List<String> rules(ColumnCheck column, String expected) {
      Set<String> rules = new TreeSet<>(column.by());
      rules.add(expected);
      return List.copyOf(rules);
    }

    private static String missing(Explanation explanation) {
      if (explanation.decision().refuses()) {
        return "no result, as the statement is refused by " + explanation.decision().rule();
      }
      List<String> labels = new ArrayList<>();
      explanation.columns().forEach(column -> labels.add(column.label()));
      return labels.isEmpty()
          ? "a statement that returns no rows"
          : "the columns " + String.join(", ", labels);
    }

    private Difference difference(String name, String expected, String found, List<String> rules) {
      return new Difference(key + "." + name, expected, found, rules);
    }
  }

  /**
   * It runs as a role of the database.
   *
   * @param expected its name; {@code none} if it is to run as the user who connected
   */
  record Role(String expected) implements Expectation {
    @Override
    public List<Difference> differences(Explanation explanation) {
      String refusal = explanation.roleRefusal();
      String name = explanation.role().name();
      String found = refusal == null ? PolicyTests.orNone(name.isEmpty() ? null : name) : refusal;
      return found.equals(expected)
          ? List.of()
          : List.of(new Difference("database_role", expected, found, List.of()));
    }
  }

  /**
   * A limit holds.
   *
   * @param expected as the policy writes it; {@code none} if there is to be none
   */
  record Limited(String kind, String expected) implements Expectation {
    @Override
    public List<Difference> differences(Explanation explanation) {
      String found = found(explanation.decision().limits());
      return found.equals(expected)
          ? List.of()
          : List.of(new Difference("limits." + kind, expected, found, List.of()));
    }

    private String found(Limits limits) {
      return PolicyTests.orNone(
          switch (kind) {
            case "returned_rows" -> rows(limits.returnedRows());
            case "affected_rows" -> rows(limits.affectedRows());
            default -> seconds(limits.timeout());
          });
    }

    private static @Nullable String rows(Limits.@Nullable ReturnedRows rows) {
      return rows == null ? null : String.valueOf(rows.most());
    }

    private static @Nullable String rows(Limits.@Nullable AffectedRows rows) {
      return rows == null ? null : String.valueOf(rows.most());
    }

    private static @Nullable String seconds(Limits.@Nullable Timeout timeout) {
      return timeout == null ? null : timeout.seconds() + "s";
    }
  }
}
