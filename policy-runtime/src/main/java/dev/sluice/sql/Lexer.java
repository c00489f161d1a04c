package dev.sluice.sql;

import java.util.Set;

/**
 * Splits a text into the tokens that the database itself would see, in one pass. Every dialect has
 * its own rules for quotes, escapes, comments and operators, and each difference between a
 * database's lexer and an analyser's is a way to smuggle something past the analyser. So what is
 * not certain is refused: the reason is left in {@link Tokens#refusal()} and reading ends there.
 *
 * <p>Rules: PostgreSQL manual 4.1 "Lexical Structure"; MySQL manual 11 "Language Structure"; H2
 * grammar "Literals" and "Other Grammar"; Oracle SQL Language Reference "Literals" and "Comments";
 * Transact-SQL reference "Constants", "Identifiers" and "Slash star".
 */
final class Lexer {
  static final int MAX_LENGTH = 256 * 1024;
  static final int MAX_TOKENS = 20_000;
  static final int MAX_DEPTH = 100;

  /** Longer names are cut by PostgreSQL, so that the written name is not the meant one. */
  private static final int MAX_POSTGRESQL_NAME = 63;

  private static final String POSTGRESQL_OPERATOR_CHARACTERS = "+-*/<>=~!@#%^&|`?";

  /** Operators of several characters that PostgreSQL, or pgvector, brings along. */
  private static final Set<String> POSTGRESQL_OPERATORS =
      Set.of(
          "<>", "!=", "<=", ">=", "||", "&&", "->", "->>", "#>", "#>>", "@>", "<@", "~*", "!~",
          "!~*", "~~", "~~*", "!~~", "!~~*", "@@", "<<", ">>", "=>", "<->", "<=>", "<#>");

  private static final Words VALUES = new Words("VALUES", "VALUE");

  /** Characters that no text has, behind the text: looking ahead needs no check. */
  static final int PADDING = 4;

  /** What an ASCII character may do, as bits. */
  private static final byte[] CLASSES = new byte[128];

  private static final int STARTS_NAME = 1;
  private static final int CONTINUES_NAME = 1 << 1;

  /** Continues a name in Oracle and SQL Server. */
  private static final int HASH = 1 << 2;

  /** Continues a name in SQL Server. */
  private static final int AT = 1 << 3;

  private static final int SPACE = 1 << 4;

  /** An operator in every dialect where no other operator's character follows. */
  private static final int LONE_OPERATOR = 1 << 5;

  private static final int OPERATOR = 1 << 6;

  static {
    for (char c = 0; c < 128; c++) {
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      int bits = letter ? STARTS_NAME | CONTINUES_NAME : 0;
      bits |= (c >= '0' && c <= '9') || c == '$' ? CONTINUES_NAME : 0;
      bits |= c == '#' ? HASH : 0;
      bits |= c == '@' ? AT : 0;
      bits |= c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' ? SPACE : 0;
      bits |= "+-*/%<>=".indexOf(c) >= 0 ? LONE_OPERATOR : 0;
      bits |= POSTGRESQL_OPERATOR_CHARACTERS.indexOf(c) >= 0 ? OPERATOR : 0;
      CLASSES[c] = (byte) bits;
    }
  }

  private final String sql;
  private final char[] chars;
  private final int namePart;
  private final int length;
  private final Dialect dialect;
  private final boolean postgresql;
  private final boolean mysql;
  private final boolean h2;
  private final boolean oracle;
  private final boolean sqlserver;
  private final Tokens tokens;
  private int position;

  /** The open parentheses and brackets, as tokens, from 1 on. */
  private final int[] openings = new int[MAX_DEPTH + 2];

  private int depth;
  private int cases;

  /** Whether the last parenthesis outside of any other held a row of VALUES. */
  private boolean inValues;

