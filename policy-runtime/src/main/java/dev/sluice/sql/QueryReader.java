package dev.sluice.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.expression.Alias;
import net.sf.jsqlparser.expression.AllValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.JsonTableFunction;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.WindowDefinition;
import net.sf.jsqlparser.expression.XmlTableFunction;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.delete.ParenthesedDelete;
import net.sf.jsqlparser.statement.insert.ParenthesedInsert;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.GroupByElement;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.LateralSubSelect;
import net.sf.jsqlparser.statement.select.Limit;
import net.sf.jsqlparser.statement.select.MySqlSelectIntoClause;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.ParenthesedFromItem;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.SetOperation;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.TableFunction;
import net.sf.jsqlparser.statement.select.TableStatement;
import net.sf.jsqlparser.statement.select.UnionOp;
import net.sf.jsqlparser.statement.select.Values;
import net.sf.jsqlparser.statement.select.WithCycleClause;
import net.sf.jsqlparser.statement.select.WithItem;
import net.sf.jsqlparser.statement.select.WithSearchClause;
import net.sf.jsqlparser.statement.update.ParenthesedUpdate;
import org.jspecify.annotations.Nullable;

/**
 * Reads queries: resolves what each of their columns is made of, and which columns shape the rows.
 *
 * <h2>Scopes</h2>
 *
 * <p>Each SELECT has a {@link Scope}. Its WITH queries are read first, each in sight of those
 * before it, so that a name in FROM is a WITH query if one is in sight and a table only otherwise;
 * a qualified name is always a table. FROM is read from left to right into {@link Source}s: a table
 * with the columns that the catalog tells, a view with the result of reading its definition in a
 * scope of its own, a derived table with the result of its query, a function with the columns that
 * it is known to give. A join with USING or NATURAL merges the columns that both sides have. Only
 * then come the SELECT items, since only then is it known what their names mean; then grouping and
 * ordering, where a name may also be an item's alias and a number an item's position.
 *
 * <p>A name is looked for in the innermost scope first, and further out if it is not there. So it
 * is not enough to know most of a source's columns: a name that the database finds in the source,
 * and we do not, would be found further out, as another column with another lineage. That decides
 * how sources are made. One whose columns are all known is closed. One that may have more is open,
 * and takes every name that no closed one of its scope has. And a derived table's column without an
 * alias has the name that the database gives it ({@link Labels}), or one that may be any: then a
 * name that is not found otherwise makes the statement opaque.
 *
 * <h2>Lineage</h2>
 *
 * <p>What flows is a {@link Value} per column: the base column that it still is, or all base
 * columns that can influence it. A scalar subquery's value is influenced by the columns that choose
 * its row; a window function's by the columns of its window; a CASE's by its conditions; an
 * aggregate's by its own ORDER BY and FILTER. Set operations combine values by position. A value
 * also says whether computing it may fail, which is seen from outside even where it is not shown:
 * see {@link Totality}.
 *
 * <p>A column shapes if its value decides which rows come, how many, or in what order: WHERE, ON,
 * USING, GROUP BY, HAVING, ORDER BY, DISTINCT, set operations without ALL, windows, LIMIT, and the
 * arguments of functions that give rows, in the SELECT list as in FROM. What shapes a subquery
 * shapes what it is a part of.
 *
 * <p>Reading is eager with one exception: a column that only {@code *} mentions in a derived table
 * counts as read when something outside names it. So {@code SELECT name FROM (SELECT * FROM t) x}
 * reads one column, as the database does.
 *
 * <p>A recursive WITH query refers to itself. Its first branch is read, then the second with a
 * stand-in column for each column of the first; what comes back says how the columns feed each
 * other, and closing over that gives the result without reading anything twice, which the ledger of
 * names would not survive.
 *
 * <h2>Whole rows</h2>
 *
 * <p>In PostgreSQL the name of a source, where no column has it, is the whole row: {@code SELECT
 * u}, {@code row_to_json(u)}, {@code u.*} as an operand. It is made of all columns of the source,
 * so it can only be read if all are known. {@code (u).c} is the column itself; a field of any other
 * row-valued expression is made of all that the row is made of, for no row's type is followed.
 * {@code c(u)}, which means the same, is a call of a function that is not known.
 *
 * <h2>What this rests on</h2>
 *
 * <p>Soundness does not rest on this class looking everywhere. Each name in the text must be
 * accounted for (see {@link ParsedText}), each node type must be known, each function too: what
 * fails any of these makes the statement opaque.
 */
final class QueryReader {
  private static final int MAX_VIEW_DEPTH = 16;

  private static final String TOO_MANY_COLUMNS = "more columns than are looked at";

  /** The schema of the stand-in columns of a recursive query; no database can name it. */
  private static final String STAND_IN = "\0recursive";

  private final ReadContext context;
  private final NameResolver resolver;
  private final ExpressionReader expressions;
  private final WriteReader writes;
  private final Labels labels;

  QueryReader(ReadContext context) {
    this.context = context;
    this.resolver = new NameResolver(context);
    this.labels = new Labels(context);
    this.expressions = new ExpressionReader(context, resolver, this);
    this.writes = new WriteReader(context, resolver, expressions, this);
  }

  WriteReader writes() {
    return writes;
  }

  private FactsCollector facts() {
    return context.facts();
  }

  static boolean isStandIn(ColumnName column) {
    return STAND_IN.equals(column.table().schema());
  }

  private QueryResult unknown(Object node) {
    facts().opaque("a form that is not known: " + ExpressionReader.nodeName(node));
    return QueryResult.UNKNOWN;
  }

  // ---- queries

  /** Reads a query in a fresh scope of its own. */
  QueryResult read(Select select, Scope scope) {
    return read(select, scope, false);
  }

  /** Reads a query of which only counts whether it has a row, so that {@code *} reads nothing. */
  QueryResult readForExistence(Select select, Scope scope) {
    return read(select, scope, true);
  }

