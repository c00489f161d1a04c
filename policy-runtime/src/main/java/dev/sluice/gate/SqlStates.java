package dev.sluice.gate;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What SQLStates tell, by their classes (ISO/IEC 9075-2, 24.1, and PostgreSQL's appendix A). */
public final class SqlStates {
  /** Connection exception, invalid transaction state, transaction rollback, intervention. */
  private static final Set<String> CONNECTION_OR_TRANSACTION = Set.of("08", "25", "40", "57");

  private static final int LENGTH = 5;
  private static final int CLASS_LENGTH = 2;

  private SqlStates() {}

  /**
   * Whether an error is one of the connection or the transaction, and of no statement: then the
   * driver's own words are what the service needs.
   *
   * @param state null if the error has none
   */
  public static boolean isOfConnection(@Nullable String state) {
    return state != null
        && state.length() == LENGTH
        && CONNECTION_OR_TRANSACTION.contains(state.substring(0, CLASS_LENGTH));
  }
}
