package dev.sluice.r2dbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known of a statement or batch of a driver. As thread-safe as they are: not at all. */
final class StatementState {
  private final Session session;
  private final List<String> texts = new ArrayList<>(1);
  private final boolean batch;

  /** The sets of parameters, by their index; the last is the current one. */
  private final List<TreeMap<Integer, Binding>> sets = new ArrayList<>(1);

  private @Nullable List<String> generated;
  private int fetchSize = StatementCall.NO_FETCH_SIZE;
  private boolean executed;
  private boolean repeatable = true;

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
    if (sets.isEmpty()) {
      sets.add(new TreeMap<>());
    }
    sets.add(new TreeMap<>());
  }

  /** A parameter was bound. */
  void bound(Binding binding) {
    if (executed && sets.size() > 1) {
      repeatable = false; // drivers differ in which of the sets they keep
    }
    if (sets.isEmpty()) {
      sets.add(new TreeMap<>());
    }
    sets.get(sets.size() - 1).put(binding.index(), binding);
  }

  /** A parameter was bound, and which it is is not known. */
  void boundUnclear() {
    repeatable = false;
  }

  /** How many rows are to be read at a time. */
  void fetchSize(int rows) {
    fetchSize = rows;
  }

  /** The statement was asked to return values that the database makes. */
  void generatesValues(String... columns) {
    generated = List.of(columns);
  }

  /** What an execution from now on stands for. */
  StatementCall call(String vendor) {
    executed = true;
    List<Collection<Binding>> bound = new ArrayList<>(sets.size());
    for (TreeMap<Integer, Binding> set : sets) {
      bound.add(List.copyOf(set.values()));
    }
    return new StatementCall(
        texts,
        batch ? texts.size() : Math.max(sets.size(), 1),
        batch,
        bound,
        generated,
        fetchSize,
        repeatable,
        session,
        vendor);
  }
}