  private QueryResult read(Select select, Scope scope, boolean existence) {
    if (select.getLimitBy() != null
        || select.getIsolation() != null
        || select.getMySqlProcedureAnalyse() != null
        || select.isOracleSiblings()
        || select.getForClause() != null
        || select.getOption() != null
        || select.getInterpolate() != null
        || select.getPivot() != null
        || select.getUnPivot() != null) {
      facts().opaque("a clause that is not known");
    }
    readWith(select.getWithItemsList(), scope);
    QueryResult result;
    if (select instanceof PlainSelect plain) {
      result = readPlain(plain, scope, existence);
    } else if (select instanceof SetOperationList list) {
      result = readSetOperation(list, scope);
    } else if (select instanceof ParenthesedSelect parenthesed) {
      result = readParenthesed(parenthesed, scope, existence);
    } else if (select instanceof Values values) {
      result = readValues(values, scope);
    } else if (select instanceof TableStatement table) {
      result = readTableStatement(table, scope);
    } else {
      return unknown(select);
    }
    if (select.getForUpdateTables() != null) {
      for (Table table : select.getForUpdateTables()) {
        table.getNameParts().forEach(this::accountOptional);
      }
    }
    return result;
  }

  private void accountOptional(@Nullable String name) {
    if (name != null) {
      context.names().account(name);
    }
  }

  private QueryResult readParenthesed(
      ParenthesedSelect parenthesed, Scope scope, boolean existence) {
    if (parenthesed.getSampleClause() != null) {
      return unknown(parenthesed.getSampleClause());
    }
    QueryResult inner = read(parenthesed.getSelect(), new Scope(scope, true), existence);
    scope.addRows(inner);
    return finish(parenthesed, scope, inner.fields(), inner.hasLimit(), inner.chosen());
  }

  /** ORDER BY and LIMIT after a query that is already read. */
  private QueryResult finish(
      Select select,
      Scope scope,
      @Nullable List<Field> fields,
      boolean innerLimit,
      boolean chosen) {
    scope.aliases = fields == null ? List.of() : fields;
    readOrderBy(select.getOrderByElements(), scope, fields);
    boolean limit = readLimit(select, scope);
    return new QueryResult(
        fields, scope.shaping, limit || innerLimit, limit || chosen, scope.partial);
  }

  private QueryResult readPlain(PlainSelect select, Scope scope, boolean existence) {
    facts().effects.add(Effect.SELECT);
    refuseUnknownClauses(select);
    readFrom(select.getFromItem(), select.getJoins(), scope);
    readWhere(select.getWhere(), scope, select);
    if (select.getWindowDefinitions() != null) {
      for (WindowDefinition window : select.getWindowDefinitions()) {
        scope.windows = scope.windows.and(expressions.readWindow(window, scope));
      }
    }
    @Nullable List<Field> fields = readItems(select.getSelectItems(), scope, existence);
    scope.aliases = aliasesOf(select.getSelectItems(), fields);
    readGroupBy(select.getGroupBy(), scope, fields);
    scope.aliasRule = Scope.AliasRule.EITHER;
    readCondition(select.getHaving(), scope);
    readCondition(select.getQualify(), scope);
    scope.aliasRule = Scope.AliasRule.NONE;
    readDistinct(select, scope, fields);
    readInto(select);
    if (select.getTop() != null) {
      shape(expressions.readOptional(select.getTop().getExpression(), scope), scope);
    }
    readOrderBy(select.getOrderByElements(), scope, fields);
    boolean limit = readLimit(select, scope) || select.getTop() != null;
    return new QueryResult(
        fields, scope.shaping, limit, limit || chooses(select, scope), scope.partial);
  }

  private boolean chooses(PlainSelect select, Scope scope) {
    for (Source source : scope.sources) {
      if (source.chosen()
          || (source.table() != null
              && new Restriction(context, source).holds(select.getWhere(), List.of()))) {
        return true;
      }
    }
    return false;
  }

  private void refuseUnknownClauses(PlainSelect select) {
    if (select.getBigQuerySelectQualifier() != null
        || select.getLateralViews() != null
        || select.getPreWhere() != null
        || select.getOptimizeFor() != null
        || select.getSkip() != null
        || select.getFirst() != null
        || select.getOracleHierarchical() != null
        || select.getPreferringClause() != null
        || select.getForXmlPath() != null
        || select.getKsqlWindow() != null
        || select.isUsingFinal()
        || select.getIntoTempTable() != null
        || select.getSettings() != null) {
      facts().opaque("a clause that is not known");
    }
  }

  private void shape(Value value, Scope scope) {
    facts().shape(value);
    scope.shaping.addAll(value.sources());
    scope.partial |= value.partial();
  }

  private void readWhere(@Nullable Expression condition, Scope scope, PlainSelect select) {
    if (condition != null && isWhole(select)) {
      Value value = expressions.readWhere(condition, scope);
      scope.shaping.addAll(value.sources());
      scope.partial |= value.partial();
    } else {
      readCondition(condition, scope);
    }
  }

  /** Whether this is all of the text, and not the definition of a view or a part of another. */
  boolean isWhole(Statement statement) {
    return context.viewDepth() == 0 && context.names().statement() == statement;
  }

  private void readCondition(@Nullable Expression condition, Scope scope) {
    if (condition != null) {
      shape(expressions.read(condition, scope), scope);
    }
  }

  private void readInto(PlainSelect select) {
    if (select.getIntoTables() != null) {
      for (Table table : select.getIntoTables()) {
        facts().effects.add(Effect.CREATE);
        facts().tablesWritten.add(tableName(table));
      }
      if (context.dialect() != Dialect.POSTGRESQL) {
        facts().opaque("INTO");
      }
    }
    MySqlSelectIntoClause into = select.getMySqlSelectIntoClause();
    if (into != null) {
      if (into.getFileName() != null) {
        facts().effects.add(Effect.EXTERNAL);
      } else {
        facts().effects.add(Effect.SET);
      }
      facts().opaque("INTO a file or a variable");
    }
  }

