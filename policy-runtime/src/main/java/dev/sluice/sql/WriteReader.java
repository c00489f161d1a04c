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
      return read(merge, scope);
    }
    if (statement instanceof Upsert upsert) {
      return read(upsert, scope);
    }
    return null;
  }

  private Source target(Table table) {
    TableName name = queries.tableName(table);
    facts().tablesWritten.add(name);
    if (name.name().equals("pg_settings")) {
      // PostgreSQL turns an UPDATE of it into SET
      facts().effects.add(Effect.SET);
    }
    if (table.getSampleClause() != null || table.getPivot() != null) {
      unknownClause();
    }
    Source source = queries.targetSource(name);
    if (table.getAlias() == null) {
      return source;
    }
    if (table.getAlias().getAliasColumns() != null) {
      unknownClause();
    }
    return source.named(context.name(table.getAlias().getName()));
  }

  private void writeColumn(Source target, Column column) {
    String name = context.column(column.getColumnName());
    if (column.getTable() != null && !column.getTable().getNameParts().isEmpty()) {
      column.getTable().getNameParts().forEach(this::accountOptional);
    }
    write(target, name);
  }

  private void accountOptional(@Nullable String name) {
    if (name != null) {
      context.names().account(name);
    }
  }

  private void write(Source target, String column) {
    if (target.table() == null) {
      facts().opaque("the table that is written is not known");
      return;
    }
    NameResolver.Resolved resolved = resolver.fieldOf(target, column);
    if (resolved == null || resolved.value().direct() == null) {
      facts().opaque("a column is not known: " + column);
      return;
    }
    facts().columnsWritten.add(resolved.value().direct());
  }

  private void writeAll(Source target) {
    if (target.fields() == null) {
      facts().opaque("the columns that are written are not known");
    } else {
      for (Field field : target.fields()) {
        facts().columnsWritten.addAll(field.value().sources());
      }
    }
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
    Source target = target(insert.getTable());
    if (insert.getColumns() != null) {
      for (Column column : insert.getColumns()) {
        writeColumn(target, column);
      }
    } else if (insert.getSetUpdateSets() == null && !insert.isOnlyDefaultValues()) {
      writeAll(target);
    }
    if (insert.getSelect() != null) {
      facts().storing(() -> readAllOf(insert.getSelect(), scope));
    }
    Scope own = new Scope(scope, false);
    own.add(target);
    if (insert.getSetUpdateSets() != null) {
      readSets(insert.getSetUpdateSets(), target, own);
    }
    readConflict(insert, target, scope);
    return readReturning(insert.getReturningClause(), own);
  }

  /** A query whose every column flows somewhere. */
  private QueryResult readAllOf(Select select, Scope scope) {
    QueryResult result = queries.read(select, new Scope(scope, false));
    if (result.fields() == null) {
      facts().opaque(QueryResult.UNKNOWN_COLUMNS);
    } else {
      result.fields().forEach(field -> facts().read(field.value()));
    }
    return result;
  }

  private void readConflict(Insert insert, Source target, Scope scope) {
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
    Source proposed = proposedRow(insert, target);
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

  private Source proposedRow(Insert insert, Source target) {
    String name = "excluded";
    Alias alias = insert.getRowAlias();
    if (alias == null && insert.getSelect() instanceof Values values) {
      alias = values.getAlias();
    }
    if (alias != null) {
      name = context.name(alias.getName());
      if (alias.getAliasColumns() != null) {
        unknownClause();
      }
    } else if (context.dialect() == Dialect.H2) {
      name = "EXCLUDED";
    }
    if (target.fields() == null) {
      return Source.function(name, Value.CONSTANT);
    }
    List<Field> fields = new ArrayList<>();
    target.fields().forEach(field -> fields.add(new Field(field.name(), Value.CONSTANT)));
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
    Source target = target(upsert.getTable());
    Scope own = new Scope(scope, false);
    own.add(target);
    if (upsert.getColumns() != null) {
      upsert.getColumns().forEach(column -> writeColumn(target, column));
    } else if (upsert.getUpdateSets() == null) {
      writeAll(target);
    }
    if (upsert.getUpdateSets() != null) {
      readSets(upsert.getUpdateSets(), target, own);
    } else if (upsert.getSelect() != null) {
      readAllOf(upsert.getSelect(), scope);
    } else {
      facts().read(expressions.readAll(upsert.getExpressions(), own));
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
    Source target = target(update.getTable());
    Scope own = new Scope(scope, true);
    own.add(target);
    queries.readFrom(null, update.getStartJoins(), own);
    queries.readFrom(update.getFromItem(), update.getJoins(), own);
    readSets(update.getUpdateSets(), target, own);
    readCondition(update.getWhere(), own);
    boolean chosen =
        new Restriction(context, target)
            .holds(update.getWhere(), joinConditions(update.getStartJoins()));
    facts().unrestricted |= !chosen;
    readOrderAndLimit(update.getOrderByElements(), update.getLimit(), own);
    return readReturning(update.getReturningClause(), own);
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
      for (Column column : set.getColumns()) {
        Source owner = writtenTable(column, target, scope);
        writeColumn(owner, column);
        if (column.getArrayConstructor() != null) {
          facts().storing(() -> expressions.read(column.getArrayConstructor(), scope));
        }
      }
      for (Object value : set.getValues()) {
        facts().storing(() -> facts().read(expressions.read((Expression) value, scope)));
      }
    }
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
      target = target(delete.getTable());
      own.add(target);
      if (delete.getUsingFromItemList() != null) {
        for (FromItem item : delete.getUsingFromItemList()) {
          queries.readFrom(item, null, own);
        }
      }
      queries.readFrom(null, delete.getJoins(), own);
    }
    readCondition(delete.getWhere(), own);
    boolean chosen =
        new Restriction(context, target)
            .holds(delete.getWhere(), joinConditions(delete.getJoins()));
    facts().unrestricted |= !chosen;
    readOrderAndLimit(delete.getOrderByElements(), delete.getLimit(), own);
    return readReturning(delete.getReturningClause(), own);
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
    Source target = target(merge.getTable());
    Scope own = new Scope(scope, true);
    own.add(target);
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
      if (columns == null || columns.isEmpty()) {
        writeAll(target);
      } else {
        columns.forEach(column -> writeColumn(target, column));
      }
      facts().read(expressions.readAll(insert.getValues(), scope));
    } else {
      facts().opaque("a branch of MERGE that is not known");
    }
  }
}
