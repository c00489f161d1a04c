package dev.sluice.r2dbc;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods of a connection that end a transaction or change the session. */
public enum SessionCall {
  COMMIT,
  ROLLBACK,
  TO_SAVEPOINT,
  /** Of r2dbc-mariadb. */
  DATABASE;

  private static final Map<String, SessionCall> BY_METHOD =
      Map.of(
          "commitTransaction", COMMIT,
          "rollbackTransaction", ROLLBACK,
          "rollbackTransactionToSavepoint", TO_SAVEPOINT,
          "setDatabase", DATABASE);

  /** The names of the methods. */
  static String[] methods() {
    return BY_METHOD.keySet().toArray(String[]::new);
  }

  /** The call of a method; null if it is none of them. */
  static @Nullable SessionCall of(String method) {
    return BY_METHOD.get(method);
  }
}