  private void readDistinct(PlainSelect select, Scope scope, @Nullable List<Field> fields) {
    if (select.getDistinct() == null) {
      return;
    }
    List<SelectItem<?>> on = select.getDistinct().getOnSelectItems();
    if (on != null && !on.isEmpty()) {
      scope.aliasRule = Scope.AliasRule.EITHER;
      for (SelectItem<?> item : on) {
        readByPositionOrValue(item.getExpression(), scope, fields);
      }
      scope.aliasRule = Scope.AliasRule.NONE;
    } else if (fields != null) {
      fields.forEach(field -> shape(field.value(), scope));
    }
  }

  private void readGroupBy(
      @Nullable GroupByElement group, Scope scope, @Nullable List<Field> fields) {
    if (group == null) {
      return;
    }
    scope.aliasRule = Scope.AliasRule.EITHER;
    if (group.getGroupByExpressionList() != null) {
      for (Object expression : group.getGroupByExpressionList()) {
        readByPositionOrValue((Expression) expression, scope, fields);
      }
    }
    for (ExpressionList<Expression> set : group.getGroupingSets()) {
      for (Object expression : set) {
        readByPositionOrValue((Expression) expression, scope, fields);
      }
    }
    scope.aliasRule = Scope.AliasRule.NONE;
  }

  private void readOrderBy(
      @Nullable List<OrderByElement> elements, Scope scope, @Nullable List<Field> fields) {
    if (elements == null) {
      return;
    }
    for (OrderByElement element : elements) {
      Expression expression = element.getExpression();
      if (element.getWithFill() != null) {
        facts().opaque("a clause that is not known");
      }
      if (element.getNullOrdering() != null) {
        context.names().accountKeywords("nulls");
        context
            .names()
            .accountKeywords(
                element.getNullOrdering() == OrderByElement.NullOrdering.NULLS_FIRST
                    ? "first"
                    : "last");
      }
      scope.aliasRule =
          expression instanceof Column ? Scope.AliasRule.ALIAS : Scope.AliasRule.EITHER;
      readByPositionOrValue(expression, scope, fields);
    }
    scope.aliasRule = Scope.AliasRule.NONE;
  }

  private void readByPositionOrValue(
      Expression expression, Scope scope, @Nullable List<Field> fields) {
    if (expression instanceof LongValue number && fields != null) {
      String digits = number.getStringValue();
      int position = digits.length() < 6 ? Integer.parseInt(digits) : 0;
      if (position >= 1 && position <= fields.size()) {
        shape(fields.get(position - 1).value(), scope);
      }
      return;
    }
    shape(expressions.read(expression, scope), scope);
  }

  private boolean readLimit(Select select, Scope scope) {
    boolean bounded = false;
    Limit limit = select.getLimit();
    if (limit != null) {
      shape(expressions.readOptional(limit.getOffset(), scope), scope);
      Expression count = limit.getRowCount();
      shape(expressions.readOptional(count, scope), scope);
      if (limit.getByExpressions() != null) {
        facts().opaque("a clause that is not known");
      }
      bounded = count != null && !(count instanceof NullValue) && !(count instanceof AllValue);
    }
    if (select.getOffset() != null) {
      context.names().accountKeywords("offset", "rows", "row");
      shape(expressions.readOptional(select.getOffset().getOffset(), scope), scope);
    }
    if (select.getFetch() != null) {
      boolean first = select.getFetch().isFetchParamFirst();
      context.names().accountKeywords("fetch", first ? "first" : "next", "rows", "row", "only");
      shape(expressions.readOptional(select.getFetch().getExpression(), scope), scope);
      bounded = true;
    }
    return bounded;
  }

  private QueryResult readSetOperation(SetOperationList list, Scope scope) {
    facts().effects.add(Effect.SELECT);
    @Nullable List<Field> fields = null;
    boolean first = true;
    boolean chosen = true;
    boolean limit = false;
    for (Select branch : list.getSelects()) {
      QueryResult result = read(branch, new Scope(scope, true));
      scope.addRows(result);
      chosen &= result.chosen();
      // behind the last branch, outside of parentheses, it is the whole's
      limit = result.hasLimit() && !(branch instanceof ParenthesedSelect);
      fields = first ? result.fields() : merge(fields, result.fields());
      first = false;
    }
    for (SetOperation operation : list.getOperations()) {
      if (!(operation instanceof UnionOp) || !operation.isAll()) {
        if (fields != null) {
          fields.forEach(field -> shape(field.value(), scope));
        }
        break;
      }
    }
    return finish(list, scope, fields, limit, chosen);
  }

  private @Nullable List<Field> merge(@Nullable List<Field> left, @Nullable List<Field> right) {
    if (left == null || right == null) {
      return null;
    }
    if (left.size() != right.size()) {
      facts().opaque("branches with different numbers of columns");
      return null;
    }
    List<Field> merged = new ArrayList<>(left.size());
    for (int i = 0; i < left.size(); i++) {
      Value value = left.get(i).value().or(right.get(i).value());
      if (value.direct() == null && convertsBranches()) {
        value = value.partially();
        facts().raise(value);
      }
      merged.add(new Field(left.get(i).name(), value));
    }
    return merged;
  }

  /** Whether branches of different types are converted row by row, which fails for some values. */
  private boolean convertsBranches() {
    return switch (context.dialect()) {
      case H2, ORACLE, SQLSERVER, ANSI -> true;
      case POSTGRESQL, MYSQL, MARIADB -> false;
    };
  }

  private QueryResult readValues(Values values, Scope scope) {
    @Nullable List<Field> fields = null;
    ExpressionList<?> rows = values.getExpressions();
    if (rows instanceof ParenthesedExpressionList<?>) {
      // a single row
      rows = new ExpressionList<Expression>(List.of(rows));
    }
    for (Expression row : rows) {
      List<Field> own = new ArrayList<>();
      if (row instanceof ExpressionList<?> list) {
        for (Expression cell : list) {
          own.add(new Field(valuesColumn(own.size() + 1), expressions.read(cell, scope)));
        }
      } else {
        own.add(new Field(valuesColumn(1), expressions.read(row, scope)));
      }
      fields = fields == null ? own : merge(fields, own);
      if (fields == null) {
        break;
      }
    }
    return finish(values, scope, fields, false, true);
  }

