package dev.sluice.sql;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Columns by name, so that looking one up takes no longer the more there are. Confined to one
 * thread.
 */
final class ColumnIndex {
  /** Of how many columns of one name any may be meant; no database takes a name of so many. */
  static final int MAX_CANDIDATES = 16;

  /**
   * What a name stands for.
   *
   * @param value of the column, or what those of that name make together
   * @param source where the column comes from; null if there are several
   */
  record Found(Value value, @Nullable Source source, int columns) {}

  private final ReadContext context;
  private final BinaryOperator<Value> either;
  private final Map<String, Found> columns = new HashMap<>();
  private boolean hasAnyName;
  private boolean hasOwnText;

  /**
   * @param either makes one value of two columns that bear the same name
   */
  ColumnIndex(ReadContext context, BinaryOperator<Value> either) {
    this.context = context;
    this.either = either;
  }

  void add(Field field, @Nullable Source source) {
    hasAnyName |= field.name().equals(Field.ANY_NAME);
    hasOwnText |= field.name().equals(Field.OWN_TEXT);
    String key = context.key(field.name());
    Found found = columns.putIfAbsent(key, new Found(field.value(), source, 1));
    if (found != null && found.columns() <= MAX_CANDIDATES) {
      columns.put(key, with(found, field));
    }
  }

  private Found with(Found found, Field field) {
    Value value =
        found.columns() == MAX_CANDIDATES
            ? found.value().and(Value.opaque(severalTables(field.name())))
            : either.apply(found.value(), field.value());
    return new Found(value, null, found.columns() + 1);
  }

  static String severalTables(String name) {
    return "a column may be of several tables: " + name;
  }

  @Nullable Found find(String name) {
    return columns.get(context.key(name));
  }

  /** Whether a column whose name is not known may have that one. */
  boolean mayHold(String name) {
    return hasAnyName || (hasOwnText && Field.mayBeText(name));
  }
}
