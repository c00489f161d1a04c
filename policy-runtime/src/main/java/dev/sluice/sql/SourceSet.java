package dev.sluice.sql;

import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns of two sets, put together when first looked at: a sum of a thousand columns is made
 * of as many unions, of which only the last one matters. Confined to one thread.
 */
final class SourceSet extends AbstractSet<ColumnName> {
  /** Up to so many columns are put together at once. */
  private static final int SMALL = 16;

  private @Nullable Set<ColumnName> left;
  private @Nullable Set<ColumnName> right;
  private final int atMost;
  private @Nullable Set<ColumnName> columns;

  private SourceSet(Set<ColumnName> left, Set<ColumnName> right, int atMost) {
    this.left = left;
    this.right = right;
    this.atMost = atMost;
  }

  static Set<ColumnName> union(Set<ColumnName> left, Set<ColumnName> right) {
    if (left == right || isEmpty(right)) {
      return left;
    }
    int atMost = atMost(left) + atMost(right);
    if (atMost > SMALL) {
      return new SourceSet(left, right, atMost);
    }
    if (left.containsAll(right)) {
      return left;
    }
    Set<ColumnName> union = new LinkedHashSet<>(left);
    union.addAll(right);
    return union;
  }

  private static boolean isEmpty(Set<ColumnName> set) {
    return !(set instanceof SourceSet) && set.isEmpty();
  }

  private static int atMost(Set<ColumnName> set) {
    return set instanceof SourceSet union ? union.atMost : set.size();
  }

  /** In the order of the expression, left to right; without recursion, which a chain would end. */
  private Set<ColumnName> columns() {
    Set<ColumnName> known = columns;
    if (known != null) {
      return known;
    }
    Set<ColumnName> all = new LinkedHashSet<>();
    Deque<Set<ColumnName>> rest = new ArrayDeque<>();
    rest.push(this);
    while (!rest.isEmpty()) {
      Set<ColumnName> next = rest.pop();
      if (next instanceof SourceSet union && union.left != null && union.right != null) {
        rest.push(union.right);
        rest.push(union.left);
      } else {
        all.addAll(next);
      }
    }
    columns = all;
    left = null;
    right = null;
    return all;
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public boolean contains(Object column) {
    return columns().contains(column);
  }

  @Override
  public Iterator<ColumnName> iterator() {
    return columns().iterator();
  }

  @Override
  public int size() {
    return columns().size();
  }
}