  private String valuesColumn(int position) {
    return switch (context.dialect()) {
      case H2 -> "C" + position;
      case MYSQL, MARIADB -> "column_" + (position - 1);
      case POSTGRESQL, ORACLE, SQLSERVER, ANSI -> "column" + position;
    };
  }

  private QueryResult readTableStatement(TableStatement statement, Scope scope) {
    facts().effects.add(Effect.SELECT);
    readFrom(statement.getTable(), null, scope);
    return finish(statement, scope, expandAll(scope), false, false);
  }

  // ---- WITH

  void readWith(@Nullable List<WithItem<?>> items, Scope scope) {
    if (items == null) {
      return;
    }
    boolean recursive = items.stream().anyMatch(WithItem::isRecursive);
    List<String> names = new ArrayList<>();
    for (WithItem<?> item : items) {
      names.add(context.name(item.getAlias().getName()));
    }
    for (int i = 0; i < items.size(); i++) {
      scope.laterWithQueries.clear();
      if (recursive) {
        scope.laterWithQueries.addAll(names.subList(i + 1, names.size()));
      }
      if (context.dialect() == Dialect.H2 || context.dialect().isGeneric()) {
        // some databases let a query refer to itself without the keyword
        if (!recursive) {
          scope.laterWithQueries.add(names.get(i));
        }
      }
      readWithItem(items.get(i), names.get(i), recursive, scope);
    }
    scope.laterWithQueries.clear();
  }

  private void readWithItem(WithItem<?> item, String name, boolean recursive, Scope scope) {
    if (item.getWithFunctionDeclaration() != null) {
      facts().opaque("a clause of WITH that is not known");
    }
    List<String> columns = withColumns(item);
    Scope inner = new Scope(scope, false);
    QueryResult result;
    if (item.getParenthesedStatement() instanceof ParenthesedSelect select) {
      result = recursive ? readRecursive(select, name, columns, scope) : read(select, inner);
    } else if (item.getParenthesedStatement() instanceof ParenthesedInsert insert) {
      result = writes.read(insert.getInsert(), inner);
    } else if (item.getParenthesedStatement() instanceof ParenthesedUpdate update) {
      result = writes.read(update.getUpdate(), inner);
    } else if (item.getParenthesedStatement() instanceof ParenthesedDelete delete) {
      result = writes.read(delete.getDelete(), inner);
    } else {
      result = unknown(item);
    }
    scope.define(name, withSearchAndCycle(rename(result, columns), item, scope));
  }

  /**
   * With the columns that SEARCH and CYCLE add: each is made of the columns that the clause names.
   * Those of CYCLE decide where the recursion ends.
   */
  private QueryResult withSearchAndCycle(QueryResult result, WithItem<?> item, Scope scope) {
    WithSearchClause search = item.getSearchClause();
    WithCycleClause cycle = item.getCycleClause();
    if (search == null && cycle == null) {
      return result;
    }
    if (result.fields() == null || context.dialect() != Dialect.POSTGRESQL) {
      facts().opaque("a clause of WITH that is not known");
      return result;
    }
    List<Field> fields = new ArrayList<>(result.fields());
    Set<ColumnName> shaping = new LinkedHashSet<>(result.shaping());
    if (search != null) {
      Value value = named(result.fields(), search.getSearchColumns());
      context.names().accountKeywords("search", "depth", "breadth", "first", "set");
      fields.add(new Field(context.column(search.getSequenceColumnName()), value));
    }
    if (cycle != null) {
      Value value = named(result.fields(), cycle.getCycleColumns());
      shape(value, scope);
      shaping.addAll(value.sources());
      context.names().accountKeywords("cycle", "set", "to", "default");
      if (cycle.getMarkValue() != null) {
        value = value.and(expressions.read(cycle.getMarkValue(), scope));
        value = value.and(expressions.readOptional(cycle.getMarkDefault(), scope));
      }
      fields.add(new Field(context.column(cycle.getMarkColumnName()), value));
      fields.add(new Field(context.column(cycle.getPathColumnName()), value));
    }
    return new QueryResult(fields, shaping, result.hasLimit(), result.chosen(), result.partial());
  }

  private Value named(List<Field> fields, ExpressionList<Column> columns) {
    Value value = Value.CONSTANT;
    for (Column column : columns) {
      String name = context.column(column.getColumnName());
      boolean found = false;
      for (Field field : fields) {
        if (context.sameColumn(field.name(), name)) {
          found = true;
          value = value.and(facts().read(field.value()));
        }
      }
      if (!found) {
        facts().opaque("a column is not known: " + name);
      }
    }
    return value.computed();
  }

  private List<String> withColumns(WithItem<?> item) {
    List<String> columns = new ArrayList<>();
    List<SelectItem<?>> list = item.getWithItemList();
    if (list != null) {
      for (SelectItem<?> column : list) {
        if (column.getExpression() instanceof Column plain && plain.getTable() == null) {
          columns.add(context.column(plain.getColumnName()));
        } else {
          unknown(column);
        }
      }
    }
    columns.addAll(aliasColumns(item.getAlias()));
    return columns;
  }

  private List<String> aliasColumns(@Nullable Alias alias) {
    List<String> columns = new ArrayList<>();
    if (alias != null && alias.getAliasColumns() != null) {
      for (Alias.AliasColumn column : alias.getAliasColumns()) {
        columns.add(context.column(column.name));
        if (column.colDataType != null) {
          context.names().accountWords(column.colDataType.getDataType());
        }
      }
    }
    return columns;
  }

  private static QueryResult rename(QueryResult result, List<String> names) {
    if (names.isEmpty() || result.fields() == null) {
      return result;
    }
    Source renamed = Source.closed(null, null, result.fields()).withColumns(names);
    return new QueryResult(
        renamed.fields(), result.shaping(), result.hasLimit(), result.chosen(), result.partial());
  }

