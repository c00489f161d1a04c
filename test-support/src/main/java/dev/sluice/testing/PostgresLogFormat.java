package dev.sluice.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL's log on standard error: each message begins with a prefix of our choice, and further
 * lines of a statement begin with a tab, which the server adds.
 *
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-logging.html">Error
 *     reporting and logging</a>
 */
final class PostgresLogFormat {
  /** The value of {@code log_line_prefix}. */
  static final String PREFIX = "@@";

  private static final Pattern STATEMENT =
      Pattern.compile(
          "^@@LOG: +(?:statement|execute [^:\\n]+|fastpath function call): "
              + "([^\\n]*+(?:\\n\\t[^\\n]*+)*+)",
          Pattern.MULTILINE);

  private PostgresLogFormat() {}

  static List<String> statements(String log) {
    List<String> statements = new ArrayList<>();
    Matcher matcher = STATEMENT.matcher(log);
    while (matcher.find()) {
      statements.add(matcher.group(1).replace("\n\t", "\n"));
    }
    return statements;
  }
}
