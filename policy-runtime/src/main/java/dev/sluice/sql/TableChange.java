package dev.sluice.sql;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what ALTER TABLE does with the values of a table. It computes columns of others ({@code
 * USING}, {@code GENERATED}), and looks at all rows to see whether they fit a type or a constraint,
 * so that its failing tells of them. And it gives columns other names: under the new name a value
 * is found by whoever may not see it under the old one, as if it had been copied.
 *
 * <p>Which of several actions a column belongs to is not told apart: each column in the text may
 * end up in each other one.
 */
final class TableChange {
  /** They make the database look at values that are stored already. */
  private static final String[] LOOKS = {
    "USING",
    "CHECK",
    "GENERATED",
    "AS",
    "DEFAULT",
    "UNIQUE",
    "PRIMARY",
    "FOREIGN",
    "REFERENCES",
    "EXCLUDE",
    "TYPE",
    "MODIFY",
    "CHANGE",
    "NULL",
    "VALIDATE",
    "CONVERT",
    "RENAME"
  };

  /** Of these, what makes a column's values those of another column. */
  private static final String[] MOVES = {"USING", "GENERATED", "AS", "DEFAULT", "RENAME", "CHANGE"};

  private static final String[] EXPRESSIONS = {
    "USING", "CHECK", "GENERATED", "AS", "DEFAULT", "UPDATE", "WHERE"
  };

  /** Words before parentheses that are no call: clauses, and types with a length. */
  private static final Set<String> NO_CALLS =
      Set.of(
          "using",
          "check",
          "as",
          "default",
          "key",
          "unique",
          "references",
          "index",
          "exclude",
          "in",
          "and",
          "or",
          "not",
          "any",
          "all",
          "values",
          "with",
          "include",
          "list",
          "range",
          "hash",
          "btree",
          "gist",
          "gin",
          "spgist",
          "brin",
          "by",
          "from",
          "to",
          "identity",
          "varchar",
          "char",
          "character",
          "varying",
          "nvarchar",
          "nchar",
          "bpchar",
          "numeric",
          "decimal",
          "dec",
          "number",
          "float",
          "double",
          "real",
          "int",
          "integer",
          "bigint",
          "smallint",
          "tinyint",
          "mediumint",
          "bit",
          "varbit",
          "binary",
          "varbinary",
          "text",
          "blob",
          "clob",
          "time",
          "timestamp",
          "timestamptz",
          "timetz",
          "datetime",
          "interval",
          "year",
          "enum",
          "set",
          "on",
          "then",
          "when",
          "else",
          "is",
          "like",
          "between",
          "columns",
          "inherits",
          "uuid",
          "json",
          "partition",
          "exists",
          "second",
          "zone",
          "distinct",
          "over");

  private final Tokens tokens;
  private final Dialect dialect;
  private final Catalog catalog;
  private final FactsCollector facts;

  TableChange(Tokens tokens, Dialect dialect, Catalog catalog, FactsCollector facts) {
    this.tokens = tokens;
    this.dialect = dialect;
    this.catalog = catalog;
    this.facts = facts;
  }

  /** Reads the actions behind the name of the table, which is the last that was written. */
  void read(int from, int to) {
    @Nullable TableName table = null;
    for (TableName written : facts.tablesWritten) {
      table = written;
    }
    if (table == null || from < 0) {
      return;
    }
    facts.storedApart = true;
    Catalog.@Nullable Relation relation = catalog.find(table.schema(), table.name());
    Set<ColumnName> named = new LinkedHashSet<>();
    Set<ColumnName> targets = new LinkedHashSet<>();
    boolean looks = false;
    boolean moves = false;
    for (int i = from; i < to; i++) {
      looks |= tokens.isAnyWord(i, LOOKS);
      moves |= tokens.isAnyWord(i, MOVES);
      if (tokens.isName(i)) {
        ColumnName column = new ColumnName(table, RangeParser.fold(tokens, i, dialect));
        if (relation != null && relation.columns().contains(column.column())) {
          named.add(column);
        } else if (isNewName(i)) {
          targets.add(column);
        }
      }
      readMove(table, relation, i, from, to);
    }
    requireKnownCalls(tokens, from, to, dialect, facts);
    if (!looks) {
      return;
    }
    if (relation == null) {
      facts.opaque("the columns of a table that is changed are not known");
    }
    if (moves) {
      targets.addAll(named);
    } else {
      targets.clear();
    }
    for (ColumnName column : named) {
      Value value = Value.of(column);
      facts.shape(value);
      facts.raise(value);
      targets.forEach(target -> facts.store(value, target));
    }
  }

  /** The name of a column that is added, or that a column gets. */
  private boolean isNewName(int index) {
    if (tokens.isWord(index, "COLUMN")) {
      return false;
    }
    return tokens.isAnyWord(index - 1, "ADD", "COLUMN", "TO", "EXISTS", "AS")
        || tokens.isSymbol(index - 1, '(')
        || tokens.isSymbol(index - 1, ',')
        || (tokens.isWord(index - 2, "CHANGE") && !tokens.isWord(index - 1, "COLUMN"))
        || (tokens.isWord(index - 3, "CHANGE") && tokens.isWord(index - 2, "COLUMN"));
  }