  private QueryResult readRecursive(
      ParenthesedSelect select, String name, List<String> columns, Scope scope) {
    Scope inner = new Scope(scope, false);
    if (!(select.getSelect() instanceof SetOperationList list)
        || list.getSelects().size() != 2
        || list.getWithItemsList() != null
        || select.getWithItemsList() != null) {
      // it may still not refer to itself; if it does, the name must not be taken for a table's
      inner.laterWithQueries.add(name);
      return read(select, inner);
    }
    QueryResult base = rename(read(list.getSelect(0), new Scope(inner, false)), columns);
    if (base.fields() == null) {
      return base;
    }
    TableName standIn = new TableName(STAND_IN, name);
    List<Field> self = new ArrayList<>();
    for (int i = 0; i < base.fields().size(); i++) {
      Value value = Value.of(new ColumnName(standIn, Integer.toString(i)));
      self.add(new Field(base.fields().get(i).name(), value));
    }
    inner.define(name, new QueryResult(self, Set.of(), false, false, false));
    QueryResult step = read(list.getSelect(1), new Scope(inner, false));
    if (step.fields() == null || step.fields().size() != base.fields().size()) {
      facts().opaque("branches with different numbers of columns");
      return QueryResult.UNKNOWN;
    }
    RecursiveClosure closure = new RecursiveClosure(standIn, base.fields(), step.fields());
    closure.rewrite(facts());
    Set<ColumnName> shaping = new LinkedHashSet<>(base.shaping());
    shaping.addAll(closure.expand(step.shaping()));
    inner.shaping.addAll(shaping);
    inner.partial |= base.partial() || step.partial();
    List<Field> fields = closure.fields();
    if (!list.getOperation(0).isAll()) {
      fields.forEach(field -> shape(field.value(), inner));
    }
    return finish(list, inner, fields, false, false);
  }

  // ---- FROM

  /** Reads FROM and its joins into the scope. */
  void readFrom(@Nullable FromItem item, @Nullable List<Join> joins, Scope scope) {
    Joined joined = item == null ? Joined.ALL : Joined.after(scope);
    if (item != null) {
      readFromItem(item, scope);
    }
    if (joins != null) {
      facts().joins += joins.size();
      for (Join join : joins) {
        if (join.isSimple()) {
          joined = Joined.after(scope);
        }
        boolean merges = join.isNatural() || !join.getUsingColumns().isEmpty();
        if (merges && (joined.isNested() || !join.getOnExpressions().isEmpty())) {
          facts().opaque("a JOIN inside of another that merges columns");
        }
        readJoin(join, joined, scope);
        joined = joined.with(join);
      }
    }
  }

  /**
   * What a JOIN has on its left: a comma separates joined tables from each other.
   *
   * @param firstSource of the scope's sources
   * @param firstColumn of the scope's visible columns
   * @param isNested whether a JOIN waits for its condition, which stands behind a later one's
   */
  private record Joined(int firstSource, int firstColumn, boolean isNested) {
    static final Joined ALL = new Joined(0, 0, false);

    static Joined after(Scope scope) {
      return new Joined(scope.sources.size(), scope.visible.size(), false);
    }

    Joined with(Join join) {
      boolean waits =
          !join.isSimple()
              && !join.isCross()
              && !join.isNatural()
              && join.getUsingColumns().isEmpty()
              && join.getOnExpressions().isEmpty();
      return waits ? new Joined(firstSource, firstColumn, true) : this;
    }
  }

  private void readJoin(Join join, Joined joined, Scope scope) {
    if (join.isApply()
        || join.isAsOf()
        || join.isSemi()
        || join.isWindowJoin()
        || join.isGlobal()
        || join.isArray()
        || join.isAny()
        || join.isAll()
        || join.isFetch()
        || join.getJoinHint() != null) {
      facts().opaque("a kind of join that is not known");
    }
    int firstOfRight = scope.sources.size();
    int firstColumnOfRight = scope.visible.size();
    readFromItem(join.getFromItem(), scope);
    List<Scope.Visible> before = scope.visible.subList(0, joined.firstColumn());
    List<Scope.Visible> left = scope.visible.subList(joined.firstColumn(), firstColumnOfRight);
    List<Scope.Visible> right = scope.visible.subList(firstColumnOfRight, scope.visible.size());
    @Nullable List<String> names = null;
    boolean merges = join.isNatural() || !join.getUsingColumns().isEmpty();
    if (merges && !context.effort().takeMergingJoin()) {
      facts().opaque("too many JOINs that merge columns");
    } else if (join.isNatural()) {
      names =
          naturalColumns(
              scope.sources.subList(joined.firstSource(), scope.sources.size()), left, right);
    } else if (!join.getUsingColumns().isEmpty()) {
      names = new ArrayList<>();
      for (Column column : join.getUsingColumns()) {
        names.add(context.column(column.getColumnName()));
      }
      readUsing(names, scope, joined.firstSource(), firstOfRight);
    }
    if (names != null) {
      context.useOperators("=");
      if (context.dialect() == Dialect.H2 && firstOfRight - joined.firstSource() > 1) {
        // H2 2.4 looks at one table of the left side only, NATURAL and USING at different ones
        facts().opaque("a JOIN that merges columns of more than two tables");
      }
      List<Scope.Visible> visible = new ArrayList<>(before);
      visible.addAll(
          context.dialect().schemaIsDatabase() && join.isRight()
              ? mergeColumns(scope, right, left, inOrderOf(right, names), join)
              : mergeColumns(scope, left, right, inOrderOf(left, names), join));
      scope.visible = visible;
    }
    for (Expression condition : join.getOnExpressions()) {
      readCondition(condition, scope);
    }
  }

  /** MySQL gives merged columns in the order of the first table, not in that of USING. */
  private List<String> inOrderOf(List<Scope.Visible> first, List<String> names) {
    if (!context.dialect().schemaIsDatabase()) {
      return names;
    }
    Map<String, String> rest = new LinkedHashMap<>();
    names.forEach(name -> rest.put(context.key(name), name));
    List<String> ordered = new ArrayList<>();
    for (Scope.Visible column : first) {
      String name = rest.remove(context.key(column.field().name()));
      if (name != null) {
        ordered.add(name);
      }
    }
    ordered.addAll(rest.values());
    return ordered;
  }

