package dev.sluice.sql;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.expression.AnyComparisonExpression;
import net.sf.jsqlparser.expression.AnyType;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.BooleanValue;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.DateTimeLiteralExpression;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.IntervalExpression;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.expression.JsonExpression;
import net.sf.jsqlparser.expression.JsonFunction;
import net.sf.jsqlparser.expression.JsonFunctionType;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.TimeKeyExpression;
import net.sf.jsqlparser.expression.operators.arithmetic.Addition;
import net.sf.jsqlparser.expression.operators.arithmetic.Concat;
import net.sf.jsqlparser.expression.operators.arithmetic.Subtraction;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ExistsExpression;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.GreaterThan;
import net.sf.jsqlparser.expression.operators.relational.GreaterThanEquals;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsBooleanExpression;
import net.sf.jsqlparser.expression.operators.relational.IsDistinctExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.expression.operators.relational.MinorThan;
import net.sf.jsqlparser.expression.operators.relational.MinorThanEquals;
import net.sf.jsqlparser.expression.operators.relational.NotEqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a condition chooses rows of the table that is written.
 *
 * <p>Whether a condition is always true cannot be decided; so it is asked the other way round: it
 * counts only if it holds a comparison of one of the table's own columns with a literal, a
 * parameter or another table's column, and that comparison is not weakened by an OR beside it that
 * may always be true. {@code id = id}, {@code 1 = 1} or {@code id > 0 OR id <= 0} hold none.
 *
 * <h2>What counts, and what does not</h2>
 *
 * <ul>
 *   <li>A condition on constants, subqueries or other tables alone chooses all rows or none: {@code
 *       1 = 1}, {@code EXISTS (SELECT 1)}, {@code USING customers c WHERE c.id = 5}. Nor does a
 *       parameter alone: {@code ? = ?}.
 *   <li>A column compared with itself, with what is computed of its own row, or with rows of its
 *       own table that nothing chooses, does not: {@code id BETWEEN id AND id}, {@code id IN
 *       (SELECT id FROM orders)}, {@code id >= (SELECT min(id) FROM orders)}. If the subquery
 *       chooses among those rows, or bounds their number, it does, however high the bound: a LIMIT
 *       that is beyond the table's size looks like any other.
 *   <li>{@code IS NOT NULL} does not, for a column that is never null it is always true; {@code IS
 *       NULL} does. {@code NOT IN (SELECT ...)} and {@code ALL} do not: the subquery may be empty.
 *   <li>{@code LIKE} does unless its pattern has no letter or digit, or is put together from such;
 *       regular expressions do not.
 *   <li>A join with another table does where one of the table's columns is compared with one of the
 *       other's, although a foreign key may hold for all rows: that is how rows are chosen by what
 *       belongs to them. An outer join, which keeps rows without a partner, does not.
 *   <li>A part of a column's JSON counts like the column ({@code doc->>'team' = 'red'}), but not
 *       where NULL would be compared like a value, as all documents may lack the part: {@code
 *       doc->>'team' IS NULL}, {@code IS NOT DISTINCT FROM}, {@code <=>}.
 *   <li>A comparison with a literal does, whatever the literal: {@code id > -1} or {@code note >=
 *       ''} may hold for all rows of a table, and whether they do only its rows can tell. The same
 *       is true of MySQL's {@code note = 0}, which holds for every text that is no number: without
 *       the column's type it cannot be told from a plain comparison of numbers. Limits on the
 *       number of rows that a statement may change are what stops these.
 *   <li>The LIMIT of an UPDATE or DELETE itself does not.
 * </ul>
 */
final class Restriction {
  /** How a comparison cuts a column's values in two; two cuts in an OR may cover all values. */
  private enum Cut {
    POINT,
    HOLE,
    BELOW,
    ABOVE
  }

  private record Comparison(String column, Cut cut) {}

  /** They map different values to different ones often enough to count as the column. */
  private static final Set<String> FAITHFUL_FUNCTIONS =
      Set.of("lower", "upper", "trim", "date", "date_trunc", "lcase", "ucase", "cast");

