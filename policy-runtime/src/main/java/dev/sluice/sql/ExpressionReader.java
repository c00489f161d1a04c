package dev.sluice.sql;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.expression.*;
import net.sf.jsqlparser.expression.operators.arithmetic.Addition;
import net.sf.jsqlparser.expression.operators.arithmetic.BitwiseAnd;
import net.sf.jsqlparser.expression.operators.arithmetic.BitwiseLeftShift;
import net.sf.jsqlparser.expression.operators.arithmetic.BitwiseOr;
import net.sf.jsqlparser.expression.operators.arithmetic.BitwiseRightShift;
import net.sf.jsqlparser.expression.operators.arithmetic.BitwiseXor;
import net.sf.jsqlparser.expression.operators.arithmetic.Concat;
import net.sf.jsqlparser.expression.operators.arithmetic.Division;
import net.sf.jsqlparser.expression.operators.arithmetic.IntegerDivision;
import net.sf.jsqlparser.expression.operators.arithmetic.Modulo;
import net.sf.jsqlparser.expression.operators.arithmetic.Multiplication;
import net.sf.jsqlparser.expression.operators.arithmetic.Subtraction;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.conditional.XorExpression;
import net.sf.jsqlparser.expression.operators.relational.*;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.create.table.ColDataType;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.Select;
import org.jspecify.annotations.Nullable;

/**
 * Reads an expression: which columns take part in it, and whether it is one of them unchanged. Each
 * type of node that it knows is named here; any other makes the statement opaque.
 *
 * <p>A value is {@link Value#partial()} if an operation in it is not known to succeed for every
 * operand. Whatever else takes part in such an expression decides whether the operation runs, or
 * how large its operands are: databases stop at the first NULL or at the first false condition, and
 * a column's length added to that of a huge text crosses the server's limit or does not. So all
 * columns of an expression with a partial operation in it can raise; only of CASE is it known that
 * what a branch gives decides nothing.
 */
final class ExpressionReader {
  /** Their first argument may be a unit of time, which the parser does not tell from a column. */
  private static final Set<String> MYSQL_UNIT_FUNCTIONS = Set.of("timestampdiff", "timestampadd");

  private static final Set<String> UNIT_FUNCTIONS =
      Set.of("timestampdiff", "timestampadd", "datediff", "dateadd", "date_trunc");

  /** They keep a value where another statement, or another session, finds it. */
  private static final Set<String> CARRIERS = Set.of("set_config", "setval", "pg_notify");

  private static final Set<String> UNITS =
      Set.of(
          "microsecond",
          "millisecond",
          "second",
          "minute",
          "hour",
          "day",
          "week",
          "month",
          "quarter",
          "year",
          "nanosecond");

  private final ReadContext context;
  private final NameResolver resolver;
  private final QueryReader queries;
  private final Totality totality;

  /** References read so far to columns that are computed, and so may be of any length. */
  private int computedColumns;

  ExpressionReader(ReadContext context, NameResolver resolver, QueryReader queries) {
    this.context = context;
    this.resolver = resolver;
    this.queries = queries;
    this.totality = new Totality(context);
  }

  /** Reads an expression that may be missing. */
  Value readOptional(@Nullable Expression expression, Scope scope) {
    return expression == null ? Value.CONSTANT : read(expression, scope);
  }

  Value readAll(@Nullable List<?> parts, Scope scope) {
    Value value = Value.CONSTANT;
    if (parts != null) {
      for (Object part : parts) {
        value =
            value.and(
                part instanceof Expression expression ? read(expression, scope) : unknown(part));
      }
    }
    return value;
  }

  Value read(Expression expression, Scope scope) {
    Value value = readNode(expression, scope);
    if (value.partial() && !(expression instanceof CaseExpression)) {
      context.facts().raise(value);
    }
    return value;
  }

  /**
   * Reads the WHERE of the whole statement: an equality with a given value, ANDed to all the rest,
   * is noted apart from what else shapes the rows.
   *
   * @return what all of it is made of
   */
  Value readWhere(Expression condition, Scope scope) {
    List<Expression> conjuncts = GivenEquality.conjuncts(condition);
    Value value = Value.CONSTANT;
    Value others = Value.CONSTANT;
    boolean total = true;
    // from the right, as a chain is read elsewhere
    for (int i = conjuncts.size() - 1; i >= 0; i--) {
      Expression conjunct = conjuncts.get(i);
      Value part = read(conjunct, scope);
      total &= conjuncts.size() == 1 || totality.isCondition(conjunct);
      value = value.and(part);
      Column column = GivenEquality.column(conjunct, context, totality);
      if (column != null && part.sources().size() == 1 && part.opaque() == null) {
        context.facts().equal.addAll(part.sources());
      } else {
        others = others.and(part);
      }
    }
    value = value.partiallyIf(!total);
    if (value.partial()) {
      context.facts().raise(value);
    }
    context.facts().shape(others);
    return value;
  }