  private Lexer(String sql, Dialect dialect) {
    this.sql = sql;
    this.length = sql.length();
    this.dialect = dialect;
    this.postgresql = dialect == Dialect.POSTGRESQL;
    this.mysql = dialect == Dialect.MYSQL || dialect == Dialect.MARIADB;
    this.h2 = dialect == Dialect.H2;
    this.oracle = dialect == Dialect.ORACLE;
    this.sqlserver = dialect == Dialect.SQLSERVER;
    this.namePart = CONTINUES_NAME | (oracle || sqlserver ? HASH : 0) | (sqlserver ? AT : 0);
    // a text that is too long is not looked at
    int read = length > MAX_LENGTH ? 0 : length;
    this.chars = new char[read + PADDING];
    sql.getChars(0, read, chars, 0);
    this.tokens = new Tokens(sql, chars);
  }

  static Tokens read(String sql, Dialect dialect) {
    Lexer lexer = new Lexer(sql, dialect);
    if (sql.length() > MAX_LENGTH) {
      lexer.tokens.refuseAsTooCostly("the text is longer than 256 KiB");
    } else {
      lexer.readAll();
    }
    return lexer.tokens;
  }

  private void readAll() {
    while (tokens.refusal() == null) {
      readPlain();
      if (!skipSpace()) {
        return;
      }
      if (tokens.size() >= MAX_TOKENS) {
        tokens.refuseAsTooCostly("more than 20,000 tokens");
        return;
      }
      char c = chars[position];
      if (startsName(c)) {
        readWord();
      } else {
        readToken(c);
      }
    }
  }

  /**
   * Reads the words, the white space and the lone symbols that most of a text is made of, up to
   * what needs a closer look. One loop over locals: it is the cost of every statement.
   */
  private void readPlain() {
    char[] text = chars;
    char[] plain = tokens.plain;
    byte[] kinds = tokens.kinds;
    int[] starts = tokens.starts;
    int[] ends = tokens.ends;
    int room = Math.min(kinds.length, MAX_TOKENS);
    int size = tokens.size;
    int out = tokens.plainLength;
    int part = namePart;
    int longest = longestPlainWord();
    int at = position;
    while (size < room && out + 2 <= plain.length) {
      char c = text[at];
      int bits = c < 128 ? CLASSES[c] : 0;
      if ((bits & SPACE) != 0) {
        at++;
        continue;
      }
      int start = at;
      char next = text[at + 1];
      if ((bits & STARTS_NAME) != 0) {
        at++;
        while (next < 128 && (CLASSES[next] & part) != 0) {
          next = text[++at];
        }
        int characters = at - start;
        if (endsUnclearly(next)
            || characters > longest
            || mayTrackCase(c, characters)
            || characters >= plain.length - out) {
          at = start;
          break;
        }
        plain[out++] = ' ';
        for (int i = start; i < at; i++) {
          plain[out++] = text[i];
        }
        kinds[size] = Tokens.WORD;
      } else {
        byte kind = Tokens.PUNCTUATION;
        if ((bits & LONE_OPERATOR) != 0) {
          if (next >= 128 || (CLASSES[next] & OPERATOR) != 0) {
            break;
          }
          kind = Tokens.OPERATOR;
        } else if (c == '(') {
          if (!mayEnter()) {
            break;
          }
          tokens.size = size;
          open();
        } else if (c == ')') {
          close();
        } else if (c == '.') {
          tokens.size = size;
          if (!isPlainDot(next)) {
            break;
          }
        } else if (c != ',') {
          break;
        }
        at++;
        plain[out++] = ' ';
        plain[out++] = c;
        kinds[size] = kind;
      }
      starts[size] = start;
      ends[size++] = at;
    }
    position = at;
    tokens.size = size;
    tokens.plainLength = out;
  }

  /** Whether what follows a word may make it something else than a word. */
  private static boolean endsUnclearly(char next) {
    return next >= 128 || next == '\'' || next == '&' || next == '@';
  }

  /** Whether a word may be CASE or END. */
  private static boolean mayTrackCase(char first, int length) {
    int letter = first | 0x20;
    return (length == 4 && letter == 'c') || (length == 3 && letter == 'e');
  }

  /** Longer words need a closer look: PostgreSQL's names have a limit, SQL Server has GO. */
  private int longestPlainWord() {
    return postgresql ? MAX_POSTGRESQL_NAME / 3 : sqlserver ? 0 : MAX_LENGTH;
  }

