package dev.sluice.sql;

import dev.sluice.sql.SessionChange.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a statement changes of its session, by its words: such statements are short and plain,
 * and where they are not, the change is one of unknown meaning. A look at the tokens also finds
 * what hides in a query: {@code set_config}, {@code :=}, INTO a variable or a temporary table.
 */
final class SessionReader {
  private static final String SEARCH_PATH = "search_path";

  /** PostgreSQL cuts names behind 63 bytes, so that a longer one means another schema. */
  private static final int MAX_NAME = 62;

  private static final String[] SCOPES = {
    "GLOBAL", "SESSION", "LOCAL", "PERSIST", "PERSIST_ONLY", "INSTANCE"
  };
  private static final String[] OTHERS_SCOPES = {"GLOBAL", "PERSIST", "PERSIST_ONLY"};
  private static final String[] TABLE_MODIFIERS = {
    "OR",
    "REPLACE",
    "GLOBAL",
    "LOCAL",
    "TEMP",
    "TEMPORARY",
    "UNLOGGED",
    "CACHED",
    "MEMORY",
    "RECURSIVE",
    "NOT",
    "LOGGED"
  };
  private static final String[] NO_COLUMN = {
    "PRIMARY",
    "UNIQUE",
    "CHECK",
    "CONSTRAINT",
    "FOREIGN",
    "EXCLUDE",
    "INDEX",
    "KEY",
    "FULLTEXT",
    "SPATIAL",
    "PERIOD"
  };

  private final Tokens tokens;
  private final int from;
  private final int to;
  private final Dialect dialect;
  private final List<SessionChange> changes;

  private SessionReader(
      Tokens tokens, int from, int to, Dialect dialect, List<SessionChange> changes) {
    this.tokens = tokens;
    this.from = from;
    this.to = to;
    this.dialect = dialect;
    this.changes = changes;
  }

  /** Notes what the statement in a range of tokens changes. */
  static void read(Tokens tokens, int from, int to, Dialect dialect, FactsCollector facts) {
    new SessionReader(tokens, from, to, dialect, facts.sessionChanges).read();
  }

  private void read() {
    switch (StatementReader.leadingWord(tokens, from, to)) {
      case "SET" -> readSet();
      case "RESET" -> readReset();
      case "USE" -> readUse();
      case "DISCARD" -> {
        boolean all = tokens.isWord(from + 1, "ALL");
        // the names of dropped temporary tables stay suspect, which is safe
        add(all ? Kind.ALL : Kind.HARMLESS, "discard");
      }
      case "DEALLOCATE", "CLOSE" -> add(Kind.HARMLESS, nameAt(to - 1));
      case "DECLARE" -> add(Kind.CURSOR, nameAt(from + 1));
      case "PREPARE" -> {
        if (!tokens.isWord(from + 1, "TRANSACTION")) {
          add(Kind.PREPARED, nameAt(from + 1));
        }
      }
      case "GET" -> add(Kind.VARIABLE, "");
      case "ALTER" -> {
        if (tokens.isWord(from + 1, "SESSION")) {
          add(Kind.SETTING, "");
        } else if (dialect == Dialect.POSTGRESQL) {
          readLater();
        }
      }
      case "CREATE" -> readCreate();
      default -> {}
    }
    findHidden();
  }

  // ---- SET

  private void readSet() {
    if (tokens.refusal() != null) {
      // a variable of H2 ends the reading
      add(Kind.SETTING, "");
    } else if (dialect.schemaIsDatabase()) {
      readAssignments();
    } else {
      readPlainSet();
    }
  }

  /** PostgreSQL's and H2's SET: one setting. */
  private void readPlainSet() {
    int index = from + 1;
    boolean local = false;
    if (tokens.isAnyWord(index, "SESSION", "LOCAL")
        && !tokens.isWord(index + 1, "AUTHORIZATION")
        && !tokens.isSymbol(index + 1, '=')
        && !tokens.isWord(index + 1, "TO")) {
      local = tokens.isWord(index, "LOCAL");
      index++;
    }
    if (tokens.isWord(index, "SESSION") && tokens.isWord(index + 1, "AUTHORIZATION")) {
      add(new SessionChange(Kind.ROLE, "session_authorization", roleAt(index + 2), local));
    } else if (tokens.isWord(index, "ROLE") && !isAssignment(index + 1)) {
      add(new SessionChange(Kind.ROLE, "role", roleAt(index + 1), local));
    } else if (tokens.isAnyWord(index, "TRANSACTION", "CONSTRAINTS", "CHARACTERISTICS")) {
      add(Kind.HARMLESS, "transaction");
    } else if (tokens.isWord(index, "TIME") && tokens.isWord(index + 1, "ZONE")) {
      add(Kind.HARMLESS, "timezone");
    } else if (tokens.isWord(index, "XML") && tokens.isWord(index + 1, "OPTION")) {
      add(Kind.HARMLESS, "xmloption");
    } else if (tokens.isWord(index, "NAMES")) {
      setting("client_encoding", values(index + 1, to), local);
    } else if (tokens.isAnyWord(index, "SCHEMA", "SCHEMA_SEARCH_PATH")) {
      readSetSchema(index, local);
    } else if (tokens.isName(index)) {
      readSetting(index, local);
    } else {
      add(Kind.SETTING, "");
    }
  }

