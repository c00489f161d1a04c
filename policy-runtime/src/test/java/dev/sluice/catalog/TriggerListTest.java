package dev.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sql.Catalog.Kind;
import dev.sluice.sql.Catalog.Relation;
import dev.sluice.sql.Effect;
import dev.sluice.sql.TableName;
import dev.sluice.sql.Trigger;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TriggerListTest {
  private static final TableName PARENT = new TableName("s", "parent");
  private static final TableName CHILD = new TableName("s", "child");
  private static final TableName OTHER = new TableName("s", "other");
  private static final String BODY = "BEGIN RETURN NEW; END";

  private final Origins origins = new Origins();
  private final TriggerList triggers = new TriggerList();

  @Test
  void leavesTablesThatSetNothingOff() {
    List<Relation> relations = List.of(relation(PARENT));

    assertThat(triggers.addTo(relations, origins)).isEqualTo(relations);
  }

  @Test
  void givesEachTableItsOwn() {
    add(CHILD, "b", "INSERT UPDATE", "x\ny");
    add(CHILD, "a", "INSERT,DELETE,SELECT", "");

    assertThat(of(CHILD))
        .containsExactly(
            trigger(CHILD, "a", Set.of(Effect.INSERT, Effect.DELETE), Set.of()),
            trigger(CHILD, "b", Set.of(Effect.INSERT, Effect.UPDATE), Set.of("x", "y")));
    assertThat(of(OTHER)).isEmpty();
  }

  @Test
  void aParentSetsOffThoseOfItsPartitions() {
    origins.inherits(CHILD, PARENT);
    add(PARENT, "shared", "INSERT", "");
    add(CHILD, "shared", "INSERT", "");
    add(CHILD, "own", "INSERT", "");

    assertThat(of(PARENT)).extracting(Trigger::name).containsExactly("own", "shared");
    assertThat(of(CHILD)).hasSize(2);
  }

  @Test
  void aForeignKeySetsOffThoseOfTheTablesThatRefer() {
    triggers.cascades(CHILD, PARENT);
    triggers.cascades(OTHER, CHILD);
    triggers.cascades(PARENT, OTHER);
    add(CHILD, "inserted", "INSERT", "");
    add(OTHER, "updated", "INSERT UPDATE", "x");

    Trigger updated = trigger(OTHER, "updated", Set.of(Effect.INSERT, Effect.UPDATE), Set.of("x"));
    assertThat(of(PARENT)).containsExactly(updated.cascading());
    assertThat(of(CHILD))
        .containsExactly(
            trigger(CHILD, "inserted", Set.of(Effect.INSERT), Set.of()), updated.cascading());
    assertThat(of(OTHER)).contains(updated);
  }

  @Test
  void ofTooManyEveryTableMaySetOffAny() {
    boolean more = true;
    for (int i = 0; i <= 20_000; i++) {
      more = triggers.add(CHILD, "t" + i, "INSERT", "", "plpgsql", BODY, null);
    }

    assertThat(more).isFalse();
    assertThat(of(OTHER)).containsExactly(Trigger.unknown(OTHER));
  }

  private void add(TableName table, String name, String events, String columns) {
    assertThat(triggers.add(table, name, events, columns, "plpgsql", BODY, null)).isTrue();
  }

  private List<Trigger> of(TableName table) {
    return triggers.addTo(List.of(relation(table)), origins).get(0).triggers();
  }

  private static Trigger trigger(
      TableName table, String name, Set<Effect> events, Set<String> columns) {
    return new Trigger(name, table, events, columns, "plpgsql", BODY, null, false);
  }

  private static Relation relation(TableName name) {
    return new Relation(name, Kind.TABLE, List.of("id"), null);
  }
}
