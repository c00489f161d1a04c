package dev.sluice.sql;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where in a text the filtered tables stand, and what must be put there. A text passes only if each
 * way in which it reaches a filtered table is one of these places.
 */
final class TableSites {
  /** Between these offsets of the text stands the name of a table that is read. */
  record Read(Catalog.Relation table, int start, int end, String qualifier, boolean hasAlias) {}

  /**
   * A table whose rows are changed.
   *
   * @param qualifier what the table is called in the condition
   * @param where the offset behind WHERE; -1 if there is none
   * @param end the offset behind the condition, or where one can stand
   */
  record Changed(Catalog.Relation table, String qualifier, int where, int end) {}

  /** Of {@code $65535}: no database has more parameters. */
  private static final int MOST_DIGITS = 6;

  private static final Set<String> COMPARISONS =
      Set.of("=", "<>", "!=", "<", "<=", ">", ">=", "<=>");

  private static final Set<String> NEVER_FAIL =
      Set.of(
          "count", "sum", "avg", "min", "max", "coalesce", "lower", "upper", "row_number", "rank");

  private final String sql;
  private final Dialect dialect;
  private final Catalog catalog;
  private final Map<TableName, RowCondition> filters;
  private final Tokens tokens;
  private final FactsCollector facts = new FactsCollector();
  private final List<Read> reads = new ArrayList<>();
  private final List<Changed> changes = new ArrayList<>();
  private int end;

  private TableSites(
      String sql, Dialect dialect, Catalog catalog, Map<TableName, RowCondition> filters) {
    this.sql = sql;
    this.dialect = dialect;
    this.catalog = catalog;
    this.filters = filters;
    this.tokens = Lexer.read(sql, dialect);
  }

  static TableSites of(
      String sql, Dialect dialect, Catalog catalog, Map<TableName, RowCondition> filters)
      throws FilterRefusedException {
    TableSites sites = new TableSites(sql, dialect, catalog, filters);
    sites.find();
    return sites;
  }

  List<Read> reads() {
    return reads;
  }

  List<Changed> changes() {
    return changes;
  }

  Tokens tokens() {
    return tokens;
  }

  private void find() throws FilterRefusedException {
    if (tokens.refusal() != null) {
      throw new FilterRefusedException("the statement is not understood: " + tokens.refusal());
    }
    end = tokens.size();
    while (end > 0 && tokens.isSymbol(end - 1, ';')) {
      end--;
    }
    for (int i = 0; i < end; i++) {
      if (tokens.isSymbol(i, ';')) {
        throw new FilterRefusedException("there are several statements in one text");
      }
    }
    new StatementReader(tokens, CanonicalText.of(tokens), dialect, catalog, facts).read(0, end);
    if (!facts.opaque.isEmpty()) {
      throw new FilterRefusedException(
          "the statement is not understood: " + facts.opaque.iterator().next());
    }
    List<TableUse> uses = new ArrayList<>(facts.uses);
    uses.sort(Comparator.comparing(TableUse::first));
    Set<TableName> reached = new HashSet<>();
    int behind = -1;
    for (TableUse use : uses) {
      if (filters.containsKey(use.table())) {
        if (use.first() <= behind) {
          throw new FilterRefusedException(unclear(use.table()));
        }
        behind = use.last();
        add(use);
        reached.add(use.table());
      }
    }
    checkRelatives(facts.tablesRead);
    checkRelatives(facts.tablesWritten);
    for (TableName table : filters.keySet()) {
      if (facts.readInViews.contains(table)) {
        throw new FilterRefusedException("a view reads the table " + table);
      }
      boolean touched = facts.tablesRead.contains(table) || facts.tablesWritten.contains(table);
      if (touched && !reached.contains(table)) {
        throw new FilterRefusedException(unclear(table));
      }
    }
    checkWrites();
  }

  private static String unclear(TableName table) {
    return "where the statement reaches the table " + table + " is not clear";
  }

