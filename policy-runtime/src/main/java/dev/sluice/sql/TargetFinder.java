package dev.sluice.sql;

import java.util.Map;
import net.sf.jsqlparser.expression.ExpressionVisitorAdapter;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.Select;
import org.jspecify.annotations.Nullable;

/** Looks for a column of the written table; a nested query counts as holding one. */
final class TargetFinder extends ExpressionVisitorAdapter<@Nullable Void> {
  private final Map<Column, Source> owners;
  private final Source target;
  private boolean found;

  TargetFinder(Map<Column, Source> owners, Source target) {
    this.owners = owners;
    this.target = target;
  }

  boolean found() {
    return found;
  }

  @Override
  public <S> @Nullable Void visit(Column column, S context) {
    found |= target.isSame(owners.get(column));
    return null;
  }

  @Override
  public <S> @Nullable Void visit(Select select, S context) {
    found = true;
    return null;
  }
}
