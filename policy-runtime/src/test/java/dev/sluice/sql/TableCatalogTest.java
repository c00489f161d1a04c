package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableCatalogTest {
  private static Catalog.Relation table(String schema, String name) {
    return new Catalog.Relation(
        new TableName(schema, name), Catalog.Kind.TABLE, List.of("id"), null);
  }

  @Test
  void looksThroughTheDefaultSchemasInOrder() {
    Catalog.Relation first = table("a", "t");
    Catalog.Relation second = table("b", "t");
    TableCatalog catalog =
        new TableCatalog(Dialect.POSTGRESQL, List.of("a", "b"), List.of(second, first));

    assertThat(catalog.find(null, "t")).isEqualTo(first);
    assertThat(catalog.find("b", "t")).isEqualTo(second);
    assertThat(catalog.find("c", "t")).isNull();
    assertThat(catalog.size()).isEqualTo(2);
  }

  @Test
  void tellsNamesApartByCaseInPostgresql() {
    TableCatalog catalog =
        new TableCatalog(Dialect.POSTGRESQL, List.of("a"), List.of(table("a", "Users")));

    assertThat(catalog.find(null, "Users")).isNotNull();
    assertThat(catalog.find(null, "users")).isNull();
  }

  @Test
  void takesAnotherSpellingElsewhereIfItIsTheOnlyOne() {
    TableCatalog one = new TableCatalog(Dialect.MYSQL, List.of("a"), List.of(table("a", "Users")));
    TableCatalog two =
        new TableCatalog(
            Dialect.MYSQL, List.of("a"), List.of(table("a", "Users"), table("a", "USERS")));

    assertThat(one.find(null, "users")).isNotNull();
    assertThat(two.find(null, "users")).isNull();
    assertThat(two.find(null, "USERS")).isNotNull();
  }
}
