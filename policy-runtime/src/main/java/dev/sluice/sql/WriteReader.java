package dev.sluice.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.sf.jsqlparser.expression.Alias;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.ReturningClause;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.create.table.Index;
import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.insert.InsertConflictAction;
import net.sf.jsqlparser.statement.insert.InsertConflictTarget;
import net.sf.jsqlparser.statement.merge.Merge;
import net.sf.jsqlparser.statement.merge.MergeDelete;
import net.sf.jsqlparser.statement.merge.MergeInsert;
import net.sf.jsqlparser.statement.merge.MergeOperation;
import net.sf.jsqlparser.statement.merge.MergeUpdate;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.Limit;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.Values;
import net.sf.jsqlparser.statement.update.Update;
import net.sf.jsqlparser.statement.update.UpdateSet;
import net.sf.jsqlparser.statement.upsert.Upsert;
import net.sf.jsqlparser.statement.upsert.UpsertType;
import org.jspecify.annotations.Nullable;

/**
 * Reads INSERT, UPDATE, DELETE, MERGE and REPLACE: what is written, from what, and whether the rows
 * are chosen at all.
 */
final class WriteReader {
  private static final QueryResult NO_ROWS =
      new QueryResult(List.of(), Set.of(), false, false, true);

  private final ReadContext context;
  private final NameResolver resolver;
  private final ExpressionReader expressions;
  private final QueryReader queries;

  WriteReader(
      ReadContext context,
      NameResolver resolver,
      ExpressionReader expressions,
      QueryReader queries) {
    this.context = context;
    this.resolver = resolver;
    this.expressions = expressions;
    this.queries = queries;
  }

  private FactsCollector facts() {
    return context.facts();
  }

  private void unknownClause() {
    facts().opaque("a clause that is not known");
  }

  /** Reads a writing statement; the result is what RETURNING gives. Null if it is another kind. */
  @Nullable QueryResult readStatement(Statement statement) {
    Scope scope = new Scope(null, true);
    if (statement instanceof Insert insert) {
      facts().storedApart = true;
      return read(insert, scope);
    }
    if (statement instanceof Update update) {
      facts().storedApart = true;
      return read(update, scope);
    }
    if (statement instanceof Delete delete) {
      facts().storedApart = true;
      return read(delete, scope);
    }
    if (statement instanceof Merge merge) {
      facts().storedApart = true;
      return read(merge, scope);
    }
    if (statement instanceof Upsert upsert) {
      facts().storedApart = true;
      return read(upsert, scope);
    }
    return null;
  }

  private Source target(Table table, TableUse.Role role, Scope scope) {
    TableName name = queries.tableName(table);
    facts().uses.add(TableUse.of(name, table, role, context.names()));
    facts().tablesWritten.add(name);
    if (name.name().equals("pg_settings")) {
      // PostgreSQL turns an UPDATE of it into SET
      facts().effects.add(Effect.SET);
    }
    if (table.getSampleClause() != null || table.getPivot() != null) {
      unknownClause();
    }
    Source source = queries.targetSource(name, scope);
    if (table.getAlias() == null) {
      return source;
    }
    if (table.getAlias().getAliasColumns() != null) {
      unknownClause();
    }
    return source.named(context.name(table.getAlias().getName()));
  }

  private @Nullable ColumnName writeColumn(Source target, Column column) {
    String name = context.column(column.getColumnName());
    if (column.getTable() != null && !column.getTable().getNameParts().isEmpty()) {
      column.getTable().getNameParts().forEach(this::accountOptional);
    }
    return write(target, name);
  }

  private void accountOptional(@Nullable String name) {
    if (name != null) {
      context.names().account(name);
    }
  }

  private @Nullable ColumnName write(Source target, String column) {
    if (target.table() == null) {
      facts().opaque("the table that is written is not known");
      return null;
    }
    NameResolver.Resolved resolved = resolver.fieldOf(target, column);
    if (resolved != null && isComputedInView(target.table(), resolved.value())) {
      // a trigger or a rule makes of it what it likes
      ColumnName computed = new ColumnName(target.table(), column);
      facts().columnsWritten.add(computed);
      facts().columnsWritten.addAll(resolved.value().sources());
      return computed;
    }
    if (resolved == null || resolved.value().direct() == null) {
      facts().opaque("a column is not known: " + column);
      return null;
    }
    facts().columnsWritten.add(resolved.value().direct());
    return resolved.value().direct();
  }

  private boolean isComputedInView(TableName name, Value value) {
    Catalog.Relation relation = context.catalog().find(name.schema(), name.name());
    return relation != null
        && relation.kind() == Catalog.Kind.VIEW
        && value.direct() == null
        && value.opaque() == null;
  }

