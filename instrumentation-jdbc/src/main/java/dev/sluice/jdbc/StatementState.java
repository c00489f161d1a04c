package dev.sluice.jdbc;

import dev.sluice.gate.Admission;
import dev.sluice.gate.OrmCall;
import dev.sluice.gate.OrmCalls;
import dev.sluice.gate.RowAllowance;
import dev.sluice.sql.SessionState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Sluice remembers of one statement object between calls: the SQL it was prepared with, the
 * batch that is being built, the parameters that a mask may have shown, and how the results of its
 * last execution are masked and counted. As thread-safe as a JDBC statement: used by one thread at
 * a time.
 */
final class StatementState {
  private final List<String> prepared;
  private final @Nullable SessionState preparedIn;
  private final List<String> batch = new ArrayList<>();
  private final List<String> batchSent = new ArrayList<>();
  private final Parameters parameters = new Parameters();
  private int batchSize;
  private @Nullable FilteredParameters filtered;
  private @Nullable OrmCall batchCall;
  private @Nullable Admission last;
  private @Nullable RowAllowance allowance;
  private boolean leftUnclear;

  /**
   * @param prepared the SQL of a prepared statement; null for a plain one
   * @param session what was known of the session when it was prepared
   */
  StatementState(@Nullable String prepared, @Nullable SessionState session) {
    this.prepared = prepared == null ? List.of() : List.of(prepared);
    this.preparedIn = session;
  }

  /** What was known of the session when the statement was prepared; null for a plain one. */
  @Nullable SessionState preparedIn() {
    return preparedIn;
  }

  /** The SQL of a prepared statement, as a list of one; empty for a plain one. */
  List<String> preparedText() {
    return prepared;
  }

  /** What row filters made of the SQL of a prepared statement; null if it was left as it is. */
  @Nullable FilteredParameters filtered() {
    return filtered;
  }

  void filtered(FilteredParameters parameters) {
    filtered = parameters;
  }

  /**
   * Adds a text to the batch.
   *
   * @param sent what was handed to the driver
   */
  void addBatch(String sql, String sent) {
    batch.add(sql);
    batchSent.add(sent);
    countBatch();
  }

  /** What was handed to the driver for a text of the batch; null if there is none. */
  @Nullable String sentInBatch(int index) {
    return index < batchSent.size() ? batchSent.get(index) : null;
  }

  /** Adds one more set of parameters of the prepared statement to the batch. */
  void addBatch() {
    countBatch();
    parameters.addBatch();
  }

  /** A mapper may run a batch long after it filled it, while it does something else. */
  private void countBatch() {
    if (batchSize++ == 0) {
      batchCall = OrmCalls.current();
    }
  }

  void clearBatch() {
    batch.clear();
    batchSent.clear();
    if (filtered != null) {
      filtered.clearBatch();
    }
    batchSize = 0;
    batchCall = null;
    parameters.clearBatch();
  }

  /** What is known of the parameters of a prepared statement. */
  Parameters parameters() {
    return parameters;
  }

  int batchSize() {
    return batchSize;
  }

  /** For which call of a mapper the batch was begun; null if for none. */
  @Nullable OrmCall batchCall() {
    return batchCall;
  }

  /** The texts of the batch: those added, or the one prepared. */
  List<String> batchTexts() {
    return batch.isEmpty() ? prepared : List.copyOf(batch);
  }

  /** The admission of the last execution, kept only if its caller was under a mask. */
  @Nullable Admission last() {
    return last;
  }

  void last(@Nullable Admission admission) {
    this.last = admission;
    this.leftUnclear = false;
  }

  /**
   * An execution threw. MariaDB's driver holds the result of a query that was run as an update all
   * the same, and drivers may hold that of the execution before: which of them is not known.
   */
  void failed(Admission admission, @Nullable RowAllowance ofIt) {
    if (admission.withholds()) {
      last = admission;
    }
    if (ofIt != null) {
      allowance = ofIt;
    }
    leftUnclear = last != null || allowance != null;
  }

  /** Whether results that the driver still holds are of an execution that is not known. */
  boolean leftUnclear() {
    return leftUnclear;
  }

  /** How many rows the results of the last execution may show; null if nobody counts them. */
  @Nullable RowAllowance allowance() {
    return allowance;
  }

  void allowance(@Nullable RowAllowance allowance) {
    this.allowance = allowance;
  }
}
