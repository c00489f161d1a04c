package dev.sluice.r2dbc;

import java.util.List;

/**
 * One call of {@code execute} of a statement or batch, which is decided at each subscription.
 * Immutable but for its session.
 *
 * @param texts in their order; empty if they are not known
 * @param size how many executions it stands for: texts of a batch, or sets of parameters
 * @param generatesValues whether it returns values that the database makes
 * @param vendor whose statement it is
 */
public record StatementCall(
    List<String> texts,
    int size,
    boolean batch,
    boolean generatesValues,
    Session session,
    String vendor) {
  public StatementCall {
    texts = List.copyOf(texts);
  }
}
