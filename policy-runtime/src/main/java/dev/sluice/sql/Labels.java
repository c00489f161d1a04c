package dev.sluice.sql;

import java.util.List;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.ArrayConstructor;
import net.sf.jsqlparser.expression.ArrayExpression;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.BooleanValue;
import net.sf.jsqlparser.expression.CaseExpression;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.CollateExpression;
import net.sf.jsqlparser.expression.DateUnitExpression;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExtractExpression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.HexValue;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.ExistsExpression;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsBooleanExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;

/**
 * How a database calls a column of a SELECT that has no alias. It matters inside a derived table: a
 * name that is not found there is looked for further out, and would be found as another column.
 */
final class Labels {
  /** PostgreSQL's name for what it has no better one for. */
  private static final String NO_NAME = "?column?";

  private final ReadContext context;

  Labels(ReadContext context) {
    this.context = context;
  }

  /** The name, {@link Field#ANY_NAME} or {@link Field#OWN_TEXT}. */
  String of(Expression expression) {
    if (expression instanceof Column column && column.getArrayConstructor() == null) {
      return Identifiers.foldColumn(column.getColumnName(), context.dialect());
    }
    if (expression instanceof DateUnitExpression unit) {
      return Identifiers.foldColumn(unit.getType().name(), context.dialect());
    }
    if (context.dialect() != Dialect.POSTGRESQL) {
      boolean parenthesised =
          expression instanceof ParenthesedExpressionList<?> list && list.size() == 1;
      // some databases look through parentheses
      return parenthesised ? Field.ANY_NAME : Field.OWN_TEXT;
    }
    return ofPostgreSql(expression);
  }

  /** Follows FigureColname of PostgreSQL's parse_target.c. */
  private String ofPostgreSql(Expression expression) {
    if (expression instanceof Function function) {
      List<String> parts = function.getMultipartName();
      return context.fold(parts.get(parts.size() - 1));
    }
    if (expression instanceof AnalyticExpression analytic) {
      String name = analytic.getName();
      return context.fold(name.substring(name.lastIndexOf('.') + 1));
    }
    if (expression instanceof ParenthesedExpressionList<?> list) {
      return list.size() == 1 ? of(list.get(0)) : "row";
    }
    if (expression instanceof CollateExpression collate) {
      return of(collate.getLeftExpression());
    }
    if (expression instanceof Column column) {
      return Identifiers.foldColumn(column.getColumnName(), context.dialect());
    }
    if (expression instanceof ArrayExpression array) {
      return of(array.getObjExpression());
    }
    if (expression instanceof CastExpression cast) {
      String inner = of(cast.getLeftExpression());
      // else it is the type's own name, which may be another than was written
      return inner.equals(NO_NAME) ? Field.ANY_NAME : inner;
    }
    if (expression instanceof CaseExpression choice) {
      String last = choice.getElseExpression() == null ? NO_NAME : of(choice.getElseExpression());
      return last.equals(NO_NAME) ? "case" : last;
    }
    if (expression instanceof ExistsExpression exists) {
      return exists.isNot() ? NO_NAME : "exists";
    }
    if (expression instanceof ExtractExpression) {
      return "extract";
    }
    if (expression instanceof ArrayConstructor) {
      return "array";
    }
    boolean unnamed =
        expression instanceof BinaryExpression
            || expression instanceof NotExpression
            || expression instanceof SignedExpression
            || expression instanceof Between
            || expression instanceof InExpression
            || expression instanceof IsNullExpression
            || expression instanceof IsBooleanExpression
            || expression instanceof LongValue
            || expression instanceof DoubleValue
            || expression instanceof HexValue
            || expression instanceof NullValue
            || expression instanceof StringValue
            || expression instanceof JdbcParameter;
    if (unnamed) {
      return NO_NAME;
    }
    return expression instanceof BooleanValue ? "bool" : Field.ANY_NAME;
  }
}
