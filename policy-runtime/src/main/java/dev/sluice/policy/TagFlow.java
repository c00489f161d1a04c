package dev.sluice.policy;

import dev.sluice.sql.Catalog;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.Copy;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SessionChange;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableName;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ways by which a statement carries values from columns to where it stores them, with the tags
 * of both ends: copies that the analysis knows, and, where it only knows that something may be
 * stored, everything read to everything written. A table that is made by the statement has the tags
 * that the policy gives to its names. Made for one decision on one thread.
 */
final class TagFlow {
  /** Effects that put values where another statement can read them. */
  private static final Set<Effect> STORING =
      EnumSet.of(Effect.INSERT, Effect.UPDATE, Effect.CREATE, Effect.ALTER);

  /** Effects that may put them where nobody looks. */
  private static final Set<Effect> LEADING_AWAY = EnumSet.of(Effect.EXTERNAL, Effect.CALL);

  private final StatementView statement;
  private final SqlFacts facts;
  private final Catalog catalog;

  TagFlow(StatementView statement) {
    this.statement = statement;
    this.facts = statement.facts();
    this.catalog = statement.catalog();
  }

  /** Whether values that are read are stored in tables, or may be. */
  static boolean stores(SqlFacts facts) {
    for (Effect effect : facts.effects()) {
      if (STORING.contains(effect)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the statement copies values with any of the tags to where they would be without it.
   *
   * @param all whether all that it copies must be so, rather than any of it
   */
  Truth copies(Set<String> tags, boolean all) {
    StatementClause.Quantifier quantifier = new StatementClause.Quantifier(all);
    if (stores(facts)) {
      for (Copy copy : facts.copies()) {
        quantifier.add(loses(copy, tags));
      }
    }
    if (stores(facts) || leadsAway()) {
      boolean mayStoreAll = facts.isOpaque() || leadsAway();
      for (Origin origin : unplaced(mayStoreAll ? facts.columnsRead() : facts.columnsStored())) {
        quantifier.add(origin.tags.test(tags).and(Truth.MAYBE));
      }
    }
    return quantifier.result();
  }

  /** Tag by tag: what the target lacks of one is not made up for by another. */
  private Truth loses(Copy copy, Set<String> tags) {
    TagSet source = statement.tagsOf(copy.source());
    TagSet target = statement.tagsOf(copy.target());
    Truth any = Truth.NO;
    for (String tag : tags) {
      Set<String> one = Set.of(tag);
      any = any.or(source.test(one).and(target.test(one).not()));
    }
    return any;
  }

  private boolean leadsAway() {
    for (Effect effect : facts.effects()) {
      if (LEADING_AWAY.contains(effect)) {
        return true;
      }
    }
    for (SessionChange change : facts.sessionChanges()) {
      if (change.kind() == SessionChange.Kind.VARIABLE) {
        return true;
      }
    }
    return facts.isOpaque() && facts.effects().isEmpty();
  }

  /** The tags that columns get by this statement, and neither had nor had learned before. */
  List<CopiedTag> learned() {
    if (!stores(facts)) {
      return List.of();
    }
    Learning learning = new Learning();
    for (Copy copy : facts.copies()) {
      learning.add(statement.tagsOf(copy.source()), copy.source(), copy.target());
    }
    for (Origin origin : unplaced(facts.columnsStored())) {
      if (facts.isOpaque() || facts.columnsWritten().isEmpty()) {
        for (TableName table : facts.tablesWritten()) {
          learning.add(origin.tags, origin.column, table, null);
        }
      }
      for (ColumnName target : facts.columnsWritten()) {
        learning.add(origin.tags, origin.column, target);
      }
    }
    return learning.all();
  }

  /**
   * Where values come from of which nobody knows where they go.
   *
   * @param column one column with these tags, to name it
   */
  private record Origin(TagSet tags, ColumnName column) {}

  private List<Origin> unplaced(Set<ColumnName> stored) {
    Set<ColumnName> columns = new LinkedHashSet<>(stored);
    facts.copies().forEach(copy -> columns.remove(copy.source()));
    List<Origin> origins = new ArrayList<>();
    for (ColumnName column : StatementView.inOrder(columns)) {
      origins.add(new Origin(statement.tagsOf(column), column));
    }
    boolean alters = facts.isOpaque() && facts.effects().contains(Effect.ALTER);
    if (alters) {
      addAllColumns(facts.tables(), origins);
    } else if (facts.columnsRead().isEmpty() && (facts.isOpaque() || leadsAway())) {
      addAllColumns(facts.tablesRead(), origins);
    }
    return origins;
  }

  /** Nobody knows which of their columns are read, so it may be any. */
  private void addAllColumns(Set<TableName> tables, List<Origin> origins) {
    for (TableName table : StatementView.inOrder(tables)) {
      Catalog.Relation relation = catalog.find(table.schema(), table.name());
      if (relation == null || relation.kind() == Catalog.Kind.VIEW) {
        origins.add(new Origin(statement.tagsOf(table), new ColumnName(table, "*")));
      } else {
        for (String name : relation.columns()) {
          ColumnName column = new ColumnName(relation.name(), name);
          origins.add(new Origin(statement.tagsOf(column), column));
        }
      }
    }
  }

  /** Gathers what is new, each place and tag once, with all columns that it came from. */
  private final class Learning {
    private final Map<Target, List<ColumnName>> sources = new LinkedHashMap<>();

    void add(TagSet tags, ColumnName source, ColumnName target) {
      if (source.equals(target)) {
        return;
      }
      // a column that the database names by rules of its own may have any name
      add(tags, source, target.table(), target.column().isEmpty() ? null : target.column());
      addOrigins(tags, source, target);
    }

    /** What is put into a partition, or another child of a table, shows in its parent too. */
    private void addOrigins(TagSet tags, ColumnName source, ColumnName target) {
      TableName table = target.table();
      Catalog.Relation relation = catalog.find(table.schema(), table.name());
      Set<ColumnName> origins = relation == null ? null : relation.origins().get(target.column());
      if (origins != null) {
        for (ColumnName origin : origins) {
          add(tags, source, origin.table(), origin.column());
        }
      }
    }

    void add(TagSet tags, ColumnName source, TableName table, @Nullable String column) {
      TableName place = place(table);
      for (String tag : tags.possible()) {
        if (!statement.carries(place, column, tag)) {
          sources
              .computeIfAbsent(new Target(place, column, tag), key -> new ArrayList<>())
              .add(source);
        }
      }
    }

    /**
     * A definition puts a name without a schema into the schema that the session looks in first,
     * where the name may have meant one of another so far, or into none that lasts.
     */
    private TableName place(TableName table) {
      boolean defines =
          facts.effects().contains(Effect.CREATE) || facts.effects().contains(Effect.ALTER);
      return defines ? new TableName(null, table.name()) : table;
    }

    List<CopiedTag> all() {
      List<CopiedTag> all = new ArrayList<>();
      sources.forEach(
          (target, from) ->
              all.add(
                  new CopiedTag(
                      target.table,
                      target.column,
                      target.tag,
                      new LearnedTag.Reason.Copied(from, facts.fingerprint()))));
      return all;
    }
  }

  private record Target(TableName table, @Nullable String column, String tag) {}
}
