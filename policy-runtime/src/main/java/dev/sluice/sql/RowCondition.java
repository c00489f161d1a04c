package dev.sluice.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A condition on the rows of one table, as a policy states it: which of them a caller may see and
 * change. Between columns of the table and values that are known before the statement runs, so that
 * what it means depends on the row alone. Immutable.
 */
public sealed interface RowCondition {

  /** A column as it is written: folded by no database yet. */
  record Name(String text, boolean quoted) {}

  /** What a column is compared with. */
  sealed interface Operand {
    /** A value of the policy's own. */
    record Literal(String text, boolean number) implements Operand {}

    /**
     * A value of the caller, such as {@code claims.tenant}; {@code caller.groups} is any number of
     * values, all others are one.
     */
    record OfCaller(String path) implements Operand {}
  }

  /** How a column is compared with one value. */
  enum Comparison {
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">=");

    private final String symbol;

    Comparison(String symbol) {
      this.symbol = symbol;
    }

    String symbol() {
      return symbol;
    }
  }

  /** {@code column = value} and its like. */
  record Compared(Name column, Comparison how, Operand value) implements RowCondition {}

  /** {@code column IN (...)}. */
  record OneOf(Name column, List<Operand> values) implements RowCondition {
    public OneOf {
      values = List.copyOf(values);
    }
  }

  /** {@code column IS NULL}. */
  record IsNull(Name column) implements RowCondition {}

  /** {@code NOT ...}, in SQL's logic of three values: neither true nor false stays so. */
  record Not(RowCondition condition) implements RowCondition {}

  /** All of them. */
  record All(List<RowCondition> conditions) implements RowCondition {
    public All {
      conditions = List.copyOf(conditions);
    }
  }

  /** Any of them. */
  record Any(List<RowCondition> conditions) implements RowCondition {
    public Any {
      conditions = List.copyOf(conditions);
    }
  }

  /** The columns that are looked at, each once. */
  default List<Name> columns() {
    Set<Name> columns = new LinkedHashSet<>();
    collect(this, columns);
    return List.copyOf(columns);
  }

  private static void collect(RowCondition condition, Set<Name> columns) {
    if (condition instanceof Compared compared) {
      columns.add(compared.column());
    } else if (condition instanceof OneOf oneOf) {
      columns.add(oneOf.column());
    } else if (condition instanceof IsNull isNull) {
      columns.add(isNull.column());
    } else if (condition instanceof Not not) {
      collect(not.condition(), columns);
    } else if (condition instanceof All all) {
      all.conditions().forEach(part -> collect(part, columns));
    } else if (condition instanceof Any any) {
      any.conditions().forEach(part -> collect(part, columns));
    }
  }
}
