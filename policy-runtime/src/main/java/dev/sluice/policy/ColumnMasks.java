package dev.sluice.policy;

import dev.sluice.mask.Mask;
import dev.sluice.sql.ColumnName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mask, or none, for each column of a result. Whatever else comes back is redacted. */
final class ColumnMasks implements MaskPlan {
  private static final int ANY_NUMBER = -1;

  private final int columns;
  private final List<@Nullable Mask> masks;
  private final List<@Nullable ColumnWatch> watches;
  private final MaskSet set;
  private final DatabaseScope scope;
  private final TagIndex index;
  private final Watching watching;

  private ColumnMasks(
      int columns,
      List<@Nullable Mask> masks,
      List<@Nullable ColumnWatch> watches,
      MaskSet set,
      DatabaseScope scope,
      TagIndex index,
      Watching watching) {
    this.columns = columns;
    this.masks = masks;
    this.watches = watches;
    this.watching = watching;
    this.set = set;
    this.scope = scope;
    this.index = index;
  }

  /**
   * A plan for a result whose columns are known.
   *
   * @param masks of each column of the result in order
   * @param watches how those without one are looked at
   * @param set the masks from which those of base columns are chosen
   */
  static MaskPlan of(
      List<@Nullable Mask> masks,
      List<@Nullable ColumnWatch> watches,
      MaskSet set,
      DatabaseScope scope,
      TagIndex index,
      Watching watching) {
    return new ColumnMasks(masks.size(), masks, watches, set, scope, index, watching);
  }

  /** Redacts every column of whatever comes back. */
  static MaskPlan everything(MaskSet set, DatabaseScope scope, TagIndex index, Watching watching) {
    return new ColumnMasks(ANY_NUMBER, List.of(), List.of(), set, scope, index, watching);
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public @Nullable Mask column(int number) {
    return number >= 1 && number <= masks.size() ? masks.get(number - 1) : set.redaction();
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public @Nullable Mask baseColumn(ColumnName column) {
    return MaskSet.strongest(set.matching(index.of(scope, column)));
  }

  @Override
  public @Nullable ColumnWatch watch(int number) {
    return number >= 1 && number <= watches.size() ? watches.get(number - 1) : null;
  }

  @Override
  public @Nullable ColumnWatch baseWatch(ColumnName column) {
    return baseColumn(column) == null ? watching.base(column) : null;
  }

  @Override
  public List<Mask> all() {
    List<Mask> all = new ArrayList<>();
    set.rules().forEach(rule -> all.add(rule.mask()));
    return all;
  }
}