  private Value readNode(Expression expression, Scope scope) {
    if (expression instanceof Column column) {
      return readColumn(column, scope);
    }
    if (isConstant(expression)) {
      return Value.CONSTANT;
    }
    if (expression instanceof BinaryExpression binary) {
      return readBinary(binary, scope);
    }
    if (expression instanceof ExpressionList<?> list) {
      return readList(list, scope);
    }
    if (expression instanceof Select select) {
      return readSubquery(select, scope);
    }
    if (expression instanceof AllTableColumns row && context.dialect() == Dialect.POSTGRESQL) {
      // an operand, not an item of a list: the whole row
      return context.facts().read(queries.expand(row, scope).asValue()).computed();
    }
    if (expression instanceof Function function) {
      return readFunction(function, scope);
    }
    Value value = readPredicate(expression, scope);
    value = value != null ? value : readForm(expression, scope);
    value = value != null ? value : readCall(expression, scope);
    return value != null ? value : unknown(expression);
  }

  private Value unknown(Object node) {
    return context.facts().read(Value.opaque("a form that is not known: " + nodeName(node)));
  }

  static String nodeName(Object node) {
    return node.getClass().getSimpleName();
  }

  private static boolean isConstant(Expression expression) {
    return expression instanceof LongValue
        || expression instanceof DoubleValue
        || expression instanceof HexValue
        || expression instanceof NullValue
        || expression instanceof BooleanValue
        || expression instanceof JdbcParameter
        || expression instanceof TimeKeyExpression
        || expression instanceof AllValue
        || (expression instanceof StringValue string && string.getPrefix() == null);
  }

  private Value readColumn(Column column, Scope scope) {
    if (column.getOldOracleJoinSyntax() != 0 || column.getCommentText() != null) {
      return unknown(column);
    }
    Value value = context.facts().read(resolver.resolve(column, scope).value());
    ColumnName direct = value.direct();
    if (direct == null || QueryReader.isStandIn(direct)) {
      computedColumns++;
    } else if (column.getArrayConstructor() == null) {
      noteType(column, direct);
    }
    ArrayConstructor subscript = column.getArrayConstructor();
    if (subscript == null) {
      return value;
    }
    boolean total = subscript.getExpressions().stream().allMatch(Totality::isWholeNumber);
    return value.and(read(subscript, scope)).partiallyIf(!total);
  }

  private void noteType(Column column, ColumnName direct) {
    TableName table = direct.table();
    Catalog.Relation relation = context.catalog().find(table.schema(), table.name());
    ColumnType type = relation == null ? null : relation.types().get(direct.column());
    if (type != null) {
      context.types().put(column, type);
    }
  }

  private Value readBinary(BinaryExpression binary, Scope scope) {
    boolean known =
        binary instanceof AndExpression
            || binary instanceof OrExpression
            || binary instanceof XorExpression
            || binary instanceof Addition
            || binary instanceof Subtraction
            || binary instanceof Multiplication
            || binary instanceof Division
            || binary instanceof IntegerDivision
            || binary instanceof Modulo
            || binary instanceof Concat
            || binary instanceof BitwiseAnd
            || binary instanceof BitwiseOr
            || binary instanceof BitwiseXor
            || binary instanceof BitwiseLeftShift
            || binary instanceof BitwiseRightShift
            || binary instanceof EqualsTo
            || binary instanceof NotEqualsTo
            || binary instanceof GreaterThan
            || binary instanceof GreaterThanEquals
            || binary instanceof MinorThan
            || binary instanceof MinorThanEquals
            || binary instanceof LikeExpression
            || binary instanceof SimilarToExpression
            || binary instanceof RegExpMatchOperator
            || binary instanceof IsDistinctExpression
            || binary instanceof JsonOperator
            || binary instanceof Matches
            || binary instanceof Contains
            || binary instanceof ContainedBy
            || binary instanceof DoubleAnd
            || binary instanceof CosineSimilarity
            || binary instanceof Intersects
            || binary instanceof GeometryDistance;
    if (!known
        || (binary instanceof SupportsOldOracleJoinSyntax oracle
            && (oracle.getOldOracleJoinSyntax() != 0 || oracle.getOraclePriorPosition() != 0))) {
      return unknown(binary);
    }
    useOperator(binary);
    if (binary instanceof LikeExpression like && like.getEscape() != null) {
      read(like.getEscape(), scope);
    }
    int computedBefore = computedColumns;
    // chains of AND are as deep as they are long: walk the left spine in a loop
    Value value = read(binary.getRightExpression(), scope).computed();
    boolean total = totality.isOperand(binary, binary.getRightExpression());
    BinaryExpression first = binary;
    while (first.getLeftExpression() instanceof BinaryExpression left && continues(first, left)) {
      useOperator(left);
      value = value.and(read(left.getRightExpression(), scope));
      total &= totality.isOperand(binary, left.getRightExpression());
      first = left;
    }
    value = value.and(read(first.getLeftExpression(), scope));
    // where the first of a chain is total, so is the rest
    total &= totality.isOperand(binary, first.getLeftExpression()) && totality.isTotal(first);
    if (binary instanceof Concat) {
      total &= computedColumns == computedBefore;
    }
    return value.partiallyIf(!total);
  }

