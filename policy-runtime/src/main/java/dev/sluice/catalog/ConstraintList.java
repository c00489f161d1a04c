package dev.sluice.catalog;

import dev.sluice.sql.Catalog.Relation;
import dev.sluice.sql.Constraint;
import dev.sluice.sql.Constraint.Kind;
import dev.sluice.sql.Constraint.Reference;
import dev.sluice.sql.TableName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of a database's tables are held to. Constraints of which a write can tell nothing
 * that it does not give itself are not kept: keys of one column, checks of one. Confined to one
 * thread.
 */
final class ConstraintList {
  /** Some 30 MB at most, as names are shared. */
  private static final int MOST_CONSTRAINTS = 50_000;

  /** Words of expressions that give NULL for NULL. */
  private static final Set<String> STRICT = Set.of("", "lower", "upper", "btrim", "text");

  private static final Pattern NO_OPERATOR = Pattern.compile("[\\p{L}\\p{N}_$():\"` ]+");

  private static final Comparator<Constraint> ORDER =
      Comparator.comparing((Constraint constraint) -> constraint.table().toString())
          .thenComparing(Constraint::kind)
          .thenComparing(Constraint::name)
          .thenComparing(constraint -> String.valueOf(constraint.reference()));

  /** Rows of one constraint follow one another. */
  private record Head(TableName table, String name, Kind kind) {}

  /** A constraint of which not all rows were read yet. */
  private static final class Draft {
    final Head head;
    final List<String> columns = new ArrayList<>();
    final List<String> expressions = new ArrayList<>();
    final List<String> referred = new ArrayList<>();
    @Nullable TableName reference;
    String onDelete = "";
    String onUpdate = "";
    String words = "";

    Draft(Head head) {
      this.head = head;
    }
  }

  private final Origins origins;
  private final @Nullable TriggerList triggers;
  private final List<Draft> drafts = new ArrayList<>();
  private final Map<TableName, Set<String>> filled = new HashMap<>();
  private final Map<TableName, Set<String>> renewed = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();

  /** Words of an expression that may read anything. */
  private final Set<String> code = new HashSet<>();

  private @Nullable Draft open;
  private boolean tooMany;

  /**
   * An empty list.
   *
   * @param origins told of all tables' parents before constraints are
   * @param triggers told of foreign keys that change rows; null where that sets none off
   */
  ConstraintList(Origins origins, @Nullable TriggerList triggers) {
    this.origins = origins;
    this.triggers = triggers;
  }

  /** An INSERT that leaves the column out stores a value which may be there already. */
  void fills(TableName table, String column) {
    filled.computeIfAbsent(table, key -> new HashSet<>()).add(shared(column));
  }

  /** Every UPDATE gives the column another value, whether it names it or not. */
  void renews(TableName table, String column) {
    renewed.computeIfAbsent(table, key -> new HashSet<>()).add(shared(column));
  }

  /**
   * Takes one column of a constraint, or one expression.
   *
   * @param kind of {@link Kind}
   * @param reference the table that a foreign key refers to
   * @param onDelete {@code CASCADE}, or what begins with {@code SET}, if deleting what is referred
   *     to deletes or changes what refers
   * @param onUpdate the same for updating
   * @param words of these: {@code NULLS}, where two NULL are the same; {@code STANDING}, where rows
   *     may break it; {@code CODE}, where code of the database's own is run that may read anything
   * @return whether more are wanted
   */
  boolean add(
      TableName table,
      String name,
      String kind,
      @Nullable String column,
      @Nullable String expression,
      @Nullable TableName reference,
      @Nullable String referred,
      String onDelete,
      String onUpdate,
      String words) {
    Head head = new Head(table, name, Kind.valueOf(kind));
    Draft draft = open;
    if (draft == null || !draft.head.equals(head)) {
      end();
      draft = new Draft(head);
      draft.reference = reference;
      draft.onDelete = onDelete;
      draft.onUpdate = onUpdate;
      draft.words = words;
      open = draft;
    }
    if (column != null) {
      draft.columns.add(shared(column));
    }
    if (expression != null && !expression.isBlank()) {
      draft.expressions.add(expression);
    }
    if (referred != null) {
      draft.referred.add(shared(referred));
    }
    return !tooMany;
  }