  /** Whether a dot stands between two names, of which no more than two came before it. */
  private boolean isPlainDot(char next) {
    return next < 128
        && (CLASSES[next] & STARTS_NAME) != 0
        && !tokens.isSymbol(tokens.size() - 2, '.');
  }

  private void refuse(String reason) {
    if (tokens.refusal() == null) {
      tokens.refuse(reason);
    }
  }

  private char at(int index) {
    return index < chars.length ? chars[index] : '\0';
  }

  /** Skips white space and comments; false at the end of the text or after a refusal. */
  private boolean skipSpace() {
    while (tokens.refusal() == null) {
      position = endOfSpace();
      if (position >= length) {
        return false;
      }
      char c = chars[position];
      if (c == '-' && at(position + 1) == '-' && startsDashComment()) {
        skipLineComment(position + 2);
      } else if (c == '#' && mysql) {
        skipLineComment(position + 1);
      } else if (c == '/' && at(position + 1) == '*') {
        skipBlockComment();
      } else if (c == '/' && at(position + 1) == '/' && !mysql && !postgresql) {
        refuse("'//' begins a comment in some databases");
      } else {
        return true;
      }
    }
    return false;
  }

  private int endOfSpace() {
    char[] text = chars;
    int index = position;
    char c = text[index];
    while (c < 128 && (CLASSES[c] & SPACE) != 0) {
      c = text[++index];
    }
    return index;
  }

  private boolean startsDashComment() {
    if (!mysql) {
      return true;
    }
    // MySQL manual 11.7: the second dash must be followed by white space or a control character
    return position + 2 >= length || at(position + 2) <= ' ';
  }

  private void skipLineComment(int from) {
    int index = from;
    while (index < length) {
      char c = chars[index];
      if (c == '\n') {
        break;
      }
      if (c == '\r' && !mysql) {
        if (dialect.isGeneric() && at(index + 1) != '\n') {
          refuse("a carriage return inside a comment");
        }
        break;
      }
      if (c == '\0') {
        refuse("a control character");
        return;
      }
      index++;
    }
    position = index;
  }

  private void skipBlockComment() {
    if (mysql && executable()) {
      refuse("an executable comment");
      return;
    }
    int level = 1;
    int index = position + 2;
    while (index < length) {
      char c = chars[index];
      if (c == '*' && at(index + 1) == '/') {
        index += 2;
        if (--level == 0) {
          position = index;
          return;
        }
      } else if (c == '/' && at(index + 1) == '*') {
        if (dialect == Dialect.ANSI) {
          refuse("a comment inside a comment");
          return;
        }
        boolean nests = !mysql && !oracle;
        level += nests ? 1 : 0;
        index += nests ? 2 : 1;
      } else if (c == '\0') {
        refuse("a control character");
        return;
      } else {
        index++;
      }
    }
    refuse("a comment that does not end");
  }

  private boolean executable() {
    char c = at(position + 2);
    return c == '!' || ((c == 'M' || c == 'm') && at(position + 3) == '!');
  }

  private void readToken(char c) {
    switch (c) {
      case '\'' -> readString(position, position, mysql);
      case '"' -> {
        if (mysql) {
          readString(position, position, true);
        } else {
          readQuoted('"');
        }
      }
      case '`' -> {
        if (mysql) {
          readQuoted('`');
        } else {
          refuse("a backtick");
        }
      }
      case '(', '[' -> {
        if (c == '[' && sqlserver) {
          readQuoted(']');
          return;
        }
        if (enter()) {
          open();
        }
        readPunctuation();
      }
      case ')', ']' -> {
        close();
        readPunctuation();
      }
      case ',', ';' -> readPunctuation();
      case '.' -> readDot();
      case ':' -> readColon();
      case '?' -> readQuestionMark();
      case '$' -> readDollar();
      case '@' -> readAt();
      case '#' -> readHash();
      case '{', '}' -> refuse("a JDBC escape");
      default -> {
        if (c >= '0' && c <= '9') {
          readNumber();
        } else if (startsName(c)) {
          readWord();
        } else {
          readOperator(c);
        }
      }
    }
  }