  /** Whether an operation on what another gives is of one chain with it. */
  private static boolean continues(BinaryExpression outer, BinaryExpression inner) {
    return (outer.getClass() == inner.getClass()
            && (inner instanceof AndExpression
                || inner instanceof OrExpression
                || inner instanceof Concat))
        || (isArithmetic(outer) && isArithmetic(inner));
  }

  private static boolean isArithmetic(BinaryExpression binary) {
    return binary instanceof Addition
        || binary instanceof Subtraction
        || binary instanceof Multiplication
        || binary instanceof Division;
  }

  private void useOperator(BinaryExpression binary) {
    if (binary instanceof LikeExpression || binary instanceof SimilarToExpression) {
      context.useOperators("~~", "!~~", "~~*", "!~~*", "~", "!~");
    } else if (binary instanceof IsDistinctExpression) {
      context.useOperators("=");
    } else if (binary instanceof NotEqualsTo) {
      context.useOperators("<>");
    } else {
      context.useOperators(binary.getStringExpression().trim());
    }
  }

  private Value readList(ExpressionList<?> list, Scope scope) {
    if (list instanceof NamedExpressionList<?> named) {
      named.getNames().forEach(context.names()::account);
    } else if (list instanceof RowConstructor<?> row && row.getName() != null) {
      context.names().account(row.getName());
    }
    if (list.size() == 1 && list instanceof ParenthesedExpressionList<?>) {
      return read(list.get(0), scope);
    }
    return readAll(list, scope).computed();
  }

  private Value readSubquery(Select select, Scope scope) {
    return queries.read(select, new Scope(scope, true)).asValue();
  }

  /** Conditions. */
  private @Nullable Value readPredicate(Expression expression, Scope scope) {
    if (expression instanceof NotExpression not) {
      return read(not.getExpression(), scope)
          .partiallyIf(!totality.isCondition(not.getExpression()));
    }
    if (expression instanceof IsNullExpression isNull) {
      return read(isNull.getLeftExpression(), scope).computed();
    }
    if (expression instanceof IsBooleanExpression isBoolean) {
      return read(isBoolean.getLeftExpression(), scope)
          .partiallyIf(!totality.isCondition(isBoolean.getLeftExpression()));
    }
    if (expression instanceof IsUnknownExpression isUnknown) {
      return read(isUnknown.getLeftExpression(), scope)
          .partiallyIf(!totality.isCondition(isUnknown.getLeftExpression()));
    }
    if (expression instanceof Between between) {
      context.useOperators("<", "<=", ">", ">=");
      return read(between.getLeftExpression(), scope)
          .and(read(between.getBetweenExpressionStart(), scope))
          .and(read(between.getBetweenExpressionEnd(), scope))
          .partiallyIf(
              !totality.compares(
                  between.getLeftExpression(),
                  between.getBetweenExpressionStart(),
                  between.getBetweenExpressionEnd()));
    }
    if (expression instanceof InExpression in) {
      context.useOperators("=", "<>");
      return in.isGlobal()
          ? unknown(in)
          : read(in.getLeftExpression(), scope)
              .and(read(in.getRightExpression(), scope))
              .partiallyIf(!totality.compares(in.getLeftExpression(), in.getRightExpression()));
    }
    if (expression instanceof ExistsExpression exists) {
      return readExists(exists, scope);
    }
    if (expression instanceof AnyComparisonExpression any) {
      return readSubquery(any.getSelect(), scope).computed();
    }
    if (expression instanceof MemberOfExpression member) {
      return read(member.getLeftExpression(), scope)
          .and(read(member.getRightExpression(), scope))
          .partially();
    }
    if (expression instanceof OverlapsCondition overlaps) {
      return readAll(overlaps.getLeft(), scope)
          .and(readAll(overlaps.getRight(), scope))
          .partially();
    }
    if (expression instanceof FullTextSearch search) {
      return readAll(search.getMatchColumns(), scope)
          .and(read(search.getAgainstValue(), scope))
          .partially();
    }
    return null;
  }

