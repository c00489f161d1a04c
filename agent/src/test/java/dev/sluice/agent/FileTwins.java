package dev.sluice.agent;

import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Report.Failure;
import dev.sluice.agent.service.Trials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * PostgreSQL databases for files of statements that make their tables as they go. Each run of a
 * file has a new database, a copy of one that the files share, and nothing of it is left. Which
 * columns are protected depends on nothing but the names of the file and of the column.
 */
final class FileTwins {
  private static final int ONE_IN = 3;
  private static final int AT_ONCE = 10;
  private static final String BASE = "base_of_files";
  private static final String DIFFER = "non-interference/differ.sql";
  private static final Pattern MAKES_NO_COLUMN =
      Pattern.compile("(?is)\\s*(?:select|insert|update|delete|values|explain|show|fetch)\\b.*");

  /** The three databases, of which only one differs. */
  enum Which {
    ONE,
    TWIN,
    OTHER
  }

  private final List<String> roles = new ArrayList<>();

  /** Makes the database that all files share. */
  FileTwins(StatementFile shared) throws SQLException, IOException {
    onServer("CREATE DATABASE " + BASE);
    try (Connection connection = DriverManager.getConnection(url(BASE))) {
      shared.statements().forEach(sql -> accepts(connection, sql));
    }
    Vendor.execute(url(BASE), resource(DIFFER));
    try (Connection connection = DriverManager.getConnection(idle())) {
      roles.addAll(strings(connection, "SELECT rolname FROM pg_roles"));
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = FileTwins.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String idle() throws SQLException {
    return Vendor.POSTGRESQL.url("idle");
  }

  private static String url(String database) throws SQLException {
    return idle().replaceFirst("/[a-z0-9_]+\\?", "/" + database + "?");
  }

  private static void onServer(String... statements) throws SQLException {
    Vendor.execute(idle(), statements);
  }

  private static boolean accepts(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
      return true;
    } catch (SQLException refused) {
      return false;
    }
  }

  private static List<String> strings(Connection connection, String query) throws SQLException {
    List<String> strings = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        strings.add(rows.getString(1));
      }
    }
    return strings;
  }

  // ---- what is protected

  /**
   * Runs a file to see which columns its tables have, and chooses of those that it names some to
   * protect.
   */
  List<String> columns(StatementFile file) throws SQLException {
    String database = "columns_" + file.name();
    create(database);
    Collection<String> names = new TreeSet<>();
    try (Connection connection = DriverManager.getConnection(url(database))) {
      for (String sql : file.statements()) {
        if (connection.isClosed()) {
          break;
        }
        boolean accepted = accepts(connection, sql);
        if (accepted && (!MAKES_NO_COLUMN.matcher(sql).matches() || sql.contains("INTO"))) {
          addColumns(connection, names);
        }
      }
    }
    drop(database);
    String all = String.join("\n", file.statements());
    names.removeIf(name -> !word(name).matcher(all).find());
    return names.stream()
        .sorted(Comparator.comparingInt(name -> hash(file.name() + "/" + name)))
        .limit((names.size() + ONE_IN - 1) / ONE_IN)
        .toList();
  }

  /** Finds a name that stands by itself, in whatever case. */
  static Pattern word(String name) {
    return Pattern.compile("(?i)\\b" + Pattern.quote(name) + "\\b");
  }

  private static int hash(String text) {
    return Math.floorMod(text.hashCode() * 0x9E3779B9, 1_000_003);
  }

  private static void addColumns(Connection connection, Collection<String> names)
      throws SQLException {
    String query =
        "SELECT DISTINCT a.attname FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON"
            + " c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE"
            + " c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND (n.nspname NOT"
            + " LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'judge') OR n.oid ="
            + " pg_catalog.pg_my_temp_schema())";
    try {
      names.addAll(strings(connection, query));
    } catch (SQLException notNow) {
      // in a transaction that failed; the next statement asks again
    }
  }

  /** The patterns of what is protected in the databases of a file, for a policy. */
  static List<String> patterns(StatementFile file, List<String> columns) {
    return columns.stream()
        .map(column -> column.replaceAll("[^A-Za-z0-9_ ]", "?"))
        .map(column -> "judged_*_" + file.name() + ".*.*." + column)
        .toList();
  }

  // ---- runs

  /** What a service sees of each statement of a file when a person tries it. */
  List<String> run(Service service, StatementFile file, List<String> columns, Which which)
      throws SQLException {
    String database = "judged_" + which.name().toLowerCase(Locale.ROOT) + "_" + file.name();
    create(database);
    String differ =
        columns.stream()
            .map(column -> "'" + column.replace("'", "''") + "'")
            .collect(
                Collectors.joining(
                    ", ",
                    "INSERT INTO judge.wishes VALUES (" + (which == Which.OTHER) + ", ARRAY[",
                    "]::text[], ?)"));
    List<String> seen = new ArrayList<>();
    List<String> all = file.statements();
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<String> some = new ArrayList<>(all.subList(from, Math.min(from + AT_ONCE, all.size())));
      Report report = service.run(url(database), Trials.of(some, differ));
      for (Failure failure : report.failures()) {
        throw new AssertionError(file.name() + " from " + from + ": " + failure.stack());
      }
      Map<String, String> noted = report.seen();
      for (int i = 0; i < some.size(); i++) {
        seen.add(Judge.withoutOwnNames(String.valueOf(noted.get(String.valueOf(i)))));
      }
    }
    drop(database);
    return seen;
  }

  private static void create(String database) throws SQLException {
    onServer(
        "CREATE DATABASE " + database + " TEMPLATE " + BASE,
        "ALTER DATABASE " + database + " SET statement_timeout = '2s'",
        "ALTER DATABASE " + database + " SET lock_timeout = '1s'");
  }

  /** Removes a database and the roles that were made meanwhile. */
  private void drop(String database) throws SQLException {
    onServer("DROP DATABASE " + database + " WITH (FORCE)");
    List<String> made;
    try (Connection connection = DriverManager.getConnection(idle())) {
      made = strings(connection, "SELECT rolname FROM pg_roles");
    }
    made.removeAll(roles);
    for (String role : made) {
      onServer("DROP ROLE \"" + role.replace("\"", "\"\"") + "\"");
    }
  }

  /** Removes what the files share. */
  void close() throws SQLException {
    onServer("DROP DATABASE " + BASE + " WITH (FORCE)");
  }
}
