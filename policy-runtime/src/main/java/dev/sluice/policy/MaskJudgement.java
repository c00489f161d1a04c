package dev.sluice.policy;

import dev.sluice.mask.Mask;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.Copy;
import dev.sluice.sql.Effect;
import dev.sluice.sql.Lineage;
import dev.sluice.sql.OutputColumn;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.StatementClass;
import dev.sluice.sql.TableName;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a set of masks means for one statement. Made for one decision on one thread. */
final class MaskJudgement {
  /** Effects that put values where another statement can read them. */
  private static final Set<Effect> STORING =
      EnumSet.of(Effect.INSERT, Effect.UPDATE, Effect.CREATE, Effect.ALTER);

  private final StatementView statement;
  private final DatabaseScope scope;
  private final TagIndex index;
  private final MaskSet set;
  private final Watching watching;
  private final Set<String> matched = new TreeSet<>();
  private final Set<String> maskedTags = new TreeSet<>();
  private final MaskPlan plan;

  MaskJudgement(StatementView statement, TagIndex index, MaskSet set, Watching watching) {
    this.statement = statement;
    this.scope = statement.scope();
    this.index = index;
    this.set = set;
    this.watching = watching;
    this.plan = set.isEmpty() ? MaskPlan.NONE : makePlan();
  }

  /** What is masked in the results. */
  MaskPlan plan() {
    return plan;
  }

  /** The ids of the masks that {@link #plan} puts on columns of the result, sorted. */
  Set<String> matched() {
    return matched;
  }

  /** The tags of the masked columns, sorted. */
  Set<String> maskedTags() {
    return maskedTags;
  }

  /**
   * Why the masks cannot be applied to this statement, or null if they can: values leave by another
   * way than a result, or are stored in a column that does not carry their tags.
   */
  @Nullable String unenforceable() {
    if (set.isEmpty()) {
      return null;
    }
    if (statement.facts().classes().contains(StatementClass.EXTERNAL)) {
      return "The statement reaches outside of the database's tables, where masks cannot follow.";
    }
    if (readsWithoutResult() && readsMasked() != null) {
      return "The statement hands out "
          + readsMasked()
          + ", which is masked, by another way than a result, where masks cannot follow.";
    }
    for (Effect effect : statement.facts().effects()) {
      if (STORING.contains(effect)) {
        return copiedInTheClear();
      }
    }
    return null;
  }

  /** The ids of the masks whose columns decide which rows come, or in what order, sorted. */
  Set<String> shaping() {
    Set<String> ids = new TreeSet<>();
    if (!set.isEmpty()) {
      for (ColumnName column : statement.facts().shapingColumns()) {
        set.matching(statement.tagsOf(column)).forEach(rule -> ids.add(rule.id()));
      }
    }
    return ids;
  }

  /** Why a column would be shown that a mask leaves out; null if none would. */
  @Nullable Finding omission() {
    return new OmissionJudgement(statement, set, this).finding();
  }

  /** Why the statement could tell of masked values without showing them; null if it cannot. */
  @Nullable Finding inference() {
    return new InferenceJudgement(statement, set).finding();
  }

  private @Nullable String copiedInTheClear() {
    SqlFacts facts = statement.facts();
    for (ColumnName column : StatementView.inOrder(facts.columnsStored())) {
      if (set.masks(statement.tagsOf(column)) && !onlyReturned(column) && !tagsFollow(column)) {
        return "The statement writes what it reads from "
            + column
            + ", which is masked: the value could be stored in the clear.";
      }
    }
    return null;
  }

  /** A query whose result nobody described: COPY ... TO STDOUT and whatever is like it. */
  private boolean readsWithoutResult() {
    SqlFacts facts = statement.facts();
    return facts.output().isEmpty()
        && facts.classes().equals(Set.of(StatementClass.READ))
        && facts.effects().contains(Effect.SELECT);
  }

  private @Nullable ColumnName readsMasked() {
    for (ColumnName column : StatementView.inOrder(statement.facts().columnsRead())) {
      if (set.masks(statement.tagsOf(column))) {
        return column;
      }
    }
    return null;
  }

  /**
   * A plain INSERT of values reads of its own table only what it returns, which is masked there, or
   * compares to find conflicts. MERGE, a query or DO UPDATE could copy.
   */
  private boolean onlyReturned(ColumnName column) {
    SqlFacts facts = statement.facts();
    return facts.operation().equals("INSERT")
        && facts.effects().equals(Set.of(Effect.INSERT))
        && facts.tablesWritten().contains(column.table());
  }