  private boolean mayEnter() {
    return depth + cases < MAX_DEPTH;
  }

  private boolean enter() {
    if (mayEnter()) {
      return true;
    }
    tokens.refuseAsTooCostly("nested more than 100 deep");
    return false;
  }

  /** Notes the parenthesis or bracket that is about to be added. */
  private void open() {
    int index = tokens.size();
    if (depth == 0) {
      // a row, or the next one
      inValues =
          tokens.isAnyWord(index - 1, VALUES)
              || (inValues && tokens.isSymbol(index - 1, ',') && tokens.isSymbol(index - 2, ')'));
    }
    openings[++depth] = index;
    tokens.list = depth == 1 && inValues ? Tokens.ROW : index;
  }

  private void close() {
    depth = Math.max(0, depth - 1);
    tokens.list =
        depth == 1 && inValues ? Tokens.ROW : depth > 0 ? openings[depth] : Tokens.NO_LIST;
  }

  private void readPunctuation() {
    tokens.add(Tokens.PUNCTUATION, position, position + 1);
    position++;
  }

  private void readDot() {
    char next = at(position + 1);
    int size = tokens.size();
    if (next == '.') {
      refuse("two dots");
    } else if (size > 7
        && tokens.isSymbol(size - 2, '.')
        && tokens.isSymbol(size - 4, '.')
        && tokens.isSymbol(size - 6, '.')) {
      tokens.refuseAsTooCostly("a name of more than four parts");
    } else if (next >= '0' && next <= '9') {
      int last = tokens.size() - 1;
      if (last >= 0
          && tokens.end(last) == position
          && tokens.kind(last) != Tokens.OPERATOR
          && !tokens.isSymbol(last, '(')
          && !tokens.isSymbol(last, ',')) {
        refuse("a digit after a dot");
      } else {
        readNumber();
      }
    } else {
      readPunctuation();
    }
  }

  private void readColon() {
    char next = at(position + 1);
    if (next == ':' || next == '=') {
      tokens.add(Tokens.OPERATOR, position, position + 2);
      position += 2;
    } else if (oracle && continuesName(next)) {
      int end = endOfName(position + 1);
      tokens.add(Tokens.PARAMETER, position, end);
      position = end;
    } else if (postgresql && depth > 0 && tokens.isSymbol(openings[depth], '[')) {
      // of an array's slice
      readPunctuation();
    } else {
      refuse("a colon");
    }
  }

  private void readQuestionMark() {
    char next = at(position + 1);
    if (postgresql && next == '?') {
      readOperator('?');
      return;
    }
    int last = tokens.size() - 1;
    boolean second = last >= 0 && tokens.kind(last) == Tokens.PARAMETER;
    if (second || next == '?' || next == '|' || next == '&' || (next >= '0' && next <= '9')) {
      refuse("a question mark that may be an operator");
      return;
    }
    tokens.add(Tokens.PARAMETER, position, position + 1);
    position++;
  }

  private void readDollar() {
    int index = position + 1;
    if (postgresql || h2) {
      while (index < length && at(index) >= '0' && at(index) <= '9') {
        index++;
      }
      if (index > position + 1) {
        if (startsName(at(index)) || at(index) == '$') {
          refuse("a parameter glued to a name");
          return;
        }
        tokens.add(Tokens.PARAMETER, position, index);
        position = index;
        return;
      }
    }
    if (postgresql) {
      while (index < length && (continuesName(at(index)) && at(index) != '$')) {
        index++;
      }
    }
    if (!(postgresql || h2) || at(index) != '$') {
      refuse("a dollar sign");
      return;
    }
    String tag = sql.substring(position, index + 1);
    int end = sql.indexOf(tag, index + 1);
    if (end < 0) {
      refuse("a string that does not end");
      return;
    }
    addString(position, end + tag.length());
  }

