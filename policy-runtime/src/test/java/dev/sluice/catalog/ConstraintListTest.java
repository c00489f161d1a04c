package dev.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sql.Catalog.Kind;
import dev.sluice.sql.Catalog.Relation;
import dev.sluice.sql.Constraint;
import dev.sluice.sql.Constraint.Reference;
import dev.sluice.sql.Effect;
import dev.sluice.sql.TableName;
import dev.sluice.sql.Trigger;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConstraintListTest {
  private static final TableName PARENT = new TableName("s", "parent");
  private static final TableName CHILD = new TableName("s", "child");
  private static final TableName OTHER = new TableName("s", "other");

  private final Origins origins = new Origins();
  private final TriggerList triggers = new TriggerList();
  private final ConstraintList constraints = new ConstraintList(origins, triggers);

  @Test
  void leavesTablesOfWhichAWriteTellsNothingElse() {
    add(OTHER, "key", "UNIQUE", "a", null, "");
    add(OTHER, "positive", "CHECK", "b", null, "");
    add(OTHER, "short", "CHECK", null, "char_length(`b`) < 5", "");
    constraints.computes(OTHER, "c", "upper(b)");
    constraints.computes(OTHER, "d", " ");

    assertThat(of(OTHER)).isEmpty();
  }

  @Test
  void keepsWhatTiesColumns() {
    constraints.fills(OTHER, "b");
    add(OTHER, "key", "UNIQUE", "b", null, "");
    add(OTHER, "key", "UNIQUE", "a", null, "");
    add(OTHER, "less", "CHECK", null, "`a` < `b`", "");
    constraints.computes(OTHER, "c", "a * b");

    assertThat(of(OTHER))
        .containsExactly(
            constraint("key", OTHER, Constraint.Kind.UNIQUE, Set.of("a")),
            constraint("less", OTHER, Constraint.Kind.CHECK, Set.of()),
            new Constraint(
                "c",
                OTHER,
                Constraint.Kind.COMPUTED,
                List.of("a", "b"),
                Set.of(),
                "a * b",
                null,
                false,
                null));
  }

  @Test
  void everyUpdateTestsWhatIsRenewed() {
    constraints.renews(OTHER, "a");
    add(OTHER, "later", "CHECK", null, "a > b", "");
    add(OTHER, "more", "CHECK", null, "b > c", "");

    assertThat(of(OTHER)).extracting(Constraint::standing).containsExactly(true, false);
  }

  @Test
  void keepsKeysThatNullOrADefaultMayMeet() {
    constraints.fills(OTHER, "a");
    add(OTHER, "default", "UNIQUE", "a", null, "");
    add(OTHER, "nulls", "UNIQUE", "b", null, "NULLS");
    add(OTHER, "plain", "UNIQUE", "b", null, "");

    assertThat(of(OTHER)).extracting(Constraint::name).containsExactly("default", "nulls");
    assertThat(of(OTHER)).allMatch(constraint -> constraint.omittable().isEmpty());
  }

  @Test
  void keepsChecksThatRowsMayBreakOrThatRunCode() {
    add(OTHER, "standing", "CHECK", "a", null, "STANDING");
    add(OTHER, "code", "CHECK", "a", null, "CODE");
    add(OTHER, "called", "CHECK", null, "IS_GOOD(A)", "");
    add(OTHER, "asked", "CHECK", null, "EXISTS(SELECT 1 FROM X)", "");
    add(OTHER, "innocent", "CHECK", null, "LENGTH(A) > 5", "");

    List<Constraint> held =
        constraints.addTo(List.of(relation(OTHER)), List.of("is_good")).get(0).constraints();
    assertThat(held)
        .extracting(Constraint::name)
        .containsExactly("asked", "called", "code", "standing");
    assertThat(held)
        .filteredOn(c -> c.unknown() == null)
        .singleElement()
        .satisfies(c -> assertThat(c.standing()).isTrue());
  }

  @Test
  void anInsertMayLeaveOutWhatMakesAnExpressionNull() {
    add(OTHER, "lower", "UNIQUE", null, "lower((a)::text)", "");
    add(OTHER, "lower", "UNIQUE", "b", null, "");
    add(OTHER, "partial", "UNIQUE", "a", null, "");
    add(OTHER, "partial", "UNIQUE", null, "(b > 5)", "");
    add(OTHER, "partial_too", "UNIQUE", "a", null, "");
    add(OTHER, "partial_too", "UNIQUE", null, "COALESCE(b, c)", "");

    assertThat(of(OTHER))
        .extracting(Constraint::omittable)
        .containsExactly(Set.of("a", "b"), Set.of("a"), Set.of("a"));
  }

  @Test
  void aForeignKeyIsOfBothTables() {
    refer(CHILD, PARENT, "CASCADE", "NO ACTION");

    Constraint foreign =
        new Constraint(
            "f",
            CHILD,
            Constraint.Kind.FOREIGN,
            List.of("a"),
            Set.of("a"),
            null,
            new Reference(PARENT, List.of("b"), true, false, false),
            false,
            null);
    assertThat(of(CHILD)).containsExactly(foreign);
    assertThat(of(PARENT)).containsExactly(foreign.referred()).doesNotContainNull();
    assertThat(of(OTHER)).isEmpty();
  }

  @Test
  void aForeignKeyThatChangesRowsSetsOffTheirTriggers() {
    refer(CHILD, PARENT, "NO ACTION", "SET NULL");
    refer(OTHER, CHILD, "RESTRICT", "NO ACTION");
    triggers.add(CHILD, "t", "UPDATE", "", "c", null, null);
    triggers.add(OTHER, "u", "UPDATE", "", "c", null, null);
    List<Relation> held = constraints.addTo(List.of(relation(PARENT), relation(CHILD)), List.of());

    List<Relation> all = triggers.addTo(held, origins);
    assertThat(all.get(0).triggers()).extracting(Trigger::name).containsExactly("t");
    assertThat(all.get(1).triggers()).extracting(Trigger::name).containsExactly("t");
    assertThat(all.get(0).triggers()).allMatch(t -> t.events().contains(Effect.DELETE));
  }

  @Test
  void partsAreHeldToWhatTheirParentIsAndTheOtherWayRound() {
    origins.inherits(CHILD, PARENT);
    add(PARENT, "parent", "PARTITION", null, "RANGE (a)", "");
    add(PARENT, "shared", "UNIQUE", "a", null, "");
    add(PARENT, "shared", "UNIQUE", "b", null, "");
    add(CHILD, "child_shared", "UNIQUE", "a", null, "");
    add(CHILD, "child_shared", "UNIQUE", "b", null, "");
    add(CHILD, "own", "UNIQUE", "b", null, "");

    assertThat(of(PARENT))
        .extracting(Constraint::name)
        .containsExactlyInAnyOrder("parent", "shared", "own");
    assertThat(of(CHILD))
        .extracting(Constraint::name)
        .containsExactlyInAnyOrder("parent", "child_shared", "own");
  }

  @Test
  void ofTooManyEveryTableMayBeHeldToAny() {
    boolean more = true;
    for (int i = 0; i <= 50_001; i++) {
      more = constraints.add(CHILD, "c" + i, "CHECK", null, "a < b", null, null, "", "", "");
    }

    assertThat(more).isFalse();
    assertThat(of(OTHER)).containsExactly(Constraint.unknown(OTHER));
  }

  private void add(
      TableName table,
      String name,
      String kind,
      @Nullable String column,
      @Nullable String expression,
      String words) {
    assertThat(constraints.add(table, name, kind, column, expression, null, null, "", "", words))
        .isTrue();
  }

  private void refer(TableName from, TableName to, String onDelete, String onUpdate) {
    constraints.add(from, "f", "FOREIGN", "a", null, to, "b", onDelete, onUpdate, "");
  }

  private static Constraint constraint(
      String name, TableName table, Constraint.Kind kind, Set<String> omittable) {
    return new Constraint(name, table, kind, List.of("a", "b"), omittable, null, null, false, null);
  }

  private List<Constraint> of(TableName table) {
    return constraints
        .addTo(List.of(relation(PARENT), relation(CHILD), relation(OTHER)), List.of())
        .stream()
        .filter(relation -> relation.name().equals(table))
        .findFirst()
        .orElseThrow()
        .constraints();
  }

  private static Relation relation(TableName name) {
    return new Relation(name, Kind.TABLE, List.of("a", "b", "c", "d"), null);
  }
}