  /** They take a part of a JSON document, which is their first argument. */
  private static final Set<String> PARTS_OF_JSON =
      Set.of(
          "json_value",
          "json_extract",
          "json_extract_path",
          "json_extract_path_text",
          "jsonb_extract_path",
          "jsonb_extract_path_text");

  private final ReadContext context;
  private final Source target;

  Restriction(ReadContext context, Source target) {
    this.context = context;
    this.target = target;
  }

  boolean holds(@Nullable Expression where, List<Expression> joinConditions) {
    if (where != null && holds(where, true)) {
      return true;
    }
    for (Expression condition : joinConditions) {
      if (holds(condition, true)) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param wanted false below a NOT
   */
  private boolean holds(Expression condition, boolean wanted) {
    if (condition instanceof ParenthesedExpressionList<?> list && list.size() == 1) {
      return holds(list.get(0), wanted);
    }
    if (condition instanceof NotExpression not) {
      return holds(not.getExpression(), !wanted);
    }
    if (condition instanceof AndExpression and) {
      return wanted ? conjunction(and) : disjunction(and, false);
    }
    if (condition instanceof OrExpression or) {
      return wanted ? disjunction(or, true) : conjunction(or);
    }
    Boolean constant = constant(condition);
    if (constant != null) {
      return constant != wanted;
    }
    return compares(condition, wanted) || isSubqueryRestriction(condition, wanted);
  }

  /** Both sides hold, so that either one is enough. */
  private boolean conjunction(BinaryExpression condition) {
    boolean wanted = condition instanceof AndExpression;
    for (Expression part : flatten(condition)) {
      if (holds(part, wanted)) {
        return true;
      }
    }
    return false;
  }

  private boolean disjunction(BinaryExpression condition, boolean wanted) {
    Map<String, EnumSet<Cut>> cuts = new HashMap<>();
    for (Expression part : flatten(condition)) {
      if (!holds(part, wanted)) {
        return false;
      }
      Comparison comparison = comparison(part, wanted);
      if (comparison != null) {
        EnumSet<Cut> others =
            cuts.computeIfAbsent(comparison.column(), column -> EnumSet.noneOf(Cut.class));
        if (mayCover(comparison.cut(), others)) {
          return false;
        }
        others.add(comparison.cut());
      }
    }
    return true;
  }

  /** Whether a cut and one of the others may leave no value of the column out. */
  private static boolean mayCover(Cut cut, Set<Cut> others) {
    return switch (cut) {
      case POINT -> others.contains(Cut.HOLE);
      case HOLE -> !others.isEmpty();
      case BELOW -> others.contains(Cut.HOLE) || others.contains(Cut.ABOVE);
      case ABOVE -> others.contains(Cut.HOLE) || others.contains(Cut.BELOW);
    };
  }

  private static List<Expression> flatten(BinaryExpression condition) {
    List<Expression> parts = new ArrayList<>();
    Expression rest = condition;
    while (rest.getClass() == condition.getClass()) {
      parts.add(((BinaryExpression) rest).getRightExpression());
      rest = ((BinaryExpression) rest).getLeftExpression();
    }
    parts.add(rest);
    return parts;
  }

  // ---- single comparisons

  private boolean compares(Expression condition, boolean wanted) {
    return comparison(condition, wanted) != null;
  }

  private @Nullable Comparison comparison(Expression written, boolean wanted) {
    Expression condition = unwrap(written);
    if (condition instanceof NotExpression not) {
      return comparison(not.getExpression(), !wanted);
    }
    if (condition instanceof BinaryExpression binary) {
      return binaryComparison(binary, wanted);
    }
    if (condition instanceof Between between
        && isForeign(between.getBetweenExpressionStart())
        && isForeign(between.getBetweenExpressionEnd())) {
      return cut(between.getLeftExpression(), between.isNot() == wanted ? Cut.HOLE : Cut.POINT);
    }
    if (condition instanceof InExpression in) {
      return inComparison(in, wanted);
    }
    if (condition instanceof IsNullExpression isNull) {
      boolean not = isNull.isNot() || isNull.isUseNotNull();
      return not == wanted ? null : cut(isNull.getLeftExpression(), Cut.POINT);
    }
    if (condition instanceof IsBooleanExpression isBoolean) {
      return cut(isBoolean.getLeftExpression(), Cut.POINT);
    }
    if (condition instanceof Column && !context.dialect().schemaIsDatabase()) {
      // a boolean column; in MySQL any number is one
      return cut(condition, wanted ? Cut.POINT : Cut.HOLE);
    }
    return null;
  }

  private @Nullable Comparison inComparison(InExpression in, boolean wanted) {
    if (!(in.getRightExpression() instanceof ExpressionList<?> list)) {
      return null;
    }
    for (Expression element : list) {
      if (!isForeign(element)) {
        return null;
      }
    }
    Cut cut = in.isNot() == wanted ? Cut.HOLE : Cut.POINT;
    Column part = partOfColumn(in.getLeftExpression());
    return part == null ? cut(in.getLeftExpression(), cut) : cut(part, cut);
  }

  private @Nullable Comparison binaryComparison(BinaryExpression binary, boolean wanted) {
    Expression left = binary.getLeftExpression();
    Expression right = binary.getRightExpression();
    if (binary instanceof EqualsTo && isRow(left) && isRow(right)) {
      return rowComparison((ExpressionList<?>) left, (ExpressionList<?>) right, wanted);
    }
    boolean nullSafe =
        binary instanceof IsDistinctExpression || binary.getStringExpression().equals("<=>");
    boolean leftIsColumn = comparedColumn(left, nullSafe) != null;
    if (!leftIsColumn && comparedColumn(right, nullSafe) == null) {
      return null;
    }
    Expression column = leftIsColumn ? left : right;
    Expression other = leftIsColumn ? right : left;
    if (!isForeign(other)) {
      return null;
    }
    if (binary instanceof LikeExpression like) {
      boolean positive = like.isNot() != wanted;
      return leftIsColumn && isPlainLike(like) && (!positive || !mayMatchAll(other))
          ? cut(comparedColumn(column, nullSafe), positive ? Cut.POINT : Cut.HOLE)
          : null;
    }
    Cut cut = cutOf(binary, leftIsColumn, wanted);
    return cut == null ? null : cut(comparedColumn(column, nullSafe), cut);
  }

  private @Nullable Comparison rowComparison(
      ExpressionList<?> left, ExpressionList<?> right, boolean wanted) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      if (isTargetColumn(left.get(i)) && isForeign(right.get(i))) {
        return cut(left.get(i), wanted ? Cut.POINT : Cut.HOLE);
      }
    }
    return null;
  }