  private List<@Nullable ColumnName> writeColumns(Source target, List<Column> columns) {
    List<@Nullable ColumnName> written = new ArrayList<>();
    columns.forEach(column -> written.add(writeColumn(target, column)));
    return written;
  }

  private List<@Nullable ColumnName> writeAll(Source target) {
    List<@Nullable ColumnName> written = new ArrayList<>();
    if (target.fields() == null) {
      facts().opaque("the columns that are written are not known");
    } else {
      for (Field field : target.fields()) {
        facts().columnsWritten.addAll(field.value().sources());
        written.add(field.value().direct());
      }
    }
    return written;
  }

  // ---- what goes where

  /**
   * Stores values in columns by their position. Where the numbers differ, which PostgreSQL alone
   * allows (the columns left over get their defaults), each value may be in any of the columns: a
   * catalog shows columns, too, that {@code INSERT} without a list passes over.
   */
  private void store(List<Value> values, List<@Nullable ColumnName> columns) {
    boolean aligned = isAligned(values.size(), columns.size());
    for (int i = 0; i < values.size(); i++) {
      if (aligned) {
        facts().store(values.get(i), columns.get(i));
        continue;
      }
      facts().store(values.get(i), null);
      for (ColumnName column : columns) {
        facts().store(values.get(i), column);
      }
    }
  }

  private boolean isAligned(int values, int columns) {
    return values == columns || (values < columns && context.dialect() == Dialect.POSTGRESQL);
  }

  // ---- INSERT

  QueryResult read(Insert insert, Scope scope) {
    facts().effects.add(Effect.INSERT);
    queries.readWith(insert.getWithItemsList(), scope);
    if (insert.getPartitions() != null
        || insert.getOutputClause() != null
        || insert.isOracleMultiInsert()
        || insert.isOverwrite()) {
      unknownClause();
    }
    Source target = target(insert.getTable(), TableUse.Role.OTHER, scope);
    List<@Nullable ColumnName> columns = List.of();
    if (insert.getColumns() != null) {
      columns = writeColumns(target, insert.getColumns());
    } else if (insert.getSetUpdateSets() == null && !insert.isOnlyDefaultValues()) {
      columns = writeAll(target);
    }
    List<Value> values = List.of();
    if (insert.getSelect() != null) {
      values = readAllOf(insert.getSelect(), scope);
      store(values, columns);
    }
    Scope own = new Scope(scope, false);
    own.add(target);
    if (insert.getSetUpdateSets() != null) {
      readSets(insert.getSetUpdateSets(), target, own);
    }
    readConflict(insert, target, proposedRow(insert, target, values, columns), scope);
    return readReturning(insert.getReturningClause(), own);
  }

  /** A query whose every column flows somewhere. */
  private List<Value> readAllOf(Select select, Scope scope) {
    QueryResult result = queries.read(select, new Scope(scope, false));
    if (result.fields() == null) {
      facts().opaque(QueryResult.UNKNOWN_COLUMNS);
      return List.of();
    }
    List<Value> values = new ArrayList<>();
    result.fields().forEach(field -> values.add(facts().read(field.value())));
    return values;
  }

  private void readConflict(Insert insert, Source target, Source proposed, Scope scope) {
    Scope own = new Scope(scope, false);
    own.add(target);
    InsertConflictTarget conflict = insert.getConflictTarget();
    if (conflict != null) {
      for (Index.ColumnParams element : conflict.getIndexElements()) {
        readConflictElement(element, own);
      }
      readCondition(conflict.getWhereExpression(), own);
      if (conflict.getConstraintName() != null) {
        context.names().account(conflict.getConstraintName());
      }
    }
    // what the INSERT would have written can be named, and reads nothing of the table
    own.proposedRow = proposed;
    InsertConflictAction action = insert.getConflictAction();
    if (action != null) {
      if (action.getUpdateSets() != null) {
        facts().effects.add(Effect.UPDATE);
        readSets(action.getUpdateSets(), target, own);
      }
      readCondition(action.getWhereExpression(), own);
    }
    if (insert.getDuplicateAction() != null) {
      context.names().account("key");
      if (insert.getDuplicateAction().getWhereExpression() != null) {
        unknownClause();
      }
      if (insert.getDuplicateAction().getUpdateSets() != null) {
        facts().effects.add(Effect.UPDATE);
        readSets(insert.getDuplicateAction().getUpdateSets(), target, own);
      }
    } else if (insert.getDuplicateUpdateSets() != null) {
      context.names().account("key");
      facts().effects.add(Effect.UPDATE);
      readSets(insert.getDuplicateUpdateSets(), target, own);
    }
  }