  private void readAt() {
    if (!mysql && !sqlserver) {
      if (postgresql) {
        readOperator('@');
      } else {
        refuse("an at sign");
      }
      return;
    }
    int index = position + 1;
    if (at(index) == '@') {
      index++;
    }
    int begin = index;
    while (index < length && (continuesName(at(index)) || (at(index) == '.' && mysql))) {
      index++;
    }
    if (index == begin) {
      refuse("an at sign");
      return;
    }
    tokens.add(Tokens.VARIABLE, position, index);
    position = index;
  }

  /** SQL Server's temporary tables; an operator or an error elsewhere. */
  private void readHash() {
    int begin = at(position + 1) == '#' ? position + 2 : position + 1;
    if (sqlserver && startsName(at(begin))) {
      int end = endOfName(begin);
      tokens.add(Tokens.WORD, position, end);
      position = end;
    } else {
      readOperator('#');
    }
  }

  private int endOfName(int from) {
    // fields in locals: this loop sees most characters of most texts
    char[] text = chars;
    int part = namePart;
    int index = from;
    char c = text[index];
    while (c < 128 ? (CLASSES[c] & part) != 0 : Character.isLetter(c)) {
      c = text[++index];
    }
    return index;
  }

  private static boolean startsName(char c) {
    return c < 128 ? (CLASSES[c] & STARTS_NAME) != 0 : Character.isLetter(c);
  }

  private boolean continuesName(char c) {
    return c < 128 ? (CLASSES[c] & namePart) != 0 : Character.isLetter(c);
  }

  private void readWord() {
    int start = position;
    int index = endOfName(start + 1);
    char next = at(index);
    if (next > 127) {
      refuse("an unusual character in a name");
      return;
    }
    if (next == '\'' && readsAsPrefix(start, index)) {
      return;
    }
    if (next == '&'
        && index == start + 1
        && (at(start) == 'U' || at(start) == 'u')
        && (at(index + 1) == '\'' || at(index + 1) == '"')) {
      refuse("a U& literal or name");
      return;
    }
    if (next == '@' && mysql) {
      refuse("an at sign");
      return;
    }
    if (postgresql && tooLong(start, index)) {
      refuse("a name longer than 63 bytes");
      return;
    }
    if (sqlserver && endsBatch(start, index)) {
      refuse("GO, which some clients take for the end of the text");
      return;
    }
    tokens.add(Tokens.WORD, start, index);
    position = index;
    trackCase(index - start);
  }

  /** Each CASE in a CASE costs the parser as much as a parenthesis. */
  private void trackCase(int length) {
    int last = tokens.size() - 1;
    if (length == 4 && tokens.isWord(last, "CASE")) {
      cases += enter() ? 1 : 0;
    } else if (length == 3 && cases > 0 && tokens.isWord(last, "END")) {
      cases--;
    }
  }

  /** Whether the word is GO and alone on its line, but for the number of times to repeat. */
  private boolean endsBatch(int start, int end) {
    if (end - start != 2 || !sql.regionMatches(true, start, "GO", 0, 2)) {
      return false;
    }
    int before = start;
    while (before > 0 && at(before - 1) <= ' ' && !endsLine(at(before - 1))) {
      before--;
    }
    int after = end;
    while (after < length && !endsLine(at(after)) && (at(after) <= ' ' || isDigit(at(after)))) {
      after++;
    }
    return (before == 0 || endsLine(at(before - 1))) && (after >= length || endsLine(at(after)));
  }

  private static boolean endsLine(char c) {
    return c == '\n' || c == '\r';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Whether the name may have more bytes than PostgreSQL keeps; letters have three at most. */
  private boolean tooLong(int start, int end) {
    int characters = end - start;
    if (characters <= MAX_POSTGRESQL_NAME / 3) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (chars[i] > 127) {
        return true;
      }
    }
    return characters > MAX_POSTGRESQL_NAME;
  }

  /** Reads {@code E'...'} and its like; false if the word before the quote is no prefix. */
  private boolean readsAsPrefix(int start, int quote) {
    if (oracle && readsAlternativeQuotes(start, quote)) {
      return true;
    }
    if (quote == start + 1) {
      char prefix = Character.toUpperCase(at(start));
      switch (prefix) {
        case 'E' -> {
          if (postgresql) {
            readString(start, quote, true);
            return true;
          }
        }
        case 'N', 'X', 'B' -> {
          readString(start, quote, mysql);
          return true;
        }
        default -> {}
      }
      if (prefix == 'Q' || prefix == 'E') {
        refuse("a string prefix of another database");
        return true;
      }
    }
    if (mysql && at(start) == '_') {
      readString(start, quote, true);
      return true;
    }
    return false;
  }

