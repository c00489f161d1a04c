package dev.sluice.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads a {@link RowCondition}: AND, OR, NOT and parentheses over {@code column = value}, {@code
 * column IN (value, ...)} and {@code column IS NULL}, with all of SQL's comparisons. A value is
 * {@code :claims.name}, {@code :caller.property}, a string in single quotes, a number, TRUE or
 * FALSE. It is one language for every database, so it is not read as any database's SQL.
 */
public final class RowConditionReader {
  private static final Set<String> PROPERTIES =
      Set.of("subject", "service", "agent", "tool", "on_behalf_of", "groups");
  private static final Set<String> RESERVED =
      Set.of("AND", "OR", "NOT", "IN", "IS", "NULL", "TRUE", "FALSE", "LIKE", "BETWEEN", "EXISTS");
  private static final int MOST_PARTS = 200;
  private static final int MOST_NESTED = 50;

  /** What is wrong with a condition, and where: {@code offset} counts characters from 0. */
  public static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;

    MalformedException(int offset, String message) {
      super(message);
      this.offset = offset;
    }

    public int offset() {
      return offset;
    }
  }

  private final String text;
  private int at;
  private int parts;
  private int nested;

  private RowConditionReader(String text) {
    this.text = text;
  }

  /**
   * Reads a condition.
   *
   * @throws MalformedException if it is none
   */
  public static RowCondition read(String text) throws MalformedException {
    RowConditionReader reader = new RowConditionReader(text);
    RowCondition condition = reader.any();
    if (reader.at < text.length()) {
      throw reader.expected("AND, OR or the end");
    }
    return condition;
  }

  private RowCondition any() throws MalformedException {
    List<RowCondition> conditions = new ArrayList<>();
    do {
      conditions.add(all());
    } while (word("OR"));
    return conditions.size() == 1 ? conditions.get(0) : new RowCondition.Any(conditions);
  }

  private RowCondition all() throws MalformedException {
    List<RowCondition> conditions = new ArrayList<>();
    do {
      conditions.add(negation());
    } while (word("AND"));
    return conditions.size() == 1 ? conditions.get(0) : new RowCondition.All(conditions);
  }

  private RowCondition negation() throws MalformedException {
    if (++parts > MOST_PARTS) {
      throw new MalformedException(at, "the condition has more than " + MOST_PARTS + " parts");
    }
    if (word("NOT")) {
      return nest(() -> new RowCondition.Not(negation()));
    }
    if (symbol("(")) {
      return nest(
          () -> {
            RowCondition inner = any();
            require(")");
            return inner;
          });
    }
    return comparison();
  }

  private interface Part {
    RowCondition read() throws MalformedException;
  }

  private RowCondition nest(Part part) throws MalformedException {
    if (++nested > MOST_NESTED) {
      throw new MalformedException(
          at, "the condition is nested more than " + MOST_NESTED + " deep");
    }
    RowCondition read = part.read();
    nested--;
    return read;
  }

  private RowCondition comparison() throws MalformedException {
    RowCondition.Name column = column();
    if (word("IS")) {
      boolean not = word("NOT");
      if (!word("NULL")) {
        throw expected("NULL");
      }
      RowCondition isNull = new RowCondition.IsNull(column);
      return not ? new RowCondition.Not(isNull) : isNull;
    }
    if (word("NOT")) {
      if (!word("IN")) {
        throw expected("IN");
      }
      return new RowCondition.Not(list(column));
    }
    if (word("IN")) {
      return list(column);
    }
    for (String symbol : List.of("<>", "!=", "<=", ">=", "=", "<", ">")) {
      if (symbol(symbol)) {
        return new RowCondition.Compared(column, comparison(symbol), operand(false));
      }
    }
    throw expected("a comparison (= <> < <= > >=), IN or IS");
  }

  private static RowCondition.Comparison comparison(String symbol) {
    for (RowCondition.Comparison comparison : RowCondition.Comparison.values()) {
      if (comparison.symbol().equals(symbol)) {
        return comparison;
      }
    }
    return RowCondition.Comparison.NOT_EQUAL;
  }

  private RowCondition list(RowCondition.Name column) throws MalformedException {
    require("(");
    List<RowCondition.Operand> values = new ArrayList<>();
    do {
      values.add(operand(true));
    } while (symbol(","));
    require(")");
    return new RowCondition.OneOf(column, values);
  }

  private RowCondition.Name column() throws MalformedException {
    skip();
    int start = at;
    if (at < text.length() && text.charAt(at) == '"') {
      return new RowCondition.Name(quoted('"', "a name"), true);
    }
    String name = identifier();
    if (name.isEmpty() || RESERVED.contains(name.toUpperCase(Locale.ROOT))) {
      at = start;
      throw expected("a column");
    }
    skip();
    if (at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == '(')) {
      throw new MalformedException(
          start,
          text.charAt(at) == '.'
              ? "write the column `" + name + "` alone: it is one of the filtered table"
              : "`" + name + "(` is a call: only columns are compared, with values");
    }
    return new RowCondition.Name(name, false);
  }

  private RowCondition.Operand operand(boolean inList) throws MalformedException {
    skip();
    int start = at;
    if (at < text.length() && text.charAt(at) == ':') {
      at++;
      return ofCaller(start, inList);
    }
    if (at < text.length() && text.charAt(at) == '\'') {
      return new RowCondition.Operand.Literal(quoted('\'', "a string"), false);
    }
    String number = number();
    if (!number.isEmpty()) {
      return new RowCondition.Operand.Literal(number, true);
    }
    for (String constant : List.of("TRUE", "FALSE")) {
      if (word(constant)) {
        return new RowCondition.Operand.Literal(constant.toLowerCase(Locale.ROOT), false);
      }
    }
    throw expected("a value, such as `:claims.tenant`, 'text' or 1");
  }

  private RowCondition.Operand ofCaller(int start, boolean inList) throws MalformedException {
    String root = identifier();
    String property = "";
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      property = identifier();
      while (root.equals("claims")
          && at < text.length()
          && ".-:/".indexOf(text.charAt(at)) >= 0
          && at + 1 < text.length()
          && isPart(text.charAt(at + 1))) {
        property += text.charAt(at++) + identifier();
      }
    }
    boolean claim = root.equals("claims") && !property.isEmpty();
    if (!claim && !(root.equals("caller") && PROPERTIES.contains(property))) {
      throw new MalformedException(
          start,
          "`"
              + text.substring(start, at)
              + "` is no value of the caller: write `:claims.NAME`, or `:caller.` and one of agent,"
              + " groups, on_behalf_of, service, subject, tool");
    }
    if (property.equals("groups") && !claim && !inList) {
      throw new MalformedException(
          start, "`:caller.groups` is many values: write `IN (:caller.groups)`");
    }
    return new RowCondition.Operand.OfCaller(root + "." + property);
  }

  // ---- characters

  private void skip() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isPart(char c) {
    return c == '_' || c == '$' || Character.isLetterOrDigit(c);
  }

  private String identifier() {
    return take(() -> isPart(text.charAt(at)));
  }

  private String number() {
    int start = at;
    if (at < text.length() && text.charAt(at) == '-') {
      at++;
    }
    String digits = take(() -> Character.digit(text.charAt(at), 10) >= 0 && text.charAt(at) < 128);
    if (!digits.isEmpty() && at + 1 < text.length() && text.charAt(at) == '.') {
      at++;
      digits = take(() -> Character.digit(text.charAt(at), 10) >= 0 && text.charAt(at) < 128);
    }
    if (digits.isEmpty() || (at < text.length() && isPart(text.charAt(at)))) {
      at = start;
      return "";
    }
    return text.substring(start, at);
  }

  private String take(Supplier<Boolean> wanted) {
    int start = at;
    while (at < text.length() && wanted.get()) {
      at++;
    }
    return text.substring(start, at);
  }

  private boolean word(String word) {
    skip();
    int end = at + word.length();
    if (text.regionMatches(true, at, word, 0, word.length())
        && (end >= text.length() || !isPart(text.charAt(end)))) {
      at = end;
      return true;
    }
    return false;
  }

  private boolean symbol(String symbol) {
    skip();
    if (text.startsWith(symbol, at)) {
      at += symbol.length();
      return true;
    }
    return false;
  }

  private void require(String symbol) throws MalformedException {
    if (!symbol(symbol)) {
      throw expected("`" + symbol + "`");
    }
  }

  private String quoted(char quote, String what) throws MalformedException {
    int start = at++;
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != quote) {
        value.append(c);
      } else if (at < text.length() && text.charAt(at) == quote) {
        value.append(text.charAt(at++));
      } else {
        return value.toString();
      }
    }
    throw new MalformedException(start, what + " does not end");
  }

  private MalformedException expected(String what) {
    skip();
    int end = at;
    while (end < text.length() && isPart(text.charAt(end))) {
      end++;
    }
    String found =
        at >= text.length() ? "the end" : "`" + text.substring(at, Math.max(end, at + 1)) + "`";
    return new MalformedException(at, "expected " + what + " but found " + found);
  }
}
