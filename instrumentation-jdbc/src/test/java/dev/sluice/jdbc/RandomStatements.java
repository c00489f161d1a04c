package dev.sluice.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes up statements over the tables of {@code truth-schema.sql}: names that hide one another,
 * correlated subqueries, joins of all kinds, WITH, windows, grouping, set operations, and writes
 * made of them. The same seed makes the same statements. Nearly all are valid. None selects from a
 * view or takes {@code *} of a subquery: PostgreSQL wants a right to the columns behind that nobody
 * reads, too.
 */
final class RandomStatements {
  private enum Type {
    INT,
    TEXT,
    NUMBER,
    FLAG,
    TIME
  }

  private record Column(String name, Type type) {}

  /** Something that columns can be taken from, under its name in the statement. */
  private record Relation(String name, List<Column> columns) {}

  private record Query(String sql, List<Column> columns) {}

  /** What can be named at a place, and what can be named around it. */
  private record Names(List<Relation> relations, @Nullable Names outer) {}

  private static final String[] TABLES = {
    "customers id:I name:T email:T phone:T ssn:T country:T active:F created_at:Z",
    "orders id:I customer_id:I amount:N status:T placed_at:Z note:T",
    "items order_id:I sku:T quantity:I price:N",
    "employees id:I name:T salary:N manager_id:I ssn:T",
    "calendar id:I year:I month:I day:I key:T number:I value:T name:T",
    "payments id:I order_id:I card:T amount:N paid_at:Z",
    "people id:I name:T",
    "archive.customers id:I name:T ssn:T",
  };

  /** Some are names of tables and columns, too. */
  private static final String[] ALIASES = {
    "a", "b", "c", "o", "t", "x", "name", "ssn", "orders", "people", "year", "value", "id"
  };

  private final Random random;
  private final List<Relation> tables = new ArrayList<>();
  private final List<Relation> withQueries = new ArrayList<>();
  private int made;

  RandomStatements(long seed) {
    random = new Random(seed);
    for (String table : TABLES) {
      String[] words = table.split(" ", -1);
      List<Column> columns = new ArrayList<>();
      for (int i = 1; i < words.length; i++) {
        String[] parts = words[i].split(":", -1);
        columns.add(new Column(parts[0], type(parts[1])));
      }
      tables.add(new Relation(words[0], columns));
    }
  }

  private static Type type(String letter) {
    return switch (letter) {
      case "I" -> Type.INT;
      case "T" -> Type.TEXT;
      case "N" -> Type.NUMBER;
      case "F" -> Type.FLAG;
      default -> Type.TIME;
    };
  }