  /**
   * Whether each column that the column read may be stored in surely carries every masked tag of
   * it. Where its way is not known, that is any column written.
   */
  private boolean tagsFollow(ColumnName column) {
    Set<String> needed = new TreeSet<>();
    set.addMaskedTags(statement.tagsOf(column), needed);
    Set<ColumnName> written = new LinkedHashSet<>();
    for (Copy copy : statement.facts().copies()) {
      if (copy.source().equals(column)) {
        written.add(copy.target());
      }
    }
    if (written.isEmpty()) {
      written.addAll(statement.facts().columnsWritten());
    }
    for (ColumnName target : written) {
      if (!statement.tagsOf(target).certain().containsAll(needed)) {
        return false;
      }
    }
    return !written.isEmpty();
  }

  private MaskPlan makePlan() {
    SqlFacts facts = statement.facts();
    if (facts.isOpaque()
        || facts.statements() > 1
        || facts.effects().contains(Effect.CALL)
        || readsWithoutResult()) {
      note(index.allOf(scope));
      return ColumnMasks.everything(set, scope, index, watching);
    }
    List<@Nullable Mask> masks = new ArrayList<>(facts.output().size());
    List<@Nullable ColumnWatch> watches = new ArrayList<>(facts.output().size());
    boolean any = false;
    for (OutputColumn column : facts.output()) {
      Mask mask = mask(column.lineage());
      ColumnWatch watch = mask == null ? watching.result(column.lineage()) : null;
      masks.add(mask);
      watches.add(watch);
      any |= mask != null || watch != null;
    }
    return any || touchesMaskedTable()
        ? ColumnMasks.of(masks, watches, set, scope, index, watching)
        : MaskPlan.NONE;
  }

  /** The masks that were looked for, in the order of their ids. */
  List<MaskRule> rules() {
    return set.rules();
  }

  /** The masks of a value that comes from there, whichever of them is the strongest. */
  List<MaskRule> matching(Lineage lineage) {
    List<MaskRule> rules = new ArrayList<>();
    if (lineage instanceof Lineage.Direct direct) {
      rules.addAll(set.matching(statement.tagsOf(direct.column())));
    } else {
      for (TagSet tags : tagsOf(lineage)) {
        rules.addAll(set.matching(tags));
      }
    }
    return rules;
  }

  private @Nullable Mask mask(Lineage lineage) {
    if (lineage instanceof Lineage.Direct direct) {
      TagSet tags = statement.tagsOf(direct.column());
      note(tags);
      return MaskSet.strongest(set.matching(tags));
    }
    List<MaskRule> rules = new ArrayList<>();
    for (TagSet tags : tagsOf(lineage)) {
      rules.addAll(set.matching(tags));
      note(tags);
    }
    return MaskSet.ofDerived(rules);
  }

  private List<TagSet> tagsOf(Lineage lineage) {
    if (lineage instanceof Lineage.Opaque) {
      return List.of(statement.tagsOfUnknownColumns());
    }
    List<TagSet> tags = new ArrayList<>();
    for (ColumnName column : StatementView.sources(lineage)) {
      tags.add(statement.tagsOf(column));
    }
    return tags;
  }

  private void note(TagSet tags) {
    set.matching(tags).forEach(rule -> matched.add(rule.id()));
    set.addMaskedTags(tags, maskedTags);
  }

  /**
   * Whether a masked column could come back although none is known to: with the generated keys of a
   * write, of which some drivers make all columns of all its tables, or as a column that a table
   * has got since the catalog was read. The plan then tells how many columns the result must have.
   */
  private boolean touchesMaskedTable() {
    SqlFacts facts = statement.facts();
    Set<Effect> effects = facts.effects();
    boolean returnsRows = effects.contains(Effect.SELECT) && !effects.contains(Effect.SHOW);
    boolean returnsKeys = !facts.tablesWritten().isEmpty();
    return anyMasked(facts.tablesWritten())
        || ((returnsRows || returnsKeys) && anyMasked(facts.tablesRead()));
  }

  private boolean anyMasked(Set<TableName> tables) {
    for (TableName table : tables) {
      if (set.masks(statement.tagsOf(table))) {
        return true;
      }
    }
    return false;
  }
}
