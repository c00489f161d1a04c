package dev.sluice.policy;

import dev.sluice.sql.ColumnName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which tags a policy gives to columns by their names, and why, for reports. Immutable. */
public final class PolicyTags {
  private final TagIndex patterns;
  private final Detection detection;

  private PolicyTags(PolicyDocument document) {
    LearnedTags nothing = new LearnedTags();
    this.patterns = new TagIndex(document.tags(), new Detection(Set.of(), nothing));
    this.detection = new Detection(document.detect(), nothing);
  }

  /**
   * Reads the tags of a policy.
   *
   * @param layers the highest first; or one bundle
   * @throws PolicyException if anything is wrong with a text
   */
  public static PolicyTags read(List<PolicyBundle.Source> layers) throws PolicyException {
    return new PolicyTags(PolicyReader.document(layers, PolicySettings.standard()));
  }

  /** Why a column carries a tag. */
  public enum Reason {
    /** A pattern of the policy names the column. */
    POLICY,
    /** A pattern may name it: in which database or schema the column lies is not known. */
    POLICY_PERHAPS,
    /** No pattern surely names it, and its name tells what it holds. */
    NAME
  }

  /** A tag of a column. */
  public record Tagged(String tag, Reason reason) {}

  /** The tags of a column in the order of their names. */
  public List<Tagged> of(Database database, ColumnName column) {
    TagSet named = patterns.of(DatabaseScope.of(database), column);
    Set<String> detected = named.certain().isEmpty() ? detection.byName(column.column()) : Set.of();
    Set<String> all = new TreeSet<>(named.possible());
    all.addAll(detected);
    List<Tagged> tags = new ArrayList<>();
    for (String tag : all) {
      Reason perhaps = named.certain().contains(tag) ? Reason.POLICY : Reason.POLICY_PERHAPS;
      tags.add(new Tagged(tag, detected.contains(tag) ? Reason.NAME : perhaps));
    }
    return tags;
  }
}
