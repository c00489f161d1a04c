package dev.sluice.policy;

import java.util.Comparator;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How much of a caller's statement is let through: of all limits that hold, the smallest of each
 * kind. Immutable.
 *
 * @param returnedRows null if any number of rows may be returned
 * @param affectedRows null if any number of rows may be changed
 * @param timeout null if a statement may run for any time
 */
public record Limits(
    @Nullable ReturnedRows returnedRows,
    @Nullable AffectedRows affectedRows,
    @Nullable Timeout timeout) {
  /** Limits nothing. */
  public static final Limits NONE = new Limits(null, null, null);

  /** Whether nothing is limited. */
  public boolean isEmpty() {
    return returnedRows == null && affectedRows == null && timeout == null;
  }

  /** These limits and others: the smallest of each kind, whatever the order. */
  Limits and(Limits other) {
    return new Limits(
        smaller(returnedRows, other.returnedRows, ReturnedRows.SMALLEST_FIRST),
        smaller(affectedRows, other.affectedRows, AffectedRows.SMALLEST_FIRST),
        smaller(timeout, other.timeout, Timeout.SMALLEST_FIRST));
  }

  /** The ids of the rules that these limits come from. */
  Set<String> rules() {
    Set<String> rules = new TreeSet<>();
    if (returnedRows != null) {
      rules.add(returnedRows.rule());
    }
    if (affectedRows != null) {
      rules.add(affectedRows.rule());
    }
    if (timeout != null) {
      rules.add(timeout.rule());
    }
    return rules;
  }

  /** As policies write them. */
  @Override
  public String toString() {
    StringJoiner joiner = new StringJoiner(", ");
    if (returnedRows != null) {
      joiner.add("returned_rows: " + returnedRows.most());
    }
    if (affectedRows != null) {
      joiner.add("affected_rows: " + affectedRows.most());
    }
    if (timeout != null) {
      joiner.add("timeout: " + timeout.seconds() + "s");
    }
    if (returnedRows != null && returnedRows.truncate()) {
      joiner.add("on_exceed: truncate");
    }
    return joiner.toString();
  }

  /** What of these limits is not among the others, which hold already. */
  Limits beyond(Limits other) {
    return new Limits(
        unless(returnedRows, other.returnedRows),
        unless(affectedRows, other.affectedRows),
        unless(timeout, other.timeout));
  }

  private static <T> @Nullable T unless(@Nullable T one, @Nullable T held) {
    return one == null || one.equals(held) ? null : one;
  }

  private static <T> @Nullable T smaller(@Nullable T one, @Nullable T other, Comparator<T> order) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return order.compare(one, other) <= 0 ? one : other;
  }

  /**
   * A limit on the rows that one execution hands out, those of all its results together.
   *
   * @param rule the id of the limit
   * @param most how many may be handed out; 1 or more
   * @param truncate whether the result just ends there; else the service gets an error
   */
  public record ReturnedRows(String rule, long most, boolean truncate) {
    /** Of equal numbers the error first, which hides nothing. */
    static final Comparator<ReturnedRows> SMALLEST_FIRST =
        Comparator.comparing(ReturnedRows::most)
            .thenComparing(ReturnedRows::truncate)
            .thenComparing(ReturnedRows::rule);
  }

  /**
   * A limit on the rows that one execution changes, those of all of a batch together.
   *
   * @param rule the id of the limit
   * @param most how many may be changed; 1 or more
   */
  public record AffectedRows(String rule, long most) {
    static final Comparator<AffectedRows> SMALLEST_FIRST =
        Comparator.comparing(AffectedRows::most).thenComparing(AffectedRows::rule);
  }

  /**
   * A limit on the time that one execution takes.
   *
   * @param rule the id of the limit
   * @param seconds 1 or more
   */
  public record Timeout(String rule, int seconds) {
    static final Comparator<Timeout> SMALLEST_FIRST =
        Comparator.comparing(Timeout::seconds).thenComparing(Timeout::rule);
  }
}