  private static boolean isRow(Expression expression) {
    return expression instanceof ExpressionList<?> list && list.size() > 1;
  }

  private static @Nullable Cut cutOf(BinaryExpression binary, boolean columnLeft, boolean wanted) {
    if (binary instanceof EqualsTo) {
      return wanted ? Cut.POINT : Cut.HOLE;
    }
    if (binary instanceof IsDistinctExpression distinct) {
      return distinct.isNot() == wanted ? Cut.POINT : Cut.HOLE;
    }
    if (binary instanceof NotEqualsTo) {
      return wanted ? Cut.HOLE : Cut.POINT;
    }
    if (binary instanceof MinorThan || binary instanceof MinorThanEquals) {
      return columnLeft == wanted ? Cut.BELOW : Cut.ABOVE;
    }
    if (binary instanceof GreaterThan || binary instanceof GreaterThanEquals) {
      return columnLeft == wanted ? Cut.ABOVE : Cut.BELOW;
    }
    return null;
  }

  private @Nullable Comparison cut(Expression left, Cut cut) {
    if (left instanceof ExpressionList<?> row && row.size() > 1) {
      for (Expression element : row) {
        if (isTargetColumn(element)) {
          return new Comparison(element.toString().toLowerCase(Locale.ROOT), cut);
        }
      }
      return null;
    }
    return cut(targetColumn(left), cut);
  }

  private static @Nullable Comparison cut(@Nullable Column column, Cut cut) {
    return column == null
        ? null
        : new Comparison(column.getColumnName().toLowerCase(Locale.ROOT), cut);
  }

