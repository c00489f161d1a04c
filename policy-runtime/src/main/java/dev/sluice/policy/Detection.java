package dev.sluice.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.detect.Kind;
import dev.sluice.detect.NameDetector;
import dev.sluice.sql.ColumnName;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a policy looks for in columns that its tags do not name, and what it remembers of the
 * columns in which it looked: as long as the policy is in force, in bounded space. Thread-safe.
 */
final class Detection {
  private static final long REMEMBERED = 20_000;

  private final Set<Kind> kinds;
  private final Set<String> tags = new TreeSet<>();
  private final NameDetector names;
  private final LearnedTags learned;
  private final Cache<MemoryKey, ColumnMemory> memories =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  /**
   * Looks for some kinds of data.
   *
   * @param kinds none if the policy does not detect anything
   * @param learned gets the tags of columns that are told by their values
   */
  Detection(Set<Kind> kinds, LearnedTags learned) {
    this.kinds = kinds.isEmpty() ? EnumSet.noneOf(Kind.class) : EnumSet.copyOf(kinds);
    this.kinds.forEach(kind -> tags.add(kind.tag()));
    this.names = new NameDetector(this.kinds);
    this.learned = learned;
  }

  Set<Kind> kinds() {
    return kinds;
  }

  boolean isEmpty() {
    return kinds.isEmpty();
  }

  /** The tags of all that is looked for: a column of any table may turn out to have them. */
  Set<String> tags() {
    return tags;
  }

  /** The tags of which the name of a column tells. */
  Set<String> byName(String column) {
    Set<String> found = new TreeSet<>();
    names.look(column).forEach(kind -> found.add(kind.tag()));
    return found;
  }

  LearnedTags learned() {
    return learned;
  }

  /** What is remembered of the values of a base column, as far as some kinds are concerned. */
  ColumnMemory memory(DatabaseScope scope, ColumnName column, Set<Kind> looked) {
    return memories.get(new MemoryKey(scope, column, looked), key -> new ColumnMemory());
  }

  private record MemoryKey(DatabaseScope scope, ColumnName column, Set<Kind> looked) {}
}
