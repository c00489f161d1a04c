package dev.sluice.r2dbc;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code execute} of a statement or batch, which is decided at each subscription.
 * Immutable but for its session and the values that are bound.
 *
 * @param texts in their order; empty if they are not known
 * @param size how many executions it stands for: texts of a batch, or sets of parameters
 * @param sets the sets of parameters, in their order; empty if none was bound
 * @param generated the columns whose values, made by the database, are to be returned, none for all
 *     of them; null if they are not
 * @param fetchSize as the service has set it, or {@link #NO_FETCH_SIZE}
 * @param repeatable whether another statement can be given the same parameters
 * @param vendor whose statement it is
 */
public record StatementCall(
    List<String> texts,
    int size,
    boolean batch,
    List<Collection<Binding>> sets,
    @Nullable List<String> generated,
    int fetchSize,
    boolean repeatable,
    Session session,
    String vendor) {
  /** The service has set none. */
  public static final int NO_FETCH_SIZE = -1;

  public StatementCall {
    texts = List.copyOf(texts);
    sets = List.copyOf(sets);
  }

  /** Whether it returns values that the database makes. */
  public boolean generatesValues() {
    return generated != null;
  }

  /**
   * The same with the text that PostgreSQL's and MariaDB's drivers make of it, to return values
   * that the database makes: with RETURNING, and column names as they were given.
   */
  StatementCall returning() {
    if (generated == null || texts.size() != 1) {
      return this;
    }
    String columns = generated.isEmpty() ? "*" : String.join(", ", generated);
    return new StatementCall(
        List.of(texts.get(0) + " RETURNING " + columns),
        size,
        batch,
        sets,
        null,
        fetchSize,
        repeatable,
        session,
        vendor);
  }
}