  /** The row that INSERT would have written, made of what its query gives. */
  private Source proposedRow(
      Insert insert, Source target, List<Value> values, List<@Nullable ColumnName> columns) {
    String name = "excluded";
    Alias alias = insert.getRowAlias();
    if (alias == null && insert.getSelect() instanceof Values list) {
      alias = list.getAlias();
    }
    if (alias != null) {
      name = context.name(alias.getName());
      if (alias.getAliasColumns() != null) {
        unknownClause();
      }
    } else if (context.dialect() == Dialect.H2) {
      name = "EXCLUDED";
    }
    Value all = Value.CONSTANT;
    for (Value value : values) {
      all = all.and(value);
    }
    if (target.fields() == null) {
      return Source.function(name, all);
    }
    boolean aligned = isAligned(values.size(), columns.size());
    List<Field> fields = new ArrayList<>();
    for (Field field : target.fields()) {
      int position = columns.indexOf(field.value().direct());
      boolean proposed = position >= 0 && position < values.size();
      Value value = proposed ? values.get(position) : Value.CONSTANT;
      fields.add(new Field(field.name(), aligned ? value : all));
    }
    return Source.closed(name, null, fields);
  }

  private void readConflictElement(Index.ColumnParams element, Scope scope) {
    if (element.getExpression() != null) {
      facts().read(expressions.read(element.getExpression(), scope));
    } else {
      facts().read(expressions.read(new Column(element.getColumnName()), scope));
    }
    if (element.getCollation() != null || element.getOperatorClass() != null) {
      unknownClause();
    }
  }

  private QueryResult read(Upsert upsert, Scope scope) {
    facts().effects.add(Effect.INSERT);
    if (upsert.getUpsertType() == UpsertType.REPLACE
        || upsert.getUpsertType() == UpsertType.REPLACE_SET) {
      // rows in the way are deleted
      facts().effects.add(Effect.DELETE);
    } else {
      facts().opaque("a form of INSERT that is not known");
    }
    Scope own = new Scope(scope, false);
    Source target = target(upsert.getTable(), TableUse.Role.OTHER, own);
    own.add(target);
    List<@Nullable ColumnName> columns = List.of();
    if (upsert.getColumns() != null) {
      columns = writeColumns(target, upsert.getColumns());
    } else if (upsert.getUpdateSets() == null) {
      columns = writeAll(target);
    }
    if (upsert.getUpdateSets() != null) {
      readSets(upsert.getUpdateSets(), target, own);
    } else if (upsert.getSelect() != null) {
      store(readAllOf(upsert.getSelect(), scope), columns);
    } else if (upsert.getExpressions() != null) {
      store(readEach(upsert.getExpressions(), own), columns);
    }
    if (upsert.getDuplicateAction() != null) {
      unknownClause();
    }
    return NO_ROWS;
  }

  // ---- UPDATE

  QueryResult read(Update update, Scope scope) {
    facts().effects.add(Effect.UPDATE);
    queries.readWith(update.getWithItemsList(), scope);
    if (update.getForPortionClause() != null
        || update.getPreferringClause() != null
        || update.getOption() != null
        || update.getOutputClause() != null) {
      unknownClause();
    }
    Scope own = new Scope(scope, true);
    Source target = target(update.getTable(), roleOf(update), own);
    own.add(target);
    queries.readFrom(null, update.getStartJoins(), own);
    facts().joins += update.getFromItem() == null ? 0 : 1;
    queries.readFrom(update.getFromItem(), update.getJoins(), own);
    readSets(update.getUpdateSets(), target, own);
    readWhere(update.getWhere(), own, update);
    boolean chosen =
        new Restriction(context, target)
            .holds(update.getWhere(), joinConditions(update.getStartJoins()));
    facts().unrestricted |= !chosen;
    readOrderAndLimit(update.getOrderByElements(), update.getLimit(), own);
    return readReturning(update.getReturningClause(), own);
  }

  private static TableUse.Role roleOf(Update update) {
    boolean several = update.getStartJoins() != null && !update.getStartJoins().isEmpty();
    return several ? TableUse.Role.OTHER : TableUse.Role.UPDATE;
  }

  private TableUse.Role roleOf(Delete delete) {
    boolean several =
        (delete.getJoins() != null && !delete.getJoins().isEmpty())
            || (context.dialect().schemaIsDatabase()
                && delete.getUsingFromItemList() != null
                && !delete.getUsingFromItemList().isEmpty());
    return several && context.dialect() != Dialect.POSTGRESQL
        ? TableUse.Role.OTHER
        : TableUse.Role.DELETE;
  }

