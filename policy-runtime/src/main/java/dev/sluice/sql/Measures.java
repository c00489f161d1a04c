package dev.sluice.sql;

import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.select.Fetch;
import net.sf.jsqlparser.statement.select.Limit;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.Top;
import net.sf.jsqlparser.statement.select.Values;
import net.sf.jsqlparser.statement.upsert.Upsert;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that a statement itself tells. They may be remembered with its shape, for the canonical
 * text keeps what they are made of: the literals of LIMIT, FETCH and TOP, and each row of VALUES.
 */
final class Measures {
  /** No number stands in the text. */
  static final int UNKNOWN = -1;

  private Measures() {}

  /** How many rows a query gives at most by its own words; -1 if they tell no number. */
  static long limit(Statement statement) {
    return statement instanceof Select select ? limitOf(select) : UNKNOWN;
  }

  private static long limitOf(Select select) {
    long limit = least(limit(select.getLimit()), limit(select.getFetch()));
    if (select instanceof ParenthesedSelect parenthesed) {
      return least(limit, limitOf(parenthesed.getSelect()));
    }
    if (select instanceof SetOperationList list && limit < 0) {
      // the parser leaves the whole's LIMIT with the last branch, unless there is an ORDER BY
      Select last = list.getSelects().get(list.getSelects().size() - 1);
      return last instanceof PlainSelect ? limit(last.getLimit()) : UNKNOWN;
    }
    return select instanceof PlainSelect plain ? least(limit, limit(plain.getTop())) : limit;
  }

  private static long least(long left, long right) {
    return left < 0 ? right : right < 0 ? left : Math.min(left, right);
  }

  private static long limit(@Nullable Limit limit) {
    // ClickHouse's LIMIT BY counts rows of each group
    return limit == null || limit.getByExpressions() != null
        ? UNKNOWN
        : number(limit.getRowCount());
  }

  private static long limit(@Nullable Fetch fetch) {
    if (fetch == null) {
      return UNKNOWN;
    }
    for (String word : fetch.getFetchParameters()) {
      if (word.equalsIgnoreCase("PERCENT") || word.equalsIgnoreCase("WITH TIES")) {
        return UNKNOWN;
      }
    }
    return fetch.getExpression() == null ? 1 : number(fetch.getExpression());
  }

  private static long limit(@Nullable Top top) {
    return top == null || top.isPercentage() || top.isWithTies()
        ? UNKNOWN
        : number(top.getExpression());
  }

  private static long number(@Nullable Expression expression) {
    Expression inner = expression;
    while (inner instanceof ExpressionList<?> list && list.size() == 1) {
      inner = list.get(0);
    }
    if (!(inner instanceof LongValue value)) {
      return UNKNOWN;
    }
    try {
      return Long.parseLong(value.getStringValue());
    } catch (NumberFormatException tooLarge) {
      return UNKNOWN;
    }
  }

  /** How many rows an INSERT writes by its VALUES, SET or DEFAULT VALUES; -1 if by a query. */
  static int valuesRows(ParsedText parsed) {
    int rows = valuesRows(parsed.statement());
    return rows < 0 ? UNKNOWN : rows + parsed.rowsLeftOut();
  }

  private static int valuesRows(Statement statement) {
    if (statement instanceof Insert insert) {
      boolean one = insert.getSetUpdateSets() != null || insert.isOnlyDefaultValues();
      return one ? 1 : rows(insert.getSelect());
    }
    if (statement instanceof Upsert upsert) {
      return upsert.getUpdateSets() != null ? 1 : rows(upsert.getSelect());
    }
    return UNKNOWN;
  }

  private static int rows(@Nullable Select select) {
    if (!(select instanceof Values values)
        || values.getLimit() != null
        || values.getOffset() != null
        || values.getFetch() != null) {
      return UNKNOWN;
    }
    ExpressionList<?> rows = values.getExpressions();
    return rows instanceof ParenthesedExpressionList<?> ? 1 : rows.size();
  }
}
