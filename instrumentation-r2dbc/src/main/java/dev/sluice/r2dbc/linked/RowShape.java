package dev.sluice.r2dbc.linked;

import dev.sluice.gate.ColumnLook;
import dev.sluice.gate.Failures;
import dev.sluice.gate.GeneratedColumns;
import dev.sluice.gate.ResultNames;
import dev.sluice.mask.Mask;
import dev.sluice.policy.ColumnWatch;
import dev.sluice.policy.MaskPlan;
import dev.sluice.r2dbc.Execution;
import dev.sluice.r2dbc.ShownPart;
import dev.sluice.sql.OutputColumn;
import dev.sluice.sql.SqlFacts;
import io.r2dbc.spi.ReadableMetadata;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The columns of one result as a caller is shown them. Labels are resolved here and not by the
 * driver, so that a name can mean no other column than the one that is masked. Used by one thread
 * at a time.
 */
final class RowShape {
  private final String[] names;
  private final @Nullable Class<?>[] types;
  private final @Nullable Mask[] masks;
  private final @Nullable ColumnLook[] looks;
  private final Failures failures;
  private final boolean any;

  private RowShape(
      String[] names,
      @Nullable Class<?>[] types,
      @Nullable Mask[] masks,
      @Nullable ColumnLook[] looks,
      Failures failures,
      boolean any) {
    this.names = names;
    this.types = types;
    this.masks = masks;
    this.looks = looks;
    this.failures = failures;
    this.any = any;
  }

  /** The shape of a result, by what the database says of its columns. */
  static RowShape of(io.r2dbc.spi.RowMetadata metadata, ShownPart part, Execution execution) {
    List<? extends ReadableMetadata> columns = metadata.getColumnMetadatas();
    SqlFacts facts = part.facts();
    if (part.generated() && facts != null) {
      GeneratedColumns generated =
          new GeneratedColumns(execution.admission(), facts, columns.size());
      return of(columns, generated::mask, generated::watch, execution);
    }
    requireAgreement(columns, part, execution);
    return of(columns, part.masks(), execution);
  }

  /** The shape of out parameters, which no statement was read as: masked whatever they are. */
  static RowShape ofOut(List<? extends ReadableMetadata> parameters, Execution execution) {
    MaskPlan plan = execution.admission().masks();
    if (plan.columns() >= 0 && !plan.isEmpty()) {
      throw Errors.closed("out parameters cannot be masked", "Use a SELECT.");
    }
    return of(parameters, plan, execution);
  }

  private static RowShape of(
      List<? extends ReadableMetadata> columns, MaskPlan plan, Execution execution) {
    return of(
        columns,
        (column, name) -> plan.column(column),
        (column, name) -> plan.watch(column),
        execution);
  }

  /** Something of a column, by its place from 1 on and its name. */
  @FunctionalInterface
  private interface OfColumn<T> {
    @Nullable T of(int column, String name);
  }

  private static RowShape of(
      List<? extends ReadableMetadata> columns,
      OfColumn<Mask> maskOf,
      OfColumn<ColumnWatch> watchOf,
      Execution execution) {
    int count = columns.size();
    String[] names = new String[count];
    @Nullable Class<?>[] types = new Class<?>[count];
    @Nullable Mask[] masks = new Mask[count];
    @Nullable ColumnLook[] looks = new ColumnLook[count];
    boolean any = false;
    for (int i = 0; i < count; i++) {
      names[i] = columns.get(i).getName();
      types[i] = columns.get(i).getJavaType();
      masks[i] = maskOf.of(i + 1, names[i]);
      ColumnWatch watch =
          masks[i] == null && holdsText(types[i]) ? watchOf.of(i + 1, names[i]) : null;
      if (watch != null) {
        looks[i] = new ColumnLook(watch, execution.admission()::detected, execution.failures());
      }
      any |= masks[i] != null || looks[i] != null;
    }
    return new RowShape(names, types, masks, looks, execution.failures(), any);
  }

  /** Withholds a result of which the database says something else than the statement's facts. */
  private static void requireAgreement(
      List<? extends ReadableMetadata> columns, ShownPart part, Execution execution) {
    MaskPlan plan = part.masks();
    if (plan.columns() < 0) {
      return; // masked whatever it is
    }
    if (plan.columns() != columns.size()) {
      execution
          .failures()
          .count(
              "r2dbc.columns",
              "a result has "
                  + columns.size()
                  + " columns where its statement was read as "
                  + plan.columns(),
              null);
      throw Errors.closed(
          "the result has other columns than its statement, so it cannot be masked", "");
    }
    SqlFacts facts = part.facts();
    List<OutputColumn> output = facts == null ? List.of() : facts.output();
    for (int i = 0; i < columns.size() && output.size() == columns.size(); i++) {
      String disagreement =
          ResultNames.disagreement(i + 1, output.get(i), columns.get(i).getName());
      if (disagreement != null) {
        execution
            .failures()
            .count(
                "r2dbc.disagreement", "a statement and its result disagree: " + disagreement, null);
        throw Errors.closed(
            "the database says that a column is another one than the statement says", "");
      }
    }
  }

  /** Whether values of a type are, or hold, text: not numbers, times and bytes. */
  private static boolean holdsText(@Nullable Class<?> type) {
    return type == null
        || !(Number.class.isAssignableFrom(type)
            || Temporal.class.isAssignableFrom(type)
            || type == Boolean.class
            || type == UUID.class
            || type == byte[].class
            || type.getName().equals("java.nio.ByteBuffer"));
  }

  /** Whether any value may be shown as another. */
  boolean masksAny() {
    return any;
  }

  int columns() {
    return names.length;
  }

  /**
   * The place of the first column of a name, whatever its case.
   *
   * @throws NoSuchElementException as R2DBC asks for
   */
  int indexOf(String name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equalsIgnoreCase(name)) {
        return i;
      }
    }
    throw new NoSuchElementException("Column name '" + name + "' does not exist");
  }

  @Nullable Mask mask(int index) {
    return masks[index];
  }

  @Nullable ColumnLook look(int index) {
    return looks[index];
  }

  /** The class of the values that the driver gives by itself; null if it does not tell. */
  @Nullable Class<?> type(int index) {
    return types[index];
  }

  Failures failures() {
    return failures;
  }
}