  private List<String> naturalColumns(
      List<Source> sources, List<Scope.Visible> left, List<Scope.Visible> right) {
    boolean open = sources.stream().anyMatch(Source::isOpen);
    if (open
        || left.stream().anyMatch(column -> !column.field().isNamed())
        || right.stream().anyMatch(column -> !column.field().isNamed())) {
      facts().opaque("a NATURAL JOIN of tables whose columns are not known");
    }
    Set<String> ofRight = new HashSet<>();
    right.forEach(column -> ofRight.add(context.key(column.field().name())));
    List<String> common = new ArrayList<>();
    for (Scope.Visible column : left) {
      if (ofRight.contains(context.key(column.field().name()))) {
        common.add(column.field().name());
      }
    }
    return common;
  }

  /** Columns that USING takes from tables whose columns are not known. */
  private void readUsing(List<String> using, Scope scope, int firstOfLeft, int firstOfRight) {
    boolean single = firstOfRight == firstOfLeft + 1;
    for (int i = firstOfLeft; i < scope.sources.size(); i++) {
      Source source = scope.sources.get(i);
      if (source.isOpen() && source.table() != null && (i >= firstOfRight || single)) {
        for (String column : using) {
          shape(Value.of(new ColumnName(source.table(), column)), scope);
        }
      } else if (source.isOpen()) {
        facts().opaque("a JOIN USING of tables whose columns are not known");
      }
    }
  }

  /**
   * What a JOIN makes of the columns of its sides.
   *
   * @param first the side whose columns come first
   */
  private List<Scope.Visible> mergeColumns(
      Scope scope,
      List<Scope.Visible> first,
      List<Scope.Visible> second,
      List<String> names,
      Join join) {
    Map<String, String> wanted = new LinkedHashMap<>();
    names.forEach(name -> wanted.putIfAbsent(context.key(name), name));
    List<Scope.Visible> rest = new ArrayList<>();
    Map<String, Scope.Visible> ofFirst = take(first, wanted.keySet(), rest);
    Map<String, Scope.Visible> ofSecond = take(second, wanted.keySet(), rest);
    List<Field> nameless =
        rest.stream().map(Scope.Visible::field).filter(field -> !field.isNamed()).toList();
    List<Scope.Visible> merged = new ArrayList<>();
    for (Map.Entry<String, String> entry : wanted.entrySet()) {
      String name = entry.getValue();
      Scope.@Nullable Visible inFirst = ofFirst.get(entry.getKey());
      Scope.@Nullable Visible inSecond = ofSecond.get(entry.getKey());
      if (inFirst == null || inSecond == null) {
        Scope.@Nullable Visible only = inFirst == null ? inSecond : inFirst;
        if (nameless.stream().anyMatch(field -> field.mayBeNamed(name))) {
          facts().opaque("a JOIN USING of columns whose names are not known");
        }
        if (only != null) {
          shape(only.field().value(), scope);
          merged.add(
              new Scope.Visible(new Field(name, only.field().value().computed()), only.source()));
        }
        continue;
      }
      shape(inFirst.field().value(), scope);
      shape(inSecond.field().value(), scope);
      merged.add(merge(inFirst, inSecond, join));
    }
    merged.addAll(rest);
    return merged;
  }

  private Scope.Visible merge(Scope.Visible first, Scope.Visible second, Join join) {
    Field field = first.field();
    Value other = second.field().value();
    if (join.isFull() || (join.isRight() && context.dialect() == Dialect.H2)) {
      // H2 gives the left side's value if there is one
      return new Scope.Visible(new Field(field.name(), field.value().and(other)), first.source());
    }
    // in MySQL the kept side comes first
    return join.isRight() && !context.dialect().schemaIsDatabase()
        ? new Scope.Visible(new Field(field.name(), other), second.source())
        : first;
  }

  /**
   * Finds the columns of one side that are merged.
   *
   * @param rest gets all others
   */
  private Map<String, Scope.Visible> take(
      List<Scope.Visible> side, Set<String> keys, List<Scope.Visible> rest) {
    Map<String, Scope.Visible> found = new HashMap<>();
    for (Scope.Visible column : side) {
      String key = context.key(column.field().name());
      if (!keys.contains(key)) {
        rest.add(column);
      } else if (found.putIfAbsent(key, column) != null) {
        facts().opaque("a JOIN that merges columns of which several bear one name");
        rest.add(column);
      }
    }
    return found;
  }

  private void readFromItem(FromItem item, Scope scope) {
    if (item.getPivot() != null || item.getUnPivot() != null) {
      facts().opaque("a clause of FROM that is not known");
    }
    if (item instanceof Table table) {
      Source source = readTable(table, scope);
      if (table.getSampleClause() != null) {
        // its arguments are numbers; which rows it takes depends on where they lie
        shape(resolver.allOf(source), scope);
      }
      scope.add(alias(source, table.getAlias()));
    } else if (item instanceof ParenthesedFromItem parenthesed) {
      readParenthesedFrom(parenthesed, scope);
    } else if (item instanceof TableFunction function) {
      scope.add(alias(readTableFunction(function, scope), function.getAlias()));
    } else if (item instanceof Select select) {
      QueryResult result = read(select, new Scope(scope, item instanceof LateralSubSelect));
      scope.addRows(result);
      if (select instanceof LateralSubSelect lateral
          && !"LATERAL".equalsIgnoreCase(lateral.getPrefix())) {
        unknown(lateral);
      }
      scope.add(alias(result.asSource(null), select.getAlias()));
    } else {
      unknown(item);
    }
  }

  private void readParenthesedFrom(ParenthesedFromItem item, Scope scope) {
    if (item.getAlias() == null) {
      readFrom(item.getFromItem(), item.getJoins(), scope);
      return;
    }
    Scope inner = new Scope(scope, false);
    readFrom(item.getFromItem(), item.getJoins(), inner);
    scope.shaping.addAll(inner.shaping);
    scope.partial |= inner.partial;
    List<Field> fields = new ArrayList<>();
    boolean open = inner.sources.stream().anyMatch(Source::isOpen);
    inner.visible.forEach(column -> fields.add(column.field()));
    Source joined =
        open
            ? Source.function(null, Value.opaque("a joined table whose columns are not known"))
            : Source.closed(null, null, fields);
    scope.add(alias(joined, item.getAlias()));
  }