  private void readSetSchema(int index, boolean local) {
    String name = tokens.isWord(index, "SCHEMA") ? "schema" : "schema_search_path";
    if (dialect == Dialect.POSTGRESQL) {
      name = SEARCH_PATH;
    }
    int value = isAssignment(index + 1) ? index + 2 : index + 1;
    add(new SessionChange(Kind.SCHEMA, name, names(value, to), local));
  }

  private void readSetting(int index, boolean local) {
    int end = Glimpse.endOfName(tokens, index, to);
    StringBuilder name = new StringBuilder();
    for (int i = index; i < end; i++) {
      name.append(lowered(i));
    }
    int value = isAssignment(end) ? end + 1 : end;
    if (dialect == Dialect.POSTGRESQL && value == end) {
      add(Kind.SETTING, name.toString());
      return;
    }
    set(name.toString(), value, to, local);
  }

  private void set(String name, int value, int end, boolean local) {
    boolean postgres = dialect == Dialect.POSTGRESQL;
    if (postgres && name.equals(SEARCH_PATH)) {
      add(new SessionChange(Kind.SCHEMA, SEARCH_PATH, names(value, end), local));
    } else if (postgres && (name.equals("role") || name.equals("session_authorization"))) {
      add(new SessionChange(Kind.ROLE, name, roleAt(value), local));
    } else {
      setting(name, values(value, end), local);
    }
  }

  /**
   * PostgreSQL's settings that sessions to come begin with.
   *
   * @see <a href="https://www.postgresql.org/docs/18/sql-alterrole.html">ALTER ROLE</a>
   */
  private void readLater() {
    boolean ofAll = tokens.isWord(from + 1, "SYSTEM");
    boolean ofMapping = tokens.isWord(from + 2, "MAPPING") && tokens.isWord(from + 3, "FOR");
    if (ofMapping || (!ofAll && !tokens.isAnyWord(from + 1, "ROLE", "USER", "DATABASE"))) {
      return;
    }
    // behind the name, which may be any word, and what may belong to it
    int index = ofAll ? from + 2 : from + 3;
    while (index < to && !tokens.isAnyWord(index, "SET", "RESET")) {
      index += tokens.isWord(index, "IN") && tokens.isWord(index + 1, "DATABASE") ? 3 : 1;
    }
    boolean sets = tokens.isWord(index, "SET") && !tokens.isWord(index + 1, "TABLESPACE");
    if (index >= to || (!sets && !tokens.isWord(index, "RESET"))) {
      return;
    }
    List<SessionChange> later = new ArrayList<>();
    SessionReader reader = new SessionReader(tokens, index, to, dialect, later);
    if (sets) {
      reader.readPlainSet();
    } else {
      reader.readReset();
    }
    for (SessionChange change : later) {
      Kind kind = change.kind() == Kind.HARMLESS ? Kind.HARMLESS : Kind.SETTING;
      String name = change.kind() == Kind.ALL ? "all" : change.name();
      add(new SessionChange(kind, SessionChange.OTHERS + name, change.values()));
    }
  }

  private void setting(String name, List<String> values, boolean local) {
    boolean harmless = SettingTable.of(dialect).isHarmless(name, values);
    add(new SessionChange(harmless ? Kind.HARMLESS : Kind.SETTING, name, values, local));
  }

  private boolean isAssignment(int index) {
    return tokens.isSymbol(index, '=')
        || tokens.isSymbol(index, ":=")
        || tokens.isWord(index, "TO");
  }

  /** MySQL's SET: settings, variables and special forms, separated by commas. */
  private void readAssignments() {
    int start = from + 1;
    int depth = 0;
    for (int i = start; i <= to; i++) {
      if (i < to) {
        depth += tokens.isSymbol(i, '(') ? 1 : tokens.isSymbol(i, ')') ? -1 : 0;
      }
      if (i == to || (depth == 0 && tokens.isSymbol(i, ','))) {
        readAssignment(start, i);
        start = i + 1;
      }
    }
  }

