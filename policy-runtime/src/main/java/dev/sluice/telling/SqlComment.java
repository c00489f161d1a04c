package dev.sluice.telling;

import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SqlFacts;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * For whom a statement is done, as a comment behind it that databases keep in their logs and
 * statistics. No value can end the comment, or the quotes that it stands in: of each all but
 * letters, digits, {@code -}, {@code .} and {@code _} is written as {@code %} and two digits, and
 * the first character of the comment is a letter, so that no database takes it for a hint or for
 * more of the statement.
 *
 * @see <a href="https://open-telemetry.github.io/opentelemetry-sqlcommenter/specifications">The
 *     specification of sqlcommenter</a>
 */
public final class SqlComment {
  /** A longer value is cut: what is said of a statement must not outgrow it. */
  static final int LONGEST_VALUE = 200;

  /** What a database does not keep as text, as it does the bodies of views and routines. */
  private static final Set<Effect> COMMENTED =
      EnumSet.of(Effect.SELECT, Effect.INSERT, Effect.UPDATE, Effect.DELETE);

  private SqlComment() {}

  /**
   * A statement with the comment behind it, before a semicolon that ends it.
   *
   * @param sql what is sent
   * @param facts what it does
   * @param traceparent where it stands in a trace, as in W3C Trace Context; null if nowhere
   * @return null if the statement must be left as it is: because it may have a comment of its own,
   *     as the specification says, is several, is not understood, or is none that reads or changes
   *     rows
   */
  public static @Nullable String behind(
      String sql, SqlFacts facts, Caller caller, @Nullable String traceparent) {
    if (facts.isOpaque()
        || facts.statements() != 1
        || facts.effects().isEmpty()
        || !COMMENTED.containsAll(facts.effects())
        || mayHoldComment(sql, facts.dialect())) {
      return null;
    }
    int end = endOfBlanks(sql, sql.length());
    int last = end;
    if (end > 0 && sql.charAt(end - 1) == ';') {
      last = endOfBlanks(sql, end - 1);
    }
    return sql.substring(0, last) + " /*" + pairs(caller, traceparent) + "*/" + sql.substring(last);
  }

  /** Also true of a string that holds what would begin one: which it is need not be told. */
  private static boolean mayHoldComment(String sql, Dialect dialect) {
    return sql.contains("/*")
        || sql.contains("--")
        || switch (dialect) {
          case MYSQL, MARIADB -> sql.indexOf('#') >= 0;
          case H2 -> sql.contains("//");
          case POSTGRESQL, ORACLE, SQLSERVER, ANSI -> false;
        };
  }

  private static int endOfBlanks(String sql, int from) {
    int end = from;
    while (end > 0 && sql.charAt(end - 1) <= ' ') {
      end--;
    }
    return end;
  }

  private static String pairs(Caller caller, @Nullable String traceparent) {
    ToldCaller told = ToldCaller.of(caller);
    AiAgent agent = caller.agent();
    Map<String, @Nullable String> values = new TreeMap<>();
    values.put("application", told.service());
    values.put("sluice_agent", told.agent());
    values.put("sluice_asserted", told.asserted());
    values.put("sluice_call", agent == null ? null : agent.callId());
    values.put("sluice_kind", told.kind());
    values.put("sluice_subject", told.subject());
    values.put("sluice_tool", told.tool());
    values.put("traceparent", traceparent);
    StringJoiner pairs = new StringJoiner(",");
    values.forEach(
        (key, value) -> {
          if (value != null && !value.isEmpty()) {
            pairs.add(key + "='" + encoded(value) + "'");
          }
        });
    return pairs.toString();
  }

  private static String encoded(String value) {
    String cut = value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE);
    return URLEncoder.encode(cut, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }
}
