package dev.sluice.sql;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which parameters and literals of a write go to which columns. Read from the tokens of the text
 * itself, because the facts do not hold its literals. Told apart are the assignments of UPDATE and
 * of what INSERT does on a conflict, and the rows of an INSERT or REPLACE that lists its columns;
 * what stands elsewhere but in the last WHERE or in RETURNING, or cannot be told, may go to any
 * column that is written. Immutable.
 */
public final class WrittenValues {
  private static final Set<ColumnName> NOWHERE = Set.of();

  /**
   * A literal of the text.
   *
   * @param value a {@link String}, {@link BigDecimal} or {@link Boolean}; null for NULL
   * @param targets the columns that it may go to
   */
  public record Literal(@Nullable Object value, Set<ColumnName> targets) {}

  private final Tokens tokens;
  private final Set<ColumnName> any;
  private final boolean opaque;
  private final List<Set<ColumnName>> targets;
  private final List<Set<ColumnName>> parameters = new ArrayList<>();
  private final Map<String, Set<ColumnName>> numbered = new HashMap<>();
  private final List<Literal> literals = new ArrayList<>();

  private WrittenValues(Tokens tokens, SqlFacts facts) {
    this.tokens = tokens;
    this.any = facts.columnsWritten();
    this.opaque = facts.isOpaque() || tokens.refusal() != null;
    this.targets = new ArrayList<>(Collections.nCopies(tokens.size(), any));
    if (!opaque) {
      readTargets();
    }
    collect();
  }

  /** Reads a text of which the facts are known. */
  public static WrittenValues of(String sql, SqlFacts facts) {
    return new WrittenValues(Lexer.read(sql, facts.dialect()), facts);
  }

  /**
   * The columns that a parameter may go to.
   *
   * @param index 1 for the first one, as in {@link java.sql.PreparedStatement}, or for {@code $1}
   */
  public Set<ColumnName> parameter(int index) {
    if (!numbered.isEmpty()) {
      return numbered.getOrDefault("$" + index, any);
    }
    return index >= 1 && index <= parameters.size() ? parameters.get(index - 1) : any;
  }

  /** The literals that go to a column, in their order; all if the statement is opaque. */
  public List<Literal> literals() {
    return List.copyOf(literals);
  }

  // ---- where values go

  private void readTargets() {
    if (tokens.isWord(0, "UPDATE")) {
      int set = find(0, "SET");
      if (set > 0) {
        readAssignments(set + 1);
      }
    } else if (tokens.isAnyWord(0, "INSERT", "REPLACE")) {
      readInsert();
    }
  }

  /** The next place of a word outside of parentheses; -1 if there is none. */
  private int find(int from, String... words) {
    int depth = 0;
    for (int i = from; i < tokens.size(); i++) {
      depth += nesting(i);
      if (depth == 0 && tokens.isAnyWord(i, words)) {
        return i;
      }
    }
    return -1;
  }

  private int nesting(int index) {
    if (tokens.isSymbol(index, '(') || tokens.isSymbol(index, '[')) {
      return 1;
    }
    return tokens.isSymbol(index, ')') || tokens.isSymbol(index, ']') ? -1 : 0;
  }

  /** {@code column = value, ...} up to the clause behind them. */
  private void readAssignments(int from) {
    int depth = 0;
    int start = from;
    for (int i = from; i <= tokens.size(); i++) {
      boolean clause =
          depth == 0
              && tokens.isAnyWord(i, "FROM", "WHERE", "RETURNING", "ORDER", "LIMIT", "ON", "AS");
      if (i == tokens.size() || clause || (depth == 0 && tokens.isSymbol(i, ','))) {
        assign(start, i);
        start = i + 1;
      }
      if (clause) {
        readBehind(i);
        return;
      }
      depth += i < tokens.size() ? nesting(i) : 0;
    }
  }

  /** A condition is only compared with; what RETURNING computes is not stored. */
  private void readBehind(int clause) {
    if (tokens.isWord(clause, "ON")) {
      readConflict(clause);
      return;
    }
    int end = find(clause, "WHERE", "RETURNING");
    if (end >= 0) {
      fill(end, tokens.size(), NOWHERE);
    }
  }

  private void readConflict(int from) {
    int update = find(from, "UPDATE");
    if (update >= 0) {
      readAssignments(tokens.isWord(update + 1, "SET") ? update + 2 : update + 1);
    }
  }

  private void assign(int from, int to) {
    int equals = from;
    while (equals < to && (tokens.isName(equals) || tokens.isSymbol(equals, '.'))) {
      equals++;
    }
    if (equals > from && (tokens.isSymbol(equals, '=') || tokens.isSymbol(equals, ":="))) {
      fill(equals, to, named(from, equals));
    }
  }