  // ---- tables that get another name, or show the rows of others

  private void readMove(
      TableName table, Catalog.@Nullable Relation relation, int index, int from, int to) {
    if (tokens.isWord(index, "RENAME") && (index == from || tokens.isSymbol(index - 1, ','))) {
      boolean word = tokens.isAnyWord(index + 1, "TO", "AS") || tokens.isSymbol(index + 1, '=');
      int name = word ? index + 2 : index + 1;
      boolean ofTable = word || !tokens.isName(name + 1);
      TableName renamed = ofTable ? nameAt(name, to) : null;
      if (renamed != null) {
        String schema = renamed.schema() == null ? table.schema() : renamed.schema();
        copyAll(relation, new TableName(schema, renamed.name()));
      }
    } else if (tokens.isWord(index, "SET") && tokens.isWord(index + 1, "SCHEMA")) {
      if (tokens.isName(index + 2)) {
        String schema = RangeParser.fold(tokens, index + 2, dialect);
        copyAll(relation, new TableName(schema, table.name()));
      }
    } else if (tokens.isWord(index, "INHERIT")) {
      // the rows show among those of the other table
      copyAll(relation, nameAt(index + 1, to));
    } else if (tokens.isWord(index, "PARTITION") && tokens.isWord(index - 1, "ATTACH")) {
      copyAll(relationAt(index + 1, to), table);
    } else if (tokens.isWord(index, "EXCHANGE")) {
      for (int i = index; i < to; i++) {
        if (tokens.isWord(i, "TABLE")) {
          copyAll(relationAt(i + 1, to), table);
          copyAll(relation, nameAt(i + 1, to));
        }
      }
    }
  }

  /** {@code RENAME TABLE a TO b, c TO d}. */
  void readRenames(int from, int to) {
    facts.storedApart = true;
    int index = from;
    while (index < to) {
      TableName table = nameAt(index, to);
      int end = Glimpse.endOfName(tokens, index, to);
      if (table == null || !tokens.isWord(end, "TO")) {
        facts.opaque("the object of a definition is not known");
        return;
      }
      facts.tablesWritten.add(table);
      TableName renamed = nameAt(end + 1, to);
      if (renamed != null) {
        String schema = renamed.schema() == null ? table.schema() : renamed.schema();
        copyAll(catalog.find(table.schema(), table.name()), new TableName(schema, renamed.name()));
      }
      int next = Glimpse.endOfName(tokens, end + 1, to);
      if (next < 0 || (next < to && !tokens.isSymbol(next, ','))) {
        facts.opaque("the object of a definition is not known");
        return;
      }
      index = next + 1;
    }
  }

  private @Nullable TableName nameAt(int index, int to) {
    return Glimpse.nameAt(tokens, index, to, dialect, catalog);
  }

  private Catalog.@Nullable Relation relationAt(int index, int to) {
    TableName name = nameAt(index, to);
    return name == null ? null : catalog.find(name.schema(), name.name());
  }

  private void copyAll(Catalog.@Nullable Relation source, @Nullable TableName target) {
    if (target != null) {
      facts.tablesWritten.add(target);
    }
    if (source == null || target == null) {
      facts.opaque("the columns of a table that is changed are not known");
      return;
    }
    for (String column : source.columns()) {
      Value value = facts.read(Value.of(new ColumnName(source.name(), column)));
      facts.store(value, new ColumnName(target, column));
      facts.columnsWritten.add(new ColumnName(target, column));
    }
  }

  /** Defaults, checks and what is computed of other columns may call known functions only. */
  static void requireKnownCalls(
      Tokens tokens, int from, int to, Dialect dialect, FactsCollector facts) {
    boolean expression = false;
    for (int i = from; i + 1 < to; i++) {
      if (tokens.isAnyWord(i, EXPRESSIONS)) {
        expression = true;
      }
      if (!expression || !tokens.isName(i) || !tokens.isSymbol(i + 1, '(')) {
        continue;
      }
      String name = Identifiers.lower(RangeParser.fold(tokens, i, dialect));
      FunctionEffect effect = FunctionTable.of(dialect).find(name);
      boolean known = effect != null && !tokens.isSymbol(i - 1, '.');
      boolean qualified = tokens.isSymbol(i - 1, '.') && tokens.isWord(i - 2, "PG_CATALOG");
      boolean names = tokens.isAnyWord(i - 1, "REFERENCES", "CONSTRAINT", "INDEX", "KEY");
      if (!known && !names && !NO_CALLS.contains(name) && !(qualified && effect != null)) {
        facts.opaque("a function is not known: " + name);
      }
    }
  }
}
