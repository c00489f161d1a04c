package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
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

  @Test
  void givesTheSameViewForAnEqualState() {
    TableCatalog catalog =
        new TableCatalog(
            Dialect.POSTGRESQL, List.of("a"), List.of(table("a", "t"), table("b", "t")));
    SessionState inB = SessionState.of(List.of("b"));

    assertThat(catalog.in(SessionState.of(List.of("a")))).isSameAs(catalog);
    assertThat(catalog.in(inB)).isSameAs(catalog.in(SessionState.of(List.of("b"))));
    assertThat(catalog.in(inB).find(null, "t")).isEqualTo(table("b", "t"));
    assertThat(catalog.in(inB).find("a", "t")).isEqualTo(table("a", "t"));
    assertThat(catalog.in(inB).ofDefinitions()).isSameAs(catalog);
  }

  @Test
  void findsNoNameWithoutASchemaWhereNobodyKnowsTheSchema() {
    TableCatalog catalog =
        new TableCatalog(Dialect.POSTGRESQL, List.of("a"), List.of(table("a", "t")));
    Catalog view = catalog.in(SessionState.UNKNOWN);

    assertThat(view.find(null, "t")).isNull();
    assertThat(view.missing(new TableName(null, "t"))).contains("in which schema");
    assertThat(view.find("a", "t")).isNotNull();
    assertThat(view.doubt()).isNull();
  }

  @Test
  void findsNoNameWithoutASchemaWhereNotAllAreHeld() {
    TableCatalog catalog =
        new TableCatalog(Dialect.POSTGRESQL, List.of("a"), List.of(table("a", "t")), false);
    Catalog view = catalog.in(SessionState.of(List.of("b", "a")));

    for (Catalog some : List.of(catalog, view)) {
      assertThat(some.find(null, "t")).isNull();
      assertThat(some.find("a", "t")).isNotNull();
      assertThat(some.missing(new TableName(null, "t"))).contains("more columns");
    }
  }

  @Test
  void hidesWhatTheSessionHidesAndDoubtsWhatItMayReadOtherwise() {
    TableCatalog catalog =
        new TableCatalog(Dialect.MYSQL, List.of("a"), List.of(table("a", "t"), table("a", "u")));
    SessionState state =
        new SessionState(
            List.of("a"), Map.of("t", List.of(), "u", List.of("x")), false, false, false);

    assertThat(catalog.in(state).find("a", "T")).isNull();
    assertThat(catalog.in(state).missing(new TableName("a", "t"))).contains("may hide");
    assertThat(catalog.in(state).find(null, "u"))
        .satisfies(hidden -> assertThat(hidden.columns()).containsExactly("x"));
    assertThat(Catalog.EMPTY.in(state).missing(new TableName(null, "t"))).contains("may hide");
    assertThat(Catalog.EMPTY.in(SessionState.UNKNOWN)).isSameAs(Catalog.EMPTY);
    assertThat(catalog.in(new SessionState(List.of(), Map.of(), false, false, true)).doubt())
        .contains("settings");
  }
}