  /** The next statement. */
  String next() {
    made = 0;
    withQueries.clear();
    return switch (random.nextInt(10)) {
      case 0 -> insert();
      case 1 -> update();
      case 2 -> delete();
      case 3 -> merge();
      default -> query(3, null, null).sql();
    };
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private Type anyType() {
    return Type.values()[random.nextInt(Type.values().length)];
  }

  // ---- queries

  /**
   * Makes a query.
   *
   * @param wanted the types of its columns; null for any
   */
  private Query query(int depth, @Nullable Names outer, @Nullable List<Type> wanted) {
    if (depth > 1 && chance(20)) {
      return withQuery(depth, outer, wanted);
    }
    if (depth > 1 && chance(12)) {
      return setOperation(depth, outer, wanted);
    }
    return select(depth, outer, wanted);
  }

  private Query withQuery(int depth, @Nullable Names outer, @Nullable List<Type> wanted) {
    Query inner = query(depth - 1, null, null);
    String name = chance(30) ? any(List.of("customers", "orders", "people")) : "w" + made++;
    if (withQueries.stream().anyMatch(other -> other.name().equals(name))) {
      return select(depth, outer, wanted);
    }
    Relation relation = new Relation(name, inner.columns());
    withQueries.add(relation);
    Query body = select(depth - 1, outer, wanted, relation);
    withQueries.remove(relation);
    return new Query("WITH " + name + " AS (" + inner.sql() + ") " + body.sql(), body.columns());
  }

  private Query setOperation(int depth, @Nullable Names outer, @Nullable List<Type> wanted) {
    Query left = select(depth - 1, outer, wanted);
    List<Type> types = left.columns().stream().map(Column::type).toList();
    Query right = select(depth - 1, outer, types);
    String operator = any(List.of(" UNION ", " UNION ALL ", " INTERSECT ", " EXCEPT "));
    return new Query("(" + left.sql() + ")" + operator + "(" + right.sql() + ")", left.columns());
  }

  private Query select(int depth, @Nullable Names outer, @Nullable List<Type> wanted) {
    return select(depth, outer, wanted, null);
  }

  private Query select(
      int depth, @Nullable Names outer, @Nullable List<Type> wanted, @Nullable Relation used) {
    List<Relation> relations = new ArrayList<>();
    Names names = new Names(relations, outer);
    String from = from(depth, names, used);
    boolean grouped = chance(20);
    List<String> items = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    int count = wanted == null ? 1 + random.nextInt(3) : wanted.size();
    for (int i = 0; i < count; i++) {
      Type type = wanted == null ? anyType() : wanted.get(i);
      String value;
      if (grouped && chance(50)) {
        value = aggregate(type, names);
      } else if (grouped) {
        value = column(type, names.relations());
        groups.add(value);
      } else {
        value = chance(8) ? window(type, names) : value(type, names, depth);
      }
      String name = "c" + made++;
      items.add(value + " AS " + name);
      columns.add(new Column(name, type));
    }
    StringBuilder sql = new StringBuilder("SELECT ");
    boolean distinct = !grouped && chance(8);
    sql.append(distinct ? "DISTINCT " : "").append(String.join(", ", items)).append(from);
    if (chance(60)) {
      sql.append(" WHERE ").append(value(Type.FLAG, names, depth));
    }
    groups.removeIf(group -> !group.matches("[a-z_]+[.0-9a-z_]*"));
    if (!groups.isEmpty()) {
      sql.append(" GROUP BY ").append(String.join(", ", groups));
    }
    if (grouped && chance(40)) {
      sql.append(" HAVING ").append(aggregate(Type.INT, names)).append(" > 1");
    }
    if (chance(25)) {
      sql.append(" ORDER BY ").append(chance(50) ? "1" : columns.get(0).name());
      sql.append(chance(50) ? " DESC NULLS LAST" : "");
    }
    sql.append(chance(10) ? " LIMIT 5" : "");
    return new Query(sql.toString(), columns);
  }

  // ---- FROM

  private String from(int depth, Names names, @Nullable Relation used) {
    StringBuilder sql = new StringBuilder(" FROM ");
    sql.append(used == null ? source(depth, names, false) : named(used, names.relations()));
    int joins = random.nextInt(3);
    for (int i = 0; i < joins; i++) {
      Relation left = names.relations().get(names.relations().size() - 1);
      boolean lateral = depth > 1 && chance(15);
      String source = source(depth, names, lateral);
      Relation right = names.relations().get(names.relations().size() - 1);
      if (lateral) {
        sql.append(any(List.of(", ", " CROSS JOIN "))).append(source);
        continue;
      }
      Type type = any(List.of(Type.INT, Type.TEXT));
      List<String> mine = qualified(type, List.of(left));
      List<String> other = qualified(type, List.of(right));
      if (mine.isEmpty() || other.isEmpty()) {
        sql.append(" CROSS JOIN ").append(source);
        continue;
      }
      boolean full = chance(20);
      sql.append(full ? " FULL JOIN " : any(List.of(" JOIN ", " LEFT JOIN ", " RIGHT JOIN ")));
      sql.append(source).append(" ON ").append(any(mine) + " = " + any(other));
      if (!full && chance(20)) {
        sql.append(" AND ").append(any(mine)).append(" IS NOT NULL");
      }
    }
    return sql.toString();
  }

  private String source(int depth, Names names, boolean lateral) {
    if (lateral || (depth > 1 && chance(25))) {
      return derived(depth, names, lateral);
    }
    boolean fromWith = !withQueries.isEmpty() && chance(50);
    return named(fromWith ? any(withQueries) : table(), names.relations());
  }

  /** A table that no WITH query hides. */
  private Relation table() {
    Relation table = any(tables);
    boolean hidden = withQueries.stream().anyMatch(query -> query.name().equals(table.name()));
    return hidden ? new Relation("public." + table.name(), table.columns()) : table;
  }

  private String derived(int depth, Names names, boolean lateral) {
    Names inside = lateral ? names : null;
    Query query = query(depth - 1, inside, null);
    String alias = freshAlias(names.relations(), query.columns());
    names.relations().add(new Relation(alias, query.columns()));
    return (lateral ? "LATERAL (" : "(") + query.sql() + ") AS " + alias;
  }

  private String named(Relation relation, List<Relation> relations) {
    if (chance(10)) {
      // all columns renamed
      List<Column> columns = new ArrayList<>();
      List<String> list = new ArrayList<>();
      for (Column column : relation.columns()) {
        String name = "n" + made++;
        columns.add(new Column(name, column.type()));
        list.add(name);
      }
      String alias = freshAlias(relations, columns);
      relations.add(new Relation(alias, columns));
      return relation.name() + " AS " + alias + "(" + String.join(", ", list) + ")";
    }
    String alias = freshAlias(relations, relation.columns());
    relations.add(new Relation(alias, relation.columns()));
    return relation.name() + " " + alias;
  }

  private String freshAlias(List<Relation> relations, List<Column> columns) {
    String alias = chance(60) ? any(List.of(ALIASES)) : "r" + made++;
    boolean taken =
        relations.stream().anyMatch(other -> other.name().equals(alias))
            || columns.stream().anyMatch(column -> column.name().equals(alias));
    return taken ? "r" + made++ : alias;
  }

  // ---- values

  /** A value that is no column, nor one that the planner could compute and leave branches out. */
  private static String literal(Type type) {
    return switch (type) {
      case INT -> "(random() * 9)::int";
      case TEXT -> "random()::text";
      case NUMBER -> "random()::numeric";
      case FLAG -> "(random() < 0.5)";
      case TIME -> "clock_timestamp()";
    };
  }

  /** A column of the type, or a literal where there is none. */
  private String column(Type type, List<Relation> relations) {
    List<String> found = new ArrayList<>();
    TreeMap<String, Integer> uses = new TreeMap<>();
    for (Relation relation : relations) {
      relation.columns().forEach(column -> uses.merge(column.name(), 1, Integer::sum));
    }
    for (Relation relation : relations) {
      for (Column column : relation.columns()) {
        if (column.type() == type) {
          boolean bare = uses.getOrDefault(column.name(), 0) == 1 && chance(30);
          found.add(bare ? column.name() : relation.name() + "." + column.name());
        }
      }
    }
    return found.isEmpty() ? literal(type) : any(found);
  }

  private static List<String> qualified(Type type, List<Relation> relations) {
    List<String> found = new ArrayList<>();
    for (Relation relation : relations) {
      for (Column column : relation.columns()) {
        if (column.type() == type) {
          found.add(relation.name() + "." + column.name());
        }
      }
    }
    return found;
  }

  /** A column in sight, of this query or, hidden by none of it, of one around it. */
  private String visible(Type type, Names names) {
    Names outer = names.outer();
    if (outer == null || chance(70)) {
      return column(type, names.relations());
    }
    List<Relation> seen = new ArrayList<>();
    for (Relation relation : outer.relations()) {
      if (names.relations().stream().noneMatch(own -> own.name().equals(relation.name()))) {
        seen.add(relation);
      }
    }
    List<String> found = qualified(type, seen);
    return found.isEmpty() ? column(type, names.relations()) : any(found);
  }

  private String value(Type type, Names names, int depth) {
    int choice = random.nextInt(depth > 0 ? 12 : 3);
    if (choice < 4) {
      return type == Type.FLAG && chance(70) ? comparison(names, 0) : visible(type, names);
    }
    if (choice == 4 && depth > 1) {
      String inner = select(depth - 1, names, List.of(type)).sql();
      return "(SELECT s.v FROM (" + inner + ") AS s(v) LIMIT 1)";
    }
    if (choice == 5) {
      return "CASE WHEN "
          + value(Type.FLAG, names, depth - 1)
          + " THEN "
          + value(type, names, depth - 1)
          + " ELSE "
          + visible(type, names)
          + " END";
    }
    if (choice == 6) {
      return "coalesce(" + visible(type, names) + ", " + value(type, names, depth - 1) + ")";
    }
    return computed(type, names, depth);
  }

  private String computed(Type type, Names names, int depth) {
    return switch (type) {
      case INT ->
          chance(50)
              ? "length(" + value(Type.TEXT, names, depth - 1) + ")"
              : visible(Type.INT, names) + " + " + visible(Type.INT, names);
      case TEXT ->
          chance(50)
              ? "upper(" + value(Type.TEXT, names, depth - 1) + ")"
              : visible(Type.TEXT, names) + " || " + visible(anyType(), names) + "::text";
      case NUMBER -> "round(" + value(Type.NUMBER, names, depth - 1) + ", 1)";
      case FLAG -> comparison(names, depth);
      case TIME -> "date_trunc('day', " + value(Type.TIME, names, depth - 1) + ")";
    };
  }

  private String comparison(Names names, int depth) {
    Type type = anyType();
    String left = visible(type, names);
    if (depth > 1 && chance(40)) {
      Query inner = select(depth - 1, names, List.of(type));
      return switch (random.nextInt(3)) {
        case 0 -> left + " IN (" + inner.sql() + ")";
        case 1 -> left + " = ANY (" + inner.sql() + ")";
        default -> "EXISTS (" + inner.sql() + ")";
      };
    }
    return switch (random.nextInt(7)) {
      case 0 -> left + " IS NOT NULL";
      case 1 -> left + " IS DISTINCT FROM " + visible(type, names);
      case 2 -> "(" + comparison(names, depth - 1) + " OR " + comparison(names, depth - 1) + ")";
      case 3 -> "NOT " + comparison(names, depth - 1);
      case 4 -> visible(Type.TEXT, names) + " LIKE 'x%'";
      case 5 -> left + " BETWEEN " + visible(type, names) + " AND " + visible(type, names);
      default -> left + " = " + visible(type, names);
    };
  }

  private String aggregate(Type type, Names names) {
    String own = column(type, names.relations());
    String filter = chance(25) ? " FILTER (WHERE " + comparison(names, 0) + ")" : "";
    return switch (type) {
      case INT -> chance(50) ? "count(*)" + filter : "max(" + own + ")" + filter;
      case TEXT -> "string_agg(" + own + ", ',' ORDER BY " + column(type, names.relations()) + ")";
      case NUMBER -> "avg(" + own + ")" + filter;
      case FLAG -> "bool_or(" + own + ")" + filter;
      case TIME -> "min(" + own + ")" + filter;
    };
  }

  private String window(Type type, Names names) {
    return "first_value("
        + column(type, names.relations())
        + ") OVER (PARTITION BY "
        + column(Type.TEXT, names.relations())
        + " ORDER BY "
        + column(anyType(), names.relations())
        + ")";
  }

  // ---- writes

  private Relation writable() {
    return tables.get(random.nextInt(7));
  }

  private String returning(Names names) {
    return chance(40) ? " RETURNING " + value(anyType(), names, 1) : "";
  }

  private String insert() {
    Relation target = writable();
    List<Column> columns = target.columns().subList(0, 1 + random.nextInt(target.columns().size()));
    List<Type> types = columns.stream().map(Column::type).toList();
    List<String> list = columns.stream().map(Column::name).toList();
    String head = "INSERT INTO " + target.name() + " (" + String.join(", ", list) + ") ";
    String tail = returning(new Names(List.of(target), null));
    return head + query(2, null, types).sql() + tail;
  }

  private String update() {
    Relation target = writable();
    List<Relation> relations = new ArrayList<>();
    Names names = new Names(relations, null);
    String table = named(new Relation(target.name(), target.columns()), relations);
    if (table.contains("(")) {
      return update(); // the columns of a target cannot be renamed
    }
    String from = chance(50) ? " FROM " + source(2, names, false) : "";
    Column column = any(target.columns());
    return "UPDATE "
        + table
        + " SET "
        + column.name()
        + " = "
        + value(column.type(), names, 2)
        + from
        + (chance(80) ? " WHERE " + value(Type.FLAG, names, 2) : "")
        + returning(names);
  }

  private String delete() {
    Relation target = writable();
    List<Relation> relations = new ArrayList<>();
    Names names = new Names(relations, null);
    String table = named(target, relations);
    if (table.contains("(")) {
      return delete();
    }
    return "DELETE FROM "
        + table
        + (chance(40) ? " USING " + source(2, names, false) : "")
        + (chance(80) ? " WHERE " + value(Type.FLAG, names, 2) : "")
        + returning(names);
  }

  private String merge() {
    Relation target = writable();
    List<Relation> relations = new ArrayList<>();
    Names names = new Names(relations, null);
    String table = named(target, relations);
    if (table.contains("(")) {
      return merge();
    }
    String source = source(2, names, false);
    Names proposed = new Names(relations.subList(1, 2), null);
    Column column = any(target.columns());
    StringBuilder sql = new StringBuilder("MERGE INTO " + table + " USING " + source + " ON ");
    sql.append(comparison(names, 1));
    if (chance(70)) {
      sql.append(" WHEN MATCHED ").append(chance(40) ? "AND " + comparison(names, 1) : "");
      sql.append(" THEN UPDATE SET ").append(column.name() + " = ");
      sql.append(value(column.type(), names, 1));
    } else {
      sql.append(" WHEN MATCHED THEN DELETE");
    }
    if (chance(50)) {
      sql.append(" WHEN NOT MATCHED THEN INSERT (").append(column.name()).append(") VALUES (");
      sql.append(value(column.type(), proposed, 1)).append(")");
    }
    return sql.toString();
  }
}
