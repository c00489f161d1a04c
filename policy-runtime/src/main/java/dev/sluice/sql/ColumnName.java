package dev.sluice.sql;

/** A column of a base table, its name folded as the dialect folds it. */
public record ColumnName(TableName table, String column) {
  @Override
  public String toString() {
    return table + "." + column;
  }
}
