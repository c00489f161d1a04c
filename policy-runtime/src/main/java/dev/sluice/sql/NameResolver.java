package dev.sluice.sql;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import org.jspecify.annotations.Nullable;

/**
 * Says what a name in an expression means.
 *
 * <p>An unqualified name is looked for in the innermost SELECT's tables first, then outwards; the
 * alias of a SELECT item competes where {@link Scope.AliasRule} says so. A table whose columns are
 * not known may have a column of any name: if it is alone it gets the column, and if the name could
 * also come from further out, the value counts as made of both. In PostgreSQL a name that is no
 * column but a table's is the whole row, that is, all columns at once.
 */
final class NameResolver {
  /** What a column reference turned out to be. */
  record Resolved(Value value, @Nullable Source source) {}

  /** They tell of who wrote a row and when, and of its table, which depends on no value. */
  private static final Set<String> POSTGRESQL_SYSTEM_COLUMNS =
      Set.of("xmin", "xmax", "cmin", "cmax", "tableoid", "oid");

  /** Where a row lies, which tells how long it and the rows before it are. */
  private static final String POSTGRESQL_PLACE = "ctid";

  /** The key of a row, which is that of the table if that is a number. */
  private static final String H2_KEY = "_rowid_";

  /** Another name for the column of the key if that is a number. */
  private static final String MYSQL_KEY = "_rowid";

  /** Written without parentheses and parsed as columns, but no database lets a column win. */
  private static final Set<String> RESERVED_VALUES =
      Set.of(
          "current_user",
          "session_user",
          "current_role",
          "current_catalog",
          "current_date",
          "current_time",
          "current_timestamp",
          "localtime",
          "localtimestamp",
          "default");

  private static final Set<String> POSTGRESQL_RESERVED_VALUES = Set.of("user", "system_user");

  /** Values only if no column has the name. */
  private static final Set<String> FALLBACK_VALUES =
      Set.of("current_schema", "sysdate", "user", "system_user", "rownum", "maxvalue");

  /** Words before an operand that the parser takes for a column with the operand as its alias. */
  private static final Set<String> MYSQL_MODIFIERS =
      Set.of(
          "binary",
          "high_priority",
          "sql_cache",
          "sql_no_cache",
          "sql_buffer_result",
          "sql_small_result",
          "sql_big_result",
          "distinctrow",
          "all");

  private final ReadContext context;
  private final IdentityHashMap<Source, ColumnIndex> indexes = new IdentityHashMap<>();

  NameResolver(ReadContext context) {
    this.context = context;
  }

  Resolved resolve(Column column, Scope scope) {
    Table table = column.getTable();
    String written = column.getColumnName();
    boolean qualified = table != null && !table.getNameParts().isEmpty();
    String name = context.column(written);
    Resolved resolved;
    if (qualified) {
      resolved = resolveQualified(table, name, scope);
    } else {
      String reserved = written.toLowerCase(Locale.ROOT);
      if (RESERVED_VALUES.contains(reserved)
          || (context.dialect() == Dialect.POSTGRESQL
              && POSTGRESQL_RESERVED_VALUES.contains(reserved))) {
        return new Resolved(Value.CONSTANT, null);
      }
      resolved = resolveUnqualified(name, scope);
      if (resolved == null && FALLBACK_VALUES.contains(reserved)) {
        return new Resolved(Value.CONSTANT, null);
      }
    }
    if (resolved == null) {
      return new Resolved(Value.opaque("a column is not known: " + name), null);
    }
    if (resolved.source() != null) {
      context.owners().put(column, resolved.source());
    }
    return resolved;
  }

  // ---- unqualified names

  private @Nullable Resolved resolveUnqualified(String name, Scope scope) {
    @Nullable Value alias = findAlias(name, scope);
    if (alias != null && scope.aliasRule == Scope.AliasRule.ALIAS) {
      return new Resolved(alias, null);
    }
    @Nullable Resolved column = findOutwards(name, scope);
    if (alias == null) {
      return column;
    }
    return new Resolved(column == null ? alias : alias.and(column.value()), null);
  }

  private @Nullable Value findAlias(String name, Scope scope) {
    if (scope.aliasRule == Scope.AliasRule.NONE) {
      return null;
    }
    ColumnIndex.Found found = scope.aliases(context).find(name);
    return found == null ? null : found.value();
  }

  private @Nullable Resolved findOutwards(String name, @Nullable Scope scope) {
    if (scope == null) {
      return null;
    }
    Resolved closed = findVisible(name, scope);
    if (closed != null) {
      return closed;
    }
    List<Source> open = scope.openSources;
    @Nullable Resolved row = wholeRow(name, scope);
    if (open.isEmpty()) {
      if (row != null) {
        return row;
      }
      if (isSystemColumn(name) && !scope.sources.isEmpty()) {
        Source only = scope.sources.size() == 1 ? scope.sources.get(0) : null;
        return new Resolved(systemColumn(name, scope.sources), only);
      }
      return findOutwards(name, scope.outer());
    }
    if (row != null && row.value().opaque() != null) {
      return row;
    }
    if (open.size() > 1) {
      return ambiguous(name, open);
    }
    Resolved here = fromOpen(name, open.get(0));
    Resolved outer = findOutwards(name, scope.outer());
    return outer == null ? here : new Resolved(here.value().and(outer.value()), null);
  }

  private @Nullable Resolved findVisible(String name, Scope scope) {
    ColumnIndex columns = scope.visible(context);
    ColumnIndex.Found found = columns.find(name);
    if (found == null) {
      return columns.mayHold(name) ? nameless(name) : null;
    }
    return new Resolved(found.value(), found.source());
  }