  /**
   * How a filter's values can stand among the text's parameters. These must be as many to any
   * driver as they are to us, or a value of the service's would take the place of a filter's.
   *
   * @return the highest number that is taken, if they are numbered; -1 for question marks
   */
  int numbered(ParameterMarks style) throws FilterRefusedException {
    int marks = 0;
    int highest = 0;
    for (int i = 0; i < end; i++) {
      if (tokens.kind(i) == Tokens.PARAMETER) {
        if (tokens.text(i).equals("?")) {
          marks++;
        } else {
          highest = Math.max(highest, number(i));
        }
      }
    }
    boolean postgresql = dialect == Dialect.POSTGRESQL;
    if (style == ParameterMarks.OF_DATABASE && (postgresql || dialect == Dialect.H2)) {
      if (marks > 0 && (postgresql || highest > 0)) {
        throw new FilterRefusedException("it has question marks, which are no parameters");
      }
      if (marks == 0 && highest < Integer.MAX_VALUE) {
        return highest;
      }
    }
    if (highest > 0) {
      throw new FilterRefusedException("it has parameters that are no plain question mark");
    }
    if (marks != sql.chars().filter(c -> c == '?').count()) {
      throw new FilterRefusedException(
          "a question mark stands where it is no parameter (in a string, name, comment or"
              + " operator)");
    }
    return -1;
  }