  /** The patterns of regular expressions are not looked into. */
  private static boolean isPlainLike(LikeExpression like) {
    return like.getLikeKeyWord() == LikeExpression.KeyWord.LIKE
        || like.getLikeKeyWord() == LikeExpression.KeyWord.ILIKE;
  }

  /**
   * A pattern that is kept in the canonical text has no letter or digit: it matches anything. So
   * may one that is put together from literals alone.
   */
  private static boolean mayMatchAll(Expression written) {
    Expression pattern = unwrap(written);
    if (pattern instanceof StringValue string) {
      return !string.getValue().equals("?")
          && string.getValue().chars().noneMatch(Character::isLetterOrDigit);
    }
    if (pattern instanceof CastExpression cast) {
      return mayMatchAll(cast.getLeftExpression());
    }
    if (pattern instanceof Concat concat) {
      return mayMatchAll(concat.getLeftExpression()) && mayMatchAll(concat.getRightExpression());
    }
    if (pattern instanceof Function function) {
      ExpressionList<?> arguments = function.getParameters();
      return arguments == null || arguments.stream().allMatch(Restriction::mayMatchAll);
    }
    return !(pattern instanceof JdbcParameter
        || pattern instanceof Column
        || pattern instanceof Select);
  }

  private boolean isTargetColumn(Expression expression) {
    return targetColumn(expression) != null;
  }

  private @Nullable Column targetColumn(Expression written) {
    Expression expression = unwrap(written);
    if (expression instanceof Column column) {
      return column.getArrayConstructor() == null && isOfTarget(column) ? column : null;
    }
    if (expression instanceof CastExpression cast) {
      return targetColumn(cast.getLeftExpression());
    }
    if (expression instanceof Function function
        && function.getParameters() != null
        && FAITHFUL_FUNCTIONS.contains(function.getName().toLowerCase(Locale.ROOT))) {
      ExpressionList<?> arguments = function.getParameters();
      return arguments.isEmpty() ? null : targetColumn(arguments.get(arguments.size() - 1));
    }
    return null;
  }

  /**
   * @param nullSafe whether NULL is compared like a value: it is what a document that lacks the
   *     part gives, and all documents may lack it
   */
  private @Nullable Column comparedColumn(Expression written, boolean nullSafe) {
    Column part = nullSafe ? null : partOfColumn(written);
    return part == null ? targetColumn(written) : part;
  }

  /** The column of whose JSON a part is taken; null if it is anything else. */
  private @Nullable Column partOfColumn(Expression written) {
    Expression expression = unwrap(written);
    if (expression instanceof CastExpression cast) {
      return partOfColumn(cast.getLeftExpression());
    }
    if (expression instanceof JsonExpression json) {
      return json.getIdentList().stream().allMatch(part -> isForeign(part.getKey()))
          ? targetColumn(json.getExpression())
          : null;
    }
    if (expression instanceof JsonFunction function) {
      return function.getType() == JsonFunctionType.VALUE
              && function.getInputExpression() != null
              && function.getOnEmptyBehavior() == null
              && function.getOnErrorBehavior() == null
          ? targetColumn(function.getInputExpression().getExpression())
          : null;
    }
    if (expression instanceof Function function && function.getParameters() != null) {
      ExpressionList<?> arguments = function.getParameters();
      String name = function.getName().toLowerCase(Locale.ROOT);
      if (name.equals("json_unquote") && arguments.size() == 1) {
        return partOfColumn(arguments.get(0));
      }
      return PARTS_OF_JSON.contains(name)
              && arguments.size() > 1
              && arguments.subList(1, arguments.size()).stream().allMatch(this::isForeign)
          ? targetColumn(arguments.get(0))
          : null;
    }
    return null;
  }

  private boolean isOfTarget(Column column) {
    Source owner = context.owners().get(column);
    return target.isSame(owner);
  }

  private static Expression unwrap(Expression expression) {
    Expression inner = expression;
    while (inner instanceof ParenthesedExpressionList<?> list && list.size() == 1) {
      inner = list.get(0);
    }
    return inner;
  }

