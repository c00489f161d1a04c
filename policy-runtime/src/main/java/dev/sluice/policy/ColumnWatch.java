package dev.sluice.policy;

import dev.sluice.detect.Hints;
import dev.sluice.detect.Kind;
import dev.sluice.detect.Sighting;
import dev.sluice.detect.ValueDetector;
import dev.sluice.mask.Mask;
import dev.sluice.sql.ColumnName;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a column that is shown clear are looked at before their caller gets them, for
 * data that a mask would hide from that caller. The first {@value ColumnMemory#LOOKED_AT_FIRST}
 * values of a base column are all looked at, in whichever results they come, later ones now and
 * then. What is found is masked, and the column is tagged from then on ({@link LearnedTags}).
 *
 * <p>Thread-safe; shared by all executions that got the same decision.
 */
public final class ColumnWatch {
  private final ValueDetector detector;
  private final Hints hints;
  private final ColumnMemory memory;
  private final MaskSet set;
  private final LearnedTags learned;
  private final Database database;
  private final @Nullable ColumnName column;

  /**
   * Watches a column of a result.
   *
   * @param column the base column that it shows as it is; null if it is computed
   */
  ColumnWatch(
      ValueDetector detector,
      Hints hints,
      ColumnMemory memory,
      MaskSet set,
      LearnedTags learned,
      Database database,
      @Nullable ColumnName column) {
    this.detector = detector;
    this.hints = hints;
    this.memory = memory;
    this.set = set;
    this.learned = learned;
    this.database = database;
    this.column = column;
  }

  /**
   * What was seen in a value.
   *
   * @param mask what hides it
   * @param ofColumn whether the column is of that kind as a whole, so that the mask goes for all of
   *     its values
   * @param tags of what was seen, sorted
   */
  public record Seen(Mask mask, boolean ofColumn, Set<String> tags) {}

  /** How many values of a new result pass before one is looked at. */
  public int passAtFirst() {
    int oneIn = memory.oneIn();
    return oneIn == 1 ? 0 : ThreadLocalRandom.current().nextInt(oneIn);
  }

  /** How many values pass after one that was looked at. */
  public int passNext() {
    return memory.oneIn() - 1;
  }

  /**
   * Looks at a value.
   *
   * @return null if it is shown clear
   */
  public @Nullable Seen look(String value) {
    Sighting sighting = detector.look(value, hints);
    Set<Kind> ofColumn = memory.note(sighting);
    if (sighting.isEmpty()) {
      return null;
    }
    if (column != null) {
      for (Kind kind : ofColumn) {
        learned.learn(database, column, kind.tag(), new LearnedTag.Reason.Detected(nameOf(kind)));
      }
    }
    Set<String> tags = new TreeSet<>();
    sighting.certain().forEach(kind -> tags.add(kind.tag()));
    sighting.likely().forEach(kind -> tags.add(kind.tag()));
    return new Seen(mask(tags), !ofColumn.isEmpty(), tags);
  }

  private Mask mask(Set<String> tags) {
    TagSet seen = new TagSet(tags, tags);
    Mask mask =
        column == null
            ? MaskSet.ofDerived(set.matching(seen))
            : MaskSet.strongest(set.matching(seen));
    return mask == null ? set.redaction() : mask;
  }

  /** What hides a value that could not be looked at. */
  public Mask redaction() {
    return set.redaction();
  }

  private static String nameOf(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