  private Value readExists(ExistsExpression exists, Scope scope) {
    Expression inner = exists.getRightExpression();
    while (inner instanceof ParenthesedSelect parenthesed
        && parenthesed.getWithItemsList() == null) {
      inner = parenthesed.getSelect();
    }
    if (inner instanceof Select select) {
      QueryResult result = queries.readForExistence(select, new Scope(scope, true));
      return Value.derived(result.shaping()).partiallyIf(result.partial());
    }
    return unknown(exists);
  }

  /** Forms with a syntax of their own. */
  private @Nullable Value readForm(Expression expression, Scope scope) {
    if (expression instanceof SignedExpression signed) {
      context.useOperators(String.valueOf(signed.getSign()));
      return signed.getSign() == '&'
          ? unknown(signed)
          : read(signed.getExpression(), scope)
              .partiallyIf(!Totality.isNumber(signed.getExpression()));
    }
    if (expression instanceof CaseExpression choice) {
      return readCase(choice, scope);
    }
    if (expression instanceof CastExpression cast) {
      return readCast(cast, scope);
    }
    if (expression instanceof ExtractExpression extract) {
      context.names().account(extract.getName());
      return read(extract.getExpression(), scope).partially();
    }
    if (expression instanceof IntervalExpression interval) {
      return readInterval(interval, scope);
    }
    if (expression instanceof DateTimeLiteralExpression literal) {
      context.names().account(literal.getType().name());
      return Value.CONSTANT;
    }
    if (expression instanceof DateUnitExpression unit) {
      // outside of the functions that take a unit, it is a column of that name
      return read(new Column(unit.getType().name()), scope);
    }
    if (expression instanceof CollateExpression collate) {
      context.names().accountWords(collate.getCollate());
      return read(collate.getLeftExpression(), scope).computed();
    }
    if (expression instanceof TimezoneExpression zone) {
      return read(zone.getLeftExpression(), scope)
          .and(readAll(zone.getTimezoneExpressions(), scope))
          .partially();
    }
    if (expression instanceof ArrayConstructor array) {
      return array.getDataType() != null
          ? unknown(array)
          : readAll(array.getExpressions(), scope).partially();
    }
    if (expression instanceof ArrayExpression array) {
      return read(array.getObjExpression(), scope)
          .and(readOptional(array.getIndexExpression(), scope))
          .and(readOptional(array.getStartIndexExpression(), scope))
          .and(readOptional(array.getStopIndexExpression(), scope))
          .partiallyIf(!totality.isSubscript(array));
    }
    if (expression instanceof JsonExpression json) {
      return readJson(json, scope);
    }
    if (expression instanceof LambdaExpression lambda && lambda.getIdentifiers().size() == 1) {
      // an arrow between JSON operands, which the parser takes for a lambda inside of a call
      context.useOperators("->");
      return context.dialect() == Dialect.H2
          ? null
          : read(new Column(lambda.getIdentifiers().get(0)), scope)
              .and(read(lambda.getExpression(), scope))
              .partially();
    }
    if (expression instanceof RowGetExpression get) {
      return readRowGet(get, scope);
    }
    if (expression instanceof UserVariable variable) {
      return readVariable(variable);
    }
    return null;
  }

  private Value readCase(CaseExpression choice, Scope scope) {
    context.names().accountKeywords("end");
    if (choice.getSwitchExpression() != null) {
      context.useOperators("=");
    }
    Value conditions = readOptional(choice.getSwitchExpression(), scope);
    Value results = readOptional(choice.getElseExpression(), scope);
    for (WhenClause when : choice.getWhenClauses()) {
      conditions = conditions.and(read(when.getWhenExpression(), scope));
      results = results.and(read(when.getThenExpression(), scope));
    }
    conditions = conditions.partiallyIf(!totality.decidesTotally(choice));
    if (!totality.isOfOneType(choice)) {
      results = results.partially();
      context.facts().raise(results);
    }
    Value value = conditions.and(results).computed();
    if (value.partial()) {
      context.facts().raise(conditions);
    }
    return value;
  }

  private Value readCast(CastExpression cast, Scope scope) {
    if (cast.getColumnDefinitions() != null && !cast.getColumnDefinitions().isEmpty()) {
      return unknown(cast);
    }
    accountType(cast.getColDataType());
    return read(cast.getLeftExpression(), scope).partiallyIf(!totality.isTotal(cast));
  }

  private void accountType(@Nullable ColDataType type) {
    if (type != null) {
      context.names().accountWords(type.getDataType());
      if (type.getCharacterSet() != null) {
        context.names().account(type.getCharacterSet());
      }
      if (type.getArgumentsStringList() != null) {
        type.getArgumentsStringList().forEach(context.names()::accountWords);
      }
    }
  }