  private static List<Expression> joinConditions(@Nullable List<Join> joins) {
    List<Expression> conditions = new ArrayList<>();
    if (joins != null) {
      for (Join join : joins) {
        // an outer join keeps the rows that do not match
        if (!join.isLeft() && !join.isRight() && !join.isFull() && !join.isOuter()) {
          conditions.addAll(join.getOnExpressions());
        }
      }
    }
    return conditions;
  }

  private void readSets(List<UpdateSet> sets, Source target, Scope scope) {
    context.names().accountKeywords("set");
    for (UpdateSet set : sets) {
      List<@Nullable ColumnName> columns = new ArrayList<>();
      for (Column column : set.getColumns()) {
        Source owner = writtenTable(column, target, scope);
        ColumnName written = writeColumn(owner, column);
        columns.add(written);
        if (written != null) {
          facts().columnsUpdated.add(written);
        }
        if (column.getArrayConstructor() != null) {
          // where in the array a value lands tells of the subscript
          facts().store(expressions.read(column.getArrayConstructor(), scope), written);
        }
      }
      List<Value> values = readValues(set, columns.size(), scope);
      if (values.size() == columns.size()) {
        store(values, columns);
      } else {
        for (ColumnName column : columns) {
          values.forEach(value -> facts().store(value, column));
        }
      }
    }
  }

  /** What a list of columns is set to, by position where that can be told. */
  private List<Value> readValues(UpdateSet set, int columns, Scope scope) {
    if (columns > 1 && set.getValues().size() == 1 && set.getValue(0) instanceof Select select) {
      QueryResult row = queries.read(select, new Scope(scope, true));
      List<Value> values = new ArrayList<>();
      if (row.fields() == null) {
        values.add(facts().read(row.asValue()));
      } else {
        row.fields().forEach(f -> values.add(facts().read(f.value().with(row.shaping()))));
      }
      return values;
    }
    return readEach(set.getValues(), scope);
  }

  private List<Value> readEach(ExpressionList<?> list, Scope scope) {
    List<Value> values = new ArrayList<>();
    for (Expression expression : list) {
      values.add(facts().read(expressions.read(expression, scope)));
    }
    return values;
  }

  /** MySQL's UPDATE of several tables says which one by the column's qualifier. */
  private Source writtenTable(Column column, Source target, Scope scope) {
    if (!context.dialect().schemaIsDatabase() || scope.sources.size() < 2) {
      return target;
    }
    if (column.getTable() == null || column.getTable().getNameParts().isEmpty()) {
      facts().opaque("which table is written is not known");
      return target;
    }
    String qualifier = context.fold(column.getTable().getName());
    for (Source source : scope.sources) {
      if (source.name() != null && context.sameAlias(source.name(), qualifier)) {
        if (source.table() != null) {
          facts().tablesWritten.add(source.table());
        }
        return source;
      }
    }
    return target;
  }

  private void readWhere(@Nullable Expression condition, Scope scope, Statement statement) {
    if (condition != null && queries.isWhole(statement)) {
      expressions.readWhere(condition, scope);
    } else {
      readCondition(condition, scope);
    }
  }

  private void readCondition(@Nullable Expression condition, Scope scope) {
    if (condition != null) {
      facts().shape(expressions.read(condition, scope));
    }
  }

  private void readOrderAndLimit(
      @Nullable List<net.sf.jsqlparser.statement.select.OrderByElement> order,
      @Nullable Limit limit,
      Scope scope) {
    facts().shape(expressions.readOrder(order, scope));
    if (limit != null) {
      facts().shape(expressions.readOptional(limit.getRowCount(), scope));
      facts().shape(expressions.readOptional(limit.getOffset(), scope));
    }
  }

  private QueryResult readReturning(@Nullable ReturningClause returning, Scope scope) {
    if (returning == null) {
      return NO_ROWS;
    }
    if ((returning.getDataItems() != null && !returning.getDataItems().isEmpty())
        || (returning.getOutputAliases() != null && !returning.getOutputAliases().isEmpty())) {
      unknownClause();
    }
    List<Field> fields = queries.readItems(returning, scope, false);
    return new QueryResult(fields, Set.of(), false, false, true);
  }

  // ---- DELETE