  private void readAssignment(int start, int end) {
    int index = start;
    boolean others = false;
    if (tokens.isAnyWord(index, SCOPES) && !isAssignment(index + 1)) {
      others = tokens.isAnyWord(index, OTHERS_SCOPES);
      index++;
    }
    if (tokens.isWord(index, "NAMES")) {
      setting("character_set_client", values(index + 1, index + 2), false);
    } else if (tokens.isWord(index, "CHARSET")) {
      setting("character_set_client", values(index + 1, index + 2), false);
    } else if (tokens.isWord(index, "CHARACTER") && tokens.isWord(index + 1, "SET")) {
      setting("character_set_client", values(index + 2, index + 3), false);
    } else if (tokens.isWord(index, "TRANSACTION")) {
      add(
          others ? Kind.SETTING : Kind.HARMLESS,
          others ? SessionChange.OTHERS + "transaction" : "transaction");
    } else if (tokens.isAnyWord(index, "ISOLATION", "READ")) {
      // the second characteristic of SET TRANSACTION
      add(changes.isEmpty() ? Kind.SETTING : Kind.HARMLESS, "transaction");
    } else if (tokens.isWord(index, "ROLE") && !isAssignment(index + 1)) {
      add(new SessionChange(Kind.ROLE, "role", roleAt(index + 1), false));
    } else if (tokens.isWord(index, "DEFAULT") && tokens.isWord(index + 1, "ROLE")) {
      add(Kind.SETTING, SessionChange.OTHERS + "role");
    } else if (!isAssignment(index + 1) || index + 2 >= end) {
      add(Kind.SETTING, tokens.isName(index) ? lowered(index) : "");
    } else {
      assign(index, end, others);
    }
  }

  private void assign(int index, int end, boolean others) {
    String name = tokens.text(index).toLowerCase(Locale.ROOT).replace("`", "");
    if (tokens.kind(index) == Tokens.VARIABLE && !name.startsWith("@@")) {
      add(Kind.VARIABLE, name);
      return;
    }
    boolean global = others;
    if (name.startsWith("@@")) {
      name = name.substring(2);
      for (String scope : SCOPES) {
        String prefix = scope.toLowerCase(Locale.ROOT) + ".";
        if (name.startsWith(prefix)) {
          name = name.substring(prefix.length());
          global |= List.of(OTHERS_SCOPES).contains(scope);
        }
      }
    }
    if (global) {
      add(
          new SessionChange(
              Kind.SETTING, SessionChange.OTHERS + name, values(index + 2, end), false));
    } else {
      setting(name, values(index + 2, end), false);
    }
  }

  // ---- RESET, USE

  private void readReset() {
    if (dialect != Dialect.POSTGRESQL) {
      add(Kind.SETTING, "");
    } else if (tokens.isWord(from + 1, "ALL")) {
      add(Kind.ALL, "");
    } else if (tokens.isWord(from + 1, "SESSION")) {
      add(new SessionChange(Kind.ROLE, "session_authorization", List.of(SessionChange.DEFAULT)));
    } else if (tokens.isWord(from + 1, "TIME")) {
      add(Kind.HARMLESS, "timezone");
    } else {
      String name = tokens.isName(from + 1) && from + 2 == to ? lowered(from + 1) : "";
      Kind kind =
          switch (name) {
            case SEARCH_PATH -> Kind.SCHEMA;
            case "role", "session_authorization" -> Kind.ROLE;
            default ->
                SettingTable.of(dialect).isHarmless(name, List.of()) ? Kind.HARMLESS : Kind.SETTING;
          };
      add(new SessionChange(kind, name, List.of(SessionChange.DEFAULT)));
    }
  }

  private void readUse() {
    boolean plain = tokens.isName(from + 1) && from + 2 == to;
    List<String> schema = plain ? List.of(nameAt(from + 1)) : List.of();
    add(new SessionChange(Kind.SCHEMA, "schema", schema));
  }

  // ---- CREATE TEMPORARY

  private void readCreate() {
    int index = from + 1;
    boolean temporary = false;
    while (tokens.isAnyWord(index, TABLE_MODIFIERS)) {
      temporary |= tokens.isAnyWord(index, "TEMP", "TEMPORARY");
      index++;
    }
    boolean table = tokens.isWord(index, "TABLE");
    if (!table && !tokens.isAnyWord(index, "VIEW", "SEQUENCE", "FUNCTION", "PROCEDURE", "TYPE")) {
      return;
    }
    index++;
    if (tokens.isWord(index, "IF")) {
      index += 3;
    }
    temporary(index, temporary, table);
  }

