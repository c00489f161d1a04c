package dev.sluice.agent;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Counts refusals by what the caller is told, whatever the columns and tables are named. */
final class RefusalReasons {
  private static final Pattern REFUSAL =
      Pattern.compile("Sluice denied this statement: (.*?) \\(rule ([^)]*)\\)");

  private final Map<String, Integer> counts = new TreeMap<>();

  /**
   * Counts the first refusal of what was seen of a statement.
   *
   * @throws IllegalArgumentException if there is none
   */
  void add(String seen) {
    Matcher refusal = REFUSAL.matcher(seen);
    if (!refusal.find()) {
      throw new IllegalArgumentException("no refusal: " + seen);
    }
    String told =
        refusal
            .group(1)
            .replaceFirst("^.*(?=, which is masked,)", "a column")
            .replaceFirst("^.*(?= may have masked columns)", "a table")
            .replaceFirst("(?<=values of ).*(?=, which may)", "a table")
            .replaceFirst("(?<=reads from ).*(?=, which is masked)", "a column")
            .replaceFirst(": \\S+$", "");
    counts.merge(refusal.group(2) + ": " + told, 1, Integer::sum);
  }

  void addAll(RefusalReasons others) {
    others.counts.forEach((reason, count) -> counts.merge(reason, count, Integer::sum));
  }

  int total() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** A line for each reason, commonest first. */
  @Override
  public String toString() {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(reason -> String.format("%6d %s%n", reason.getValue(), reason.getKey()))
        .collect(Collectors.joining());
  }
}
