package dev.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sql.Catalog.Kind;
import dev.sluice.sql.Catalog.Relation;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OriginsTest {
  private static final TableName PARENT = new TableName("s", "parent");
  private static final TableName CHILD = new TableName("s", "child");
  private static final TableName GRANDCHILD = new TableName("t", "grandchild");

  private final Origins origins = new Origins();

  @Test
  void leavesTablesThatTakeNothingFromOthers() {
    List<Relation> relations = List.of(relation(PARENT, "id"));

    assertThat(origins.addTo(relations)).isEqualTo(relations);
  }

  @Test
  void aChildsColumnsAreThoseOfAllItsParents() {
    origins.inherits(CHILD, PARENT);
    origins.inherits(GRANDCHILD, CHILD);

    assertThat(
            originsOf(
                relation(GRANDCHILD, "id", "own"), relation(CHILD, "id"), relation(PARENT, "id")))
        .isEqualTo(Map.of("id", Set.of(new ColumnName(CHILD, "id"), new ColumnName(PARENT, "id"))));
  }

  @Test
  void aGeneratedColumnIsWhatItsExpressionNames() {
    origins.generated(PARENT, "code", "lower((SSN)::text) || width");

    assertThat(originsOf(relation(PARENT, "ssn", "id", "code", "width")))
        .isEqualTo(
            Map.of("code", Set.of(new ColumnName(PARENT, "ssn"), new ColumnName(PARENT, "width"))));
  }

  @Test
  void aNameThatIsNoWordIsFoundAnywhere() {
    origins.generated(PARENT, "code", "upper(`last name`)");

    assertThat(originsOf(relation(PARENT, "last name", "name", "code")))
        .isEqualTo(
            Map.of(
                "code",
                Set.of(new ColumnName(PARENT, "last name"), new ColumnName(PARENT, "name"))));
  }

  private Map<String, Set<ColumnName>> originsOf(Relation first, Relation... others) {
    List<Relation> relations = new java.util.ArrayList<>(List.of(others));
    relations.add(0, first);
    return origins.addTo(relations).get(0).origins();
  }

  private static Relation relation(TableName name, String... columns) {
    return new Relation(name, Kind.TABLE, List.of(columns), null);
  }
}
