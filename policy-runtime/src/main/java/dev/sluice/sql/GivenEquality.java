package dev.sluice.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import net.sf.jsqlparser.expression.BooleanValue;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.DateTimeLiteralExpression;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.RowConstructor;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import org.jspecify.annotations.Nullable;

/**
 * Finds conditions that ask nothing of a column but whether it equals a value that is given. What
 * is not known to be one is none: the column's type must be known, and it must be compared as it
 * is. MySQL, MariaDB and H2 convert a column to the type of what it is compared with, so that a
 * number finds all texts that begin with it; there the value must be of the column's type as it is
 * written, which a parameter is not.
 */
final class GivenEquality {
  private GivenEquality() {}

  /** What a condition is ANDed of, in the order of the text; itself if that is nothing else. */
  static List<Expression> conjuncts(Expression condition) {
    List<Expression> conjuncts = new ArrayList<>();
    Deque<Expression> rest = new ArrayDeque<>();
    rest.push(condition);
    while (!rest.isEmpty()) {
      Expression next = plain(rest.pop());
      if (next instanceof AndExpression and && !and.isUseOperator()) {
        // without recursion: a chain is as deep as it is long
        rest.push(and.getRightExpression());
        rest.push(and.getLeftExpression());
      } else {
        conjuncts.add(next);
      }
    }
    return conjuncts;
  }

  /**
   * The column that a condition compares with a given value; null if it does anything else. To be
   * asked when the condition has been read.
   */
  static @Nullable Column column(Expression condition, ReadContext context, Totality totality) {
    if (!(condition instanceof EqualsTo equals)) {
      return null;
    }
    Expression left = equals.getLeftExpression();
    Expression right = equals.getRightExpression();
    Column column = left instanceof Column one ? one : right instanceof Column other ? other : null;
    boolean given = isGiven(left instanceof Column ? right : left);
    return column != null
            && given
            && context.types().containsKey(column)
            && totality.compares(left, right)
        ? column
        : null;
  }

  /** Without parentheses around all of it. */
  private static Expression plain(Expression expression) {
    Expression plain = expression;
    while (plain instanceof ParenthesedExpressionList<?> list
        && !(plain instanceof RowConstructor<?>)
        && list.size() == 1) {
      plain = list.get(0);
    }
    return plain;
  }

  private static boolean isGiven(Expression value) {
    if (value instanceof SignedExpression signed) {
      return signed.getExpression() instanceof LongValue
          || signed.getExpression() instanceof DoubleValue;
    }
    if (value instanceof CastExpression cast) {
      return isGiven(cast.getLeftExpression());
    }
    return value instanceof JdbcParameter
        || value instanceof LongValue
        || value instanceof DoubleValue
        || value instanceof BooleanValue
        || value instanceof DateTimeLiteralExpression
        || (value instanceof StringValue string && string.getPrefix() == null);
  }
}