  /** A column is computed by an expression in the database's own SQL. */
  void computes(TableName table, String column, String expression) {
    if (!expression.isBlank()) {
      end();
      Draft draft = new Draft(new Head(table, column, Kind.COMPUTED));
      draft.expressions.add(expression);
      open = draft;
    }
  }

  private String shared(String text) {
    return texts.computeIfAbsent(text, key -> key);
  }

  private void end() {
    Draft draft = open;
    open = null;
    if (draft == null) {
      return;
    }
    TableName reference = draft.reference;
    if (triggers != null
        && reference != null
        && (carries(draft.onDelete) || carries(draft.onUpdate))) {
      triggers.cascades(draft.head.table(), reference);
    }
    if (draft.expressions.isEmpty() && isPlain(draft)) {
      return;
    }
    tooMany |= drafts.size() >= MOST_CONSTRAINTS;
    if (!tooMany) {
      drafts.add(draft);
    }
  }

  private static boolean carries(String action) {
    return action.equals("CASCADE") || action.startsWith("SET");
  }

  /** Whether it looks at one column alone, which only who writes that one puts to the test. */
  private boolean isPlain(Draft draft) {
    if (!draft.words.isEmpty() || draft.columns.size() > 1) {
      return false;
    }
    return switch (draft.head.kind()) {
      case CHECK, COMPUTED -> true;
      case UNIQUE ->
          origins.ancestors(draft.head.table()).isEmpty()
              && draft.columns.stream().noneMatch(column -> isFilled(draft.head.table(), column));
      case PARTITION, FOREIGN, REFERRED, ANY -> false;
    };
  }

  private boolean isFilled(TableName table, String column) {
    return filled.getOrDefault(table, Set.of()).contains(column);
  }

  /**
   * The relations, each with what its rows are held to.
   *
   * @param routines the names of the database's own functions that a check may call
   */
  List<Relation> addTo(List<Relation> relations, List<String> routines) {
    end();
    code.add("select");
    routines.forEach(routine -> code.add(routine.toLowerCase(Locale.ROOT)));
    if (tooMany) {
      return relations.stream()
          .map(relation -> relation.heldTo(List.of(Constraint.unknown(relation.name()))))
          .toList();
    }
    Map<TableName, List<Constraint>> own = own(relations);
    if (own.isEmpty()) {
      return relations;
    }
    Map<TableName, List<Constraint>> all = new HashMap<>();
    own.forEach((table, list) -> all.put(table, new ArrayList<>(list)));
    own.forEach(
        (table, list) ->
            origins.ancestors(table).forEach(ancestor -> addOfChild(all, ancestor, list)));
    return relations.stream()
        .map(
            relation -> {
              List<Constraint> found =
                  new ArrayList<>(all.getOrDefault(relation.name(), List.of()));
              for (TableName ancestor : origins.ancestors(relation.name())) {
                for (Constraint constraint : own.getOrDefault(ancestor, List.of())) {
                  if (constraint.kind() == Kind.PARTITION) {
                    found.add(constraint);
                  }
                }
              }
              // in an order of their own, so that a catalog equals one that was read before
              return found.isEmpty()
                  ? relation
                  : relation.heldTo(found.stream().distinct().sorted(ORDER).toList());
            })
        .toList();
  }

  private static void addOfChild(
      Map<TableName, List<Constraint>> all, TableName table, List<Constraint> ofChild) {
    List<Constraint> known = all.computeIfAbsent(table, key -> new ArrayList<>());
    Set<Constraint> rules = new HashSet<>();
    known.forEach(constraint -> rules.add(constraint.unnamed(table)));
    for (Constraint constraint : ofChild) {
      if (rules.add(constraint.unnamed(table))) {
        known.add(constraint);
      }
    }
  }