  // units that the parser has no type for are only found through the old getter
  @SuppressWarnings("deprecation")
  private Value readInterval(IntervalExpression interval, Scope scope) {
    IntervalQualifier qualifier = interval.getIntervalQualifier();
    if (qualifier != null) {
      context.names().accountWords(qualifier.getLeadingField());
      if (qualifier.getTrailingField() != null) {
        context.names().accountWords(qualifier.getTrailingField());
      }
    } else if (interval.getIntervalType() != null) {
      context.names().accountWords(interval.getIntervalType());
    }
    if (interval.getExpression() != null) {
      return read(interval.getExpression(), scope).partially();
    }
    String parameter = interval.getParameter();
    if (parameter != null
        && !parameter.startsWith("'")
        && Character.isLetter(parameter.charAt(0))) {
      return unknown(interval);
    }
    return Value.CONSTANT;
  }

  private Value readJson(JsonExpression json, Scope scope) {
    Value value = read(json.getExpression(), scope);
    for (Map.Entry<Expression, String> step : json.getIdentList()) {
      context.useOperators(step.getValue());
      if (isLooser(step.getKey())) {
        // the parser took for the key what stands behind it, so that AND and OR are nested wrongly
        return context.facts().read(Value.opaque("an operator of JSON without parentheses"));
      }
      value = value.and(read(step.getKey(), scope));
    }
    return value.partially();
  }

  /** Whether an expression binds less tightly than an operator of JSON. */
  private static boolean isLooser(Expression expression) {
    return expression instanceof BinaryExpression
        || expression instanceof NotExpression
        || expression instanceof IsNullExpression
        || expression instanceof IsBooleanExpression
        || expression instanceof InExpression
        || expression instanceof Between;
  }

  /** {@code (row).field}. */
  private Value readRowGet(RowGetExpression get, Scope scope) {
    if (get.getExpression() instanceof DateUnitExpression unit) {
      // a table that is called like a unit of time
      return read(new Column(new Table(unit.getType().name()), get.getColumnName()), scope);
    }
    String field = context.column(get.getColumnName());
    Expression inner = get.getExpression();
    if (inner instanceof ParenthesedExpressionList<?> list
        && list.size() == 1
        && list.get(0) instanceof Column column
        && column.getArrayConstructor() == null) {
      NameResolver.Resolved row = resolver.resolve(column, scope);
      if (row.source() != null && row.value().direct() == null) {
        NameResolver.Resolved found = resolver.fieldOf(row.source(), field);
        if (found != null) {
          return context.facts().read(found.value());
        }
      }
      return context.facts().read(row.value()).computed();
    }
    return read(inner, scope).computed();
  }

  private Value readVariable(UserVariable variable) {
    context.names().account((variable.isDoubleAdd() ? "@@" : "@") + variable.getName());
    if (!variable.isDoubleAdd()) {
      return context.facts().read(Value.opaque("a user variable may hold anything"));
    }
    return Value.CONSTANT;
  }

  /** Calls that have a node type of their own. */
  private @Nullable Value readCall(Expression expression, Scope scope) {
    if (expression instanceof AnalyticExpression analytic) {
      return readAnalytic(analytic, scope);
    }
    if (expression instanceof TrimFunction trim) {
      context.facts().functions.add("trim");
      return readOptional(trim.getExpression(), scope)
          .and(readOptional(trim.getFromExpression(), scope))
          .partiallyIf(!totality.isTotal("trim"));
    }
    if (expression instanceof TranscodingFunction transcoding) {
      if (!transcoding.isTranscodeStyle()) {
        return unknown(transcoding);
      }
      context.names().account(transcoding.getTranscodingName());
      return read(transcoding.getExpression(), scope).partially();
    }
    if (expression instanceof MySQLGroupConcat concat) {
      Value value = readAll(concat.getExpressionList(), scope);
      context.facts().functions.add("group_concat");
      return value.and(readOrder(concat.getOrderByElements(), scope)).partially();
    }
    if (expression instanceof NextValExpression next) {
      next.getNameList().forEach(context.names()::account);
      return Value.CONSTANT.partially();
    }
    if (expression instanceof PostgresNamedFunctionParameter parameter) {
      context.names().account(parameter.getName());
      return read(parameter.getExpression(), scope);
    }
    if (expression instanceof OracleNamedFunctionParameter parameter) {
      context.names().account(parameter.getName());
      return read(parameter.getExpression(), scope);
    }
    if (expression instanceof XMLSerializeExpr serialize) {
      if (serialize.getOrderByElements() != null) {
        return unknown(serialize);
      }
      context.names().account(String.valueOf(serialize.getSerializationMode()));
      accountType(serialize.getDataType());
      return read(serialize.getExpression(), scope).partially();
    }
    if (expression instanceof AliasedExpression aliased) {
      // an element's name, which nothing can refer to
      context.names().account(aliased.getAlias().getName());
      return read(aliased.getExpression(), scope);
    }
    if (expression instanceof JsonAggregateFunction aggregate) {
      return readJsonAggregate(aggregate, scope);
    }
    if (expression instanceof JsonFunction json) {
      return readJsonFunction(json, scope);
    }
    return null;
  }

