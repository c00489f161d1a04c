package dev.sluice.policy;

import dev.sluice.sql.Effect;
import dev.sluice.sql.NestedWrites;
import dev.sluice.sql.SqlFacts;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which statements change rows, and of which the database tells how many. Definitions, such as
 * {@code CREATE TABLE ... AS} or {@code DROP TABLE}, change no rows in this sense.
 */
public final class ChangedRows {
  private static final Set<Effect> WRITES = EnumSet.of(Effect.INSERT, Effect.UPDATE, Effect.DELETE);
  private static final Set<Effect> COUNTED =
      EnumSet.of(Effect.SELECT, Effect.INSERT, Effect.UPDATE, Effect.DELETE);

  /** What may change rows without telling of them. */
  private static final Set<Effect> UNTOLD =
      EnumSet.of(Effect.TRUNCATE, Effect.CALL, Effect.EXTERNAL);

  private static final Set<String> OPERATIONS =
      Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE");

  private ChangedRows() {}

  /** Whether any of these statements changes rows. */
  public static boolean by(List<SqlFacts> statements) {
    for (SqlFacts facts : statements) {
      if (writes(facts)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the rows that these statements change can be counted, and the change taken back, if
   * they run as one execution: none of them tells its rows to nobody, or reaches into the
   * transaction.
   */
  public static boolean countable(List<SqlFacts> statements) {
    for (SqlFacts facts : statements) {
      boolean returnsRows = writes(facts) && !facts.output().isEmpty();
      if (uncountable(facts) != null
          || (statements.size() > 1 && (!COUNTED.containsAll(facts.effects()) || returnsRows))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Why nobody can tell how many rows a statement changes; null if it can be told, or if it changes
   * none.
   */
  static @Nullable String uncountable(SqlFacts facts) {
    if (facts.isOpaque()) {
      return "a statement that is not fully understood: " + facts.opaque().get(0);
    }
    for (Effect effect : facts.effects()) {
      if (UNTOLD.contains(effect)) {
        return effect == Effect.TRUNCATE ? "TRUNCATE" : "a procedure or what runs elsewhere";
      }
    }
    if (!writes(facts)) {
      return null;
    }
    if (facts.statements() > 1) {
      return "several statements in one text";
    }
    if (!COUNTED.containsAll(facts.effects()) || !OPERATIONS.contains(facts.operation())) {
      return "a change inside " + (facts.operation().isEmpty() ? "this" : facts.operation());
    }
    return NestedWrites.in(facts) ? "a change inside another statement" : null;
  }

  private static boolean writes(SqlFacts facts) {
    for (Effect effect : facts.effects()) {
      if (WRITES.contains(effect)) {
        return true;
      }
    }
    return false;
  }
}