  /** Of each table its own constraints, and the foreign keys of others that refer to it. */
  private Map<TableName, List<Constraint>> own(List<Relation> relations) {
    Map<TableName, Relation> byName = new HashMap<>();
    relations.forEach(relation -> byName.put(relation.name(), relation));
    Map<TableName, List<Constraint>> own = new HashMap<>();
    Set<Constraint> referring = new LinkedHashSet<>();
    for (Draft draft : drafts) {
      Relation relation = byName.get(draft.head.table());
      // a table that the user does not see may refer to one that it does
      List<String> known = relation == null ? List.of() : relation.columns();
      Constraint constraint = constraint(draft, known);
      if (constraint != null) {
        own.computeIfAbsent(constraint.table(), key -> new ArrayList<>()).add(constraint);
        if (constraint.kind() == Kind.FOREIGN) {
          referring.add(constraint);
        }
      }
    }
    addReferred(own, referring);
    return own;
  }

  private void addReferred(Map<TableName, List<Constraint>> own, Set<Constraint> referring) {
    Set<List<Object>> known = new HashSet<>();
    referring.forEach(constraint -> known.add(keys(constraint.table(), constraint)));
    for (Constraint constraint : referring) {
      Constraint referred = constraint.referred();
      boolean isPart =
          origins.ancestors(constraint.table()).stream()
              .anyMatch(parent -> known.contains(keys(parent, constraint)));
      if (referred != null && !isPart) {
        own.computeIfAbsent(referred.table(), key -> new ArrayList<>()).add(referred);
      }
    }
  }

  /** Of {@code lower(email)}, or a column alone, it is known that NULL makes it NULL. */
  private static void addNullWithItsColumn(
      String expression, Set<String> columns, Set<String> found) {
    Set<String> words = Origins.words(expression);
    words.removeAll(STRICT);
    if (words.size() == 1 && NO_OPERATOR.matcher(expression).matches()) {
      columns.stream()
          .filter(column -> words.contains(column.toLowerCase(Locale.ROOT)))
          .forEach(found::add);
    }
  }

  private static List<Object> keys(TableName table, Constraint constraint) {
    return List.of(table, constraint.columns(), String.valueOf(constraint.reference()));
  }

  /** Null if it can tell of nothing that a write does not give. */
  private @Nullable Constraint constraint(Draft draft, List<String> known) {
    Set<String> columns = new LinkedHashSet<>(draft.columns);
    Kind kind = draft.head.kind();
    boolean runsCode = draft.words.contains("CODE");
    for (String expression : draft.expressions) {
      columns.addAll(Origins.namedIn(expression, known));
      runsCode |= kind == Kind.CHECK && !Collections.disjoint(code, Origins.words(expression));
    }
    boolean standing =
        draft.words.contains("STANDING")
            || !Collections.disjoint(columns, renewed.getOrDefault(draft.head.table(), Set.of()));
    boolean ties = columns.size() > 1 || runsCode || standing;
    if (!ties && (kind == Kind.CHECK || kind == Kind.COMPUTED)) {
      return null;
    }
    Set<String> omittable = new HashSet<>();
    if ((kind == Kind.UNIQUE || kind == Kind.FOREIGN) && !draft.words.contains("NULLS")) {
      omittable.addAll(draft.columns);
      draft.expressions.forEach(expression -> addNullWithItsColumn(expression, columns, omittable));
      omittable.removeIf(column -> isFilled(draft.head.table(), column));
    }
    TableName table = draft.reference;
    Reference reference =
        table == null
            ? null
            : new Reference(
                table,
                draft.referred.stream().sorted().toList(),
                draft.onDelete.equals("CASCADE"),
                draft.onDelete.startsWith("SET"),
                carries(draft.onUpdate));
    return new Constraint(
        draft.head.name(),
        draft.head.table(),
        kind,
        columns.stream().sorted().toList(),
        omittable,
        kind == Kind.COMPUTED
            ? draft.expressions.stream().sorted().collect(Collectors.joining(", "))
            : null,
        reference,
        standing,
        runsCode ? "it runs code of the database's own that may read anything" : null);
  }
}
