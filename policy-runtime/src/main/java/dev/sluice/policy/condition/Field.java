package dev.sluice.policy.condition;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields of the context, by the names that conditions use. */
public enum Field {
  STMT_EFFECTS("stmt.effects", Type.TEXTS, false),
  STMT_CLASS("stmt.class", Type.TEXTS, false),
  STMT_TABLES("stmt.tables", Type.TEXTS, false),
  STMT_COLUMNS("stmt.columns", Type.TEXTS, false),
  STMT_TAGS("stmt.tags", Type.TEXTS, false),
  STMT_FUNCTIONS("stmt.functions", Type.TEXTS, false),
  STMT_UNRESTRICTED("stmt.unrestricted", Type.BOOL, false),
  STMT_HAS_LIMIT("stmt.has_limit", Type.BOOL, false),
  STMT_JOINS("stmt.joins", Type.INT, false),
  STMT_ROW_COUNT("stmt.row_count", Type.INT, false),
  STMT_ESTIMATED_ROWS("stmt.estimated_rows", Type.INT, true),
  STMT_BATCH_SIZE("stmt.batch_size", Type.INT, true),
  STMT_STATEMENTS("stmt.statements", Type.INT, false),
  STMT_FINGERPRINT("stmt.fingerprint", Type.TEXT, false),
  CALLER_KIND("caller.kind", Type.TEXT, false),
  CALLER_SUBJECT("caller.subject", Type.TEXT, true),
  CALLER_GROUPS("caller.groups", Type.TEXTS, false),
  CALLER_SERVICE("caller.service", Type.TEXT, false),
  CALLER_AGENT("caller.agent", Type.TEXT, false),
  CALLER_TOOL("caller.tool", Type.TEXT, false),
  CALLER_ON_BEHALF_OF("caller.on_behalf_of", Type.TEXT, true),
  CALLER_CHAIN("caller.chain", Type.TEXTS, true),
  CALLER_CLAIMS("caller.claims", Type.CLAIMS, true),
  CALLER_VERIFIED("caller.verified", Type.BOOL, true),
  ENV_NAME("env.name", Type.TEXT, false),
  ENV_PROTECTED("env.protected", Type.BOOL, false),
  DB_SYSTEM("db.system", Type.TEXT, false),
  DB_NAME("db.name", Type.TEXT, false),
  DB_HOST("db.host", Type.TEXT, false),
  DB_USER("db.user", Type.TEXT, false),
  APP_SERVICE("app.service", Type.TEXT, false),
  APP_VERSION("app.version", Type.TEXT, false),
  APP_ROUTE("app.route", Type.TEXT, true),
  NOW_HOUR("now.hour", Type.INT, true),
  NOW_DOW("now.dow", Type.INT, true);

  private static final Map<String, Field> BY_PATH = new TreeMap<>();
  private static final Map<String, Set<String>> NAMES = new TreeMap<>();

  static {
    for (Field field : values()) {
      BY_PATH.put(field.path, field);
      NAMES.computeIfAbsent(field.root(), root -> new TreeSet<>()).add(field.name);
    }
  }

  private final String path;
  private final String name;
  private final Type type;
  private final boolean varies;

  Field(String path, Type type, boolean varies) {
    this.path = path;
    this.name = path.substring(path.indexOf('.') + 1);
    this.type = type;
    this.varies = varies;
  }

  /** The name in conditions, such as {@code stmt.effects}. */
  public String path() {
    return path;
  }

  /** Whether this tells something of the statement, rather than of its surroundings. */
  boolean isOfStatement() {
    return root().equals("stmt");
  }

  /**
   * Whether this may differ between two executions of one statement by callers in the same groups,
   * or in time, so that an answer that depends on it cannot be remembered.
   */
  public boolean varies() {
    return varies;
  }

  Type type() {
    return type;
  }

  private String root() {
    return path.substring(0, path.indexOf('.'));
  }

  /** What the names of all fields begin with. */
  static Set<String> roots() {
    return Collections.unmodifiableSet(NAMES.keySet());
  }

  /** The names of the fields under a root; none if there is no such root. */
  static Set<String> names(String root) {
    return Collections.unmodifiableSet(NAMES.getOrDefault(root, Set.of()));
  }

  static @Nullable Field of(String root, String name) {
    return BY_PATH.get(root + "." + name);
  }
}