  /** JSON_TABLE or XMLTABLE. */
  Value readTableOf(Function function, Scope scope, List<String> columns) {
    List<Expression> parts;
    if (function instanceof JsonTableFunction table) {
      context.names().account("json_table");
      context.facts().functions.add("json_table");
      if (table.getPlanClause() != null || table.getPathName() != null) {
        return unknown(table);
      }
      addColumns(table.getColumnsClause(), columns);
      parts = table.getAllExpressions();
    } else if (function instanceof XmlTableFunction table) {
      context.names().account("xmltable");
      context.names().account("passing");
      context.facts().functions.add("xmltable");
      for (XmlTableFunction.XmlTableColumnDefinition column : table.getColumnDefinitions()) {
        columns.add(context.column(column.getColumnName()));
        accountType(column.getDataType());
      }
      parts = table.getAllExpressions();
    } else {
      return unknown(function);
    }
    return readAll(parts, scope).partially();
  }

  private void addColumns(
      JsonTableFunction.@Nullable JsonTableColumnsClause clause, List<String> columns) {
    if (clause == null) {
      return;
    }
    for (JsonTableFunction.JsonTableColumnDefinition column : clause.getColumnDefinitions()) {
      if (column instanceof JsonTableFunction.JsonTableValueColumnDefinition value) {
        columns.add(context.column(value.getColumnName()));
        accountType(value.getDataType());
      } else if (column instanceof JsonTableFunction.JsonTableNestedColumnDefinition nested) {
        context.names().accountKeywords("nested", "path");
        context.names().account("nested");
        if (nested.getPathName() != null) {
          unknown(nested);
        }
        addColumns(nested.getColumnsClause(), columns);
      } else {
        unknown(column);
      }
    }
  }

  Value readFunction(Function function, Scope scope) {
    if (function.getClass() != Function.class
        || function.getKeep() != null
        || function.getHavingClause() != null
        || function.getChainedParameters() != null
        || function.isEscaped()) {
      return unknown(function);
    }
    String name = readFunctionName(function.getMultipartName());
    if (function.getExtraKeyword() != null) {
      context.names().account(function.getExtraKeyword());
    }
    Value value = useFunction(name);
    int computedBefore = computedColumns;
    if (function.isAllColumns() && !name.equals("count")) {
      value = value.and(Value.opaque("* as an argument"));
    }
    Value arguments = readArguments(name, function, scope);
    if (CARRIERS.contains(name.substring(name.lastIndexOf('.') + 1))
        && !arguments.sources().isEmpty()) {
      value = value.and(Value.opaque("a value leaves through " + name));
    }
    if (name.equals("count") && !function.isDistinct() && arguments.direct() != null) {
      // Counting is not reading: it tells which rows have a value, as a condition would.
      context.facts().shape(arguments);
    } else {
      value = value.and(arguments);
    }
    if (function.getNamedParameters() != null) {
      value = value.and(readList(function.getNamedParameters(), scope));
    }
    value = value.and(readOrder(function.getOrderByElements(), scope));
    if (function.getKeywordArguments() != null) {
      for (Function.KeywordArgument argument : function.getKeywordArguments()) {
        value = value.and(readOptional(argument.getExpression(), scope));
      }
    }
    if (function.getAttribute() != null) {
      return unknown(function);
    }
    if (function.getLimit() != null) {
      value = value.and(readOptional(function.getLimit().getRowCount(), scope));
    }
    boolean total =
        totality.isTotal(name, function.getParameters(), function.getNamedParameters())
            && (computedColumns == computedBefore || !totality.joins(name));
    value = context.facts().read(value).partiallyIf(!total);
    if (context.functions().givesRows(name)) {
      // in a SELECT list too its value decides how many rows there are
      context.facts().shape(value);
      scope.shaping.addAll(value.sources());
      scope.partial |= value.partial();
    }
    return value;
  }

