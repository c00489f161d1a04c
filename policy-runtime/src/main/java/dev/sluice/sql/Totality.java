package dev.sluice.sql;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.ArrayExpression;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.BooleanValue;
import net.sf.jsqlparser.expression.CaseExpression;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.DateTimeLiteralExpression;
import net.sf.jsqlparser.expression.DateTimeLiteralExpression.DateTime;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.TrimFunction;
import net.sf.jsqlparser.expression.WhenClause;
import net.sf.jsqlparser.expression.operators.arithmetic.Concat;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.conditional.XorExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.ComparisonOperator;
import net.sf.jsqlparser.expression.operators.relational.ExistsExpression;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsBooleanExpression;
import net.sf.jsqlparser.expression.operators.relational.IsDistinctExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.create.table.ColDataType;
import org.jspecify.annotations.Nullable;

/**
 * Says which operations are total: whatever their operands' values, they neither fail nor warn, nor
 * take a time or have an effect of their own. What is not known to be total is not.
 *
 * <p>PostgreSQL decides on types before it looks at a row, so that comparing never fails there and
 * the branches of a CASE are of one type. MySQL and MariaDB convert at run time and warn
 * ("Truncated incorrect DOUBLE value"); H2 converts at run time and fails. Where the catalog does
 * not tell the type of a column, only what is safe for every type is total. A parameter is of no
 * known type. A number that is written out is a number in MySQL and MariaDB, which compare any two;
 * H2 brings it to the column's type, which may be too small for it. A text that is written out is
 * no moment: whether it can be read as one is found out at run time.
 *
 * <p>PostgreSQL's LIKE is not total for every pattern: one that ends in its escape character fails
 * only for values that match as far as that. A pattern of many thousand characters fails for values
 * that fill the stack. The canonical text keeps a pattern with a backslash, and one that is long.
 * And it fails under a collation that takes different texts for equal ones, so that only a column
 * is known to be fit for it.
 */
final class Totality {
  /** Casts to these give the text of any value. */
  private static final Set<String> TEXTS =
      Set.of("text", "varchar", "character varying", "char", "character", "bpchar", "name");

  /** Their results are text, whatever their arguments. */
  private static final Set<String> TEXT_FUNCTIONS =
      Set.of("concat", "concat_ws", "initcap", "md5", "reverse", "translate", "quote_literal");

  /** Their results are as long as their arguments together. */
  private static final Set<String> JOINING = Set.of("concat", "concat_ws");

  private final ReadContext context;
  private final boolean staticTypes;

  Totality(ReadContext context) {
    this.context = context;
    this.staticTypes = context.dialect() == Dialect.POSTGRESQL;
  }

  // ---- operators

  /** Whether any two operands that the database takes can be compared. */
  boolean comparesAll() {
    return staticTypes;
  }

  /** Whether these operands can be compared, whatever their values; those of a list one by one. */
  boolean compares(Expression... operands) {
    if (staticTypes) {
      return true;
    }
    Set<ColumnType> types = EnumSet.noneOf(ColumnType.class);
    for (Expression operand : operands) {
      boolean known =
          operand instanceof ExpressionList<?> list
              ? list.stream().allMatch(element -> addType(element, types))
              : addType(operand, types);
      if (!known) {
        return false;
      }
    }
    return types.size() == 1;
  }

  private boolean addType(Expression operand, Set<ColumnType> types) {
    ColumnType type = typeOf(operand);
    return type != null && (types.contains(type) || types.add(type));
  }

