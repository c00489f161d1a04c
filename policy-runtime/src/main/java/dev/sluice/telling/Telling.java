package dev.sluice.telling;

import dev.sluice.policy.Database;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SessionChange;
import dev.sluice.sql.SqlFacts;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How PostgreSQL, MySQL and MariaDB are told for whom a statement is done: which statement tells
 * it, which statements may not run beside it, and after which it may hold no more. Immutable.
 */
public final class Telling {
  private static final String PREFIX = "sluice.";
  private static final String VARIABLE_PREFIX = "@sluice_";
  private static final String APPLICATION_NAME = "application_name";

  /**
   * The session's own name, unless somebody gave it another after it was told: what it was then is
   * noted in the session, which takes the note back together with the name in a rollback.
   */
  private static final String OWN_NAME =
      "(SELECT CASE WHEN pg_catalog.current_setting('sluice.told_name', true)"
          + " OPERATOR(pg_catalog.=) pg_catalog.current_setting('application_name')"
          + " THEN pg_catalog.current_setting('sluice.own_name', true)"
          // as with DatabaseRoles.OWN
          + " ELSE pg_catalog.current_setting('application_name') END AS own OFFSET 0) AS n";

  private static final Set<Effect> CONTROL =
      EnumSet.of(Effect.BEGIN, Effect.COMMIT, Effect.ROLLBACK, Effect.SAVEPOINT);

  static final Objection OURS =
      new Objection(
          "the settings `sluice.*` and variables `@sluice_*` are not for statements to change",
          "Leave them out.");

  private final DatabaseCallers what;

  public Telling(DatabaseCallers what) {
    this.what = what;
  }

  /** Whether any database is to be told anything. */
  public boolean isOn() {
    return what.told() || what.named();
  }

  /** Whether a database is to be told. */
  public boolean tells(Dialect dialect) {
    return switch (dialect) {
      case POSTGRESQL -> isOn();
      case MYSQL, MARIADB -> what.told();
      case H2, ORACLE, SQLSERVER, ANSI -> false;
    };
  }

  /**
   * Whether a database's own rules may ask for the caller, so that nothing may reach its rows of
   * which it cannot be told.
   */
  public boolean isJudged(Database database) {
    return what.told() && tells(database.dialect());
  }

  /**
   * The statement that tells a database, with a mark for each of {@link #values}. Of PostgreSQL's
   * it is a query with a row to be read to its end.
   *
   * @param dialect one that {@link #tells}
   * @param mark the mark of a parameter by its number, from 1 on, such as {@code ?} or {@code $1}
   */
  public String text(Dialect dialect, IntFunction<String> mark) {
    boolean isPostgres = dialect == Dialect.POSTGRESQL;
    StringJoiner text = new StringJoiner(", ", isPostgres ? "SELECT " : "SET ", "");
    int parameter = 1;
    if (what.told()) {
      for (String name : ToldCaller.NAMES) {
        String value = mark.apply(parameter++);
        text.add(
            isPostgres ? setting(PREFIX + name, value) : VARIABLE_PREFIX + name + " = " + value);
      }
    }
    if (isPostgres && what.named()) {
      text.add(setting(PREFIX + "own_name", "n.own"));
      String named = setting(APPLICATION_NAME, mark.apply(parameter));
      text.add(setting(PREFIX + "told_name", named));
      return text + " FROM " + OWN_NAME;
    }
    return text.toString();
  }

  /** Whether what was told is taken back when a connection goes back to its pool. */
  public boolean isTakenBack() {
    return what.reset();
  }

  /**
   * The statement that takes back what a database was told, so that its session is as it was
   * before. Of PostgreSQL's it is a query with a row to be read to its end.
   *
   * @param tookRole whether the session may have taken a role: PostgreSQL's goes back to its own;
   *     MariaDB's needs statements of its own for that
   * @return empty if there is nothing to take back
   */
  public String takenBack(Dialect dialect, boolean tookRole) {
    boolean isPostgres = dialect == Dialect.POSTGRESQL;
    StringJoiner text = new StringJoiner(", ", isPostgres ? "SELECT " : "SET ", "");
    StringJoiner from = new StringJoiner(", ", " FROM ", "").setEmptyValue("");
    text.setEmptyValue("");
    if (tells(dialect) && what.told()) {
      for (String name : ToldCaller.NAMES) {
        text.add(isPostgres ? setting(PREFIX + name, "NULL") : VARIABLE_PREFIX + name + " = NULL");
      }
    }
    if (isPostgres && what.named()) {
      text.add(setting(APPLICATION_NAME, "n.own"));
      text.add(setting(PREFIX + "told_name", "NULL"));
      text.add(setting(PREFIX + "own_name", "NULL"));
      from.add(OWN_NAME);
    }
    if (isPostgres && tookRole) {
      text.add(DatabaseRoles.RETURN);
      from.add(DatabaseRoles.OWN);
    }
    return text.toString() + from;
  }