  /** A value that no row of the target takes part in. */
  private boolean isForeign(Expression written) {
    Expression expression = unwrap(written);
    if (expression instanceof StringValue
        || expression instanceof LongValue
        || expression instanceof DoubleValue
        || expression instanceof BooleanValue
        || expression instanceof JdbcParameter
        || expression instanceof TimeKeyExpression
        || expression instanceof DateTimeLiteralExpression
        || expression instanceof IntervalExpression) {
      return true;
    }
    if (expression instanceof ExpressionList<?> row) {
      return allForeign(row);
    }
    if (expression instanceof Column column) {
      return isOfOtherTable(column);
    }
    if (expression instanceof CastExpression cast) {
      return isForeign(cast.getLeftExpression());
    }
    if (expression instanceof SignedExpression signed) {
      return isForeign(signed.getExpression());
    }
    if (expression instanceof Addition
        || expression instanceof Subtraction
        || expression instanceof Concat) {
      BinaryExpression binary = (BinaryExpression) expression;
      boolean disjunction = context.dialect().schemaIsDatabase() && binary instanceof Concat;
      return !disjunction
          && isForeign(binary.getLeftExpression())
          && isForeign(binary.getRightExpression());
    }
    if (expression instanceof Function function) {
      return function.getParameters() == null || allForeign(function.getParameters());
    }
    if (expression instanceof Select select) {
      return !mentionsTarget(select);
    }
    return false;
  }

  private boolean allForeign(ExpressionList<?> list) {
    for (Expression element : list) {
      if (!isForeign(element)) {
        return false;
      }
    }
    return true;
  }

  /** Of another table, and not only another view of the rows of this one. */
  private boolean isOfOtherTable(Column column) {
    Source owner = context.owners().get(column);
    return owner != null
        && !target.isSame(owner)
        && (owner.chosen() || !showsTarget(owner, column));
  }

  private boolean showsTarget(Source owner, Column column) {
    TableName table = target.table();
    if (table == null || table.equals(owner.table())) {
      return true;
    }
    if (owner.fields() == null) {
      return owner.anyColumn() != null && holdsTarget(owner.anyColumn());
    }
    String name = Identifiers.foldColumn(column.getColumnName(), context.dialect());
    for (Field field : owner.fields()) {
      if (context.sameColumn(field.name(), name) && holdsTarget(field.value())) {
        return true;
      }
    }
    return false;
  }

  private boolean holdsTarget(Value value) {
    for (ColumnName source : value.sources()) {
      if (source.table().equals(target.table())) {
        return true;
      }
    }
    return value.opaque() != null;
  }

  private boolean mentionsTarget(Select select) {
    PlainSelect plain = plain(select);
    if (plain == null || plain.getHaving() != null || plain.getQualify() != null) {
      return true;
    }
    if (plain.getFromItem() != null && !(plain.getFromItem() instanceof Table)) {
      return true;
    }
    for (SelectItem<?> item : plain.getSelectItems()) {
      if (mentionsTargetColumn(item.getExpression())) {
        return true;
      }
    }
    return plain.getWhere() == null ? readsTarget(plain) : mentionsTargetColumn(plain.getWhere());
  }

  // ---- subqueries

  private boolean isSubqueryRestriction(Expression written, boolean wanted) {
    Expression condition = unwrap(written);
    if (condition instanceof InExpression in && in.isNot() != wanted) {
      return in.getRightExpression() instanceof Select select
          && targetColumn(firstOf(in.getLeftExpression())) != null
          && choosesRows(select);
    }
    if (condition instanceof EqualsTo equal
        && wanted
        && equal.getRightExpression() instanceof AnyComparisonExpression any
        && any.getAnyType() != AnyType.ALL) {
      return targetColumn(equal.getLeftExpression()) != null && choosesRows(any.getSelect());
    }
    if (condition instanceof ExistsExpression exists
        && exists.getRightExpression() instanceof Select select) {
      PlainSelect plain = plain(select);
      return plain != null && !readsTarget(plain) && correlates(plain.getWhere());
    }
    return false;
  }

