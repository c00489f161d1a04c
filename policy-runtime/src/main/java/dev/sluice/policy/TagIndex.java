package dev.sluice.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells which tags a column has: those that the policy gives by name; where it gives none for sure,
 * those that detection finds in the name; and those that were learned before this index was made,
 * later ones not for sure. Remembers what it found, in bounded space: a policy may have many
 * patterns, and the columns of a schema are few. Thread-safe.
 */
final class TagIndex {
  private static final long REMEMBERED = 20_000;

  private final Map<String, List<ColumnGlob>> patterns;
  private final Detection detection;
  private final LearnedTags learned;
  private final boolean isEmpty;
  private final Cache<Object, TagSet> found =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  /**
   * Finds tags by their patterns, and those that were learned.
   *
   * @param patterns by tag
   */
  TagIndex(Map<String, List<ColumnGlob>> patterns, Detection detection) {
    this.patterns = Map.copyOf(patterns);
    this.detection = detection;
    this.learned = detection.learned();
    this.isEmpty = patterns.isEmpty() && detection.isEmpty() && learned.version() == 0;
  }

  Detection detection() {
    return detection;
  }

  /** Whether the policy's own tags name a column for sure, so that nothing is detected there. */
  boolean isNamed(DatabaseScope scope, ColumnName column) {
    return !find(glob -> glob.test(scope, column)).certain().isEmpty();
  }

  /** The tags of a base column. */
  TagSet of(DatabaseScope scope, ColumnName column) {
    if (isEmpty) {
      return TagSet.NONE;
    }
    ColumnKey key = new ColumnKey(scope, column);
    TagSet known = found.getIfPresent(key);
    if (known == null) {
      known = byName(scope, column).maybe(learned.of(scope, column));
      found.put(key, known);
    }
    return known;
  }

  private TagSet byName(DatabaseScope scope, ColumnName column) {
    TagSet named = find(glob -> glob.test(scope, column));
    if (detection.isEmpty() || !named.certain().isEmpty()) {
      return named;
    }
    Set<String> detected = detection.byName(column.column());
    return new TagSet(detected, detected).maybe(named.possible());
  }

  /** The tags that some column of a table has or may have: all of them are only possible. */
  TagSet of(DatabaseScope scope, TableName table) {
    if (isEmpty) {
      return TagSet.NONE;
    }
    TableKey key = new TableKey(scope, table);
    TagSet known = found.getIfPresent(key);
    if (known == null) {
      known =
          find(glob -> glob.table().test(scope, table).and(Truth.MAYBE))
              .maybe(detection.tags())
              .maybe(learned.of(scope, table));
      found.put(key, known);
    }
    return known;
  }

  /**
   * Whether a column is known to carry a tag: by the policy, or because that was learned.
   *
   * @param column null for every column of the table
   */
  boolean carries(DatabaseScope scope, TableName table, @Nullable String column, String tag) {
    boolean byPolicy =
        column != null && of(scope, new ColumnName(table, column)).certain().contains(tag);
    return byPolicy || learned.covers(scope, table, column, tag);
  }

  /** Whether a column with one of these tags can be reached from a database. */
  boolean reachable(DatabaseScope scope, Set<String> tags) {
    return TagSet.intersects(allOf(scope).possible(), tags);
  }

  /** The tags that any column which can be reached from a database may have. */
  TagSet allOf(DatabaseScope scope) {
    return find(glob -> scope.reaches(glob.table().database()).and(Truth.MAYBE))
        .maybe(detection.tags())
        .maybe(learned.allOf(scope));
  }

  private TagSet find(Test test) {
    Set<String> certain = new HashSet<>();
    Set<String> possible = new HashSet<>();
    patterns.forEach(
        (tag, globs) -> {
          Truth truth = Truth.NO;
          for (ColumnGlob glob : globs) {
            truth = truth.or(test.of(glob));
          }
          if (truth == Truth.YES) {
            certain.add(tag);
          }
          if (truth != Truth.NO) {
            possible.add(tag);
          }
        });
    return new TagSet(certain, possible);
  }

  private interface Test {
    Truth of(ColumnGlob glob);
  }

  private record ColumnKey(DatabaseScope scope, ColumnName column) {}

  private record TableKey(DatabaseScope scope, TableName table) {}
}