  /**
   * Oracle's {@code q'[...]'} (SQL Language Reference, "Text Literals"): it ends at the first
   * closing delimiter before a quote.
   */
  private boolean readsAlternativeQuotes(int start, int quote) {
    int last = quote - 1;
    boolean prefixed =
        Character.toUpperCase(at(last)) == 'Q'
            && (last == start || (last == start + 1 && Character.toUpperCase(at(start)) == 'N'));
    if (!prefixed) {
      return false;
    }
    char opening = at(quote + 1);
    if (opening <= ' ' || opening == '\'') {
      refuse("a string that does not end");
      return true;
    }
    char closing =
        switch (opening) {
          case '[' -> ']';
          case '{' -> '}';
          case '(' -> ')';
          case '<' -> '>';
          default -> opening;
        };
    int index = quote + 2;
    while (index < length && !(chars[index] == closing && at(index + 1) == '\'')) {
      if (chars[index] == '\0') {
        refuse("a control character");
        return true;
      }
      index++;
    }
    if (index >= length) {
      refuse("a string that does not end");
    } else {
      addString(start, index + 2);
    }
    return true;
  }

  /**
   * @param start where the token begins, its prefix included
   * @param open where the opening quote stands
   */
  private void readString(int start, int open, boolean backslashEscapes) {
    char quote = chars[open];
    int index = open + 1;
    while (index < length) {
      char c = chars[index];
      if (c == '\0') {
        refuse("a control character");
        return;
      }
      if (c == '\\') {
        if (dialect == Dialect.ANSI) {
          refuse("a backslash, which some databases take for an escape");
          return;
        }
        index += backslashEscapes ? 2 : 1;
      } else if (c != quote) {
        index++;
      } else if (at(index + 1) == quote) {
        index += 2;
      } else {
        int next = continuation(index + 1);
        if (next < 0) {
          addString(start, index + 1);
          return;
        }
        index = next + 1;
      }
    }
    refuse("a string that does not end");
  }

  /**
   * PostgreSQL joins two literals with only white space, a line break among it, between them, and
   * reads the second by the rules of the first. Returns where the second one's quote stands, or -1.
   */
  private int continuation(int from) {
    if (!postgresql) {
      return -1;
    }
    boolean lineBreak = false;
    int index = from;
    while (index < length && (at(index) <= ' ')) {
      lineBreak |= at(index) == '\n' || at(index) == '\r';
      index++;
    }
    return lineBreak && at(index) == '\'' ? index : -1;
  }

  private void addString(int start, int end) {
    int last = tokens.size() - 1;
    if (last >= 0 && tokens.kind(last) == Tokens.STRING) {
      if (!mysql) {
        refuse("two literals side by side");
        return;
      }
      tokens.extendLast(end);
    } else {
      tokens.add(Tokens.STRING, start, end);
    }
    position = end;
    if (continuesName(at(end)) && !mayFollowString(end)) {
      refuse("a name glued to a literal");
    }
  }

  /**
   * Whether a word may begin right behind the quote. PostgreSQL (scan.l, states {@code xq} and
   * {@code xqs}) and MySQL (sql_lex.cc, {@code get_text}) end the literal at its quote, whatever
   * follows.
   */
  private boolean mayFollowString(int end) {
    char quote = at(end - 1);
    return (postgresql || mysql)
        && (quote == '\'' || (mysql && quote == '"'))
        && at(end) < 128
        && startsName(at(end));
  }