  private Value readArguments(String name, Function function, Scope scope) {
    Value value = Value.CONSTANT;
    ExpressionList<?> arguments = function.getParameters();
    if (arguments == null) {
      return value;
    }
    for (int i = 0; i < arguments.size(); i++) {
      Expression argument = arguments.get(i);
      if (i == 0 && takesUnit(name) && isUnit(argument)) {
        continue;
      }
      if (i == 0 && isKeywordOperand(function, argument)) {
        continue;
      }
      if (name.equals("values") && argument instanceof Column column) {
        // MySQL: the value that the INSERT would have given to the column
        value = value.and(proposed(context.column(column.getColumnName()), scope));
        continue;
      }
      Value read = readArgument(argument, scope);
      value = arguments.size() == 1 ? read : value.and(read);
    }
    return value;
  }

  private Value proposed(String column, Scope scope) {
    for (Scope inner = scope; inner != null; inner = inner.parent) {
      if (inner.proposedRow != null) {
        NameResolver.Resolved found = resolver.fieldOf(inner.proposedRow, column);
        return found == null ? Value.CONSTANT : context.facts().read(found.value());
      }
    }
    return Value.CONSTANT;
  }

  /**
   * A first argument that is no value: the name behind the keyword in {@code xmlelement(name x,
   * ...)}, and the keyword itself in {@code f(variadic array[...])}, which the parser takes for a
   * column. No database lets a column of that name be written so.
   */
  private boolean isKeywordOperand(Function function, Expression argument) {
    if (!(argument instanceof Column column)
        || column.getTable() != null
        || column.getArrayConstructor() != null
        || context.dialect() != Dialect.POSTGRESQL) {
      return false;
    }
    boolean name =
        "name".equalsIgnoreCase(function.getExtraKeyword())
            && switch (function.getName().toLowerCase(Locale.ROOT)) {
              case "xmlelement", "xmlpi" -> true;
              default -> false;
            };
    boolean variadic =
        column.getColumnName().equalsIgnoreCase("variadic")
            && function.getKeywordArguments() != null
            && !function.getKeywordArguments().isEmpty();
    if (name || variadic) {
      context.names().account(column.getColumnName());
    }
    return name || variadic;
  }

  private boolean takesUnit(String function) {
    return switch (context.dialect()) {
      case POSTGRESQL -> false;
      case MYSQL, MARIADB -> MYSQL_UNIT_FUNCTIONS.contains(function);
      case H2, ORACLE, SQLSERVER, ANSI -> UNIT_FUNCTIONS.contains(function);
    };
  }

  private boolean isUnit(Expression argument) {
    if (argument instanceof DateUnitExpression) {
      return true;
    }
    if (argument instanceof Column column
        && column.getTable() == null
        && UNITS.contains(column.getColumnName().toLowerCase(Locale.ROOT))) {
      context.names().account(column.getColumnName());
      return true;
    }
    return false;
  }

  private Value readArgument(Expression argument, Scope scope) {
    if (argument instanceof AllTableColumns all) {
      QueryResult row = queries.expand(all, scope);
      return context.facts().read(row.asValue());
    }
    if (argument instanceof AllColumns) {
      return Value.CONSTANT;
    }
    return read(argument, scope);
  }

  private String readFunctionName(List<String> parts) {
    StringBuilder name = new StringBuilder();
    for (String part : parts) {
      context.names().account(part);
      name.append(name.isEmpty() ? "" : ".").append(Identifiers.lower(context.fold(part)));
    }
    return name.toString();
  }

  /** Notes a call; the result is what it may give besides what its arguments are made of. */
  private Value useFunction(String name) {
    context.facts().functions.add(name);
    if (name.equals("nullif")) {
      context.useOperators("=");
    }
    FunctionEffect effect = context.functions().find(name);
    if (context.catalog().hasOwn(name)) {
      context.facts().opaque(FunctionTable.OWN_CODE + name);
    }
    if (effect == null) {
      return context.facts().read(Value.opaque("a function is not known: " + name));
    }
    return switch (effect) {
      case PURE, AGGREGATE, CATALOG -> Value.CONSTANT;
      case ROOM -> {
        context
            .facts()
            .disclosures
            .add(new Disclosure("the function " + name, Telltale.ROOM, Set.of()));
        yield Value.CONSTANT;
      }
      case SESSION -> {
        context.facts().effects.add(Effect.SET);
        yield Value.CONSTANT;
      }
      case EXTERNAL -> {
        context.facts().effects.add(Effect.EXTERNAL);
        yield context.facts().read(Value.opaque("a function may return anything: " + name));
      }
    };
  }

  Value readOrder(@Nullable List<OrderByElement> elements, Scope scope) {
    Value value = Value.CONSTANT;
    if (elements != null) {
      for (OrderByElement element : elements) {
        if (element.getWithFill() != null) {
          return unknown(element);
        }
        value = value.and(read(element.getExpression(), scope));
      }
    }
    return value;
  }

