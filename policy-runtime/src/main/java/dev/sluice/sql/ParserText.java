package dev.sluice.sql;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the parser is handed for a range of tokens: the canonical text, with each form that the
 * parser reads as something else than the database, or not at all, written as one that it does. The
 * text that goes to the database is never touched.
 *
 * <p>A form may be written as another only if no fact can tell the two apart: the same names stand
 * in the same clause, as operands of something that is no less able to fail and no more able to
 * restrict rows. Precedence does not matter to any fact but for AND, OR, NOT and comparisons. So
 *
 * <ul>
 *   <li>an unquoted word that must be a name where it stands is quoted, in the form that the
 *       dialect folds it to;
 *   <li>an operator of PostgreSQL's own that the parser does not know becomes {@code ~} between two
 *       operands and {@code 1 /} before one. An operator that PostgreSQL does not bring along may
 *       do anything, and stays as it is;
 *   <li>{@code doc->>'a'} gets parentheses where anything follows it: the parser takes all that
 *       follows for the key, {@code AND} and {@code OR} included;
 *   <li>{@code box '...'} becomes {@code '...' :: box}, which is what it means (PostgreSQL manual
 *       4.1.2.7);
 *   <li>a branch of a CASE that differs from some before it in nothing but its constants is left
 *       out: {@code WHEN a = 3 THEN 'c'};
 *   <li>{@code TABLE t} becomes {@code SELECT * FROM t}, which is what it means (PostgreSQL manual,
 *       SELECT; MySQL manual 15.2.16), and {@code EXISTS (SELECT FROM t)} gets a constant to
 *       select, which EXISTS does not look at;
 *   <li>{@code IS JSON} becomes a match with a pattern: it may fail, and restricts nothing;
 *   <li>MySQL's {@code DELETE FROM t USING t, u} becomes {@code DELETE t FROM t, u}, its other form
 *       (MySQL manual 15.2.2), and {@code DO a, b} becomes {@code SELECT a, b}, whose rows go
 *       nowhere (15.2.3);
 *   <li>words that only choose among plans or partitions are left out, and so are the constants of
 *       a long list behind IN and the rows of constants of a long VALUES, but for the first few: no
 *       fact but the number of rows tells one from a thousand, and that is counted here.
 * </ul>
 *
 * <p>Each word is judged by its neighbours, and where these do not settle it, it stays as written:
 * a word that was left alone is at worst not understood, but a keyword that was quoted could hide
 * the name behind it as its alias.
 */