  private static String setting(String name, String value) {
    return "pg_catalog.set_config('" + name + "', " + value + ", false)";
  }

  /** The parameters of {@link #text}, in their order, all of them strings. */
  public List<String> values(ToldCaller caller, Dialect dialect) {
    List<String> values = new ArrayList<>();
    if (what.told()) {
      values.addAll(caller.values());
    }
    if (dialect == Dialect.POSTGRESQL && what.named()) {
      values.add(caller.applicationName());
    }
    return values;
  }

  /**
   * What is against statements of one execution where a database is told: they may not change what
   * is told, or undo it before they go on.
   *
   * @param all what each of them does
   * @return null if they may run
   */
  public static @Nullable Objection objection(List<SqlFacts> all, Dialect dialect) {
    boolean several = all.size() > 1;
    for (SqlFacts facts : all) {
      if (changesOurs(facts)) {
        return OURS;
      }
      boolean undoes =
          facts.effects().contains(Effect.ROLLBACK)
              || (facts.isOpaque() && facts.statements() != 1 && mayRollBack(facts.shape()));
      if (dialect == Dialect.POSTGRESQL && undoes && (several || facts.statements() != 1)) {
        return new Objection(
            "a rollback among several statements takes back for whom the others are done",
            "Send each on its own.");
      }
    }
    return null;
  }

  /** Whether a statement may change what is kept in a session for callers. */
  static boolean changesOurs(SqlFacts facts) {
    return facts.sessionChanges().stream().anyMatch(Telling::isOurs);
  }

  private static boolean mayRollBack(String shape) {
    String upper = shape.toUpperCase(Locale.ROOT);
    return shape.isEmpty() || upper.contains("ROLLBACK") || upper.contains("ABORT");
  }

  /** A setting whose name is not in the text may be any; sessions to come may begin with ours. */
  private static boolean isOurs(SessionChange change) {
    String name = change.name().toLowerCase(Locale.ROOT);
    if (name.startsWith(SessionChange.OTHERS)) {
      name = name.substring(SessionChange.OTHERS.length());
    }
    return switch (change.kind()) {
      case SETTING -> name.isEmpty() || name.startsWith(PREFIX);
      case VARIABLE -> name.startsWith(VARIABLE_PREFIX);
      case HARMLESS, SCHEMA, ROLE, PREPARED, CURSOR, TEMPORARY, ALL -> false;
    };
  }

  /** Whether what was told does not hold any more when such a statement has run. */
  public static boolean mayUndo(SqlFacts facts) {
    if (facts.isOpaque() || facts.effects().contains(Effect.CALL)) {
      return true;
    }
    for (SessionChange change : facts.sessionChanges()) {
      switch (change.kind()) {
        case SETTING, VARIABLE, ALL -> {
          return true;
        }
        case HARMLESS -> {
          if (change.name().equals(APPLICATION_NAME)) {
            return true;
          }
        }
        case SCHEMA, ROLE, PREPARED, CURSOR, TEMPORARY -> {
          // leaves what was told
        }
      }
    }
    return false;
  }

  /**
   * Whether statements only begin or end transactions, or set something: so that nobody's rows are
   * read or changed by them. To tell a session first could be too early: the first query of a
   * transaction fixes what it sees, and a failed one takes no other statement.
   */
  public static boolean readsNothing(List<SqlFacts> all) {
    for (SqlFacts facts : all) {
      boolean sets =
          facts.effects().equals(Set.of(Effect.SET))
              && (facts.operation().equals("SET") || facts.operation().equals("LOCK"))
              && facts.columnsRead().isEmpty()
              && facts.functions().isEmpty();
      if (facts.isOpaque()
          || facts.statements() != 1
          || !(sets || (!facts.effects().isEmpty() && CONTROL.containsAll(facts.effects())))) {
        return false;
      }
    }
    return !all.isEmpty();
  }

  /** What is refused where a database cannot be told the caller of a statement. */
  public static Objection untold(String why) {
    return new Objection(
        "the database could not be told for whom this statement is done, as " + why, "");
  }
}
