package dev.sluice.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The schema that the tests speak of, as each dialect's database would report it. */
final class Shop {
  private static final String[] TABLES = {
    "customers id name email phone ssn country active created_at",
    "orders id customer_id amount status placed_at note",
    "items order_id sku quantity price",
    "employees id name salary manager_id ssn delete_flag",
    "audit_log id who what at",
    "calendar id year month key number",
    "shifts id day hour minute second current uuid",
    "customers_seq next_val",
  };

  private Shop() {}

  static TableCatalog catalog(Dialect dialect) {
    String schema = schema(dialect);
    List<Catalog.Relation> relations = new ArrayList<>();
    for (String table : TABLES) {
      List<String> words = List.of(fold(table, dialect).split(" ", -1));
      relations.add(table(schema, words.get(0), words.subList(1, words.size())));
    }
    relations.add(typed(schema, dialect));
    relations.add(table(fold("archive", dialect), fold("customers", dialect), columns(dialect)));
    relations.add(
        view(schema, dialect, "customer_names", "select id, name from customers where active"));
    relations.add(view(schema, dialect, "contacts", "select id, email as reach from customers;"));
    relations.add(
        view(schema, dialect, "reachable", "select c.id, lower(c.reach) as reach from contacts c"));
    relations.add(
        new Catalog.Relation(
            new TableName(schema, fold("sealed", dialect)),
            Catalog.Kind.VIEW,
            columns(dialect),
            null));
    return new TableCatalog(dialect, List.of(schema), relations);
  }

  static String schema(Dialect dialect) {
    return dialect.schemaIsDatabase() ? "shop" : fold("public", dialect);
  }

  private static List<String> columns(Dialect dialect) {
    return List.of(fold("id", dialect), fold("name", dialect));
  }

  private static Catalog.Relation table(String schema, String name, List<String> columns) {
    return new Catalog.Relation(new TableName(schema, name), Catalog.Kind.TABLE, columns, null);
  }

  /** The one table of whose columns the types are known. */
  private static Catalog.Relation typed(String schema, Dialect dialect) {
    return new Catalog.Relation(
        new TableName(schema, fold("parcels", dialect)),
        Catalog.Kind.TABLE,
        List.of(fold("id weight sender receiver sent packed fragile", dialect).split(" ", -1)),
        null,
        Map.of(),
        Map.of(
            fold("packed", dialect), ColumnType.MOMENT,
            fold("fragile", dialect),
                dialect.schemaIsDatabase() ? ColumnType.NUMBER : ColumnType.BOOLEAN,
            fold("id", dialect), ColumnType.NUMBER,
            fold("weight", dialect), ColumnType.NUMBER,
            fold("sender", dialect), ColumnType.TEXT,
            fold("receiver", dialect), ColumnType.TEXT));
  }

  private static Catalog.Relation view(
      String schema, Dialect dialect, String name, String definition) {
    String second = name.equals("customer_names") ? "name" : "reach";
    return new Catalog.Relation(
        new TableName(schema, fold(name, dialect)),
        Catalog.Kind.VIEW,
        List.of(fold("id", dialect), fold(second, dialect)),
        definition);
  }

  private static String fold(String name, Dialect dialect) {
    return dialect == Dialect.H2 ? name.toUpperCase(Locale.ROOT) : name;
  }
}