  private @Nullable ColumnType typeOf(Expression operand) {
    if (operand instanceof ParenthesedExpressionList<?> list && list.size() == 1) {
      return typeOf(list.get(0));
    }
    if (operand instanceof Column column) {
      return context.types().get(column);
    }
    if (operand instanceof BooleanValue) {
      return context.dialect().schemaIsDatabase() ? ColumnType.NUMBER : ColumnType.BOOLEAN;
    }
    if (operand instanceof DateTimeLiteralExpression literal) {
      // one that is no moment is refused before a row is looked at
      return literal.getType() == DateTime.DATE || literal.getType() == DateTime.TIMESTAMP
          ? ColumnType.MOMENT
          : null;
    }
    if (context.dialect().schemaIsDatabase()
        && (isNumber(operand)
            || (operand instanceof SignedExpression signed && isNumber(signed.getExpression())))) {
      return ColumnType.NUMBER;
    }
    if (!staticTypes && operand instanceof CastExpression cast && isTotal(cast)) {
      return ColumnType.TEXT;
    }
    return operand instanceof StringValue string && string.getPrefix() == null
        ? ColumnType.TEXT
        : null;
  }

  /** Whether the operator itself is total. */
  boolean isTotal(BinaryExpression binary) {
    if (isLogical(binary)) {
      return true;
    }
    if (binary instanceof ComparisonOperator || binary instanceof IsDistinctExpression) {
      return compares(binary.getLeftExpression(), binary.getRightExpression());
    }
    if (binary instanceof LikeExpression like) {
      return like.getEscape() == null
          && like.getRightExpression() instanceof StringValue pattern
          && (staticTypes ? isTotalPostgreSqlLike(like, pattern) : isTotalMySqlLike(like));
    }
    return binary instanceof Concat && staticTypes && isText(binary);
  }

  private boolean isTotalMySqlLike(LikeExpression like) {
    return context.dialect().schemaIsDatabase()
        && like.getLikeKeyWord() == LikeExpression.KeyWord.LIKE;
  }

  private boolean isTotalPostgreSqlLike(LikeExpression like, StringValue pattern) {
    String written = pattern.getValue();
    return (like.getLikeKeyWord() == LikeExpression.KeyWord.LIKE
            || like.getLikeKeyWord() == LikeExpression.KeyWord.ILIKE)
        && typeOf(like.getLeftExpression()) == ColumnType.TEXT
        && pattern.getPrefix() == null
        && written.length() <= CanonicalText.LONGEST_PATTERN
        && !written.startsWith(CanonicalText.OTHER_FORM)
        && !written.contains(CanonicalText.BACKSLASH);
  }

  private static boolean isLogical(BinaryExpression binary) {
    return binary instanceof AndExpression
        || binary instanceof OrExpression
        || binary instanceof XorExpression;
  }

  /** Whether the operator takes this operand without converting it. */
  boolean isOperand(BinaryExpression binary, Expression operand) {
    return !isLogical(binary) || isCondition(operand);
  }

  /** Whether it is true, false or null, and need not be converted to that. */
  boolean isCondition(Expression expression) {
    if (staticTypes) {
      return true;
    }
    if (expression instanceof ParenthesedExpressionList<?> list && list.size() == 1) {
      return isCondition(list.get(0));
    }
    if (expression instanceof Column && typeOf(expression) != null) {
      return typeOf(expression)
          == (context.dialect().schemaIsDatabase() ? ColumnType.NUMBER : ColumnType.BOOLEAN);
    }
    return expression instanceof NotExpression
        || expression instanceof BooleanValue
        || expression instanceof IsNullExpression
        || expression instanceof IsBooleanExpression
        || expression instanceof Between
        || expression instanceof InExpression
        || expression instanceof ExistsExpression
        || expression instanceof ComparisonOperator
        || expression instanceof LikeExpression
        || (expression instanceof BinaryExpression binary && isLogical(binary));
  }

  private boolean isText(Expression expression) {
    if (expression instanceof Concat concat) {
      return isText(concat.getLeftExpression()) || isText(concat.getRightExpression());
    }
    if (expression instanceof ParenthesedExpressionList<?> list && list.size() == 1) {
      return isText(list.get(0));
    }
    if (expression instanceof Function function) {
      return function.getMultipartName().size() == 1
          && TEXT_FUNCTIONS.contains(function.getName().toLowerCase(Locale.ROOT));
    }
    if (expression instanceof Column column) {
      return context.types().get(column) == ColumnType.TEXT;
    }
    return expression instanceof TrimFunction
        || (expression instanceof CastExpression cast && isText(cast.getColDataType()));
  }