final class ParserText {
  /**
   * Words that the parser takes for a unit of time, a key or a time without saying so. No database
   * of ours reserves them (H2 does, and then they cannot stand unquoted).
   */
  private static final Set<String> MISREAD_WORDS =
      Set.of("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "CURRENT", "KEY");

  /** Words that the parser reserves, no database does, and that begin no clause of a query. */
  private static final Set<String> RESERVED_BY_PARSER =
      Set.of(
          "ABSENT",
          "APPROXIMATE",
          "CSV",
          "ERRORS",
          "EXCLUDES",
          "EXTEND",
          "FBV",
          "FILE",
          "FINAL",
          "GLOBAL",
          "IMPORT",
          "INCLUDES",
          "NUMBER",
          "PREFERRING",
          "PREWHERE",
          "RETURNS",
          "SAMPLE",
          "SCRIPT",
          "SEMI",
          "SETTINGS",
          "STATEMENT",
          "UUID",
          "VERIFY");

  /** The same for PostgreSQL (manual, appendix C), where other databases give them a meaning. */
  private static final Set<String> RESERVED_BUT_FOR_POSTGRESQL =
      Set.of(
          "FORCE", "IGNORE", "MINUS", "NOCYCLE", "OUTPUT", "PIVOT", "PRIOR", "QUALIFY", "REGEXP",
          "RLIKE", "UNKNOWN", "UNPIVOT", "USE", "XOR");

  /** An expression or a table's name begins behind them. */
  private static final Set<String> BEFORE_NAME =
      Set.of(
          "SELECT",
          "DISTINCT",
          "WHERE",
          "AND",
          "OR",
          "NOT",
          "BY",
          "ON",
          "HAVING",
          "WHEN",
          "THEN",
          "ELSE",
          "CASE",
          "IN",
          "LIKE",
          "ILIKE",
          "BETWEEN",
          "FROM",
          "JOIN",
          "UPDATE",
          "INTO",
          "SET",
          "RETURNING");

  /** They cannot be the operand, or the alias, of a name that stands before them. */
  private static final Set<String> AFTER_NAME =
      Set.of(
          "FROM",
          "WHERE",
          "AND",
          "OR",
          "NOT",
          "AS",
          "IS",
          "IN",
          "LIKE",
          "ILIKE",
          "BETWEEN",
          "ASC",
          "DESC",
          "ORDER",
          "GROUP",
          "HAVING",
          "LIMIT",
          "OFFSET",
          "UNION",
          "INTERSECT",
          "EXCEPT",
          "ON",
          "USING",
          "WHEN",
          "THEN",
          "ELSE",
          "END",
          "JOIN",
          "INNER",
          "LEFT",
          "RIGHT",
          "FULL",
          "CROSS",
          "NATURAL",
          "RETURNING",
          "WITH",
          "COLLATE",
          "FETCH",
          "WINDOW",
          "SET");

  /** What follows AS and is no alias. */
  private static final Set<String> AFTER_AS =
      Set.of("NOT", "MATERIALIZED", "SELECT", "VALUES", "TABLE", "WITH");

  private static final Set<String> CASTS =
      Set.of("CAST", "TRY_CAST", "SAFE_CAST", "XMLSERIALIZE", "TREAT", "CONVERT");

  /** Types whose constants may be written {@code type '...'}. */
  private static final Set<String> LITERAL_TYPES =
      Set.of(
          "BOOL",
          "BOX",
          "BPCHAR",
          "BYTEA",
          "CIDR",
          "CIRCLE",
          "DATEMULTIRANGE",
          "DATERANGE",
          "FLOAT4",
          "FLOAT8",
          "INET",
          "INT2",
          "INT4",
          "INT4MULTIRANGE",
          "INT4RANGE",
          "INT8",
          "INT8MULTIRANGE",
          "INT8RANGE",
          "JSON",
          "JSONB",
          "JSONPATH",
          "LINE",
          "LSEG",
          "MACADDR",
          "MACADDR8",
          "MONEY",
          "NAME",
          "NUMERIC",
          "NUMMULTIRANGE",
          "NUMRANGE",
          "OID",
          "PG_LSN",
          "POINT",
          "POLYGON",
          "TEXT",
          "TIMESTAMPTZ",
          "TIMETZ",
          "TSMULTIRANGE",
          "TSQUERY",
          "TSRANGE",
          "TSTZMULTIRANGE",
          "TSTZRANGE",
          "TSVECTOR",
          "UUID",
          "VARBIT",
          "VARCHAR",
          "XML");

  /** Operators of PostgreSQL's own that only ever stand before their operand. */
  private static final Set<String> POSTGRESQL_PREFIX_OPERATORS =
      Set.of("@", "@-@", "|/", "||/", "!!");

  /**
   * Operators of PostgreSQL's own between two operands, of which the parser knows nothing. The
   * driver takes {@code ??} for an escaped question mark.
   */
  private static final Set<String> POSTGRESQL_INFIX_OPERATORS =
      Set.of(
          "^@", "??", "??|", "??&", "@??", "##", "&<", "&>", "-|-", "<<|", "|>>", "&<|", "|&>",
          "<^", ">^", "<<=", ">>=", "~=", "~<~", "~<=~", "~>~", "~>=~", "@@@", "*=", "*<>", "*<",
          "*<=", "*>", "*>=");

  /** What can order a B-tree, and so stand behind USING in ORDER BY. */
  private static final Set<String> ORDERING_OPERATORS =
      Set.of("<", ">", "<=", ">=", "~<~", "~>~", "~<=~", "~>=~", "*<", "*>");

  /** They take a part of a JSON document. */
  private static final Set<String> JSON_ARROWS = Set.of("->", "->>", "#>", "#>>");

  /** Words that go on behind an operand. */
  private static final Set<String> AFTER_OPERAND =
      Set.of(
          "AND", "OR", "XOR", "NOT", "IS", "ISNULL", "NOTNULL", "IN", "LIKE", "ILIKE", "SIMILAR",
          "BETWEEN", "REGEXP", "RLIKE", "DIV", "MOD");

  /** How many constants, or rows of constants, the parser is handed of a list. */
  private static final int SHOWN = 3;

  /** How many tokens a CONVERT may have: nested ones are looked through again and again. */
  private static final int LONGEST_CONVERTED = 200;

  private static final Set<String> CONSTANT_WORDS = Set.of("NULL", "TRUE", "FALSE", "DEFAULT");

  private final Tokens tokens;
  private final CanonicalText canonical;
  private final int from;
  private final int to;
  private final Dialect dialect;
  private final boolean postgresql;
  private final boolean everyName;
  private final StringBuilder text = new StringBuilder();
  private final boolean[] casts = new boolean[Lexer.MAX_DEPTH + 2];
  private final int[] constants = new int[Lexer.MAX_DEPTH + 2];
  private final boolean partsOfJson;
  private final Deque<Integer> endsOfParts = new ArrayDeque<>();
  private int depth;
  private int valuesDepth = -1;
  private int usingOfDelete = -1;
  private int valuesShown;

  /** How often each kind of branch of the CASE at hand was met. */
  private final Map<String, Integer> branches = new HashMap<>();

  private final BitSet castCommas = new BitSet();
  private int rowsLeftOut;
  private int[] starts;
  private int[] ends;
  private int[] origins;
  private int rendering;
  private int size;

  private ParserText(
      Tokens tokens,
      CanonicalText canonical,
      int from,
      int to,
      Dialect dialect,
      boolean everyName) {
    this.tokens = tokens;
    this.canonical = canonical;
    this.from = from;
    this.to = to;
    this.dialect = dialect;
    this.postgresql = dialect == Dialect.POSTGRESQL;
    this.everyName = everyName;
    this.starts = new int[to - from + 8];
    this.ends = new int[to - from + 8];
    this.origins = new int[to - from + 8];
    this.partsOfJson = takesPartsOfJson();
  }

  private boolean takesPartsOfJson() {
    for (int i = from; i < to; i++) {
      if (isArrow(i)) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param everyName whether to quote all that can be a name and that the parser reserves, and not
   *     only what it would misread silently: meant for a text that the parser did not understand
   */
  static ParserText of(
      Tokens tokens,
      CanonicalText canonical,
      int from,
      int to,
      Dialect dialect,
      boolean everyName) {
    ParserText rendered = new ParserText(tokens, canonical, from, to, dialect, everyName);
    int index = from;
    while (index < to) {
      rendered.rendering = index;
      rendered.closeParts(index);
      rendered.openPart(index);
      index = rendered.render(index);
    }
    rendered.closeParts(to);
    return rendered;
  }

  String text() {
    return text.toString();
  }

  /** Where each token begins that the parser must see. */
  int[] starts() {
    return Arrays.copyOf(starts, size);
  }

  /** Where each token ends that the parser must see. */
  int[] ends() {
    return Arrays.copyOf(ends, size);
  }

  /** The first token of the text that each was rendered from. */
  int[] origins() {
    return Arrays.copyOf(origins, size);
  }

  /** How many tokens the parser must see. */
  int size() {
    return size;
  }

  /** How many rows of the statement's own VALUES were left out. */
  int rowsLeftOut() {
    return rowsLeftOut;
  }

  private void append(String token) {
    if (!text.isEmpty()) {
      text.append(' ');
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
      origins = Arrays.copyOf(origins, size * 2);
    }
    origins[size] = rendering;
    starts[size] = text.length();
    text.append(token);
    ends[size++] = text.length();
  }

  private void append(String first, String second, String... more) {
    append(first);
    append(second);
    for (String token : more) {
      append(token);
    }
  }

  /** Writes the form that begins at a token, and tells where the next one begins. */
  private int render(int index) {
    return switch (tokens.kind(index)) {
      case Tokens.WORD -> renderWord(index);
      case Tokens.OPERATOR -> renderOperator(index);
      case Tokens.VARIABLE -> {
        // a system variable is a constant under whatever name; the parser splits the name
        append(tokens.sql.startsWith("@@", tokens.start(index)) ? "?" : written(index));
        yield index + 1;
      }
      case Tokens.PARAMETER -> {
        // the parser knows Oracle's by name as something else
        append(dialect == Dialect.ORACLE ? "?" : written(index));
        yield index + 1;
      }
      case Tokens.PUNCTUATION -> renderPunctuation(index);
      default -> {
        append(written(index));
        yield index + 1;
      }
    };
  }

  private int renderPunctuation(int index) {
    if (tokens.isSymbol(index, ',')) {
      int end = valuesDepth == depth ? endOfConstantRow(index) : endOfConstant(index);
      if (end > 0) {
        return end;
      }
    }
    if (castCommas.get(index)) {
      append("AS");
      return index + 1;
    }
    if (tokens.isSymbol(index, ':')) {
      renderSliceColon(index);
      return index + 1;
    }
    track(index);
    append(written(index));
    return index + 1;
  }

  /** The bounds of a slice as operands of a sum: a part of the array, by values that are read. */
  private void renderSliceColon(int index) {
    boolean first = tokens.isSymbol(index - 1, '[');
    boolean last = tokens.isSymbol(index + 1, ']');
    if (first && last) {
      append("1");
    } else if (!first && !last) {
      append("+");
    }
  }

  /** Where {@code , 5} ends, if it may be left out of a list behind IN; -1 if not. */
  private int endOfConstant(int comma) {
    if (constants[depth] < 0 || !isConstant(comma + 1)) {
      return -1;
    }
    boolean last = tokens.isSymbol(comma + 2, ')');
    if (!last && !tokens.isSymbol(comma + 2, ',')) {
      return -1;
    }
    return ++constants[depth] > SHOWN ? comma + 2 : -1;
  }

  /** Where {@code , (5, 'x')} ends, if it may be left out of VALUES; -1 if not. */
  private int endOfConstantRow(int comma) {
    if (!tokens.isSymbol(comma + 1, '(') || !tokens.isSymbol(comma - 1, ')')) {
      return -1;
    }
    int index = comma + 2;
    while (isConstant(index) || tokens.isWordIn(index, CONSTANT_WORDS)) {
      if (tokens.isSymbol(index + 1, ')')) {
        valuesShown++;
        if (valuesShown <= SHOWN) {
          return -1;
        }
        rowsLeftOut += depth == 0 ? 1 : 0;
        return index + 2;
      }
      if (!tokens.isSymbol(index + 1, ',')) {
        return -1;
      }
      index += 2;
    }
    return -1;
  }

  private boolean isConstant(int index) {
    if (index >= to) {
      return false;
    }
    byte kind = tokens.kind(index);
    return kind == Tokens.STRING || kind == Tokens.NUMBER || kind == Tokens.PARAMETER;
  }

  private String written(int index) {
    return canonical.token(index);
  }

  private void track(int index) {
    if (tokens.isSymbol(index, '(') || tokens.isSymbol(index, '[')) {
      depth++;
      casts[depth] = tokens.isWordIn(index - 1, CASTS);
      constants[depth] = tokens.isWord(index - 1, "IN") ? 0 : -1;
    } else if (tokens.isSymbol(index, ')') || tokens.isSymbol(index, ']')) {
      depth = Math.max(0, depth - 1);
    }
    if (depth < valuesDepth) {
      valuesDepth = -1;
    }
  }

  // ---- words

  private int renderWord(int index) {
    if (tokens.isAnyWord(index, "CASE", "SELECT", "END")) {
      branches.clear();
    } else if (tokens.isWord(index, "WHEN")) {
      int end = endOfBranch(index);
      if (end > 0 && branches.merge(branch(index, end), 1, Integer::sum) > SHOWN) {
        return end;
      }
    }
    if (tokens.isWord(index, "VALUES")) {
      valuesDepth = depth;
      valuesShown = 0;
    } else if (depth == valuesDepth) {
      valuesDepth = -1;
    }
    if (isTableQuery(index)) {
      append("SELECT", "*", "FROM");
      return index + 1;
    }
    int endOfIsJson = endOfIsJson(index);
    if (endOfIsJson > 0) {
      append(tokens.isWord(index + 1, "NOT") ? "!~" : "~", CanonicalText.BLANK_STRING);
      return endOfIsJson;
    }
    if (postgresql) {
      if (isEmptyExists(index)) {
        append("SELECT", "1");
        return index + 1;
      }
      if (isOnly(index)) {
        return index + 1;
      }
      if (tokens.isWord(index, "USING")
          && isOperator(index + 1)
          && ORDERING_OPERATORS.contains(tokens.text(index + 1))) {
        return index + 2;
      }
      if (isTypedLiteral(index)) {
        append(written(index + 1), "::", written(index));
        return index + 2;
      }
      int end = endOfNamedOperator(index);
      if (end > 0) {
        appendOperator(tokens.text(end - 2));
        return end;
      }
    }
    if (dialect.schemaIsDatabase()) {
      if (index == from && tokens.isWord(index, "DO")) {
        append("SELECT");
        return index + 1;
      }
      if (index == usingOfDelete) {
        append("FROM");
        return index + 1;
      }
      if (isFromOfDeleteUsing(index)) {
        return index + 1;
      }
      if (tokens.isWord(index, "STRAIGHT_JOIN") && tokens.isWord(index - 1, "SELECT")) {
        return index + 1;
      }
      if (casts[depth] && isIntegerOfSign(index)) {
        return index + 1;
      }
      int comma = tokens.isWord(index, "CONVERT") ? castComma(index) : -1;
      if (comma > 0) {
        castCommas.set(comma);
        append("CAST");
        return index + 1;
      }
      if (isSoundsLike(index) || isMemberOf(index)) {
        append("REGEXP");
        return index + 2;
      }
    }
    append(isName(index) ? Identifiers.quote(tokens.text(index), dialect) : written(index));
    return index + 1;
  }

  /**
   * Where {@code WHEN a = 1 THEN 'x'} or {@code WHEN 1 THEN 'x'} ends, made of names and constants
   * alone; -1 if it is anything else.
   */
  private int endOfBranch(int when) {
    int index = endOfOperand(when + 1);
    if (index > 0 && isOperator(index)) {
      index = endOfOperand(index + 1);
    }
    if (index < 0 || !tokens.isWord(index, "THEN")) {
      return -1;
    }
    int end = endOfSigned(index + 1);
    return end > 0 && tokens.isAnyWord(end, "WHEN", "ELSE", "END") ? end : -1;
  }

  private int endOfOperand(int index) {
    if (!tokens.isName(index)) {
      return endOfSigned(index);
    }
    int end = index + 1;
    while (tokens.isSymbol(end, '.') && tokens.isName(end + 1)) {
      end += 2;
    }
    return end;
  }

  private int endOfSigned(int index) {
    int constant = tokens.isSymbol(index, '-') ? index + 1 : index;
    return isConstant(constant) ? constant + 1 : -1;
  }

  /** What all branches have in common that differ in their constants alone. */
  private String branch(int from, int end) {
    StringBuilder branch = new StringBuilder();
    for (int i = from; i < end; i++) {
      String token = written(i);
      boolean whole = token.chars().allMatch(c -> c >= '0' && c <= '9');
      switch (tokens.kind(i)) {
        case Tokens.STRING -> branch.append(token, 0, token.indexOf('\'') + 1);
        case Tokens.NUMBER -> branch.append(whole ? '1' : '.');
        default -> branch.append(token);
      }
      branch.append(' ');
    }
    return branch.toString();
  }

  /** TABLE as a query of its own, where the word is reserved and nothing else can be meant. */
  private boolean isTableQuery(int index) {
    if (!(postgresql || dialect.schemaIsDatabase())
        || !tokens.isWord(index, "TABLE")
        || !tokens.isName(index + 1)) {
      return false;
    }
    int before = index - 1;
    return index == from
        || tokens.isSymbol(before, '(')
        || tokens.isSymbol(before, ')')
        || tokens.isAnyWord(before, "UNION", "ALL", "DISTINCT", "EXCEPT", "INTERSECT")
        || isTargetOfInsert(before);
  }

  /** Whether a name ends here that stands behind INTO. */
  private boolean isTargetOfInsert(int last) {
    int first = last;
    while (tokens.isName(first) && tokens.isSymbol(first - 1, '.')) {
      first -= 2;
    }
    return tokens.isName(first)
        && tokens.isWord(first - 1, "INTO")
        && tokens.isAnyWord(from, "INSERT", "REPLACE", "WITH");
  }

  /** Where {@code IS NOT JSON OBJECT WITH UNIQUE KEYS} ends; -1 if nothing like it begins here. */
  private int endOfIsJson(int is) {
    if (!(postgresql || dialect == Dialect.H2) || !tokens.isWord(is, "IS")) {
      return -1;
    }
    int json = tokens.isWord(is + 1, "NOT") ? is + 2 : is + 1;
    if (!tokens.isWord(json, "JSON")) {
      return -1;
    }
    int end = json + 1;
    end += tokens.isAnyWord(end, "VALUE", "SCALAR", "ARRAY", "OBJECT") ? 1 : 0;
    if (tokens.isAnyWord(end, "WITH", "WITHOUT") && tokens.isWord(end + 1, "UNIQUE")) {
      end += tokens.isWord(end + 2, "KEYS") ? 3 : 2;
    }
    return end;
  }

  /** {@code EXISTS (SELECT FROM}, without a select list. */
  private boolean isEmptyExists(int index) {
    return tokens.isWord(index, "SELECT")
        && tokens.isSymbol(index - 1, '(')
        && tokens.isWord(index - 2, "EXISTS")
        && (tokens.isWord(index + 1, "FROM") || tokens.isWord(index + 1, "WHERE"));
  }

  /** FROM in {@code DELETE FROM t, u USING ...}; notes where USING stands. */
  private boolean isFromOfDeleteUsing(int index) {
    if (!tokens.isWord(index, "FROM") || !isBehindDelete(index)) {
      return false;
    }
    int end = index;
    do {
      end = Glimpse.endOfName(tokens, end + 1, to);
    } while (tokens.isSymbol(end, ','));
    if (!tokens.isWord(end, "USING")) {
      return false;
    }
    usingOfDelete = end;
    return true;
  }

  private boolean isBehindDelete(int index) {
    int before = index - 1;
    while (tokens.isAnyWord(before, "LOW_PRIORITY", "QUICK", "IGNORE")) {
      before--;
    }
    return before == from && tokens.isWord(before, "DELETE");
  }

  /** Without the tables that inherit from this one; ONLY is reserved. */
  private boolean isOnly(int index) {
    return tokens.isWord(index, "ONLY")
        && index + 1 < to
        && tokens.isName(index + 1)
        && (tokens.isWord(index - 1, "FROM")
            || tokens.isWord(index - 1, "JOIN")
            || tokens.isWord(index - 1, "UPDATE")
            || tokens.isWord(index - 1, "INTO")
            || tokens.isWord(index - 1, "TABLE")
            || tokens.isSymbol(index - 1, ','));
  }

  private boolean isTypedLiteral(int index) {
    return index + 1 < to
        && tokens.kind(index + 1) == Tokens.STRING
        && !tokens.isSymbol(index - 1, '.')
        && tokens.isWordIn(index, LITERAL_TYPES);
  }

  /** Where {@code OPERATOR(pg_catalog.+)} ends; -1 if nothing like it begins here. */
  private int endOfNamedOperator(int index) {
    if (!tokens.isWord(index, "OPERATOR") || !tokens.isSymbol(index + 1, '(')) {
      return -1;
    }
    int symbol = index + 2;
    if (tokens.isWord(symbol, "PG_CATALOG") && tokens.isSymbol(symbol + 1, '.')) {
      symbol += 2;
    }
    // a star may be all columns of a table, and the word a function's name
    return symbol + 1 < to
            && isOperator(symbol)
            && !tokens.isSymbol(symbol, '*')
            && tokens.isSymbol(symbol + 1, ')')
        ? symbol + 2
        : -1;
  }

  /**
   * The comma of {@code CONVERT(x, SIGNED)}, which means a CAST (MySQL manual 14.10); -1 if it is
   * anything else, or too far away.
   */
  private int castComma(int convert) {
    int level = 0;
    int limit = Math.min(to, convert + LONGEST_CONVERTED);
    for (int i = convert + 1; i < limit; i++) {
      if (tokens.isSymbol(i, '(')) {
        level++;
      } else if (tokens.isSymbol(i, ')')) {
        level--;
      }
      if (level == 0) {
        return -1;
      }
      if (level == 1 && tokens.isSymbol(i, ',')) {
        int last = isIntegerOfSign(i + 2) ? i + 3 : i + 2;
        boolean sign = tokens.isWord(i + 1, "SIGNED") || tokens.isWord(i + 1, "UNSIGNED");
        return sign && tokens.isSymbol(last, ')') ? i : -1;
      }
    }
    return -1;
  }

  /** MySQL's UNSIGNED INTEGER as a cast's type, of which the second word says nothing. */
  private boolean isIntegerOfSign(int index) {
    return (tokens.isWord(index, "INTEGER") || tokens.isWord(index, "INT"))
        && (tokens.isWord(index - 1, "SIGNED") || tokens.isWord(index - 1, "UNSIGNED"))
        && tokens.isSymbol(index + 1, ')');
  }

  /** MySQL's MEMBER OF, behind which the parser takes all for its operand. */
  private boolean isMemberOf(int index) {
    return tokens.isWord(index, "MEMBER")
        && tokens.isWord(index + 1, "OF")
        && tokens.isSymbol(index + 2, '(');
  }

  /** MySQL's SOUNDS LIKE, where SOUNDS cannot be a column before LIKE. */
  private boolean isSoundsLike(int index) {
    if (!tokens.isWord(index, "SOUNDS") || !tokens.isWord(index + 1, "LIKE")) {
      return false;
    }
    int before = index - 1;
    return before >= 0
        && (tokens.kind(before) == Tokens.QUOTED
            || tokens.kind(before) == Tokens.STRING
            || tokens.isSymbol(before, ')')
            || (tokens.isName(before) && tokens.isSymbol(before - 1, '.')));
  }

  /**
   * Whether a word must be a name here, and the parser would not, or might not, take it for one.
   */
  private boolean isName(int index) {
    boolean misread = isMisread(index);
    if (!(misread || everyName) || tokens.isSymbol(index + 1, '(') || isString(index + 1)) {
      return false;
    }
    boolean qualified = tokens.isSymbol(index - 1, '.') && tokens.isName(index - 2);
    if (everyName && (qualified || isAlias(index))) {
      return true;
    }
    return (misread || tokens.isWordIn(index, RESERVED_BY_PARSER) || isReservedHere(index))
        && (qualified
            || tokens.isSymbol(index + 1, '.')
            || (beginsName(index) && endsName(index + 1)));
  }

  private boolean isMisread(int index) {
    return tokens.isWordIn(index, MISREAD_WORDS)
        || (postgresql && tokens.isWord(index, "INTERVAL"));
  }

  private boolean isReservedHere(int index) {
    return postgresql && tokens.isWordIn(index, RESERVED_BUT_FOR_POSTGRESQL);
  }

  /** Behind AS any word may be an alias, unless it is a type or begins a WITH query. */
  private boolean isAlias(int index) {
    return tokens.isWord(index - 1, "AS") && !casts[depth] && !tokens.isWordIn(index, AFTER_AS);
  }

  private boolean isString(int index) {
    return index < tokens.size() && tokens.kind(index) == Tokens.STRING;
  }

  private boolean isOperator(int index) {
    return index < to && tokens.kind(index) == Tokens.OPERATOR;
  }

  /** Whether a word that stands here begins an expression, or is all of it. */
  private boolean beginsName(int index) {
    int before = index - 1;
    if (tokens.isSymbol(before, '(')) {
      return !takesUnit(before - 1);
    }
    if (tokens.isSymbol(before, ',') || tokens.isSymbol(before, '[')) {
      return true;
    }
    if (before >= 0 && tokens.kind(before) == Tokens.OPERATOR) {
      // what follows :: is a type
      return !tokens.isSymbol(before, "::");
    }
    return tokens.isWordIn(before, BEFORE_NAME);
  }

  private boolean takesUnit(int function) {
    if (tokens.isWord(function, "EXTRACT")) {
      return true;
    }
    if (postgresql || function < 0 || tokens.kind(function) != Tokens.WORD) {
      return false;
    }
    String name = tokens.upper(function);
    return name.startsWith("DATE") || name.startsWith("TIMESTAMP");
  }

  /** Whether nothing that stands here can belong to a name before it. */
  private boolean endsName(int index) {
    if (index >= to) {
      return true;
    }
    return switch (tokens.kind(index)) {
      case Tokens.OPERATOR -> true;
      case Tokens.PUNCTUATION -> !tokens.isSymbol(index, '(');
      case Tokens.WORD -> tokens.isWordIn(index, AFTER_NAME);
      default -> false;
    };
  }

  // ---- parts of JSON

  /** Opens a parenthesis where one is needed around {@code doc->'a'->>'b'}. */
  private void openPart(int index) {
    if (partsOfJson && beginsOperand(index)) {
      int end = endOfPart(index);
      if (end > 0 && (isOperator(end) || tokens.isWordIn(end, AFTER_OPERAND))) {
        append("(");
        endsOfParts.push(end);
      }
    }
  }

  private void closeParts(int index) {
    while (!endsOfParts.isEmpty() && endsOfParts.peek() <= index) {
      append(")");
      endsOfParts.pop();
    }
  }

  private boolean isArrow(int index) {
    return isOperator(index) && JSON_ARROWS.contains(tokens.text(index));
  }

  private boolean beginsOperand(int index) {
    int before = index - 1;
    if (tokens.isSymbol(before, '.')
        || (before >= from && isArrow(before))
        || tokens.isSymbol(before, "::")
        || tokens.isWordIn(index, BEFORE_NAME)) {
      return false;
    }
    boolean argumentsFollow = tokens.isSymbol(index, '(') && tokens.isName(before);
    return !argumentsFollow || tokens.isWordIn(before, BEFORE_NAME);
  }

  /** Where a chain of arrows ends that begins with an operand; -1 if there is none. */
  private int endOfPart(int index) {
    int end = endOfPrimary(index);
    if (end < 0 || !isArrow(end)) {
      return -1;
    }
    while (isArrow(end)) {
      end = endOfPrimary(end + 1);
      if (end < 0) {
        return -1;
      }
    }
    return end;
  }

  /** Where a name, call, constant or group ends, with its subscripts and casts; -1 if unknown. */
  private int endOfPrimary(int index) {
    int end;
    if (tokens.isSymbol(index, '(')) {
      end = endOfGroup(index);
    } else {
      end = endOfOperand(index);
      if (end < 0 && index < to && tokens.kind(index) == Tokens.VARIABLE) {
        end = index + 1;
      } else if (end > 0 && tokens.isName(index)) {
        end = isTypedLiteral(index) ? index + 2 : end;
        end = tokens.isSymbol(end, '(') ? endOfGroup(end) : end;
      }
    }
    while (end > 0 && end < to) {
      if (tokens.isSymbol(end, '[')) {
        end = endOfGroup(end);
      } else if (tokens.isSymbol(end, "::") && tokens.isName(end + 1)) {
        end = endOfOperand(end + 1);
        end = tokens.isSymbol(end, '(') ? endOfGroup(end) : end;
      } else {
        return end;
      }
    }
    return end;
  }

  /** Behind the parenthesis or bracket that closes the one at a token; -1 if none does. */
  private int endOfGroup(int opening) {
    int level = 0;
    for (int i = opening; i < to; i++) {
      if (tokens.isSymbol(i, '(') || tokens.isSymbol(i, '[')) {
        level++;
      } else if (tokens.isSymbol(i, ')') || tokens.isSymbol(i, ']')) {
        level--;
        if (level == 0) {
          return i + 1;
        }
      }
    }
    return -1;
  }

  // ---- operators

  private int renderOperator(int index) {
    if (postgresql && isInheritanceStar(index)) {
      return index + 1;
    }
    if (dialect.schemaIsDatabase() && tokens.isSymbol(index, "<=>")) {
      append("IS", "NOT", "DISTINCT", "FROM");
      return index + 1;
    }
    appendOperator(tokens.text(index));
    return index + 1;
  }

  /**
   * {@code FROM t *}: with the tables that inherit from it, as without the star. What follows
   * cannot be the second operand of a product.
   */
  private boolean isInheritanceStar(int index) {
    if (!tokens.isSymbol(index, '*') || !tokens.isName(index - 1)) {
      return false;
    }
    int first = index - 1;
    while (tokens.isSymbol(first - 1, '.') && tokens.isName(first - 2)) {
      first -= 2;
    }
    boolean update = tokens.isWord(first - 1, "UPDATE");
    return (update || tokens.isWord(first - 1, "FROM") || tokens.isWord(first - 1, "JOIN"))
        && (index + 1 >= to
            || tokens.isSymbol(index + 1, ',')
            || tokens.isSymbol(index + 1, ')')
            || tokens.isWord(index + 1, "WHERE")
            || tokens.isWord(index + 1, "ORDER")
            || tokens.isWord(index + 1, "GROUP")
            || tokens.isWord(index + 1, "AS")
            || (update && tokens.isWord(index + 1, "SET")));
  }

  private void appendOperator(String written) {
    if (postgresql && POSTGRESQL_PREFIX_OPERATORS.contains(written)) {
      append("1", "/");
    } else if (postgresql && POSTGRESQL_INFIX_OPERATORS.contains(written)) {
      append("~");
    } else {
      append(
          switch (written) {
            // PostgreSQL writes LIKE so in the definitions of views; to the facts it is any match
            case "~~" -> "~";
            case "~~*" -> "~*";
            case "!~~" -> "!~";
            case "!~~*" -> "!~*";
            default -> written;
          });
    }
  }

  /** Whether PostgreSQL brings this operator along and the parser does not know it. */
  static boolean isPostgresqlOperator(String operator) {
    return POSTGRESQL_PREFIX_OPERATORS.contains(operator)
        || POSTGRESQL_INFIX_OPERATORS.contains(operator);
  }
}
