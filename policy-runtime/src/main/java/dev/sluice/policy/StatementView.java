package dev.sluice.policy;

import dev.sluice.sql.Catalog;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.Copy;
import dev.sluice.sql.Effect;
import dev.sluice.sql.Lineage;
import dev.sluice.sql.OutputColumn;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A statement's facts, with the tags of what it touches. Immutable and thread-safe. */
final class StatementView {
  private static final Set<Effect> ONLY_READING = EnumSet.of(Effect.SELECT, Effect.SHOW);

  private final SqlFacts facts;
  private final DatabaseScope scope;
  private final TagIndex index;
  private final Catalog catalog;
  private final Set<TableName> tables;
  private final Set<ColumnName> columns;
  private final Set<TagSet> columnTags;
  private final boolean returnsUnknownColumns;
  private final TagSet tagsOfUnknownColumns;

  StatementView(SqlFacts facts, DatabaseScope scope, TagIndex index) {
    this(facts, Catalog.EMPTY, scope, index);
  }

  /**
   * Looks at a statement.
   *
   * @param catalog the tables as the statement was read with
   */
  StatementView(SqlFacts facts, Catalog catalog, DatabaseScope scope, TagIndex index) {
    this.catalog = catalog;
    this.facts = facts;
    this.scope = scope;
    this.index = index;
    this.tables = facts.tables();
    this.columns = new LinkedHashSet<>(facts.columnsRead());
    this.columns.addAll(facts.columnsWritten());
    boolean unknown = false;
    for (OutputColumn output : facts.output()) {
      if (output.lineage() instanceof Lineage.Opaque) {
        unknown = true;
      } else {
        this.columns.addAll(sources(output.lineage()));
      }
    }
    this.returnsUnknownColumns = unknown;
    this.tagsOfUnknownColumns = unknown ? findTagsOfUnknownColumns() : TagSet.NONE;
    this.columnTags = new LinkedHashSet<>();
    for (ColumnName column : columns) {
      columnTags.add(tagsOf(column));
    }
  }

  SqlFacts facts() {
    return facts;
  }

  DatabaseScope scope() {
    return scope;
  }

  /** The tables as the statement was read with. */
  Catalog catalog() {
    return catalog;
  }

  /** Tables read and written. */
  Set<TableName> tables() {
    return tables;
  }

  /** The columns read, written or returned, as far as they are known. */
  Set<ColumnName> columns() {
    return columns;
  }

  /** The different sets of tags that the columns have. */
  Set<TagSet> columnTags() {
    return columnTags;
  }

  /** Whether a column of the result may hold the values of any column. */
  boolean returnsUnknownColumns() {
    return returnsUnknownColumns;
  }

  TagSet tagsOf(ColumnName column) {
    return index.of(scope, column);
  }

  /**
   * Whether a column is known to carry a tag: by the policy, or because that was learned.
   *
   * @param column null for every column of the table
   */
  boolean carries(TableName table, @Nullable String column, String tag) {
    return index.carries(scope, table, column, tag);
  }

  /** The tags that some column of a table may have. */
  TagSet tagsOf(TableName table) {
    return index.of(scope, table);
  }

  /**
   * The tags that a value of unknown origin may have: those of all tables of the statement, or, if
   * it names none, of all columns that can be reached. None if there is no such value.
   */
  TagSet tagsOfUnknownColumns() {
    return tagsOfUnknownColumns;
  }

  private TagSet findTagsOfUnknownColumns() {
    if (tables.isEmpty()) {
      return index.allOf(scope);
    }
    Set<String> possible = new HashSet<>();
    for (TableName table : tables) {
      possible.addAll(tagsOf(table).possible());
    }
    return new TagSet(Set.of(), possible);
  }

  /** The tags of all columns that the statement touches, sorted; possible ones included. */
  Set<String> tags() {
    Set<String> tags = new TreeSet<>();
    for (TagSet ofColumn : columnTags) {
      tags.addAll(ofColumn.possible());
    }
    tags.addAll(tagsOfUnknownColumns.possible());
    return tags;
  }

  /**
   * The tags that what the statement reads may have, sorted. What is not fully understood may read
   * all that can be reached, and so may what runs other code.
   */
  Set<String> readTags() {
    Set<String> tags = new TreeSet<>(tagsOfUnknownColumns.possible());
    for (ColumnName column : facts.columnsRead()) {
      tags.addAll(tagsOf(column).possible());
    }
    for (OutputColumn output : facts.output()) {
      for (ColumnName column : sources(output.lineage())) {
        tags.addAll(tagsOf(column).possible());
      }
    }
    if (facts.isOpaque()
        || facts.effects().contains(Effect.CALL)
        || facts.effects().contains(Effect.EXTERNAL)) {
      tags.addAll(index.allOf(scope).possible());
    }
    return tags;
  }

  /**
   * Whether it does nothing but read, so that what it reads cannot decide what it does: the values
   * come when it is over.
   */
  boolean onlyReads() {
    return !facts.isOpaque() && ONLY_READING.containsAll(facts.effects());
  }

  /** The tables as {@code database.schema.table}, {@code ?} for what is not known; sorted. */
  List<String> tableNames() {
    List<String> names = new ArrayList<>();
    for (TableName table : tables) {
      names.add(fullName(table));
    }
    names.sort(null);
    return names;
  }

  /** The columns with tags, and these; a tag that a column may only have with {@code ?}. */
  List<String> taggedColumns() {
    List<String> found = new ArrayList<>();
    for (ColumnName column : columns) {
      TagSet tags = tagsOf(column);
      if (!tags.possible().isEmpty()) {
        found.add(fullName(column) + ": " + tags);
      }
    }
    found.sort(null);
    if (returnsUnknownColumns) {
      found.add("columns that are not known: " + tagsOfUnknownColumns);
    }
    return found;
  }

  /**
   * Which columns with tags are copied into which others; where that was not told apart, all that
   * are touched.
   */
  List<String> copiedColumns() {
    List<String> found = new ArrayList<>();
    for (Copy copy : facts.copies()) {
      TagSet tags = tagsOf(copy.source());
      if (!tags.possible().isEmpty()) {
        found.add(
            fullName(copy.source())
                + ": "
                + tags
                + " into "
                + fullName(copy.target())
                + ": "
                + tagsOf(copy.target()));
      }
    }
    found.sort(null);
    return found.isEmpty() ? taggedColumns() : found;
  }

  /** {@code database.schema.table}, {@code ?} for what is not known. */
  String fullName(TableName table) {
    String database = scope.databaseOf(table);
    String schema = table.schema() == null ? "?" : table.schema();
    return (database == null ? "?" : database) + "." + schema + "." + table.name();
  }

  /** {@code database.schema.table.column}, {@code ?} for what is not known. */
  String fullName(ColumnName column) {
    return fullName(column.table()) + "." + column.column();
  }

  /** Names in their order, so that one statement is always refused in the same words. */
  static <T> Collection<T> inOrder(Set<T> names) {
    if (names.size() < 2) {
      return names;
    }
    List<T> sorted = new ArrayList<>(names);
    sorted.sort(Comparator.comparing(String::valueOf));
    return sorted;
  }

  /** The base columns of which a known lineage tells; none for an opaque one. */
  static Set<ColumnName> sources(Lineage lineage) {
    if (lineage instanceof Lineage.Direct direct) {
      return Set.of(direct.column());
    }
    return lineage instanceof Lineage.Derived derived ? derived.sources() : Set.of();
  }
}