  private static boolean isText(@Nullable ColDataType type) {
    return type != null
        && (type.getArrayData() == null || type.getArrayData().isEmpty())
        && TEXTS.contains(nameOf(type));
  }

  /** The type's name without its length, which the parser leaves on some of them. */
  private static String nameOf(ColDataType type) {
    String name = type.getDataType();
    int length = name.indexOf('(');
    return (length < 0 ? name : name.substring(0, length)).trim().toLowerCase(Locale.ROOT);
  }

  private static boolean isCut(@Nullable ColDataType type) {
    return type != null
        && (type.getDataType().indexOf('(') >= 0
            || (type.getArgumentsStringList() != null && !type.getArgumentsStringList().isEmpty()));
  }

  // ---- forms

  boolean isTotal(CastExpression cast) {
    ColDataType type = cast.getColDataType();
    // a text that is cut is a warning in MySQL
    return isText(type)
        && type != null
        && type.getCharacterSet() == null
        && (staticTypes || !isCut(type));
  }

  /** Whether choosing the branch needs no conversion. */
  boolean decidesTotally(CaseExpression choice) {
    if (choice.getSwitchExpression() != null) {
      return comparesAll();
    }
    return choice.getWhenClauses().stream().allMatch(when -> isCondition(when.getWhenExpression()));
  }

  /** Whether the branches need no conversion to a common type. */
  boolean isOfOneType(CaseExpression choice) {
    if (context.dialect() != Dialect.H2 && !context.dialect().isGeneric()) {
      return true;
    }
    Set<String> kinds = new HashSet<>();
    addKind(choice.getElseExpression(), kinds);
    for (WhenClause when : choice.getWhenClauses()) {
      addKind(when.getThenExpression(), kinds);
    }
    return kinds.size() <= 1 && !kinds.contains("");
  }

  private void addKind(@Nullable Expression result, Set<String> kinds) {
    if (result != null && typeOf(result) == ColumnType.TEXT) {
      kinds.add("text");
    } else if (isNumber(result)) {
      kinds.add("number");
    } else if (result instanceof Column column) {
      kinds.add("column " + column);
    } else if (result != null && !(result instanceof NullValue)) {
      kinds.add("");
    }
  }

  boolean isSubscript(ArrayExpression array) {
    return isAbsentOrWhole(array.getIndexExpression())
        && isAbsentOrWhole(array.getStartIndexExpression())
        && isAbsentOrWhole(array.getStopIndexExpression());
  }

  private static boolean isAbsentOrWhole(@Nullable Expression expression) {
    return expression == null || isWholeNumber(expression);
  }

  static boolean isWholeNumber(@Nullable Object expression) {
    return expression instanceof LongValue;
  }

  static boolean isNumber(@Nullable Expression expression) {
    return expression instanceof LongValue || expression instanceof DoubleValue;
  }

  // ---- functions

  boolean isTotal(String function) {
    return context.functions().totality(function) == FunctionTable.Totality.TOTAL;
  }

  boolean joins(String function) {
    return JOINING.contains(function);
  }

  boolean isTotal(
      String function, @Nullable ExpressionList<?> arguments, @Nullable ExpressionList<?> named) {
    return switch (context.functions().totality(function)) {
      case TOTAL -> true;
      case TOTAL_IN_FIRST -> isWholeBehindFirst(arguments) && isWholeBehindFirst(named);
      case PARTIAL -> false;
    };
  }

  boolean isTotal(String function, AnalyticExpression analytic) {
    return switch (context.functions().totality(function)) {
      case TOTAL -> true;
      case TOTAL_IN_FIRST ->
          isAbsentOrWhole(analytic.getOffset()) && analytic.getDefaultValue() == null;
      case PARTIAL -> false;
    };
  }

  private static boolean isWholeBehindFirst(@Nullable ExpressionList<?> arguments) {
    return arguments == null
        || List.copyOf(arguments).subList(Math.min(1, arguments.size()), arguments.size()).stream()
            .allMatch(Totality::isWholeNumber);
  }
}
