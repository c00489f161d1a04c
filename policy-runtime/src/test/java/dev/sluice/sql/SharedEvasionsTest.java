package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Runs a list of ways to get round an analysis, given with {@code -Dsluice.evasions=} and no part
 * of the project: one JSON object a line with {@code dialect}, {@code sql}, what a reader must
 * {@code expect}, and what the database answered to a role that may not read the column {@code
 * ssn}. The tables are in {@code evasions-schema.sql} beside it.
 */
@EnabledIfSystemProperty(named = "sluice.evasions", matches = ".+")
class SharedEvasionsTest {
  private static final SqlAnalyzer ANALYZER = new SqlAnalyzer();

  /** A column that the list says is read; {@code *} is all of its table's. */
  private static final Pattern COLUMN =
      Pattern.compile("(?<!not )\\b(users|audit|v_users|part1?)\\.(\\*|[a-z_]+)");

  /** What the list calls a deed, and by which facts it is seen; any of them will do. */
  private static final Map<String, Set<StatementClass>> DEEDS = deeds();

  private final Path file = Path.of(System.getProperty("sluice.evasions"));

  private static Map<String, Set<StatementClass>> deeds() {
    Map<String, Set<StatementClass>> deeds = new TreeMap<>();
    Set<StatementClass> anything = EnumSet.complementOf(EnumSet.of(StatementClass.READ));
    for (String word :
        List.of(
            "executes",
            "runs ",
            "dynamic",
            "effect",
            "changes",
            "changed",
            "privilege",
            "security",
            "opaque",
            "launder",
            "server config",
            "moves",
            "code",
            "file ",
            "insert",
            "reject")) {
      deeds.put(word, anything);
    }
    deeds.put("delete", EnumSet.of(StatementClass.WRITE));
    deeds.put("update", EnumSet.of(StatementClass.WRITE));
    deeds.put(
        "writes",
        EnumSet.of(StatementClass.WRITE, StatementClass.EXTERNAL, StatementClass.TRANSACTION));
    deeds.put("drop", EnumSet.of(StatementClass.DDL));
    deeds.put("create", EnumSet.of(StatementClass.DDL));
    deeds.put("truncates", EnumSet.of(StatementClass.DDL));
    deeds.put("ddl", EnumSet.of(StatementClass.DDL));
    deeds.put("dcl", EnumSet.of(StatementClass.DCL, StatementClass.DDL));
    return deeds;
  }

  @Test
  void nothingOfItComesOutClean() throws IOException, SchemaException {
    Map<Dialect, Catalog> catalogs = catalogs();
    Map<String, Integer> counts = new TreeMap<>();
    List<String> clean = new ArrayList<>();
    for (Map<String, String> row : rows()) {
      Dialect dialect = dialect(row);
      SqlFacts facts =
          ANALYZER.analyze(get(row, "sql"), dialect, catalogs.getOrDefault(dialect, Catalog.EMPTY));
      List<String> missing = facts.isOpaque() ? List.of() : missing(row, facts);
      String verdict =
          facts.isOpaque()
              ? "opaque"
              : demands(row) ? "understood, and what is expected is named" : "understood, harmless";
      counts.merge(dialect + " " + verdict, 1, Integer::sum);
      if (!missing.isEmpty()) {
        clean.add(get(row, "name") + ": " + missing + " in " + get(row, "sql"));
      }
    }
    counts.forEach((verdict, count) -> System.out.printf("%4d %s%n", count, verdict));
    System.out.printf("%4d clean but should not be%n", clean.size());
    assertThat(clean).isEmpty();
  }

  private static Dialect dialect(Map<String, String> row) {
    return switch (get(row, "dialect")) {
      case "postgres" -> Dialect.POSTGRESQL;
      case "mysql" -> Dialect.MARIADB;
      default -> Dialect.ANSI;
    };
  }

  /** Whether the row asks for anything that could be missing. */
  private static boolean demands(Map<String, String> row) {
    return !missing(row, SqlFacts.builder(dialect(row)).build()).isEmpty();
  }

