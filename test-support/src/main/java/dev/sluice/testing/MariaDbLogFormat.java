package dev.sluice.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB's general query log: time (only where the second has changed), connection, command, a
 * tab, and the text, which may go over several lines.
 *
 * @see <a href="https://mariadb.com/kb/en/general-query-log/">General query log</a>
 */
final class MariaDbLogFormat {
  private static final Pattern ENTRY =
      Pattern.compile("^(?:\\d{6} +\\d+:\\d\\d:\\d\\d)?\\t+ *\\d+ (\\w[\\w ]*)\\t(.*)$");

  private MariaDbLogFormat() {}

  static List<String> statements(String log) {
    List<String> statements = new ArrayList<>();
    StringBuilder current = null;
    for (String line : log.split("\n", -1)) {
      Matcher entry = ENTRY.matcher(line);
      if (entry.matches()) {
        add(statements, current);
        boolean runs = entry.group(1).equals("Query") || entry.group(1).equals("Execute");
        current = runs ? new StringBuilder(entry.group(2)) : null;
      } else if (current != null) {
        current.append('\n').append(line);
      }
    }
    add(statements, current);
    return statements;
  }

  private static void add(List<String> statements, @Nullable StringBuilder statement) {
    if (statement != null) {
      statements.add(statement.toString().stripTrailing());
    }
  }
}