  /** That of {@code $1}; past all bounds for what is no number. */
  private int number(int token) {
    String text = tokens.text(token);
    boolean number = text.length() > 1 && text.length() <= MOST_DIGITS && text.charAt(0) == '$';
    for (int i = 1; i < text.length(); i++) {
      number &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return number ? Integer.parseInt(text.substring(1)) : Integer.MAX_VALUE;
  }

  /** A partition shows rows of its parent, and any child of a table some of the table's. */
  private void checkRelatives(Set<TableName> tables) throws FilterRefusedException {
    for (TableName table : tables) {
      Catalog.Relation relation = catalog.find(table.schema(), table.name());
      if (relation == null || relation.kind() == Catalog.Kind.VIEW) {
        continue;
      }
      for (Set<ColumnName> origins : relation.origins().values()) {
        for (ColumnName origin : origins) {
          if (!origin.table().equals(table) && filters.containsKey(origin.table())) {
            throw new FilterRefusedException(
                "the table " + table + " is a part of " + origin.table());
          }
        }
      }
    }
  }

  private void checkWrites() throws FilterRefusedException {
    for (TableName table : facts.tablesWritten) {
      RowCondition condition = filters.get(table);
      if (condition != null) {
        boolean changed = changes.stream().anyMatch(change -> change.table().name().equals(table));
        if (!changed) {
          throw new FilterRefusedException(unclear(table));
        }
        for (ColumnName column : FilterCondition.columns(condition, relation(table))) {
          if (facts.columnsWritten.contains(column)) {
            throw new FilterRefusedException(
                "it sets " + column + ", by which rows are told apart");
          }
        }
      }
    }
  }

  private Catalog.Relation relation(TableName table) throws FilterRefusedException {
    Catalog.Relation relation = catalog.find(table.schema(), table.name());
    if (relation == null) {
      throw new FilterRefusedException("the columns of the table " + table + " are not known");
    }
    return relation;
  }

  private void add(TableUse use) throws FilterRefusedException {
    Catalog.Relation relation = relation(use.table());
    if (!use.isBare() || !isNameOf(use)) {
      throw new FilterRefusedException(unclear(use.table()));
    }
    switch (use.role()) {
      case READ -> addRead(use, relation);
      case UPDATE -> addChange(use, relation, "UPDATE");
      case DELETE -> addChange(use, relation, "FROM");
      case OTHER ->
          throw new FilterRefusedException(
              "it adds rows to the table " + use.table() + ", or changes it together with others");
    }
  }

  /** Whether the tokens are a name with dots, the last part of which is the table's. */
  private boolean isNameOf(TableUse use) {
    if (use.first() < 0 || use.last() < use.first() || use.last() >= end) {
      return false;
    }
    for (int i = use.first(); i <= use.last(); i++) {
      boolean dot = (i - use.first()) % 2 == 1;
      if (dot ? !tokens.isSymbol(i, '.') : !tokens.isName(i)) {
        return false;
      }
    }
    String name = RangeParser.fold(tokens, use.last(), dialect);
    return dialect == Dialect.POSTGRESQL
        ? name.equals(use.table().name())
        : name.equalsIgnoreCase(use.table().name());
  }

  private void addRead(TableUse use, Catalog.Relation relation) throws FilterRefusedException {
    int before = use.first() - 1;
    boolean from =
        tokens.isAnyWord(before, "FROM", "JOIN", "USING")
            || tokens.isSymbol(before, ',')
            || tokens.isSymbol(before, '(');
    if (!from || tokens.isSymbol(use.last() + 1, '(')) {
      throw new FilterRefusedException(unclear(use.table()));
    }
    reads.add(
        new Read(
            relation,
            tokens.start(use.first()),
            tokens.end(use.last()),
            quoted(use.last()),
            use.hasAlias()));
  }

  /** The name as it stands, in quotes where a database may reserve it but behind a dot. */
  private String quoted(int token) {
    boolean plain = tokens.kind(token) == Tokens.WORD && dialect != Dialect.H2;
    return plain ? Identifiers.quote(tokens.text(token), dialect) : tokens.text(token);
  }

  private void addChange(TableUse use, Catalog.Relation relation, String before)
      throws FilterRefusedException {
    if (!tokens.isWord(use.first() - 1, before)) {
      throw new FilterRefusedException(unclear(use.table()));
    }
    int alias = tokens.isWord(use.last() + 1, "AS") ? use.last() + 2 : use.last() + 1;
    String qualifier = quoted(use.hasAlias() ? alias : use.last());
    int where = -1;
    int last = use.last();
    int depth = 0;
    for (int i = use.last() + 1; i < end; i++) {
      depth += tokens.isSymbol(i, '(') ? 1 : tokens.isSymbol(i, ')') ? -1 : 0;
      if (depth < 0 || (depth == 0 && isBehindCondition(i))) {
        break;
      }
      if (depth == 0 && where < 0 && tokens.isWord(i, "WHERE")) {
        where = i;
      }
      last = i;
    }
    if (where >= 0 && tokens.isWord(where + 1, "CURRENT") && tokens.isWord(where + 2, "OF")) {
      throw new FilterRefusedException("a cursor chooses the rows of " + use.table());
    }
    changes.add(
        new Changed(relation, qualifier, where < 0 ? -1 : tokens.end(where), tokens.end(last)));
  }

  private boolean isBehindCondition(int index) {
    return tokens.isWord(index, "RETURNING")
        || (dialect != Dialect.POSTGRESQL && tokens.isAnyWord(index, "ORDER", "LIMIT", "FETCH"));
  }

  /**
   * Whether nothing is done with values but to compare them, and by functions that never fail: a
   * database that converts the operands of a comparison may warn of a row, or fail, but only where
   * a text is compared with a number.
   */
  boolean onlyCompares(Set<String> functions) {
    for (String function : functions) {
      if (!NEVER_FAIL.contains(function.toLowerCase(Locale.ROOT))) {
        return false;
      }
    }
    for (int i = 0; i < end; i++) {
      boolean star =
          tokens.isSymbol(i, '*')
              && (tokens.isAnyWord(i - 1, "SELECT", "ALL", "DISTINCT")
                  || tokens.isSymbol(i - 1, ',')
                  || tokens.isSymbol(i - 1, '.')
                  || tokens.isSymbol(i - 1, '('));
      boolean computes =
          tokens.kind(i) == Tokens.OPERATOR && !COMPARISONS.contains(tokens.text(i)) && !star;
      if (computes || tokens.isAnyWord(i, "CAST", "CONVERT", "DIV", "MOD", "COLLATE")) {
        return false;
      }
    }
    return true;
  }

  /** Whether rows are locked, which in most databases does not reach into a derived table. */
  boolean locksRows() {
    for (int i = 0; i < end; i++) {
      boolean newWay =
          tokens.isWord(i, "FOR") && tokens.isAnyWord(i + 1, "UPDATE", "SHARE", "NO", "KEY");
      boolean oldWay = tokens.isWord(i, "LOCK") && tokens.isWord(i + 1, "IN");
      if (newWay || oldWay) {
        return true;
      }
    }
    return false;
  }
}