  private Value readAnalytic(AnalyticExpression analytic, Scope scope) {
    if (analytic.getKeep() != null || analytic.getHavingClause() != null) {
      return unknown(analytic);
    }
    StringBuilder name = new StringBuilder();
    for (String part : analytic.getName().split("\\.", -1)) {
      context.names().account(part);
      name.append(name.isEmpty() ? "" : ".").append(Identifiers.lower(context.fold(part)));
    }
    Value value = useFunction(name.toString());
    if (analytic.isAllColumns() && !name.toString().equals("count")) {
      return unknown(analytic);
    }
    for (Expression argument :
        new Expression[] {
          analytic.getExpression(), analytic.getOffset(), analytic.getDefaultValue()
        }) {
      if (argument != null) {
        value = value.and(readArgument(argument, scope));
      }
    }
    if (analytic.getKeywordArguments() != null) {
      for (Function.KeywordArgument argument : analytic.getKeywordArguments()) {
        value = value.and(readOptional(argument.getExpression(), scope));
      }
    }
    value =
        value
            .and(readOptional(analytic.getFilterExpression(), scope))
            .and(readOrder(analytic.getFuncOrderBy(), scope));
    if (analytic.getWindowName() != null) {
      context.names().account(analytic.getWindowName());
    }
    if (analytic.getWindowDefinition() != null) {
      value = value.and(readWindow(analytic.getWindowDefinition(), scope));
    }
    if (analytic.getWindowName() != null) {
      // a named window's columns influence the value too
      value = value.and(scope.windows);
    }
    return value.partiallyIf(!totality.isTotal(name.toString(), analytic));
  }

  Value readWindow(WindowDefinition window, Scope scope) {
    Value value =
        readAll(window.getPartitionExpressionList(), scope)
            .and(readOrder(window.getOrderByElements(), scope));
    if (window.getWindowName() != null) {
      context.names().account(window.getWindowName());
    }
    WindowElement element = window.getWindowElement();
    if (element != null) {
      context.names().accountKeywords("rows", "range", "groups", "current", "row");
      value = value.and(readOffset(element.getOffset(), scope));
      if (element.getRange() != null) {
        value =
            value
                .and(readOffset(element.getRange().getStart(), scope))
                .and(readOffset(element.getRange().getEnd(), scope));
      }
    }
    scope.shaping.addAll(value.sources());
    scope.partial |= value.partial();
    context.facts().shape(value);
    return value;
  }

  private Value readOffset(@Nullable WindowOffset offset, Scope scope) {
    return offset == null ? Value.CONSTANT : readOptional(offset.getExpression(), scope);
  }

  private Value readJsonAggregate(JsonAggregateFunction aggregate, Scope scope) {
    context.facts().functions.add("json_arrayagg");
    Value value =
        readOptional(aggregate.getExpression(), scope)
            .and(readObject(aggregate.getKey(), scope))
            .and(readObject(aggregate.getValue(), scope))
            .and(readOptional(aggregate.getFilterExpression(), scope))
            .and(readOrder(aggregate.getExpressionOrderByElements(), scope))
            .and(readOrder(aggregate.getOrderByElements(), scope))
            .and(readAll(aggregate.getPartitionExpressionList(), scope));
    return value.partially();
  }

  private Value readJsonFunction(JsonFunction json, Scope scope) {
    String name =
        switch (json.getType()) {
          case ARRAY -> "json_array";
          case VALUE -> "json_value";
          case QUERY -> "json_query";
          case EXISTS -> "json_exists";
          case OBJECT, POSTGRES_OBJECT, MYSQL_OBJECT -> "json_object";
        };
    context.names().account(name);
    context.facts().functions.add(name);
    Value value = Value.CONSTANT;
    for (JsonKeyValuePair pair : json.getKeyValuePairs()) {
      value = value.and(readObject(pair.getKey(), scope)).and(readObject(pair.getValue(), scope));
    }
    for (JsonFunctionExpression element : json.getExpressions()) {
      value = value.and(read(element.getExpression(), scope));
    }
    if (json.getInputExpression() != null) {
      value = value.and(read(json.getInputExpression().getExpression(), scope));
    }
    accountType(json.getReturningType());
    return value
        .and(readOptional(json.getJsonPathExpression(), scope))
        .and(readAll(json.getPassingExpressions(), scope))
        .partially();
  }

  /** A part that the parser keeps as an expression or as bare text. */
  private Value readObject(@Nullable Object part, Scope scope) {
    if (part == null) {
      return Value.CONSTANT;
    }
    if (part instanceof Expression expression) {
      return read(expression, scope);
    }
    String text = part.toString();
    return text.startsWith("'") ? Value.CONSTANT : read(new Column(text), scope);
  }
}