  private void temporary(int index, boolean marked, boolean table) {
    int end = Glimpse.endOfName(tokens, index, to);
    boolean temporary = marked || isTemporarySchema(index, end);
    if (!temporary) {
      return;
    }
    if (end < 0) {
      add(Kind.TEMPORARY, "");
      return;
    }
    add(new SessionChange(Kind.TEMPORARY, nameAt(end - 1), table ? columns(end) : List.of()));
  }

  private boolean isTemporarySchema(int index, int end) {
    return dialect == Dialect.POSTGRESQL
        && end - index > 2
        && nameAt(end - 3).startsWith("pg_temp");
  }

  /** The columns of a definition that lists them and nothing else; empty if they are not clear. */
  private List<String> columns(int open) {
    List<String> columns = new ArrayList<>();
    if (!tokens.isSymbol(open, '(')) {
      return columns;
    }
    int depth = 0;
    for (int i = open; i < to; i++) {
      depth += tokens.isSymbol(i, '(') ? 1 : tokens.isSymbol(i, ')') ? -1 : 0;
      if (tokens.isAnyWord(
          i, "LIKE", "SELECT", "INHERITS", "OF", "AS", "WITH", "VALUES", "TABLE")) {
        return List.of();
      }
      boolean begins =
          depth == 1
              && (i == open || tokens.isSymbol(i, ','))
              && !tokens.isAnyWord(i + 1, NO_COLUMN);
      if (begins) {
        if (!tokens.isName(i + 1)) {
          return List.of();
        }
        columns.add(nameAt(i + 1));
      }
    }
    return columns;
  }

  // ---- inside of other statements

  private void findHidden() {
    for (int i = from; i < to; i++) {
      if (tokens.kind(i) == Tokens.VARIABLE && !tokens.text(i).startsWith("@@")) {
        boolean assigned = tokens.isSymbol(i + 1, ":=") && !tokens.isWord(from, "SET");
        if (assigned || tokens.isWord(i - 1, "INTO")) {
          add(Kind.VARIABLE, tokens.text(i).toLowerCase(Locale.ROOT));
        }
      } else if (tokens.isWord(i, "INTO")) {
        readInto(i + 1);
      } else if (tokens.isName(i)) {
        readName(i);
      }
    }
  }

  /** PostgreSQL's {@code SELECT ... INTO [TEMP] [TABLE] name}. */
  private void readInto(int start) {
    int index = start;
    boolean temporary = false;
    boolean modified = false;
    while (tokens.isAnyWord(index, "LOCAL", "GLOBAL", "TEMP", "TEMPORARY", "UNLOGGED", "TABLE")) {
      temporary |= tokens.isAnyWord(index, "TEMP", "TEMPORARY");
      modified = true;
      index++;
    }
    if (dialect == Dialect.POSTGRESQL && (modified || isQuery())) {
      temporary(index, temporary, false);
    }
  }

  private boolean isQuery() {
    return tokens.isAnyWord(from, "SELECT", "WITH", "EXPLAIN") || tokens.isSymbol(from, '(');
  }

  private void readName(int index) {
    String name = lowered(index);
    boolean called = tokens.isSymbol(index + 1, '(');
    if (dialect == Dialect.POSTGRESQL && called && name.equals("set_config")) {
      readSetConfig(index + 2);
    } else if (dialect == Dialect.POSTGRESQL
        && name.equals("pg_settings")
        && tokens.isAnyWord(from, "UPDATE", "WITH", "EXPLAIN", "MERGE", "PREPARE")) {
      add(Kind.SETTING, "");
    }
  }

  /** {@code set_config(name, value, is_local)}: three literals, or nothing is known of it. */
  private void readSetConfig(int index) {
    String name = literal(index);
    if (name == null || !tokens.isSymbol(index + 1, ',')) {
      add(Kind.SETTING, "");
      return;
    }
    String value = literal(index + 2);
    boolean ends =
        tokens.isSymbol(index + 3, ',')
            && tokens.isAnyWord(index + 4, "TRUE", "FALSE")
            && tokens.isSymbol(index + 5, ')');
    boolean plain = ends && value != null;
    boolean local = ends && tokens.isWord(index + 4, "TRUE");
    String setting = name.toLowerCase(Locale.ROOT);
    switch (setting) {
      case SEARCH_PATH ->
          add(
              new SessionChange(
                  Kind.SCHEMA,
                  SEARCH_PATH,
                  plain && value != null ? splitNames(value) : List.of(),
                  local));
      case "role", "session_authorization" ->
          add(new SessionChange(Kind.ROLE, setting, List.of(), local));
      default -> setting(setting, plain && value != null ? List.of(value) : List.of(), local);
    }
  }