  private Source alias(Source source, @Nullable Alias alias) {
    if (alias == null) {
      return source;
    }
    Source named = alias.getName() == null ? source : source.named(context.name(alias.getName()));
    if (isTyped(alias)) {
      return named; // a function's, which has these columns already
    }
    List<String> columns = aliasColumns(alias);
    if (columns.isEmpty()) {
      return named;
    }
    if (context.dialect().schemaIsDatabase() && source.table() != null) {
      // MySQL cannot rename a table's columns: it is PARTITION (p), or a hint
      facts().opaque("a list behind a table's name");
    }
    if (named.isOpen() && named.anyColumn() == null) {
      return Source.function(
          named.name(), Value.opaque("columns renamed of a table whose columns are not known"));
    }
    return named.withColumns(columns);
  }

  private Source readTableFunction(TableFunction function, Scope scope) {
    if (function.getPrefix() != null && !function.getPrefix().equalsIgnoreCase("LATERAL")) {
      unknown(function);
    }
    if (function.getFunction() instanceof JsonTableFunction
        || function.getFunction() instanceof XmlTableFunction) {
      List<String> columns = new ArrayList<>();
      Value value = expressions.readTableOf(function.getFunction(), scope, columns);
      shape(value, scope);
      facts().raise(value);
      return closed(columns, value);
    }
    Value value = Value.CONSTANT;
    @Nullable String name = null;
    @Nullable List<String> columns = new ArrayList<>();
    for (Function call : function.getFunctions()) {
      value = value.and(expressions.readFunction(call, scope));
      List<String> parts = call.getMultipartName();
      name = parts == null ? null : context.fold(parts.get(parts.size() - 1));
      @Nullable List<String> own = TableFunctions.columns(context, call);
      if (own == null || columns == null) {
        columns = null;
      } else {
        columns.addAll(own);
      }
    }
    if (function.getWithClause() != null) {
      context.names().accountWords(function.getWithClause());
      if (columns != null) {
        columns.add("ordinality");
      }
    }
    shape(value, scope);
    if (value.partial()) {
      facts().raise(value);
    }
    Alias alias = function.getAlias();
    if (alias != null && isTyped(alias)) {
      return closed(aliasColumns(alias), value).named(name);
    }
    if (columns == null) {
      return Source.function(name, value);
    }
    if (!function.isRowsFrom() && alias != null && alias.getName() != null) {
      // a column that has no name of its own takes that of the call
      columns.replaceAll(column -> column.isEmpty() ? context.fold(alias.getName()) : column);
    }
    String own = name == null ? "" : name;
    columns.replaceAll(column -> column.isEmpty() ? own : column);
    return closed(columns, value).named(name);
  }

  private static Source closed(List<String> columns, Value value) {
    List<Field> fields = new ArrayList<>();
    columns.forEach(column -> fields.add(new Field(column, value.computed())));
    return Source.closed(null, null, fields);
  }

  /** Whether the list behind the alias defines columns, and so is complete. */
  private static boolean isTyped(Alias alias) {
    return alias.getAliasColumns() != null
        && !alias.getAliasColumns().isEmpty()
        && alias.getAliasColumns().stream().allMatch(column -> column.colDataType != null);
  }

  // ---- tables and views

  TableName tableName(Table table) {
    List<String> parts = new ArrayList<>();
    for (String part : table.getNameParts()) {
      if (part != null) {
        parts.add(context.name(part));
      }
    }
    if (table.isTableVariable()
        || table.getTimeTravel() != null
        || table.getTimeTravelStrAfterAlias() != null
        || table.getSqlServerHints() != null
        || parts.size() > 3
        || isReserved(table.getName())) {
      facts().opaque("a form of table name that is not known");
    }
    for (String delimiter : table.getNamePartDelimiters()) {
      if (delimiter != null && !delimiter.equals(".")) {
        facts().opaque("a form of table name that is not known");
      }
    }
    if (table.getIndexHint() != null) {
      table.getIndexHint().getIndexNames().forEach(context.names()::account);
    }
    TableName written = new TableName(parts.size() > 1 ? parts.get(1) : null, parts.get(0));
    Catalog.Relation relation = context.catalog().find(written.schema(), written.name());
    return relation == null ? written : relation.name();
  }

  private static boolean isReserved(@Nullable String written) {
    return written == null
        || switch (written.toLowerCase(Locale.ROOT)) {
          case "table", "values", "select", "only", "lateral", "unnest" -> true;
          default -> false;
        };
  }

  private Source readTable(Table table, Scope scope) {
    boolean qualified = table.getSchemaName() != null;
    if (!qualified) {
      String name = context.fold(table.getName());
      QueryResult query = scope.withQuery(name);
      if (query != null) {
        tableName(table);
        scope.addRows(query);
        return query.asSource(name);
      }
      if (context.dialect() != Dialect.POSTGRESQL && scope.hasSimilarWithQuery(name)) {
        facts().opaque("a WITH query that is named in other letters");
      }
      if (scope.isLaterWithQuery(name)) {
        facts().opaque("a WITH query that is named before its definition");
      }
      if (name.equalsIgnoreCase("dual") && context.dialect() != Dialect.POSTGRESQL) {
        tableName(table);
        return Source.closed(name, null, List.of());
      }
    }
    TableName name = tableName(table);
    facts().uses.add(TableUse.of(name, table, TableUse.Role.READ, context.names()));
    return tableSource(name, scope);
  }

  /** A table or view as a source; its rows are read. */
  private Source tableSource(TableName name, Scope scope) {
    facts().effects.add(Effect.SELECT);
    facts().tablesRead.add(name);
    if (Telltale.is(name, context.dialect())) {
      facts().opaque("a system view that tells of other sessions or of rows: " + name.name());
    }
    Catalog.Relation relation = context.catalog().find(name.schema(), name.name());
    if (relation == null) {
      String reason = context.catalog().missing(name);
      if (reason != null) {
        facts().opaque(reason);
      }
      return Source.open(name.name(), name);
    }
    if (relation.kind() == Catalog.Kind.VIEW) {
      return viewSource(relation, scope);
    }
    return fieldsOf(relation, name);
  }

