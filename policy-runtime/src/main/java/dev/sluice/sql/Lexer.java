package dev.sluice.sql;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
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

  /** Zeros behind the text: looking ahead, or at eight characters at once, needs no check. */
  static final int PADDING = 2 * Long.BYTES;

  /** What a character may do, as bits, by its byte in {@link Tokens#text}. */
  private static final byte[] CLASSES = new byte[256];

  private static final int STARTS_NAME = 1;
  private static final int CONTINUES_NAME = 1 << 1;
  private static final int SPACE = 1 << 2;

  /** An operator in every dialect where no other operator's character follows. */
  private static final int LONE_OPERATOR = 1 << 3;

  private static final int OPERATOR = 1 << 4;

  /** Behind a word, may make it something else than a word. */
  private static final int UNCLEAR = 1 << 5;

  /** A token of one character, if what follows allows it. */
  private static final int SYMBOL = 1 << 6;

  /** Within a string, nothing but itself in every dialect. */
  private static final int IN_STRING = 1 << 7;

  /** By the first letter of a word, the lengths, as bits, that CASE, END, GO or VALUES have. */
  private static final long[] LOOKED_AT = new long[128];

  /** Tokens of one character by that character, but for where they start. */
  private static final long[] SYMBOLS = new long[128];

  /** What must not follow a symbol for it to be a token of one character. */
  private static final byte[] FORBIDDEN_BEHIND = new byte[128];

  /** Longer words need a closer look too. */
  private static final int LONGEST_PLAIN_WORD = MAX_POSTGRESQL_NAME;

  /** What the longest plain word needs of the canonical text, with what is written too much. */
  private static final int ROOM_FOR_A_TOKEN = LONGEST_PLAIN_WORD + 2 * PADDING;

  static {
    for (char c = 0; c < 128; c++) {
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      int bits = letter ? STARTS_NAME | CONTINUES_NAME : 0;
      bits |= (c >= '0' && c <= '9') || c == '$' ? CONTINUES_NAME : 0;
      bits |= c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' ? SPACE : 0;
      bits |= "+-*/%<>=".indexOf(c) >= 0 ? LONE_OPERATOR : 0;
      bits |= POSTGRESQL_OPERATOR_CHARACTERS.indexOf(c) >= 0 ? OPERATOR : 0;
      bits |= c == '\'' || c == '&' || c == '@' || c == '#' || c == '$' ? UNCLEAR : 0;
      bits |= c == '\0' || c == '\'' || c == '"' || c == '\\' ? 0 : IN_STRING;
      boolean operator = (bits & LONE_OPERATOR) != 0;
      if (operator || ".,()".indexOf(c) >= 0) {
        bits |= SYMBOL;
        SYMBOLS[c] = Tokens.span(operator ? Tokens.OPERATOR : Tokens.PUNCTUATION, 0, 1);
        FORBIDDEN_BEHIND[c] = (byte) (operator ? OPERATOR : 0);
      }
      CLASSES[c] = (byte) bits;
    }
    for (String word : List.of("CASE", "END", "GO", "VALUE", "VALUES")) {
      LOOKED_AT[word.charAt(0)] |= 1L << word.length();
      LOOKED_AT[word.charAt(0) | 0x20] |= 1L << word.length();
    }
    for (int other = 128; other < 256; other++) {
      CLASSES[other] = (byte) (UNCLEAR | OPERATOR | IN_STRING);
    }
  }

  private final String sql;
  private final byte[] text;

  private final int length;
  private final Dialect dialect;
  private final boolean postgresql;
  private final boolean mysql;
  private final boolean h2;
  private final boolean oracle;
  private final boolean sqlserver;
  private final Tokens tokens;
  private final CanonicalWriter canonical;
  private int position;

  /** The open parentheses and brackets, as tokens, from 1 on. */
  private final int[] openings;

  private int depth;
  private int cases;

  /** The last VALUES, as a token. */
  private int values = -2;

  /** Whether the last parenthesis outside of any other held a row of VALUES. */
  private boolean inValues;

  private Lexer(String sql, int length, Dialect dialect, LexerBuffers buffers) {
    this.sql = sql;
    this.length = length;
    this.dialect = dialect;
    this.postgresql = dialect == Dialect.POSTGRESQL;
    this.mysql = dialect == Dialect.MYSQL || dialect == Dialect.MARIADB;
    this.h2 = dialect == Dialect.H2;
    this.oracle = dialect == Dialect.ORACLE;
    this.sqlserver = dialect == Dialect.SQLSERVER;
    this.tokens = new Tokens(sql, buffers);
    this.text = buffers.text;
    this.openings = buffers.openings;
    this.canonical = new CanonicalWriter(tokens, dialect, buffers);
  }

  static Tokens read(String sql, Dialect dialect) {
    return read(sql, dialect, LexerBuffers.make(lengthToRead(sql)));
  }

  /**
   * Reads into arrays that are not its own.
   *
   * @param buffers for a text of {@link #lengthToRead}; as long as the tokens are used, nobody else
   *     may have them
   */
  static Tokens read(String sql, Dialect dialect, LexerBuffers buffers) {
    copy(sql, buffers);
    return readCopied(sql, dialect, buffers);
  }

  /**
   * Reads a text that was {@linkplain #copy copied} into the buffers.
   *
   * @param buffers as in {@link #read(String, Dialect, LexerBuffers)}
   */
  static Tokens readCopied(String sql, Dialect dialect, LexerBuffers buffers) {
    int length = lengthToRead(sql);
    Lexer lexer = new Lexer(sql, length, dialect, buffers);
    if (sql.length() > length) {
      lexer.tokens.refuseAsTooCostly("the text is longer than 256 KiB");
    } else {
      lexer.readAll();
    }
    lexer.canonical.finish();
    return lexer.tokens;
  }

  /** How many characters are looked at: none of a text that is too long. */
  static int lengthToRead(String sql) {
    return sql.length() > MAX_LENGTH ? 0 : sql.length();
  }

  /** Fills {@link LexerBuffers#text}, as much as is looked at. */
  @SuppressWarnings("deprecation") // the only way to copy without a conversion
  static void copy(String sql, LexerBuffers buffers) {
    int length = lengthToRead(sql);
    byte[] text = buffers.text;
    sql.getBytes(0, length, text, 0);
    Arrays.fill(text, length, length + PADDING, (byte) 0);
    if (length == sql.length()
        && !new String(text, 0, length, StandardCharsets.ISO_8859_1).equals(sql)) {
      for (int i = 0; i < length; i++) {
        text[i] = (byte) Math.min(sql.charAt(i), Tokens.OTHER);
      }
    }
  }

  private void readAll() {
    while (tokens.refusal() == null) {
      if (!canonical.isPending()) {
        readPlain();
      }
      if (!skipSpace()) {
        return;
      }
      if (tokens.size() >= MAX_TOKENS) {
        tokens.refuseAsTooCostly("more than 20,000 tokens");
        return;
      }
      if (startsName(position)) {
        readWord();
      } else {
        readToken(at(position));
      }
    }
  }

  /**
   * Reads the words, the white space, the lone symbols and the plain literals that most of a text
   * is made of, up to what needs a closer look. It is the cost of every statement: a loop over so
   * few locals that the registers of a processor hold them, in which where to read on depends on
   * branches, which it guesses, rather than on sums, which it would wait for.
   */
  private void readPlain() {
    byte[] from = text;
    byte[] to = canonical.text;
    long[] spans = tokens.spans;
    int room = Math.min(spans.length, MAX_TOKENS);
    int end = to.length - ROOM_FOR_A_TOKEN;
    int size = tokens.size;
    int out = canonical.length;
    int at = endOfSpace(from, position);
    while (size < room && out < end) {
      int first = from[at] & 0xff;
      int c = CLASSES[first];
      if ((c & STARTS_NAME) != 0) {
        int length = lengthOfName(from, at);
        int behind = CLASSES[from[at + length] & 0xff];
        if (length > LONGEST_PLAIN_WORD
            || (behind & UNCLEAR) != 0
            || (LOOKED_AT[first] >>> length & 1) != 0) {
          break;
        }
        spans[size++] = Tokens.span(Tokens.WORD, at, at + length);
        // behind a space; what is written too much, the next token overwrites
        Eight.AT.set(to, out, (long) Eight.AT.get(from, at) << Byte.SIZE | ' ');
        if (length >= Long.BYTES) {
          System.arraycopy(from, at, to, out + 1, length);
        }
        out += 1 + length;
        at += length;
        if ((behind & SPACE) != 0) {
          at = endOfSpace(from, at + 1);
        }
      } else if ((c & SYMBOL) != 0) {
        int behind = CLASSES[from[at + 1] & 0xff];
        if ((behind & FORBIDDEN_BEHIND[first]) != 0) {
          break;
        }
        if (first == '.') {
          if ((behind & STARTS_NAME) == 0 || isDotted(size)) {
            break;
          }
        } else if (first == '(') {
          if (!openPlain(size)) {
            break;
          }
        } else if (first == ')') {
          close();
        }
        spans[size++] = SYMBOLS[first] | at;
        to[out] = ' ';
        to[out + 1] = (byte) first;
        out += 2;
        at++;
        if ((behind & SPACE) != 0) {
          at = endOfSpace(from, at + 1);
        }
      } else {
        position = at;
        tokens.size = size;
        canonical.length = out;
        if (!readPlainLiteral()) {
          return;
        }
        to = canonical.text;
        end = to.length - ROOM_FOR_A_TOKEN;
        size = tokens.size;
        out = canonical.length;
        at = position;
      }
    }
    position = at;
    tokens.size = size;
    canonical.length = out;
  }

  /** How long the name is that begins here, in four steps a round. */
  private static int lengthOfName(byte[] text, int start) {
    int index = start + 1;
    while ((CLASSES[text[index] & 0xff] & CONTINUES_NAME) != 0) {
      if ((CLASSES[text[index + 1] & 0xff] & CONTINUES_NAME) == 0) {
        return index + 1 - start;
      }
      if ((CLASSES[text[index + 2] & 0xff] & CONTINUES_NAME) == 0) {
        return index + 2 - start;
      }
      if ((CLASSES[text[index + 3] & 0xff] & CONTINUES_NAME) == 0) {
        return index + 3 - start;
      }
      index += 4;
    }
    return index - start;
  }

  /** Whether the name that goes on behind a dot, the next token, has a dot in it already. */
  private boolean isDotted(int size) {
    return size > 1 && text[Tokens.start(tokens.spans[size - 2])] == '.';
  }

  /** Notes a parenthesis that will be this token; false if it needs a closer look. */
  private boolean openPlain(int index) {
    if (!mayEnter()) {
      return false;
    }
    if (depth == 0) {
      if (inValues) {
        return false;
      }
      inValues = values == index - 1;
    }
    openings[++depth] = index;
    return true;
  }

  /**
   * Reads the literal that begins here if it is a whole number, or a string without any quote or
   * backslash in it, and if it is plain what follows; false if not, having read nothing.
   */
  private boolean readPlainLiteral() {
    int start = position;
    int size = tokens.size;
    int end = start;
    byte kind;
    if (text[start] == '\'') {
      if (size > 0 && Tokens.kind(tokens.spans[size - 1]) == Tokens.STRING) {
        return false;
      }
      kind = Tokens.STRING;
      do {
        end++;
      } while (is(end, IN_STRING));
      if (text[end++] != '\'') {
        return false;
      }
    } else {
      kind = Tokens.NUMBER;
      while (isDigit(text[end])) {
        end++;
      }
    }
    int next = endOfSpace(text, end);
    if (size >= MAX_TOKENS - 2) {
      return false;
    }
    boolean ends = true;
    int c = text[next];
    if (c != ',' && c != ')') {
      if (next == end || end == start || !is(next, STARTS_NAME)) {
        return false;
      }
      int letters = lengthOfName(text, next);
      if (!is(next + letters, SPACE)
          || letters > LONGEST_PLAIN_WORD
          || (sqlserver && letters == 2)) {
        return false;
      }
      ends = CanonicalWriter.endsOperand(text, next, letters);
    } else if (end == start) {
      return false;
    }
    tokens.add(kind, start, end);
    canonical.appendLiteral(list(), ends);
    position = next;
    return true;
  }

  private void add(byte kind, int start, int end) {
    tokens.add(kind, start, end);
    canonical.append();
  }

  private void addLiteral(byte kind, int start, int end) {
    tokens.add(kind, start, end);
    canonical.appendPendingLiteral(list());
  }

  /** What a literal that begins here stands in: see {@link CanonicalWriter}. */
  private int list() {
    return depth == 1 && inValues
        ? CanonicalWriter.ROW
        : depth > 0 ? openings[depth] : CanonicalWriter.NO_LIST;
  }

  private void refuse(String reason) {
    if (tokens.refusal() == null) {
      tokens.refuse(reason);
    }
  }

  /** The character, or {@link Tokens#OTHER} or above if it is none of ASCII; zero at the end. */
  private int at(int index) {
    return index < length ? text[index] & 0xff : 0;
  }

  /** Skips white space and comments; false at the end of the text or after a refusal. */
  private boolean skipSpace() {
    while (tokens.refusal() == null) {
      position = endOfSpace(text, position);
      if (position >= length) {
        return false;
      }
      int c = at(position);
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

  private static int endOfSpace(byte[] text, int from) {
    int index = from;
    while ((CLASSES[text[index] & 0xff] & SPACE) != 0) {
      index++;
    }
    return index;
  }

  /** Whether the character is one of ASCII and of these classes. */
  private boolean is(int index, int classes) {
    return (CLASSES[text[index] & 0xff] & classes) != 0;
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
    int c = text[index];
    while (index < length && c != '\n' && (c != '\r' || mysql)) {
      if (c == '\0') {
        refuse("a control character");
        return;
      }
      do {
        c = text[++index];
      } while (c > '\r' || c < 0);
    }
    if (c == '\r' && dialect.isGeneric() && at(index + 1) != '\n') {
      refuse("a carriage return inside a comment");
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
      int c = at(index);
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
    int c = at(position + 2);
    return c == '!' || ((c == 'M' || c == 'm') && at(position + 3) == '!');
  }

  private void readToken(int c) {
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
      inValues = values == index - 1 || (inValues && isNextRow(index));
    }
    openings[++depth] = index;
  }

  /** Whether a row of VALUES ended before this token, and a comma follows it. */
  private boolean isNextRow(int index) {
    // not all before it may be counted yet
    tokens.size = index;
    return tokens.isSymbol(index - 1, ',') && tokens.isSymbol(index - 2, ')');
  }

  private void close() {
    depth = Math.max(0, depth - 1);
  }

  private void readPunctuation() {
    add(Tokens.PUNCTUATION, position, position + 1);
    position++;
  }

  private void readDot() {
    int next = at(position + 1);
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
    int next = at(position + 1);
    if (next == ':' || next == '=') {
      add(Tokens.OPERATOR, position, position + 2);
      position += 2;
    } else if (oracle && continuesName(position + 1)) {
      int end = endOfName(position + 1);
      add(Tokens.PARAMETER, position, end);
      position = end;
    } else if (postgresql && depth > 0 && tokens.isSymbol(openings[depth], '[')) {
      // of an array's slice
      readPunctuation();
    } else {
      refuse("a colon");
    }
  }

  private void readQuestionMark() {
    int next = at(position + 1);
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
    add(Tokens.PARAMETER, position, position + 1);
    position++;
  }

  private void readDollar() {
    int index = position + 1;
    if (postgresql || h2) {
      while (index < length && at(index) >= '0' && at(index) <= '9') {
        index++;
      }
      if (index > position + 1) {
        if (startsName(index) || at(index) == '$') {
          refuse("a parameter glued to a name");
          return;
        }
        add(Tokens.PARAMETER, position, index);
        position = index;
        return;
      }
    }
    if (postgresql) {
      while (index < length && continuesName(index) && at(index) != '$') {
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
    while (index < length && (continuesName(index) || (at(index) == '.' && mysql))) {
      index++;
    }
    if (index == begin) {
      refuse("an at sign");
      return;
    }
    add(Tokens.VARIABLE, position, index);
    position = index;
  }

  /** SQL Server's temporary tables; an operator or an error elsewhere. */
  private void readHash() {
    int begin = at(position + 1) == '#' ? position + 2 : position + 1;
    if (sqlserver && startsName(begin)) {
      int end = endOfName(begin);
      add(Tokens.WORD, position, end);
      position = end;
    } else {
      readOperator('#');
    }
  }

  private int endOfName(int from) {
    int index = from;
    while (continuesName(index)) {
      index++;
    }
    return index;
  }

  private boolean startsName(int index) {
    return is(index, STARTS_NAME) || isOtherLetter(index);
  }

  private boolean continuesName(int index) {
    int c = at(index);
    return (CLASSES[c] & CONTINUES_NAME) != 0
        || (c == '#' && (oracle || sqlserver))
        || (c == '@' && sqlserver)
        || isOtherLetter(index);
  }

  private boolean isOtherLetter(int index) {
    return at(index) >= Tokens.OTHER && Character.isLetter(sql.charAt(index));
  }

  private void readWord() {
    int start = position;
    int index = endOfName(start + 1);
    int next = at(index);
    if (next >= Tokens.OTHER) {
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
    add(Tokens.WORD, start, index);
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
    } else if ((length == 5 || length == 6) && tokens.isAnyWord(last, VALUES)) {
      values = last;
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

  private static boolean endsLine(int c) {
    return c == '\n' || c == '\r';
  }

  /** Whether a character of {@link Tokens#text} is white space in every dialect. */
  static boolean isSpace(byte c) {
    return (CLASSES[c & 0xff] & SPACE) != 0;
  }

  /** Whether a character of {@link Tokens#text} means nothing but itself in a string. */
  static boolean isPlainInString(byte c) {
    return (CLASSES[c & 0xff] & IN_STRING) != 0;
  }

  /** Whether a character of {@link Tokens#text} goes on a name in every dialect. */
  static boolean continuesAnyName(byte c) {
    return (CLASSES[c & 0xff] & CONTINUES_NAME) != 0;
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** Whether the name may have more bytes than PostgreSQL keeps; letters have three at most. */
  private boolean tooLong(int start, int end) {
    int characters = end - start;
    if (characters <= MAX_POSTGRESQL_NAME / 3) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (at(i) >= Tokens.OTHER) {
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
      int prefix = Character.toUpperCase(at(start));
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
    char opening = quote + 1 < length ? sql.charAt(quote + 1) : '\0';
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
    while (index < length && !(sql.charAt(index) == closing && at(index + 1) == '\'')) {
      if (at(index) == '\0') {
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
    int quote = at(open);
    int index = open + 1;
    while (index < length) {
      while (is(index, IN_STRING)) {
        index++;
      }
      int c = at(index);
      if (c == '\0' && index < length) {
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
      addLiteral(Tokens.STRING, start, end);
    }
    position = end;
    if (continuesName(end) && !mayFollowString(end)) {
      refuse("a name glued to a literal");
    }
  }

  /**
   * Whether a word may begin right behind the quote. PostgreSQL (scan.l, states {@code xq} and
   * {@code xqs}) and MySQL (sql_lex.cc, {@code get_text}) end the literal at its quote, whatever
   * follows.
   */
  private boolean mayFollowString(int end) {
    int quote = at(end - 1);
    return (postgresql || mysql)
        && (quote == '\'' || (mysql && quote == '"'))
        && at(end) < Tokens.OTHER
        && startsName(end);
  }

  /**
   * @param quote the closing quote, which stands for itself if it is doubled
   */
  private void readQuoted(char quote) {
    int index = position + 1;
    while (index < length) {
      int c = at(index);
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
      add(Tokens.QUOTED, position, index + 1);
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
    int next = at(index);
    if (continuesName(index)
        || next == '.'
        || next == '\''
        || next == '"'
        || next >= Tokens.OTHER) {
      refuse("a number glued to something else");
      return;
    }
    addLiteral(Tokens.NUMBER, position, index);
    position = index;
  }

  private int skipDigits(int from) {
    int index = from;
    while (at(index) >= '0' && at(index) <= '9') {
      index++;
    }
    return index;
  }

  private static boolean isHexadecimal(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private void readOperator(int c) {
    if (isPlainComparison(c)) {
      add(Tokens.OPERATOR, position, position + 2);
      position += 2;
      return;
    }
    int end = postgresql ? endOfPostgresqlOperator() : endOfOperator(c);
    if (end > position && (!postgresql || isPostgresqlOperator(end))) {
      add(Tokens.OPERATOR, position, end);
      position = end;
    } else if (c <= ' ' || c == 127) {
      refuse("a control character");
    } else {
      refuse("an operator or character that is not known");
    }
  }

  /** Whether one of the comparisons of two characters stands here, the same in every dialect. */
  private boolean isPlainComparison(int c) {
    int second = at(position + 1);
    boolean comparison =
        (second == '=' && (c == '<' || c == '>' || c == '!')) || (second == '>' && c == '<');
    return comparison && (CLASSES[at(position + 2)] & OPERATOR) == 0;
  }

  private boolean isPostgresqlOperator(int end) {
    if (end == position + 1 && at(position) != '@') {
      return "`?!".indexOf(at(position)) < 0;
    }
    String operator = sql.substring(position, end);
    return POSTGRESQL_OPERATORS.contains(operator) || ParserText.isPostgresqlOperator(operator);
  }

  /** The longest operator that begins here; the position itself if none does. */
  private int endOfOperator(int c) {
    int second = at(position + 1);
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
      int c = at(end);
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