  /** The written columns of that name, whichever part of it is the column's own. */
  private Set<ColumnName> named(int from, int to) {
    Set<ColumnName> named = new HashSet<>();
    for (int i = from; i < to; i++) {
      if (tokens.isName(i)) {
        String written = tokens.text(i);
        String name =
            tokens.kind(i) == Tokens.QUOTED ? written.substring(1, written.length() - 1) : written;
        for (ColumnName column : any) {
          if (column.column().equalsIgnoreCase(name)) {
            named.add(column);
          }
        }
      }
    }
    return named.isEmpty() ? any : named;
  }

  private void fill(int from, int to, Set<ColumnName> columns) {
    for (int i = from; i < to; i++) {
      targets.set(i, columns);
    }
  }

  private void readInsert() {
    int values = find(0, "VALUES", "VALUE", "SELECT", "SET", "TABLE", "WITH");
    if (values < 0 || tokens.isAnyWord(values, "SELECT", "TABLE", "WITH")) {
      return;
    }
    if (tokens.isWord(values, "SET")) {
      readAssignments(values + 1);
      return;
    }
    List<Set<ColumnName>> columns = columns(values);
    int row = values + 1;
    while (tokens.isSymbol(row, '(')) {
      int end = endOf(row);
      readRow(row + 1, end - 1, columns);
      row = tokens.isSymbol(end, ',') ? end + 1 : end;
    }
    int conflict = find(row, "ON");
    if (conflict >= 0) {
      readConflict(conflict);
    }
  }

  /** The columns that stand in parentheses before VALUES; empty if they are not so listed. */
  private List<Set<ColumnName>> columns(int values) {
    int open = 0;
    while (open < values && !tokens.isSymbol(open, '(')) {
      open++;
    }
    List<Set<ColumnName>> columns = new ArrayList<>();
    int start = open + 1;
    for (int i = start; i < values; i++) {
      if (tokens.isSymbol(i, ',') || tokens.isSymbol(i, ')')) {
        columns.add(named(start, i));
        start = i + 1;
        if (tokens.isSymbol(i, ')')) {
          return columns;
        }
      } else if (!tokens.isName(i) && !tokens.isSymbol(i, '.')) {
        return List.of();
      }
    }
    return List.of();
  }

  private int endOf(int open) {
    int depth = 0;
    for (int i = open; i < tokens.size(); i++) {
      depth += nesting(i);
      if (depth == 0) {
        return i + 1;
      }
    }
    return tokens.size();
  }

  private void readRow(int from, int to, List<Set<ColumnName>> columns) {
    List<Integer> ends = new ArrayList<>();
    int depth = 0;
    for (int i = from; i < to; i++) {
      depth += nesting(i);
      if (depth == 0 && tokens.isSymbol(i, ',')) {
        ends.add(i);
      }
    }
    ends.add(to);
    if (ends.size() != columns.size()) {
      return;
    }
    int start = from;
    for (int i = 0; i < ends.size(); i++) {
      fill(start, ends.get(i), columns.get(i));
      start = ends.get(i) + 1;
    }
  }

  // ---- what the values are

  private void collect() {
    for (int i = 0; i < tokens.size(); i++) {
      switch (tokens.kind(i)) {
        case Tokens.PARAMETER -> addParameter(i);
        case Tokens.STRING -> add(text(tokens.text(i)), i);
        case Tokens.NUMBER -> addNumber(i);
        default -> addWord(i);
      }
    }
    if (!numbered.isEmpty()) {
      parameters.clear();
    }
  }

  /** One that has a number, or a name, may stand at several places. */
  private void addParameter(int index) {
    String text = tokens.text(index);
    if (text.equals("?")) {
      parameters.add(targets.get(index));
      return;
    }
    Set<ColumnName> all = new HashSet<>(numbered.getOrDefault(text, NOWHERE));
    all.addAll(targets.get(index));
    numbered.put(text, all);
  }

  private void add(@Nullable Object value, int index) {
    if (opaque || !targets.get(index).isEmpty()) {
      literals.add(new Literal(value, targets.get(index)));
    }
  }

  private void addWord(int index) {
    if (tokens.isWord(index, "NULL")) {
      add(null, index);
    } else if (tokens.isWord(index, "FALSE")) {
      add(false, index);
    }
  }

  private void addNumber(int index) {
    try {
      add(new BigDecimal(tokens.text(index)), index);
    } catch (NumberFormatException other) { // 0x0, 1_000: no mask is shown so
      add(tokens.text(index), index);
    }
  }

  /** What a literal says, its prefix and quotes taken off. */
  private static String text(String literal) {
    int open = literal.indexOf('\'');
    int other = literal.indexOf('"');
    if (open < 0 || (other >= 0 && other < open)) {
      open = other;
    }
    if (literal.startsWith("$") || open < 0) {
      int tag = literal.indexOf('$', 1) + 1;
      return tag > 0 && literal.length() >= 2 * tag
          ? literal.substring(tag, literal.length() - tag)
          : literal;
    }
    char quote = literal.charAt(open);
    int end = literal.lastIndexOf(quote);
    return end <= open
        ? literal
        : literal.substring(open + 1, end).replace("" + quote + quote, "" + quote);
  }
}
