package dev.sluice.callers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What services write to their logs. */
final class ServiceLog {
  private static final Pattern STATEMENT =
      Pattern.compile(
          "DEBUG \\[(.*?)] (?:JdbcTemplate|DefaultDatabaseClient): Executing (?:prepared )?SQL \\w+ \\[(.*)]");
  private static final Pattern TITLE = Pattern.compile("(?i)\\bAS \"?(\\w+)\"? FROM orders\\b");

  private ServiceLog() {}

  /** The thread of each statement, by the statement's title. */
  static Map<String, String> threads(List<String> lines) {
    Map<String, String> threads = new HashMap<>();
    for (String line : lines) {
      Matcher statement = STATEMENT.matcher(line);
      if (statement.find()) {
        String title = title(statement.group(2));
        if (title != null) {
          threads.put(title, statement.group(1));
        }
      }
    }
    return threads;
  }

  /** The name that a statement gives its result; null if it gives none. */
  static @Nullable String title(String sql) {
    Matcher title = TITLE.matcher(sql);
    return title.find() ? title.group(1) : null;
  }

  /** What went wrong in the service, or in the agent. */
  static List<String> complaints(List<String> lines) {
    return lines.stream()
        .filter(
            line ->
                line.startsWith("ERROR ")
                    || line.startsWith("Caused by: ")
                    || line.startsWith("[sluice] internal failure"))
        .toList();
  }
}