  QueryResult read(Delete delete, Scope scope) {
    facts().effects.add(Effect.DELETE);
    queries.readWith(delete.getWithItemsList(), scope);
    if (delete.getForPortionClause() != null
        || delete.getPreferringClause() != null
        || delete.getOption() != null
        || delete.getOutputClause() != null) {
      unknownClause();
    }
    Scope own = new Scope(scope, true);
    Source target;
    if (delete.getTables() != null && !delete.getTables().isEmpty()) {
      target = readMultiTable(delete, own);
    } else {
      target = target(delete.getTable(), roleOf(delete), own);
      own.add(target);
      readDeleteFrom(delete, own);
    }
    readWhere(delete.getWhere(), own, delete);
    boolean chosen =
        new Restriction(context, target)
            .holds(delete.getWhere(), joinConditions(delete.getJoins()));
    facts().unrestricted |= !chosen;
    readOrderAndLimit(delete.getOrderByElements(), delete.getLimit(), own);
    return readReturning(delete.getReturningClause(), own);
  }

  private void readDeleteFrom(Delete delete, Scope scope) {
    List<FromItem> items = delete.getUsingFromItemList();
    List<Join> joins = delete.getJoins();
    if (items == null || items.isEmpty()) {
      queries.readFrom(null, joins, scope);
      return;
    }
    facts().joins += items.size();
    if (items.size() > 1 && joins != null) {
      // which of the items the joins belong to is not kept
      for (Join join : joins) {
        if (join.isNatural() || !join.getUsingColumns().isEmpty()) {
          unknownClause();
        }
      }
    }
    for (FromItem item : items.subList(0, items.size() - 1)) {
      queries.readFrom(item, null, scope);
    }
    queries.readFrom(items.get(items.size() - 1), joins, scope);
  }

  /** {@code DELETE a, b FROM a JOIN b ...}: the tables before FROM are names of those behind it. */
  private Source readMultiTable(Delete delete, Scope scope) {
    if (delete.getUsingFromItemList() != null && !delete.getUsingFromItemList().isEmpty()) {
      unknownClause();
    }
    queries.readFrom(delete.getTable(), delete.getJoins(), scope);
    @Nullable Source target = null;
    for (Table table : delete.getTables()) {
      Source named = resolver.findSource(table, scope);
      if (named == null || named.table() == null) {
        facts().opaque("the table that is written is not known");
      } else {
        facts().tablesWritten.add(named.table());
        facts().uses.add(TableUse.of(named.table(), table, TableUse.Role.OTHER, context.names()));
        target = target == null ? named : target;
      }
    }
    if (target == null || delete.getTables().size() > 1) {
      // each of them would have to be restricted by itself
      facts().unrestricted = true;
    }
    return target == null ? Source.function(null, Value.CONSTANT) : target;
  }

  // ---- MERGE

  private QueryResult read(Merge merge, Scope scope) {
    queries.readWith(merge.getWithItemsList(), scope);
    if (merge.getOutputClause() != null || merge.getOption() != null) {
      unknownClause();
    }
    Scope own = new Scope(scope, true);
    Source target = target(merge.getTable(), TableUse.Role.OTHER, own);
    own.add(target);
    facts().joins++;
    queries.readFrom(merge.getFromItem(), null, own);
    readCondition(merge.getOnCondition(), own);
    boolean chosen = new Restriction(context, target).holds(merge.getOnCondition(), List.of());
    for (MergeOperation operation : merge.getOperations()) {
      readMergeOperation(operation, target, own, chosen);
    }
    return readReturning(merge.getReturningClause(), own);
  }

  private void readMergeOperation(
      MergeOperation operation, Source target, Scope scope, boolean chosen) {
    if (operation instanceof MergeDelete delete) {
      facts().effects.add(Effect.DELETE);
      facts().unrestricted |= !chosen;
      readCondition(delete.getAndPredicate(), scope);
    } else if (operation instanceof MergeUpdate update) {
      facts().effects.add(Effect.UPDATE);
      facts().unrestricted |= !chosen;
      readCondition(update.getAndPredicate(), scope);
      readCondition(update.getWhereCondition(), scope);
      if (update.getDeleteWhereCondition() != null) {
        facts().effects.add(Effect.DELETE);
        readCondition(update.getDeleteWhereCondition(), scope);
      }
      readSets(update.getUpdateSets(), target, scope);
    } else if (operation instanceof MergeInsert insert) {
      facts().effects.add(Effect.INSERT);
      readCondition(insert.getAndPredicate(), scope);
      readCondition(insert.getWhereCondition(), scope);
      ExpressionList<Column> columns = insert.getColumns();
      List<@Nullable ColumnName> written =
          columns == null || columns.isEmpty() ? writeAll(target) : writeColumns(target, columns);
      if (insert.getValues() != null) {
        store(readEach(insert.getValues(), scope), written);
      }
    } else {
      facts().opaque("a branch of MERGE that is not known");
    }
  }
}