  private static List<String> missing(Map<String, String> row, SqlFacts facts) {
    List<String> missing = new ArrayList<>();
    // what stands in parentheses explains
    String expect = get(row, "expect").replaceAll("\\([^)]*\\)", "");
    Set<String> named = new HashSet<>();
    facts.columnsRead().forEach(column -> add(named, column));
    facts.columnsWritten().forEach(column -> add(named, column));
    boolean conditional =
        expect.startsWith("with ") || expect.toLowerCase(Locale.ROOT).contains("not read");
    if (!conditional && !allowedWithoutSsn(row, facts)) {
      Matcher columns = COLUMN.matcher(expect);
      while (columns.find()) {
        String column = columns.group(2);
        // the row's identity in PostgreSQL is no value of a column
        boolean system = column.equals("ctid");
        if (!system && !named.contains(columns.group(1) + "." + column)) {
          missing.add(columns.group());
        }
      }
    }
    boolean read = Pattern.compile("\\breads? ssn\\b").matcher(expect).find() && !conditional;
    if ((read || refusedWithoutSsn(row)) && !named.contains("ssn")) {
      missing.add("ssn");
    }
    String words = expect.toLowerCase(Locale.ROOT);
    DEEDS.forEach(
        (word, classes) -> {
          if (words.contains(word) && facts.classes().stream().noneMatch(classes::contains)) {
            missing.add(word);
          }
        });
    boolean restricts = words.contains("guardrail") || words.contains("without where");
    // joins and limits are for others to judge
    boolean writes = !get(row, "sql").startsWith("SELECT") && !get(row, "sql").contains("LIMIT");
    if (restricts && writes && !facts.unrestricted()) {
      missing.add("unrestricted");
    }
    return missing;
  }

  /** Views are named by the base columns that they show. */
  private static void add(Set<String> named, ColumnName column) {
    String table = column.table().name().toLowerCase(Locale.ROOT);
    named.add(column.column());
    named.add(table + "." + column.column());
    if (column.column().equals("ssn")) {
      named.add(table + ".*");
      if (table.equals("users")) {
        named.add("v_users.ssn");
      }
    }
  }

  /** A refusal for want of ownership or superuser's rights says nothing of columns. */
  private static boolean refusedWithoutSsn(Map<String, String> row) {
    String answer = row.getOrDefault("without_select_on_ssn", "");
    boolean identity = get(row, "expect").contains("ctid");
    boolean definition = get(row, "expect").contains("structure");
    return !identity
        && !definition
        && (answer.startsWith("42501 permission denied for table users")
            || answer.startsWith("1143 SELECT command denied"));
  }

  /**
   * The database ran it for a role that may not read the column, and no view's or partition's owner
   * read it in its place.
   */
  private static boolean allowedWithoutSsn(Map<String, String> row, SqlFacts facts) {
    return get(row, "expect").contains("users.ssn")
        && get(row, "without_select_on_ssn").equals("ok")
        && facts.tablesRead().equals(Set.of(new TableName("public", "users")));
  }

  private static String get(Map<String, String> row, String key) {
    return row.getOrDefault(key, "");
  }

  private List<Map<String, String>> rows() throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      Map<String, String> row = new HashMap<>();
      try (JsonParser json = new JsonFactory().createParser(line)) {
        while (json.nextToken() != null) {
          if (json.currentToken() == JsonToken.VALUE_STRING) {
            row.put(json.currentName(), json.getText());
          }
        }
      }
      rows.add(row);
    }
    return rows;
  }

  private Map<Dialect, Catalog> catalogs() throws IOException, SchemaException {
    Path schema = file.resolveSibling("evasions-schema.sql");
    TableCatalog tables =
        SchemaText.read(
            schema.toString(), Files.readString(schema), Dialect.POSTGRESQL, List.of("public"));
    Map<Dialect, Catalog> catalogs = new HashMap<>();
    for (Dialect dialect : Dialect.values()) {
      catalogs.put(dialect, new TableCatalog(dialect, List.of("public"), tables.relations()));
    }
    return catalogs;
  }
}
