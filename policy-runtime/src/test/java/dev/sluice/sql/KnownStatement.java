package dev.sluice.sql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A random statement over {@link Shop} together with the facts that it must have, which are put
 * together with it, piece by piece, from the meaning of each piece.
 *
 * <p>The text is kept as tokens, so that it can be written with any white space, comments and
 * letter case: a space separates tokens; a name that begins with {@code @} is that of a table or
 * alias, whose case some dialects keep.
 *
 * @param tokens the text
 * @param lineage what each column of the result is made of
 */
record KnownStatement(
    String tokens,
    Set<Effect> effects,
    Set<TableName> tablesRead,
    Set<TableName> tablesWritten,
    Set<ColumnName> columnsRead,
    Set<ColumnName> columnsWritten,
    Set<ColumnName> shaping,
    List<Lineage> lineage,
    Set<String> functions,
    boolean hasLimit) {

  /** A statement of the dialect; the same for the same seed. */
  static KnownStatement of(Dialect dialect, long seed) {
    return new Generator(dialect, new Random(seed)).statement();
  }

  /** The text with one space between tokens. */
  String text() {
    return tokens.replace("@", "");
  }

  /** The text in another shape that means the same. */
  String text(Dialect dialect, Random random) {
    StringBuilder text = new StringBuilder();
    for (String token : tokens.split(" ", -1)) {
      if (!text.isEmpty()) {
        text.append(space(dialect, random));
      }
      text.append(spelled(token, dialect, random));
    }
    return text.toString();
  }

  private static String space(Dialect dialect, Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> "\n";
      case 1 -> "\t ";
      case 2 -> " /* , ssn from ' */ ";
      case 3 -> " -- it's ; \"x\n";
      case 4 -> dialect == Dialect.MARIADB ? " # ' drop\r\n" : "\r\n";
      case 5 -> "/**/ ";
      default -> " ";
    };
  }

  private static String spelled(String token, Dialect dialect, Random random) {
    StringBuilder spelled = new StringBuilder();
    char quote = 0;
    boolean keepsCase = false;
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '`' || c == '\'') {
        quote = c;
      } else if (c == '@') {
        keepsCase = dialect == Dialect.MARIADB;
        continue;
      } else if (c == '.') {
        keepsCase = false;
      } else if (!keepsCase && random.nextInt(3) == 0) {
        c = Character.toUpperCase(c);
      }
      spelled.append(c);
    }
    return spelled.toString();
  }

  /** What a value is made of. */
  private record Made(@Nullable ColumnName direct, Set<ColumnName> sources) {
    static final Made CONSTANT = new Made(null, Set.of());

    static Made of(ColumnName column) {
      return new Made(column, Set.of(column));
    }

    static Made from(Collection<ColumnName> sources) {
      return new Made(null, Set.copyOf(sources));
    }

    Made with(Made other) {
      Set<ColumnName> all = new HashSet<>(sources);
      all.addAll(other.sources);
      return from(all);
    }

    Made orElse(Made other) {
      return direct != null && direct.equals(other.direct) ? this : with(other);
    }

    Lineage lineage() {
      return direct != null ? new Lineage.Direct(direct) : new Lineage.Derived(sources);
    }
  }

  /** A column of something in FROM; its name as the database stores it. */
  private record Col(String name, Made made) {
    private static final String AMBIGUOUS = "?";

    /** Whether another column beside it has its name, so that it cannot be named. */
    boolean isAmbiguous() {
      return name.startsWith(AMBIGUOUS);
    }

    Col ambiguous() {
      return isAmbiguous() ? this : new Col(AMBIGUOUS + name, made);
    }

    String plainName() {
      return isAmbiguous() ? name.substring(AMBIGUOUS.length()) : name;
    }
  }

  private record Expr(String text, Made made) {}

  private record Query(String text, List<Col> cols, Set<ColumnName> shaping, boolean limited) {}

  /** Something in FROM. */
  private record Source(String alias, List<Col> cols) {}

  /** What names mean inside of one SELECT. */
  private static final class Names {
    final @Nullable Names outer;
    final List<Source> sources = new ArrayList<>();
    List<Col> visible = new ArrayList<>();

    /** Columns that decide which rows come. */
    final Set<ColumnName> shaping = new HashSet<>();

    Names(@Nullable Names outer) {
      this.outer = outer;
    }

    void add(Source source) {
      sources.add(source);
      visible.addAll(source.cols);
    }
  }

  private static final class Generator {
    private static final List<String> TABLES =
        List.of("customers", "orders", "items", "employees", "audit_log");
    private static final List<String> VIEWS = List.of("customer_names", "contacts", "reachable");

    private final Dialect dialect;
    private final Random random;
    private final Catalog catalog;
    private final Set<Effect> effects = EnumSet.noneOf(Effect.class);
    private final Set<TableName> tablesRead = new HashSet<>();
    private final Set<TableName> tablesWritten = new HashSet<>();
    private final Set<ColumnName> read = new HashSet<>();
    private final Set<ColumnName> written = new HashSet<>();
    private final Set<ColumnName> shaping = new HashSet<>();
    private final Set<String> functions = new TreeSet<>();
    private final Map<String, Query> with = new HashMap<>();
    private int names;

    Generator(Dialect dialect, Random random) {
      this.dialect = dialect;
      this.random = random;
      this.catalog = Shop.catalog(dialect);
    }

    KnownStatement statement() {
      return switch (random.nextInt(8)) {
        case 0 -> insert();
        case 1 -> update();
        case 2 -> delete();
        default -> select();
      };
    }

    private KnownStatement known(String text, List<Col> output, boolean limited) {
      List<Lineage> lineage = new ArrayList<>();
      for (Col col : output) {
        uses(col.made);
        lineage.add(col.made.lineage());
      }
      return new KnownStatement(
          text,
          effects,
          tablesRead,
          tablesWritten,
          read,
          written,
          shaping,
          lineage,
          functions,
          limited);
    }

    private boolean chance(int percent) {
      return random.nextInt(100) < percent;
    }

    private <T> T oneOf(List<T> things) {
      return things.get(random.nextInt(things.size()));
    }

    private String oneOf(String... things) {
      return things[random.nextInt(things.length)];
    }

    // ---- facts

    private Made uses(Made made) {
      read.addAll(made.sources);
      made.sources.forEach(column -> tablesRead.add(column.table()));
      return made;
    }

    private void shapes(Made made, Names names) {
      uses(made);
      shaping.addAll(made.sources);
      names.shaping.addAll(made.sources);
    }

    // ---- names

    private String stored(String name) {
      return dialect == Dialect.H2 ? name.toUpperCase(Locale.ROOT) : name;
    }

    private TableName table(String name) {
      return new TableName(Shop.schema(dialect), stored(name));
    }

    private Catalog.Relation relation(String name) {
      Catalog.Relation found = catalog.find(null, stored(name));
      if (found == null) {
        throw new IllegalStateException(name);
      }
      return found;
    }

    private String fresh(String prefix) {
      return prefix + ++names;
    }

    /** A column's name in a text: quoted it is as it is stored, or else in small letters. */
    private String column(String stored) {
      if (chance(15)) {
        return dialect == Dialect.MARIADB ? "`" + stored + "`" : "\"" + stored + "\"";
      }
      return stored.toLowerCase(Locale.ROOT);
    }

    // ---- queries

    private KnownStatement select() {
      effects.add(Effect.SELECT);
      StringBuilder text = new StringBuilder();
      if (chance(40)) {
        text.append(withClause()).append(' ');
      }
      Query query = query(3, null);
      return known(text + query.text, query.cols, query.limited);
    }

    private String withClause() {
      List<String> queries = new ArrayList<>();
      int count = 1 + random.nextInt(2);
      for (int i = 0; i < count; i++) {
        // a name in WITH hides the table of that name from here on, but not in its own query
        String name = chance(40) ? oneOf(TABLES) : fresh("w");
        if (with.containsKey(name)) {
          continue;
        }
        Query query = query(2, null);
        if (dialect == Dialect.H2 && query.text.contains("@" + name)) {
          // to H2 it would be recursive
          name = fresh("w");
        }
        List<Col> cols = query.cols;
        String list = "";
        if (chance(30)) {
          List<String> renamed = new ArrayList<>();
          cols = new ArrayList<>();
          for (Col col : query.cols) {
            String column = fresh("k");
            renamed.add(column);
            cols.add(new Col(stored(column), col.made));
          }
          list = " ( " + String.join(" , ", renamed) + " )";
        }
        with.put(name, new Query("", cols, query.shaping, false));
        queries.add("@" + name + list + " as ( " + query.text + " )");
      }
      return "with " + String.join(" , ", queries);
    }

    private Query query(int depth, @Nullable Names outer) {
      return depth > 0 && chance(20) ? setOperation(depth, outer) : plain(depth, outer, 0);
    }

    private Query setOperation(int depth, @Nullable Names outer) {
      Query left = plain(depth - 1, outer, 0);
      int width = left.cols.size();
      Query right = plain(depth - 1, outer, width);
      String operator =
          oneOf(
              "union",
              "union all",
              "except",
              "intersect",
              dialect == Dialect.POSTGRESQL ? "intersect all" : "union all");
      Names own = new Names(outer);
      own.shaping.addAll(left.shaping);
      own.shaping.addAll(right.shaping);
      List<Col> cols = new ArrayList<>();
      for (int i = 0; i < width; i++) {
        Col col = left.cols.get(i);
        cols.add(new Col(col.name, col.made.orElse(right.cols.get(i).made)));
      }
      if (!operator.equals("union all")) {
        cols.forEach(col -> shapes(col.made, own));
      }
      String text = "( " + left.text + " ) " + operator + " ( " + right.text + " )";
      if (chance(30)) {
        int position = random.nextInt(width);
        shapes(cols.get(position).made, own);
        text += " order by " + (position + 1);
      }
      boolean limited = chance(20);
      return new Query(text + (limited ? " limit 5" : ""), cols, own.shaping, limited);
    }

    /**
     * @param width how many columns it must have; 0 for any number
     */
    private Query plain(int depth, @Nullable Names outer, int width) {
      effects.add(Effect.SELECT);
      Names own = new Names(outer);
      String from = from(depth, own);
      StringBuilder text = new StringBuilder();
      List<Col> cols = new ArrayList<>();
      boolean distinct = chance(15);
      String items = items(depth, own, cols, width);
      text.append("select ").append(distinct ? "distinct " : "").append(items);
      text.append(" from ").append(from);
      if (chance(60)) {
        Expr where = condition(depth, own);
        shapes(where.made, own);
        text.append(" where ").append(where.text);
      }
      if (chance(20)) {
        Expr group = oneColumn(own);
        shapes(group.made, own);
        text.append(" group by ").append(group.text);
        if (chance(50)) {
          // qualified, or some databases would take it for an item's alias
          Expr having = call(oneOf("max", "min", "sum"), oneColumn(own));
          shapes(having.made, own);
          text.append(" having ").append(having.text).append(" > 5");
        }
      }
      if (distinct) {
        cols.forEach(col -> shapes(col.made, own));
      }
      if (chance(30)) {
        text.append(" order by ").append(order(own, cols)).append(oneOf("", " desc"));
      }
      boolean limited = chance(15);
      text.append(limited ? " limit 10" : "");
      return new Query(text.toString(), cols, own.shaping, limited);
    }

    private String order(Names own, List<Col> cols) {
      if (chance(40)) {
        int position = random.nextInt(cols.size());
        shapes(cols.get(position).made, own);
        return Integer.toString(position + 1);
      }
      Col item = oneOf(cols);
      if (chance(50)
          && !item.isAmbiguous()
          && cols.stream().filter(col -> col.name.equals(item.name)).count() == 1
          // of two tables' columns it could be the one that is not shown
          && own.visible.stream().filter(col -> col.name.equals(item.name)).count() <= 1) {
        shapes(item.made, own);
        return column(item.name);
      }
      Expr by = oneColumn(own);
      shapes(by.made, own);
      return by.text;
    }

    // ---- SELECT items

    private String items(int depth, Names own, List<Col> cols, int width) {
      if (width == 0 && chance(15)) {
        cols.addAll(own.visible);
        return "*";
      }
      List<String> items = new ArrayList<>();
      int count = width > 0 ? width : 1 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        if (width == 0 && chance(10)) {
          Source source = oneOf(own.sources);
          cols.addAll(source.cols);
          items.add("@" + source.alias + ".*");
          continue;
        }
        Expr item = expression(depth, own);
        uses(item.made);
        String alias = fresh("c");
        if (chance(15)) {
          // the name of some other column: only a bare name in ORDER BY means this item
          alias = oneOf("ssn", "id", "note");
        }
        items.add(item.text + " as " + alias);
        cols.add(new Col(stored(alias), item.made));
      }
      return String.join(" , ", items);
    }

    // ---- FROM

    private String from(int depth, Names own) {
      StringBuilder text = new StringBuilder(fromItem(depth, own));
      int joins = random.nextInt(3);
      for (int i = 0; i < joins; i++) {
        List<Col> left = own.visible;
        own.visible = new ArrayList<>();
        int kind = random.nextInt(5);
        String item = fromItem(depth - 1, own);
        List<Col> right = own.visible;
        // H2 looks at one table only of several on the left
        boolean merges = i == 0 || dialect != Dialect.H2;
        List<String> common = merges ? common(left, right) : null;
        if (kind == 0) {
          text.append(" cross join ").append(item);
          own.visible = concat(left, right);
        } else if (kind == 1 && common != null) {
          text.append(" natural join ").append(item);
          own.visible = merge(left, right, common, "", own);
        } else if (kind == 2 && common != null && !common.isEmpty()) {
          String name = oneOf(common);
          String side = oneOf("", "left ", "right ", dialect == Dialect.POSTGRESQL ? "full " : "");
          text.append(' ').append(side).append("join ").append(item);
          text.append(" using ( ").append(column(name)).append(" )");
          own.visible = merge(left, right, List.of(name), side, own);
        } else {
          own.visible = concat(left, right);
          Expr on = comparison(0, own);
          shapes(on.made, own);
          text.append(oneOf(" join ", " left join ", " inner join ")).append(item);
          text.append(" on ").append(on.text);
        }
      }
      return text.toString();
    }

    private static List<Col> concat(List<Col> left, List<Col> right) {
      List<Col> all = new ArrayList<>(left);
      all.addAll(right);
      return all;
    }

    /** Names that both sides have; null if one of them has a name twice, which no join allows. */
    private static @Nullable List<String> common(List<Col> left, List<Col> right) {
      List<String> common = new ArrayList<>();
      Set<String> ofLeft = new LinkedHashSet<>();
      Set<String> ofRight = new HashSet<>();
      boolean twice = false;
      for (Col col : left) {
        twice |= col.isAmbiguous() || !ofLeft.add(col.name);
      }
      for (Col col : right) {
        twice |= col.isAmbiguous() || !ofRight.add(col.name);
      }
      for (String name : ofLeft) {
        if (ofRight.contains(name)) {
          common.add(name);
        }
      }
      return twice ? null : common;
    }

    private List<Col> merge(
        List<Col> left, List<Col> right, List<String> common, String side, Names own) {
      List<Col> merged = new ArrayList<>();
      List<Col> rest = new ArrayList<>();
      for (String name : common) {
        Made ofLeft = find(left, name);
        Made ofRight = find(right, name);
        shapes(ofLeft, own);
        shapes(ofRight, own);
        merged.add(
            new Col(
                name,
                switch (side) {
                  case "full " -> ofLeft.with(ofRight);
                  // H2 takes the left side's value where there is one
                  case "right " -> dialect == Dialect.H2 ? ofLeft.with(ofRight) : ofRight;
                  default -> ofLeft;
                }));
      }
      boolean keptFirst = dialect.schemaIsDatabase() && side.equals("right ");
      for (Col col : keptFirst ? concat(right, left) : concat(left, right)) {
        if (!common.contains(col.name)) {
          rest.add(col);
        }
      }
      return concat(merged, rest);
    }

    private static Made find(List<Col> cols, String name) {
      for (Col col : cols) {
        if (col.name.equals(name)) {
          return col.made;
        }
      }
      throw new IllegalStateException(name);
    }

    private String fromItem(int depth, Names own) {
      String alias = fresh("t");
      if (depth > 0 && chance(25)) {
        Query inner = query(depth - 1, null);
        own.shaping.addAll(inner.shaping);
        own.add(new Source(alias, distinctNames(inner.cols)));
        return "( " + inner.text + " )" + oneOf(" as", "") + " @" + alias;
      }
      String name = chance(20) ? oneOf(VIEWS) : oneOf(TABLES);
      if (!with.isEmpty() && chance(50)) {
        name = oneOf(List.copyOf(new TreeSet<>(with.keySet())));
      }
      boolean qualified = chance(20) && TABLES.contains(name);
      Query query = qualified ? null : with.get(name);
      String written = "@" + name;
      if (qualified) {
        written = "@" + Shop.schema(dialect).toLowerCase(Locale.ROOT) + ".@" + name;
      }
      String table = name;
      boolean taken = own.sources.stream().anyMatch(source -> source.alias.equals(table));
      boolean aliased = taken || chance(60);
      String called = aliased ? alias : name;
      List<Col> cols;
      if (query != null) {
        own.shaping.addAll(query.shaping);
        cols = distinctNames(query.cols);
      } else if (VIEWS.contains(name)) {
        cols = view(name, own);
      } else {
        cols = base(name);
        tablesRead.add(table(name));
      }
      own.add(new Source(called, cols));
      return aliased ? written + oneOf(" as @", " @") + alias : written;
    }

    private static List<Col> distinctNames(List<Col> cols) {
      List<Col> own = new ArrayList<>();
      Map<String, Integer> count = new HashMap<>();
      cols.forEach(col -> count.merge(col.plainName(), 1, Integer::sum));
      for (Col col : cols) {
        own.add(count.getOrDefault(col.plainName(), 0) > 1 ? col.ambiguous() : col);
      }
      return own;
    }

    private List<Col> base(String name) {
      TableName table = table(name);
      List<Col> cols = new ArrayList<>();
      for (String column : relation(name).columns()) {
        cols.add(new Col(column, Made.of(new ColumnName(table, column))));
      }
      return cols;
    }

    private ColumnName customer(String column) {
      return new ColumnName(table("customers"), stored(column));
    }

    private List<Col> view(String name, Names own) {
      tablesRead.add(table(name));
      tablesRead.add(table("customers"));
      Col id = new Col(stored("id"), Made.of(customer("id")));
      return switch (name) {
        case "customer_names" -> {
          shapes(Made.from(Set.of(customer("active"))), own);
          yield List.of(id, new Col(stored("name"), Made.of(customer("name"))));
        }
        case "contacts" -> List.of(id, new Col(stored("reach"), Made.of(customer("email"))));
        default -> {
          tablesRead.add(table("contacts"));
          functions.add("lower");
          yield List.of(id, new Col(stored("reach"), Made.from(Set.of(customer("email")))));
        }
      };
    }

    // ---- expressions

    private Expr oneColumn(Names own) {
      List<Expr> candidates = new ArrayList<>();
      for (Source source : own.sources) {
        for (Col col : source.cols) {
          if (!col.isAmbiguous()) {
            candidates.add(new Expr("@" + source.alias + "." + column(col.name), col.made));
          }
        }
      }
      // not a bare number, which GROUP BY and ORDER BY take for an item's position, in parentheses
      // too
      return candidates.isEmpty() ? new Expr("( 5 + 1 )", Made.CONSTANT) : oneOf(candidates);
    }

    private Expr anyColumn(Names own) {
      if (own.outer != null && chance(30)) {
        Expr correlated = fromOutside(own);
        if (correlated != null) {
          return correlated;
        }
      }
      if (chance(50) && own.visible.stream().noneMatch(col -> col.isAmbiguous())) {
        Col col = oneOf(own.visible);
        long same = own.visible.stream().filter(other -> other.name.equals(col.name)).count();
        if (same == 1 && !col.isAmbiguous()) {
          return new Expr(column(col.name), col.made);
        }
      }
      return oneColumn(own);
    }

    /** A column of an outer query that no table further in has or hides. */
    private @Nullable Expr fromOutside(Names own) {
      Names outer = own.outer;
      if (outer == null) {
        return null;
      }
      Source source = oneOf(outer.sources);
      Col col = oneOf(source.cols);
      boolean hidden =
          own.sources.stream().anyMatch(inner -> inner.alias.equals(source.alias))
              || col.isAmbiguous();
      return hidden ? null : new Expr("@" + source.alias + "." + column(col.name), col.made);
    }

    private Expr call(String function, Expr... arguments) {
      functions.add(function);
      Made made = Made.CONSTANT;
      List<String> texts = new ArrayList<>();
      for (Expr argument : arguments) {
        made = made.with(argument.made);
        texts.add(argument.text);
      }
      return new Expr(function + "( " + String.join(" , ", texts) + " )", made);
    }

    private Expr expression(int depth, Names own) {
      if (depth <= 0 || chance(45)) {
        return chance(12)
            ? new Expr(oneOf("5", "'x'", "null", "?", "1.5"), Made.CONSTANT)
            : anyColumn(own);
      }
      int next = depth - 1;
      return switch (random.nextInt(10)) {
        case 0 -> both(next, own, oneOf("+", "-", "*"));
        case 1 -> call(oneOf("lower", "upper", "trim", "abs"), expression(next, own));
        case 2 -> call(oneOf("coalesce", "nullif"), expression(next, own), expression(next, own));
        case 3 -> {
          Expr when = condition(next, own);
          Expr then = expression(next, own);
          Expr otherwise = expression(next, own);
          yield new Expr(
              "case when " + when.text + " then " + then.text + " else " + otherwise.text + " end",
              when.made.with(then.made).with(otherwise.made));
        }
        case 4 -> {
          Expr inner = expression(next, own);
          yield new Expr("cast( " + inner.text + " as char(10) )", inner.made.with(Made.CONSTANT));
        }
        case 5 -> scalar(next, own);
        case 6 -> aggregate(next, own);
        case 7 -> window(own);
        case 8 -> {
          Expr inner = expression(next, own);
          yield new Expr("( " + inner.text + " )", inner.made);
        }
        default -> both(next, own, "||");
      };
    }

    private Expr both(int depth, Names own, String operator) {
      Expr left = expression(depth, own);
      Expr right = expression(depth, own);
      return new Expr(left.text + " " + operator + " " + right.text, left.made.with(right.made));
    }

    private Expr scalar(int depth, Names own) {
      Query query = plain(Math.min(depth, 1), own, 1);
      Made made = uses(query.cols.get(0).made);
      return new Expr("( " + query.text + " )", made.with(Made.from(query.shaping)));
    }

    private Expr aggregate(int depth, Names own) {
      return switch (random.nextInt(4)) {
        case 0 -> {
          functions.add("count");
          yield new Expr("count(*)", Made.CONSTANT);
        }
        case 1 -> {
          Expr column = oneColumn(own);
          functions.add("count");
          if (column.made.direct == null) {
            yield new Expr("count( " + column.text + " )", column.made);
          }
          uses(column.made);
          shaping.addAll(column.made.sources);
          yield new Expr("count( " + column.text + " )", Made.CONSTANT);
        }
        case 2 -> {
          Expr inner = expression(depth, own);
          functions.add("count");
          yield new Expr("count( distinct " + inner.text + " )", inner.made.with(Made.CONSTANT));
        }
        default -> call(oneOf("max", "min", "sum"), expression(depth, own));
      };
    }

    private Expr window(Names own) {
      Expr value = oneColumn(own);
      Expr part = oneColumn(own);
      Expr order = oneColumn(own);
      Made frame = part.made.with(order.made);
      shapes(frame, own);
      functions.add("sum");
      return new Expr(
          "sum( "
              + value.text
              + " ) over ( partition by "
              + part.text
              + " order by "
              + order.text
              + " )",
          value.made.with(frame));
    }

    private Expr comparison(int depth, Names own) {
      Expr left = expression(depth, own);
      Expr right = expression(depth, own);
      return new Expr(
          left.text + " " + oneOf("=", "<", ">=", "<>") + " " + right.text,
          left.made.with(right.made));
    }

    private Expr condition(int depth, Names own) {
      return switch (random.nextInt(depth > 0 ? 8 : 4)) {
        case 0 -> {
          Expr value = expression(depth - 1, own);
          yield new Expr(
              value.text + oneOf(" is null", " is not null", " in ( 1 , 2 )", " like 'a%'"),
              value.made.with(Made.CONSTANT));
        }
        case 4 -> {
          Expr left = condition(depth - 1, own);
          Expr right = condition(depth - 1, own);
          yield new Expr(
              "( " + left.text + oneOf(" and ", " or ") + right.text + " )",
              left.made.with(right.made));
        }
        case 5 -> {
          Query query = plain(depth - 1, own, 1);
          // what its items read is read, but only whether there is a row is told
          yield new Expr(
              oneOf("", "not ") + "exists ( " + query.text + " )", Made.from(query.shaping));
        }
        case 6 -> {
          Expr left = anyColumn(own);
          Query query = plain(depth - 1, own, 1);
          yield new Expr(
              left.text + oneOf("", " not") + " in ( " + query.text + " )",
              left.made.with(query.cols.get(0).made).with(Made.from(query.shaping)));
        }
        case 7 -> {
          Expr inner = condition(depth - 1, own);
          yield new Expr("not ( " + inner.text + " )", inner.made.with(Made.CONSTANT));
        }
        default -> comparison(depth, own);
      };
    }

    // ---- writes

    private Names target(String table) {
      tablesWritten.add(table(table));
      Names own = new Names(null);
      own.add(new Source(table, base(table)));
      return own;
    }

    private List<String> someColumns(String table) {
      List<String> columns = new ArrayList<>(relation(table).columns());
      Collections.shuffle(columns, random);
      return columns.subList(0, 1 + random.nextInt(columns.size()));
    }

    private void writes(String table, List<String> columns) {
      columns.forEach(column -> written.add(new ColumnName(table(table), column)));
    }

    private KnownStatement insert() {
      effects.add(Effect.INSERT);
      String table = oneOf(TABLES);
      Names own = target(table);
      List<String> columns = someColumns(table);
      writes(table, columns);
      List<String> named = new ArrayList<>();
      columns.forEach(column -> named.add(column(column)));
      String text = "insert into @" + table + " ( " + String.join(" , ", named) + " ) ";
      if (chance(50)) {
        List<String> values = new ArrayList<>();
        columns.forEach(column -> values.add(oneOf("?", "5", "'x'", "null")));
        text += "values ( " + String.join(" , ", values) + " )";
      } else {
        Query query = plain(2, null, columns.size());
        query.cols.forEach(col -> uses(col.made));
        text += query.text;
      }
      return returning(text, own);
    }

    private KnownStatement update() {
      effects.add(Effect.UPDATE);
      String table = oneOf(TABLES);
      Names own = target(table);
      List<String> columns = someColumns(table);
      writes(table, columns);
      List<String> sets = new ArrayList<>();
      for (String column : columns) {
        Expr value = expression(2, own);
        uses(value.made);
        sets.add(column(column) + " = " + value.text);
      }
      String text = "update @" + table + " set " + String.join(" , ", sets);
      return returning(text + where(own), own);
    }

    private KnownStatement delete() {
      effects.add(Effect.DELETE);
      String table = oneOf(TABLES);
      Names own = target(table);
      return returning("delete from @" + table + where(own), own);
    }

    private String where(Names own) {
      Expr where = condition(2, own);
      shapes(where.made, own);
      return " where " + where.text;
    }

    private KnownStatement returning(String text, Names own) {
      boolean possible =
          dialect == Dialect.POSTGRESQL
              || (dialect == Dialect.MARIADB && !effects.contains(Effect.UPDATE));
      if (!possible || chance(50)) {
        return known(text, List.of(), false);
      }
      List<Col> cols = new ArrayList<>();
      String items = items(1, own, cols, 0);
      return known(text + " returning " + items, cols, false);
    }
  }
}