  /** A list of names in one literal; empty if any of them is more than a word. */
  private static List<String> splitNames(String list) {
    List<String> names = new ArrayList<>();
    if (list.isBlank()) {
      return List.of("");
    }
    for (String part : list.split(",", -1)) {
      String name = part.strip();
      if (name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")) {
        name = name.substring(1, name.length() - 1);
      } else {
        name = Identifiers.lower(name);
      }
      if (name.isEmpty()
          || name.length() > MAX_NAME
          || name.indexOf('"') >= 0
          || name.indexOf(' ') >= 0) {
        return List.of();
      }
      names.add(name);
    }
    return names;
  }

  // ---- values

  /**
   * Names separated by commas; {@link SessionChange#DEFAULT} alone; empty if they are not plain.
   */
  private List<String> names(int start, int end) {
    if (end - start == 1 && tokens.isWord(start, "DEFAULT")) {
      return List.of(SessionChange.DEFAULT);
    }
    List<String> names = new ArrayList<>();
    for (int i = start; i < end; i += 2) {
      String name = tokens.isName(i) ? nameAt(i) : literal(i);
      boolean last = i + 1 >= end;
      if (name == null || name.length() > MAX_NAME || (!last && !tokens.isSymbol(i + 1, ','))) {
        return List.of();
      }
      names.add(name);
    }
    return names;
  }

  private List<String> roleAt(int index) {
    if (index + 1 != to) {
      return List.of();
    }
    if (tokens.isAnyWord(index, "NONE", "DEFAULT")) {
      return List.of(SessionChange.DEFAULT);
    }
    String name = tokens.isName(index) ? nameAt(index) : literal(index);
    return name == null || name.equals("none") || name.equals("default")
        ? List.of()
        : List.of(name);
  }

  /** Words, numbers and literals; the literals of a {@code concat} with the setting itself. */
  private List<String> values(int start, int end) {
    int first = start;
    int last = Math.min(end, to);
    if (tokens.isWord(first, "CONCAT")
        && tokens.isSymbol(first + 1, '(')
        && tokens.isSymbol(last - 1, ')')) {
      first += 2;
      last--;
    }
    List<String> values = new ArrayList<>();
    for (int i = first; i < last; i++) {
      byte kind = tokens.kind(i);
      if (kind == Tokens.STRING) {
        String value = literal(i);
        if (value == null) {
          return List.of();
        }
        values.add(value);
      } else if (kind == Tokens.WORD || kind == Tokens.NUMBER || kind == Tokens.QUOTED) {
        values.add(tokens.isName(i) ? nameAt(i) : tokens.text(i));
      } else if (!isFiller(i)) {
        return List.of();
      }
    }
    return values;
  }

  /** A separator, a sign, or what the setting is already. */
  private boolean isFiller(int index) {
    return tokens.isSymbol(index, ',')
        || tokens.isSymbol(index, '-')
        || (tokens.kind(index) == Tokens.VARIABLE && tokens.text(index).startsWith("@@"));
  }

  /** The content of a plain string literal; null if it is none, or holds a quote or a backslash. */
  private @Nullable String literal(int index) {
    if (index >= to || tokens.kind(index) != Tokens.STRING) {
      return null;
    }
    String text = tokens.text(index);
    int end = text.length() - 1;
    char quote = text.charAt(0);
    boolean plain =
        (quote == '\'' || (quote == '"' && dialect.schemaIsDatabase()))
            && end > 0
            && text.charAt(end) == quote
            && text.indexOf(quote, 1) == end
            && text.indexOf('\\') < 0;
    return plain ? text.substring(1, end) : null;
  }

  private String nameAt(int index) {
    return tokens.isName(index) ? RangeParser.fold(tokens, index, dialect) : "";
  }

  private String lowered(int index) {
    return tokens.isName(index)
        ? Identifiers.lower(RangeParser.fold(tokens, index, dialect))
        : tokens.text(index);
  }

  private void add(Kind kind, String name) {
    add(new SessionChange(kind, name, List.of()));
  }

  private void add(SessionChange change) {
    changes.add(change);
  }
}
