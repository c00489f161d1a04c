package dev.sluice.policy;

import dev.sluice.detect.Hints;
import dev.sluice.detect.Kind;
import dev.sluice.detect.ValueDetector;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.Lineage;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of results are looked at for a caller: those that are shown clear, that the
 * policy's tags do not name, and of which a value could turn out to be what one of the caller's
 * masks hides. Immutable and thread-safe.
 */
final class Watching {
  private final TagIndex index;
  private final MaskSet set;
  private final Database database;
  private final DatabaseScope scope;
  private final Set<Kind> kinds;
  private final ValueDetector detector;

  Watching(TagIndex index, MaskSet set, Database database) {
    this.index = index;
    this.set = set;
    this.database = database;
    this.scope = DatabaseScope.of(database);
    this.kinds = EnumSet.noneOf(Kind.class);
    for (Kind kind : index.detection().kinds()) {
      if (kind.byValue() && set.masks(new TagSet(Set.of(), Set.of(kind.tag())))) {
        kinds.add(kind);
      }
    }
    this.detector = new ValueDetector(kinds);
  }

  /** How a column of a result without a mask is looked at; null if it is not. */
  @Nullable ColumnWatch result(Lineage lineage) {
    if (lineage instanceof Lineage.Direct direct) {
      return base(direct.column());
    }
    if (kinds.isEmpty() || !isOfUnnamed(lineage)) {
      return null;
    }
    return watch(Hints.NONE, new ColumnMemory(), null);
  }

  /** Whether values of a column that no tag names go into it; a constant tells nothing. */
  private boolean isOfUnnamed(Lineage lineage) {
    for (ColumnName source : StatementView.sources(lineage)) {
      if (!index.isNamed(scope, source)) {
        return true;
      }
    }
    return false;
  }

  /** How a base column without a mask is looked at; null if it is not. */
  @Nullable ColumnWatch base(ColumnName column) {
    if (kinds.isEmpty() || index.isNamed(scope, column)) {
      return null;
    }
    return watch(
        Hints.of(column.table().name(), column.column()),
        index.detection().memory(scope, column, kinds),
        column);
  }

  private ColumnWatch watch(Hints hints, ColumnMemory memory, @Nullable ColumnName column) {
    return new ColumnWatch(
        detector, hints, memory, set, index.detection().learned(), database, column);
  }
}
