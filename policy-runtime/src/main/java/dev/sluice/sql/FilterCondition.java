package dev.sluice.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The condition of one table's filter as SQL of one dialect, with the values of one caller. A value
 * that the caller does not have makes the whole condition false, whatever NOT stands before it; so
 * does one that a column of numbers could not hold, which MySQL would take for the number that it
 * begins with.
 */
final class FilterCondition {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,38}(\\.[0-9]{1,30})?");
  private static final String NO_ROWS = "1 = 0";

  /** What a filter writes: text, or a value. */
  sealed interface Piece {
    record Text(String text) implements Piece {}

    record Value(String value, @Nullable ColumnType type) implements Piece {}
  }

  private static final class MissingException extends Exception {
    private static final long serialVersionUID = 1L;

    MissingException() {
      super(null, null, false, false);
    }
  }

  private final Catalog.Relation relation;
  private final String qualifier;
  private final Dialect dialect;
  private final CallerValues values;
  private final List<Piece> pieces = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  private FilterCondition(
      Catalog.Relation relation, String qualifier, Dialect dialect, CallerValues values) {
    this.relation = relation;
    this.qualifier = qualifier;
    this.dialect = dialect;
    this.values = values;
  }

  /**
   * Writes a condition.
   *
   * @param qualifier what the table is called where the condition stands, as SQL
   */
  static List<Piece> write(
      RowCondition condition,
      Catalog.Relation relation,
      String qualifier,
      Dialect dialect,
      CallerValues values)
      throws FilterRefusedException {
    FilterCondition written = new FilterCondition(relation, qualifier, dialect, values);
    try {
      written.append(condition);
      written.flush();
      return written.pieces;
    } catch (MissingException missing) {
      return List.of(new Piece.Text(NO_ROWS));
    }
  }

  /** The table's columns that a condition looks at. */
  static Set<ColumnName> columns(RowCondition condition, Catalog.Relation relation)
      throws FilterRefusedException {
    Set<ColumnName> columns = new TreeSet<>((a, b) -> a.column().compareTo(b.column()));
    for (RowCondition.Name name : condition.columns()) {
      columns.add(new ColumnName(relation.name(), column(name, relation)));
    }
    return columns;
  }

  private static String column(RowCondition.Name name, Catalog.Relation relation)
      throws FilterRefusedException {
    @Nullable String found = null;
    for (String column : relation.columns()) {
      if (column.equals(name.text()) || (!name.quoted() && column.equalsIgnoreCase(name.text()))) {
        if (found != null) {
          throw new FilterRefusedException(
              "the table " + relation.name() + " has several columns named " + name.text());
        }
        found = column;
      }
    }
    if (found == null) {
      throw new FilterRefusedException(
          "the table " + relation.name() + " has no column " + name.text());
    }
    return found;
  }

  private void append(RowCondition condition) throws FilterRefusedException, MissingException {
    if (condition instanceof RowCondition.Compared compared) {
      String column = appendColumn(compared.column());
      text.append(' ').append(compared.how().symbol()).append(' ');
      appendValue(column, one(compared.value()));
    } else if (condition instanceof RowCondition.OneOf oneOf) {
      appendList(oneOf);
    } else if (condition instanceof RowCondition.IsNull isNull) {
      appendColumn(isNull.column());
      text.append(" IS NULL");
    } else if (condition instanceof RowCondition.Not not) {
      text.append("NOT (");
      append(not.condition());
      text.append(')');
    } else if (condition instanceof RowCondition.All all) {
      appendJoined(all.conditions(), " AND ");
    } else if (condition instanceof RowCondition.Any any) {
      appendJoined(any.conditions(), " OR ");
    }
  }

  private void appendJoined(List<RowCondition> conditions, String between)
      throws FilterRefusedException, MissingException {
    String next = "";
    for (RowCondition condition : conditions) {
      text.append(next).append('(');
      append(condition);
      text.append(')');
      next = between;
    }
  }

  private void appendList(RowCondition.OneOf oneOf)
      throws FilterRefusedException, MissingException {
    String column = appendColumn(oneOf.column());
    text.append(" IN (");
    String next = "";
    for (RowCondition.Operand operand : oneOf.values()) {
      for (String value : all(operand)) {
        text.append(next);
        appendValue(column, value);
        next = ", ";
      }
    }
    text.append(')');
  }

  private String appendColumn(RowCondition.Name name) throws FilterRefusedException {
    String column = column(name, relation);
    char quote = dialect.schemaIsDatabase() ? '`' : '"';
    text.append(qualifier)
        .append('.')
        .append(quote)
        .append(column.replace("" + quote, "" + quote + quote))
        .append(quote);
    return column;
  }

  private String one(RowCondition.Operand operand) throws MissingException {
    List<String> all = all(operand);
    if (all.size() != 1) {
      throw new MissingException();
    }
    return all.get(0);
  }

  private List<String> all(RowCondition.Operand operand) throws MissingException {
    if (operand instanceof RowCondition.Operand.Literal literal) {
      return List.of(literal.text());
    }
    List<String> found = values.of(((RowCondition.Operand.OfCaller) operand).path());
    if (found.isEmpty()) {
      throw new MissingException();
    }
    return found;
  }

  private void appendValue(String column, String value)
      throws FilterRefusedException, MissingException {
    Map<String, ColumnType> types = relation.types();
    ColumnType type = types.get(column);
    if (type == null && dialect.schemaIsDatabase()) {
      throw new FilterRefusedException(
          "the column " + column + " holds neither text nor numbers, which alone are compared");
    }
    String sent = value;
    if (type == ColumnType.NUMBER) {
      sent = value.equals("true") ? "1" : value.equals("false") ? "0" : value;
      if (!NUMBER.matcher(sent).matches()) {
        throw new MissingException();
      }
    } else if (!isText(value)) {
      throw new MissingException();
    }
    flush();
    pieces.add(new Piece.Value(sent, type));
  }

  /** Whether a database can hold it: a zero, or half of a surrogate pair, is not text to them. */
  private static boolean isText(String value) {
    return value.indexOf('\0') < 0
        && value
            .codePoints()
            .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private void flush() {
    if (!text.isEmpty()) {
      pieces.add(new Piece.Text(text.toString()));
      text.setLength(0);
    }
  }
}