  /**
   * @param quote the closing quote, which stands for itself if it is doubled
   */
  private void readQuoted(char quote) {
    int index = position + 1;
    while (index < length) {
      char c = chars[index];
      if (c < ' ') {
        refuse("a control character in a quoted name");
        return;
      }
      if (c != quote) {
        index++;
      } else if (at(index + 1) == quote) {
        index += 2;
      } else {
        break;
      }
    }
    if (index >= length) {
      refuse("a quoted name that does not end");
    } else if (index == position + 1) {
      refuse("an empty name");
    } else if (postgresql && tooLong(position + 1, index)) {
      refuse("a name longer than 63 bytes");
    } else {
      tokens.add(Tokens.QUOTED, position, index + 1);
      position = index + 1;
    }
  }

  private void readNumber() {
    int index = position;
    if ((mysql || (sqlserver && at(index + 1) == 'x'))
        && at(index) == '0'
        && (at(index + 1) == 'x' || at(index + 1) == 'b')) {
      index += 2;
      while (isHexadecimal(at(index))) {
        index++;
      }
    } else {
      index = skipDigits(index);
      if (at(index) == '.' && at(index + 1) != '.') {
        index = skipDigits(index + 1);
      }
      if (at(index) == 'e' || at(index) == 'E') {
        int exponent = at(index + 1) == '+' || at(index + 1) == '-' ? index + 2 : index + 1;
        int end = skipDigits(exponent);
        index = end > exponent ? end : index;
      }
    }
    char next = at(index);
    if (continuesName(next) || next == '.' || next == '\'' || next == '"' || next > 127) {
      refuse("a number glued to something else");
      return;
    }
    tokens.add(Tokens.NUMBER, position, index);
    position = index;
  }

  private int skipDigits(int from) {
    int index = from;
    while (at(index) >= '0' && at(index) <= '9') {
      index++;
    }
    return index;
  }

  private static boolean isHexadecimal(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private void readOperator(char c) {
    int end = postgresql ? endOfPostgresqlOperator() : endOfOperator(c);
    if (end > position && (!postgresql || isPostgresqlOperator(end))) {
      tokens.add(Tokens.OPERATOR, position, end);
      position = end;
    } else if (c <= ' ' || c == 127) {
      refuse("a control character");
    } else {
      refuse("an operator or character that is not known");
    }
  }

  private boolean isPostgresqlOperator(int end) {
    if (end == position + 1 && chars[position] != '@') {
      return "`?!".indexOf(chars[position]) < 0;
    }
    String operator = sql.substring(position, end);
    return POSTGRESQL_OPERATORS.contains(operator) || ParserText.isPostgresqlOperator(operator);
  }

  /** The longest operator that begins here; the position itself if none does. */
  private int endOfOperator(char c) {
    char second = at(position + 1);
    int length =
        switch (c) {
          case '+', '*', '/', '%', '~' -> 1;
          case '-' -> second == '>' ? (at(position + 2) == '>' ? 3 : 2) : 1;
          case '=' -> second == '>' ? 2 : 1;
          case '<' ->
              second == '=' ? (at(position + 2) == '>' ? 3 : 2) : "><".indexOf(second) >= 0 ? 2 : 1;
          case '>' -> second == '=' || second == '>' ? 2 : 1;
          case '|', '&' -> second == c ? 2 : 1;
          case '^' -> second == '=' ? 2 : 1;
          case '!' -> second == '=' ? 2 : 1;
          default -> 0;
        };
    return position + length;
  }

  /** The longest run, cut before a comment, and by the rule for a trailing plus or minus. */
  private int endOfPostgresqlOperator() {
    int end = position;
    boolean keepsSign = false;
    while (end < length && POSTGRESQL_OPERATOR_CHARACTERS.indexOf(at(end)) >= 0) {
      char c = at(end);
      if ((c == '-' && at(end + 1) == '-') || (c == '/' && at(end + 1) == '*')) {
        break;
      }
      if (c == '?') {
        // pgjdbc: alone it is a parameter, doubled it is an operator's question mark
        if (at(end + 1) != '?') {
          break;
        }
        end++;
      }
      keepsSign |= "~!@#%^&|`".indexOf(c) >= 0;
      end++;
    }
    while (!keepsSign && end - position > 1 && (at(end - 1) == '+' || at(end - 1) == '-')) {
      end--;
    }
    return end;
  }
}
