package dev.sluice.r2dbc;

import java.util.ArrayList;
import java.util.List;

/** What is known of a statement or batch of a driver. As thread-safe as they are: not at all. */
final class StatementState {
  private final Session session;
  private final List<String> texts = new ArrayList<>(1);
  private final boolean batch;
  private int added;
  private boolean generatesValues;

  /**
   * A statement or batch.
   *
   * @param batch whether texts are still to be added
   */
  StatementState(Session session, boolean batch) {
    this.session = session;
    this.batch = batch;
  }

  Session session() {
    return session;
  }

  /** A text of the batch, or the one of the statement. */
  void text(String sql) {
    texts.add(sql);
  }

  /** Another set of parameters follows. */
  void added() {
    added++;
  }

  /** The statement was asked to return values that the database makes. */
  void generatesValues() {
    generatesValues = true;
  }

  /** What an execution from now on stands for. */
  StatementCall call(String vendor) {
    return new StatementCall(
        texts, batch ? texts.size() : added + 1, batch, generatesValues, session, vendor);
  }
}
