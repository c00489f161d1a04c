package dev.sluice.policy;

import dev.sluice.sql.ColumnName;
import dev.sluice.sql.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tags that columns got at run time, beside those that the policy gives by name: because tagged
 * data was copied there, or was recognised there. There is one of these for the agent's life; a new
 * policy takes it over. Nothing is ever forgotten: that a table was dropped and made again, or that
 * a transaction was rolled back, leaves a tag too many rather than one too few.
 *
 * <p>A learned tag restricts and never allows: to rules it is a tag that a column may have ({@link
 * TagSet#possible()}), so it masks and denies, while what only columns with a tag may do stays
 * closed to it. Otherwise copying into a column could bless it.
 *
 * <p>Databases are told apart by their names, as the policy's tags do it, not by the host by which
 * they are reached: two of one name share what was learned. Names are compared without regard to
 * upper and lower case, and a schema or database that is not known may be any.
 *
 * <p>Space is bounded. Past the bound a tag goes to the next larger place that is left: to all
 * columns of the table, to all tables of the database, at last to all. That hides too much, which
 * the report shows, and leaks nothing. The same holds for names that are too long to keep.
 *
 * <p>Thread-safe. {@link #version} is one volatile read; reading tags takes a lock, so who asks
 * often remembers the answer together with the version.
 */
public final class LearnedTags {
  private static final int STANDARD_COLUMNS = 10_000;
  private static final int COLUMNS_TO_A_TABLE = 10;
  private static final int COLUMNS_TO_A_DATABASE = 100;
  private static final int LONGEST_NAME = 256;

  private final int mostColumns;
  private final AtomicLong version = new AtomicLong();
  private final List<Consumer<LearnedTag>> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Map<Spot, Set<String>>> byTable = new HashMap<>();
  private final Map<DatabaseScope, Set<String>> byDatabase = new HashMap<>();
  private final Set<String> everywhere = new HashSet<>();
  private final List<LearnedTag> learned = new ArrayList<>();
  private int columns;
  private int tables;
  private int databases;
  private long widened;

  /** Begins without tags. */
  public LearnedTags() {
    this(STANDARD_COLUMNS);
  }

  /**
   * Begins without tags.
   *
   * @param mostColumns how many tags single columns may get before tables as a whole get them
   */
  LearnedTags(int mostColumns) {
    this.mostColumns = mostColumns;
  }

  /**
   * Where tags are: a column, or all columns of a table. Names in lower case, null if not known.
   *
   * @param column null for all columns
   */
  private record Spot(
      boolean schemaIsDatabase,
      @Nullable String database,
      @Nullable String schema,
      String table,
      @Nullable String column) {
    static Spot of(DatabaseScope scope, TableName table, @Nullable String column) {
      return new Spot(
          scope.schemaIsDatabase(),
          scope.schemaIsDatabase() ? null : fold(scope.name()),
          fold(table.schema()),
          table.name().toLowerCase(Locale.ROOT),
          fold(column));
    }

    /** Whether a tag here is certain to be on the other spot too. */
    boolean covers(Spot other) {
      return schemaIsDatabase == other.schemaIsDatabase
          && (database == null || database.equals(other.database))
          && (schema == null || schema.equals(other.schema))
          && table.equals(other.table)
          && (column == null || column.equals(other.column));
    }

    /** Whether both may be one, or one may be part of the other. */
    boolean meets(Spot other) {
      return schemaIsDatabase == other.schemaIsDatabase
          && mayEqual(database, other.database)
          && mayEqual(schema, other.schema)
          && table.equals(other.table)
          && mayEqual(column, other.column);
    }
  }

  /** Grows with each tag that is learned; whoever remembers tags remembers them with it. */
  public long version() {
    return version.get();
  }

  /**
   * Learns that a column carries a tag.
   *
   * @return whether that is new
   */
  public boolean learn(Database database, ColumnName column, String tag, LearnedTag.Reason reason) {
    return learn(DatabaseScope.of(database), column.table(), column.column(), tag, reason);
  }

  /**
   * Learns that every column of a table may carry a tag.
   *
   * @return whether that is new
   */
  public boolean learn(Database database, TableName table, String tag, LearnedTag.Reason reason) {
    return learn(DatabaseScope.of(database), table, null, tag, reason);
  }

  /**
   * Has each tag told that is learned from now on, once, after it is in force.
   *
   * @param listener called on the thread that learned it; must not block or throw
   */
  public void listen(Consumer<LearnedTag> listener) {
    listeners.add(listener);
  }

  /** All that was learned, in that order. */
  public synchronized List<LearnedTag> snapshot() {
    return List.copyOf(learned);
  }

  /** How many tags went to a larger place than the column or table that they were learned for. */
  public synchronized long widened() {
    return widened;
  }

  /** Learns what a statement carries along. */
  void learn(Database database, List<CopiedTag> copied) {
    DatabaseScope scope = DatabaseScope.of(database);
    for (CopiedTag tag : copied) {
      learn(scope, tag.table(), tag.column(), tag.tag(), tag.reason());
    }
  }

  private boolean learn(
      DatabaseScope scope,
      TableName table,
      @Nullable String column,
      String tag,
      LearnedTag.Reason reason) {
    LearnedTag fresh;
    synchronized (this) {
      if (isCovered(scope, Spot.of(scope, table, column), tag)) {
        return false;
      }
      fresh = keep(scope, table, column, tag, reason);
      learned.add(fresh);
      version.incrementAndGet();
    }
    for (Consumer<LearnedTag> listener : listeners) {
      listener.accept(fresh);
    }
    return true;
  }

  /** Whether nothing is left to learn of a tag there. */
  synchronized boolean covers(
      DatabaseScope scope, TableName table, @Nullable String column, String tag) {
    return isCovered(scope, Spot.of(scope, table, column), tag);
  }

  private boolean isCovered(DatabaseScope scope, Spot spot, String tag) {
    if (everywhere.contains(tag)
        || byDatabase.getOrDefault(databaseOf(scope, spot), Set.of()).contains(tag)) {
      return true;
    }
    for (Map.Entry<Spot, Set<String>> known :
        byTable.getOrDefault(spot.table, Map.of()).entrySet()) {
      if (known.getValue().contains(tag) && known.getKey().covers(spot)) {
        return true;
      }
    }
    return false;
  }

  /** Puts the tag in the smallest place that is left. */
  private LearnedTag keep(
      DatabaseScope scope,
      TableName table,
      @Nullable String column,
      String tag,
      LearnedTag.Reason reason) {
    Spot spot = Spot.of(scope, table, column);
    if (column != null && columns < mostColumns && isShort(column) && isShort(table)) {
      columns++;
      add(spot, tag);
      return new LearnedTag(nameOf(scope), table, column, tag, reason);
    }
    if (column != null) {
      widened++;
    }
    if (tables < Math.max(1, mostColumns / COLUMNS_TO_A_TABLE) && isShort(table)) {
      tables++;
      add(Spot.of(scope, table, null), tag);
      return new LearnedTag(nameOf(scope), table, null, tag, reason);
    }
    if (column == null) {
      widened++;
    }
    DatabaseScope database = databaseOf(scope, spot);
    String name = database.name();
    if (name != null
        && isShort(name)
        && databases < Math.max(1, mostColumns / COLUMNS_TO_A_DATABASE)) {
      databases++;
      byDatabase.computeIfAbsent(database, key -> new HashSet<>()).add(tag);
      return new LearnedTag(name, null, null, tag, reason);
    }
    everywhere.add(tag);
    return new LearnedTag(null, null, null, tag, reason);
  }

  private void add(Spot spot, String tag) {
    byTable
        .computeIfAbsent(spot.table, key -> new HashMap<>())
        .computeIfAbsent(spot, key -> new HashSet<>())
        .add(tag);
  }

  /** The tags that a column carries or may carry. */
  Set<String> of(DatabaseScope scope, ColumnName column) {
    return version() == 0
        ? Set.of()
        : meeting(scope, Spot.of(scope, column.table(), column.column()));
  }

  /** The tags that any column of a table may carry. */
  Set<String> of(DatabaseScope scope, TableName table) {
    return version() == 0 ? Set.of() : meeting(scope, Spot.of(scope, table, null));
  }

  private synchronized Set<String> meeting(DatabaseScope scope, Spot spot) {
    Set<String> tags = new HashSet<>(everywhere);
    addOfDatabases(databaseOf(scope, spot), tags);
    byTable
        .getOrDefault(spot.table, Map.of())
        .forEach(
            (known, ofKnown) -> {
              if (known.meets(spot)) {
                tags.addAll(ofKnown);
              }
            });
    return tags;
  }

  private void addOfDatabases(DatabaseScope database, Set<String> tags) {
    byDatabase.forEach(
        (known, ofKnown) -> {
          if (known.schemaIsDatabase() == database.schemaIsDatabase()
              && mayEqual(known.name(), database.name())) {
            tags.addAll(ofKnown);
          }
        });
  }

  /** The tags that any column which can be reached from a database may carry. */
  synchronized Set<String> allOf(DatabaseScope scope) {
    Set<String> tags = new HashSet<>(everywhere);
    String name = scope.schemaIsDatabase() ? null : fold(scope.name());
    addOfDatabases(new DatabaseScope(name, scope.schemaIsDatabase()), tags);
    byTable
        .values()
        .forEach(
            spots ->
                spots.forEach(
                    (known, ofKnown) -> {
                      if (known.schemaIsDatabase == scope.schemaIsDatabase()
                          && mayEqual(known.database, name)) {
                        tags.addAll(ofKnown);
                      }
                    }));
    return tags;
  }

  private static DatabaseScope databaseOf(DatabaseScope scope, Spot spot) {
    return new DatabaseScope(
        scope.schemaIsDatabase() ? spot.schema : spot.database, scope.schemaIsDatabase());
  }

  private static @Nullable String nameOf(DatabaseScope scope) {
    return scope.schemaIsDatabase() ? null : scope.name();
  }

  private static boolean isShort(TableName table) {
    return isShort(table.name()) && (table.schema() == null || isShort(table.schema()));
  }

  private static boolean isShort(String name) {
    return name.length() <= LONGEST_NAME;
  }

  private static boolean mayEqual(@Nullable String one, @Nullable String other) {
    return one == null || other == null || one.equals(other);
  }

  private static @Nullable String fold(@Nullable String name) {
    return name == null ? null : name.toLowerCase(Locale.ROOT);
  }
}