  private static Resolved nameless(String name) {
    return new Resolved(Value.opaque("a column whose name is not known may be " + name), null);
  }

  private Resolved ambiguous(String name, List<Source> open) {
    Set<ColumnName> columns = new LinkedHashSet<>();
    boolean partial = false;
    @Nullable String opaque = null;
    for (Source source : open.subList(0, Math.min(open.size(), ColumnIndex.MAX_CANDIDATES))) {
      Value value = fromOpen(name, source).value();
      columns.addAll(value.sources());
      partial |= value.partial();
      opaque = opaque == null ? value.opaque() : opaque;
    }
    String reason = opaque == null ? ColumnIndex.severalTables(name) : opaque;
    return new Resolved(new Value(null, columns, reason, partial), null);
  }

  private Resolved fromOpen(String name, Source source) {
    if (source.anyColumn() != null) {
      return new Resolved(source.anyColumn(), source);
    }
    TableName table = source.table();
    if (table == null) {
      return new Resolved(Value.opaque("a column is not known: " + name), null);
    }
    if (context.dialect().schemaIsDatabase() && MYSQL_MODIFIERS.contains(name)) {
      return new Resolved(Value.opaque("a modifier, not a column: " + name), source);
    }
    if (context.dialect().schemaIsDatabase() && !isAscii(name)) {
      // MySQL compares names by a collation that takes some letters for others
      return new Resolved(Value.opaque("a column's name is not plain: " + name), source);
    }
    if (isSystemColumn(name)) {
      return new Resolved(systemColumn(name, List.of(source)), source);
    }
    return new Resolved(Value.of(new ColumnName(table, name)), source);
  }

  private boolean isSystemColumn(String name) {
    return (context.dialect() == Dialect.POSTGRESQL && POSTGRESQL_SYSTEM_COLUMNS.contains(name))
        || tellsOfRow(name);
  }

  /** Whether it is a column of every table that depends on the values of the others. */
  private boolean tellsOfRow(String name) {
    return switch (context.dialect()) {
      case POSTGRESQL -> name.equals(POSTGRESQL_PLACE);
      case H2 -> name.equalsIgnoreCase(H2_KEY);
      case MYSQL, MARIADB -> name.equalsIgnoreCase(MYSQL_KEY);
      case ORACLE, SQLSERVER, ANSI -> false;
    };
  }

  private Value systemColumn(String name, List<Source> sources) {
    Value value = Value.CONSTANT;
    if (tellsOfRow(name)) {
      for (Source source : sources) {
        value = value.and(allOf(source));
      }
    }
    return value;
  }

  private static boolean isAscii(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) > 127) {
        return false;
      }
    }
    return true;
  }

  /** The name of a table where a column was expected: in PostgreSQL its whole row. */
  private @Nullable Resolved wholeRow(String name, Scope scope) {
    if (context.dialect().schemaIsDatabase()) {
      return null;
    }
    List<Source> named = scope.sources(name, context);
    return named.isEmpty() ? null : new Resolved(allOf(named.get(0)), named.get(0));
  }

  /** Everything in a row. */
  Value allOf(Source source) {
    if (source.anyColumn() != null) {
      return source.anyColumn().computed();
    }
    if (source.fields() == null) {
      return Value.opaque("a whole row of a table whose columns are not known");
    }
    Value value = Value.CONSTANT;
    for (Field field : source.fields()) {
      value = value.and(field.value());
    }
    return value.computed();
  }

  // ---- qualified names

  private @Nullable Resolved resolveQualified(Table table, String name, Scope scope) {
    Source source = findSource(table, scope);
    return source == null ? null : fieldOf(source, name);
  }

  @Nullable Resolved fieldOf(Source source, String name) {
    if (source.fields() == null) {
      return fromOpen(name, source);
    }
    ColumnIndex columns = indexes.computeIfAbsent(source, this::index);
    ColumnIndex.Found found = columns.find(name);
    if (found != null) {
      return new Resolved(found.value(), source);
    }
    if (columns.mayHold(name)) {
      return nameless(name);
    }
    return isSystemColumn(name) ? new Resolved(systemColumn(name, List.of(source)), source) : null;
  }

  private ColumnIndex index(Source source) {
    ColumnIndex columns = new ColumnIndex(context, Value::or);
    if (source.fields() != null) {
      source.fields().forEach(field -> columns.add(field, source));
    }
    return columns;
  }

  /** Finds the FROM item that {@code table.} names, and accounts for the name. */
  @Nullable Source findSource(Table table, Scope scope) {
    // innermost part first
    List<String> parts = new ArrayList<>();
    for (String part : table.getNameParts()) {
      if (part != null) {
        parts.add(context.name(part));
      }
    }
    String name = parts.get(0);
    @Nullable String schema = parts.size() > 1 ? parts.get(1) : null;
    for (Scope inner = scope; inner != null; inner = inner.outer()) {
      @Nullable Source similar = null;
      for (Source source : inner.sources(name, context)) {
        if (schema == null || isTable(source, schema, name)) {
          if (name.equals(source.name())) {
            return source;
          }
          similar = similar == null ? source : similar;
        }
      }
      if (similar != null) {
        return similar;
      }
      if (inner.proposedRow != null && schema == null && isNamed(inner.proposedRow, name)) {
        return inner.proposedRow;
      }
    }
    return null;
  }

  private boolean isNamed(Source source, String name) {
    return source.name() != null && context.sameAlias(source.name(), name);
  }

  private boolean isTable(Source source, String schema, String name) {
    TableName table = source.table();
    return table != null
        && context.sameAlias(table.name(), name)
        && (table.schema() == null || context.sameAlias(table.schema(), schema));
  }
}