  private static Expression firstOf(Expression expression) {
    return expression instanceof ExpressionList<?> list && !list.isEmpty()
        ? list.get(0)
        : expression;
  }

  private boolean choosesRows(Select select) {
    if (select.getLimit() != null || select.getFetch() != null) {
      return true;
    }
    PlainSelect plain = plain(select);
    if (plain == null || plain.getSelectItems().size() != 1) {
      return false;
    }
    if (plain.getLimit() != null || plain.getFetch() != null) {
      return true;
    }
    if (plain.getWhere() != null && mentionsTargetColumn(plain.getWhere())) {
      return false;
    }
    return unwrap(plain.getSelectItem(0).getExpression()) instanceof Column column
        && context.owners().get(column) != null
        && (isOfOtherTable(column) || (plain.getWhere() != null && restrictsItself(plain)));
  }

  /** A subquery on the very table that is written must choose rows by itself. */
  private boolean restrictsItself(PlainSelect plain) {
    for (Source owner : context.owners().values()) {
      if (!target.isSame(owner)
          && owner.table() != null
          && owner.table().equals(target.table())
          && new Restriction(context, owner).holds(plain.getWhere(), List.of())) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable PlainSelect plain(Select select) {
    Select inner = select;
    while (inner instanceof ParenthesedSelect parenthesed) {
      if (parenthesed.getWithItemsList() != null) {
        return null;
      }
      inner = parenthesed.getSelect();
    }
    return inner instanceof PlainSelect plain && plain.getWithItemsList() == null ? plain : null;
  }

  private boolean readsTarget(PlainSelect plain) {
    if (isTarget(plain.getFromItem())) {
      return true;
    }
    if (plain.getJoins() != null) {
      for (Join join : plain.getJoins()) {
        if (isTarget(join.getFromItem())) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isTarget(@Nullable FromItem item) {
    if (item instanceof Table table) {
      TableName name = target.table();
      return name == null || context.sameAlias(context.fold(table.getName()), name.name());
    }
    // what is inside is not looked into
    return item != null;
  }

  private boolean correlates(@Nullable Expression where) {
    if (where == null) {
      return false;
    }
    Expression condition = unwrap(where);
    if (condition instanceof AndExpression and) {
      for (Expression part : flatten(and)) {
        if (correlates(part)) {
          return true;
        }
      }
      return false;
    }
    return condition instanceof EqualsTo && compares(condition, true);
  }

  private boolean mentionsTargetColumn(Expression expression) {
    TargetFinder finder = new TargetFinder(context.owners(), target);
    expression.accept(finder, null);
    return finder.found();
  }

  // ---- constants

  /** The value of a condition without columns, if it is plain enough to be computed. */
  private static @Nullable Boolean constant(Expression written) {
    Expression condition = unwrap(written);
    if (condition instanceof BooleanValue bool) {
      return bool.getValue();
    }
    if (condition instanceof NullValue) {
      return false;
    }
    if (condition instanceof LongValue number) {
      return !number.getStringValue().equals("0");
    }
    if (condition instanceof BinaryExpression binary) {
      String left = literal(binary.getLeftExpression());
      String right = literal(binary.getRightExpression());
      if (left != null && right != null) {
        return constant(binary, left, right);
      }
    }
    return null;
  }

  /** Strings are only ever found the same: collations make different ones equal. */
  private static @Nullable Boolean constant(BinaryExpression binary, String left, String right) {
    boolean numbers = left.charAt(0) != '\'' && right.charAt(0) != '\'';
    boolean same = left.equals(right);
    if (binary instanceof EqualsTo && (numbers || same)) {
      return same;
    }
    return (binary instanceof NotEqualsTo && numbers) ? Boolean.valueOf(!same) : null;
  }

  private static @Nullable String literal(Expression written) {
    Expression expression = unwrap(written);
    if (expression instanceof LongValue number) {
      // other spellings of one number are not told apart, so that they count as unknown
      return number.getStringValue().matches("0|[1-9][0-9]*") ? number.getStringValue() : null;
    }
    if (expression instanceof StringValue string && !string.getValue().equals("?")) {
      return "'" + string.getValue();
    }
    return null;
  }
}
