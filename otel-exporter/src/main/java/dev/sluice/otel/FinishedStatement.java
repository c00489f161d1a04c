package dev.sluice.otel;

import dev.sluice.gate.OrmCall;
import dev.sluice.gate.Outcome;
import dev.sluice.gate.StatementEvent;
import dev.sluice.identity.Caller;
import dev.sluice.policy.Database;
import dev.sluice.policy.Decision;
import dev.sluice.sql.SqlFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a statement that has ended. It holds neither the text nor the driver's exception,
 * for both may hold data and be large.
 *
 * @param batchSize executions of a batch; 1 if the call was none
 * @param orm what an object-relational mapper was asked to do; null if it was not a mapper's
 * @param text the text as it was sent, if it is told at all, at most 16 KiB of it
 * @param startNanos nanoseconds since the epoch
 * @param parent the service's span; null if there is none
 * @param error null unless the driver failed
 * @param refusal the code of the refusal; null if the statement ran
 * @param affectedRows -1 if unknown
 * @param limits limits that were passed until the end
 */
record FinishedStatement(
    SqlFacts facts,
    Decision decision,
    Caller caller,
    Database database,
    int batchSize,
    @Nullable OrmCall orm,
    @Nullable String text,
    long startNanos,
    long durationNanos,
    @Nullable SpanContextData parent,
    @Nullable DatabaseError error,
    @Nullable String refusal,
    long affectedRows,
    List<ExceededLimit> limits) {
  private static final int LONGEST_TEXT = 16_384;

  static FinishedStatement of(
      StatementEvent event,
      long startNanos,
      long durationNanos,
      @Nullable SpanContextData parent,
      Outcome outcome,
      List<ExceededLimit> limits) {
    Throwable error = outcome.error();
    return new FinishedStatement(
        event.facts(),
        event.decision(),
        event.caller(),
        event.request().database(),
        batchSize(event),
        event.orm(),
        text(event),
        startNanos,
        durationNanos,
        parent,
        error == null ? null : DatabaseError.of(error, event.request().database().dialect()),
        outcome.refusal(),
        outcome.affectedRows(),
        limits);
  }

  /** The text as the service sent it, if the policy says to tell it; else null. */
  static @Nullable String text(StatementEvent event) {
    if (!event.decision().tellsText()) {
      return null;
    }
    String text = String.join("; ", event.request().sql());
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
  }

  static int batchSize(StatementEvent event) {
    return event.request().batch() ? event.request().batchSize() : 1;
  }

  /** {@code error.type}: null if the statement succeeded. */
  @Nullable String errorType() {
    if (refusal != null) {
      return refusal;
    }
    return error == null ? null : error.type();
  }

  /** What a span says of an error; null if there was none, or nothing is to be said of it. */
  @Nullable String statusMessage() {
    if (refusal == null) {
      return null;
    }
    return decision.message().isEmpty() ? refusal : decision.message();
  }

  /** Roughly how many characters this holds that are its own. */
  int weight() {
    return 1024 + facts.shape().length() + (text == null ? 0 : text.length());
  }
}
