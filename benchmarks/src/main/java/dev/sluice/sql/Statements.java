package dev.sluice.sql;

import java.util.List;
import java.util.stream.IntStream;

/** An ordinary statement to measure with, and the tables that it speaks of. */
final class Statements {
  private static final int LENGTH = 1024;

  private static final String TEXT =
      """
      SELECT c.id, c.name, c.email, o.id AS order_id, o.placed_at, o.status, sum(i.quantity * i.price) AS total,
             count(*) AS lines, max(i.price) AS dearest, coalesce(o.note, 'none') AS note
        FROM customers c
        JOIN orders o ON o.customer_id = c.id
        LEFT JOIN items i ON i.order_id = o.id AND i.quantity > %1$d
       WHERE c.active
         AND c.country IN ('de', 'at', 'ch', 'x%1$d')
         AND o.placed_at BETWEEN '2026-01-01' AND '2026-06-30'
         AND (o.status = 'open' OR o.status = 'paid' AND o.amount >= %1$d)
         AND lower(c.email) LIKE '%%@example.org'
         AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.order_id = o.id AND r.reason <> 'other %1$d')
       GROUP BY c.id, c.name, c.email, o.id, o.placed_at, o.status, coalesce(o.note, 'none')
      HAVING sum(i.quantity * i.price) > 100
       ORDER BY total DESC, o.placed_at, c.name
       LIMIT 50 -- asked by the report of open orders""";

  private Statements() {}

  /** A statement of 1,024 characters, with this number among its literals. */
  static String oneKibibyte(int number) {
    String text = TEXT.formatted(number);
    return text.length() > LENGTH
        ? text.substring(0, LENGTH)
        : text + " ".repeat(LENGTH - text.length());
  }

  static Catalog catalog() {
    return new TableCatalog(
        Dialect.POSTGRESQL,
        List.of("public"),
        List.of(
            table("customers", "id", "name", "email", "country", "active", "ssn"),
            table("orders", "id", "customer_id", "amount", "status", "placed_at", "note"),
            table("items", "order_id", "sku", "quantity", "price"),
            table("refunds", "id", "order_id", "reason"),
            table(
                "wide", IntStream.range(0, 1_000).mapToObj(i -> "w" + i).toArray(String[]::new))));
  }

  private static Catalog.Relation table(String name, String... columns) {
    return new Catalog.Relation(
        new TableName("public", name), Catalog.Kind.TABLE, List.of(columns), null);
  }
}