  /**
   * A table as a source without its rows counting as read: the target of a write. Of a view the
   * columns are those that it shows, and its rows are chosen by what its query asks.
   */
  Source targetSource(TableName name, Scope scope) {
    Catalog.Relation relation = context.catalog().find(name.schema(), name.name());
    if (relation == null) {
      return Source.open(name.name(), name);
    }
    if (relation.kind() == Catalog.Kind.VIEW) {
      boolean selects = facts().effects.contains(Effect.SELECT);
      Source view = viewSource(relation, scope);
      if (!selects) {
        facts().effects.remove(Effect.SELECT);
      }
      return view;
    }
    return fieldsOf(relation, name);
  }

  private Source fieldsOf(Catalog.Relation relation, TableName name) {
    if (!context.effort().takeColumns(relation.columns().size())) {
      return tooManyColumns(name);
    }
    List<Field> fields = new ArrayList<>();
    for (String column : relation.columns()) {
      Value value = Value.of(new ColumnName(relation.name(), column));
      Set<ColumnName> origins = relation.origins().get(column);
      fields.add(new Field(column, origins == null ? value : value.and(Value.derived(origins))));
    }
    return Source.closed(name.name(), relation.name(), fields);
  }

  private Source tooManyColumns(TableName name) {
    facts().opaque(TOO_MANY_COLUMNS);
    return Source.function(name.name(), Value.opaque(TOO_MANY_COLUMNS));
  }

  private Source viewSource(Catalog.Relation view, Scope scope) {
    if (!context.effort().takeColumns(view.columns().size())) {
      return tooManyColumns(view.name());
    }
    String reason = "a view's definition is not known: " + view.name();
    QueryResult result = null;
    if (context.viewDepth() < MAX_VIEW_DEPTH) {
      result = ViewReader.read(view, context);
    }
    List<Field> fields = new ArrayList<>();
    boolean fits =
        result != null
            && result.fields() != null
            && result.fields().size() == view.columns().size();
    for (int i = 0; i < view.columns().size(); i++) {
      Value value = Value.opaque(reason);
      if (fits && result != null && result.fields() != null) {
        value = result.fields().get(i).value();
      }
      fields.add(new Field(view.columns().get(i), value));
    }
    if (fits && result != null) {
      shape(Value.derived(result.shaping()), scope);
      scope.partial |= result.partial();
    } else {
      facts().opaque(reason);
    }
    return Source.closed(view.name().name(), view.name(), fields);
  }

  // ---- the SELECT list

  @Nullable List<Field> readItems(List<SelectItem<?>> items, Scope scope, boolean existence) {
    List<Field> fields = new ArrayList<>();
    boolean known = true;
    for (SelectItem<?> item : items) {
      Expression expression = item.getExpression();
      if (expression instanceof AllColumns all) {
        if (existence) {
          accountStar(all, scope);
          continue;
        }
        List<Field> expanded =
            all instanceof AllTableColumns table
                ? expand(table, scope).fields()
                : expandAll(all, scope);
        if (expanded != null && !context.effort().takeColumns(expanded.size())) {
          facts().opaque(TOO_MANY_COLUMNS);
          known = false;
        } else if (expanded == null) {
          facts().opaque(QueryResult.UNKNOWN_COLUMNS);
          known = false;
        } else {
          fields.addAll(expanded);
        }
      } else {
        fields.add(readItem(item, expression, scope));
      }
    }
    return known ? fields : null;
  }

  private Field readItem(SelectItem<?> item, Expression expression, Scope scope) {
    Alias alias = item.getAlias();
    if (alias != null && isTypedLiteral(expression, alias)) {
      context.names().account(((Column) expression).getColumnName());
      return new Field(Field.ANY_NAME, Value.CONSTANT.partially());
    }
    Value value = facts().read(expressions.read(expression, scope));
    if (alias == null) {
      return new Field(labels.of(expression), value);
    }
    if (alias.getAliasColumns() != null) {
      unknown(alias);
    }
    if (!alias.getName().startsWith("'")) {
      return new Field(context.name(alias.getName()), value);
    }
    return new Field(alias.getName().substring(1, alias.getName().length() - 1), value);
  }

  /** PostgreSQL's {@code type 'text'}, which has no other alias in quotes. */
  private boolean isTypedLiteral(Expression expression, Alias alias) {
    return context.dialect() == Dialect.POSTGRESQL
        && alias.getName().startsWith("'")
        && !alias.isUseAs()
        && expression instanceof Column column
        && column.getTable() == null
        && column.getArrayConstructor() == null;
  }

  private void accountStar(AllColumns all, Scope scope) {
    if (all instanceof AllTableColumns table) {
      resolver.findSource(table.getTable(), scope);
    }
  }

  private @Nullable List<Field> expandAll(AllColumns all, Scope scope) {
    if (all.getExceptColumns() != null || all.getReplaceExpressions() != null) {
      return null;
    }
    return expandAll(scope);
  }

  @Nullable List<Field> expandAll(Scope scope) {
    if (scope.sources.stream().anyMatch(Source::isOpen)) {
      return null;
    }
    List<Field> fields = new ArrayList<>();
    scope.visible.forEach(column -> fields.add(column.field()));
    return fields;
  }

  /** {@code t.*}. */
  QueryResult expand(AllTableColumns all, Scope scope) {
    Source source = resolver.findSource(all.getTable(), scope);
    boolean plain = all.getExceptColumns() == null && all.getReplaceExpressions() == null;
    return new QueryResult(
        source == null || !plain ? null : source.fields(), Set.of(), false, false, false);
  }

  private static List<Field> aliasesOf(List<SelectItem<?>> items, @Nullable List<Field> fields) {
    if (fields == null || fields.size() != items.size()) {
      // with a * among them the positions differ; all are candidates
      return fields == null ? List.of() : fields;
    }
    Set<String> seen = new HashSet<>();
    List<Field> aliases = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).getAlias() != null && seen.add(fields.get(i).name())) {
        aliases.add(fields.get(i));
      }
    }
    return aliases;
  }
}
