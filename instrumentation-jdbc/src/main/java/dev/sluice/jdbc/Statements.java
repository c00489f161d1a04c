package dev.sluice.jdbc;

import dev.sluice.gate.Admission;
import dev.sluice.weak.WeakIdentityMap;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of the service's statement objects. Thread-safe. */
final class Statements {
  private final WeakIdentityMap<Statement, StatementState> states = new WeakIdentityMap<>();

  void prepared(Statement statement, String sql) {
    states.put(statement, new StatementState(sql));
  }

  /** The SQL that a statement was prepared with, as a list of one; empty if it is not known. */
  List<String> preparedText(Statement statement) {
    StatementState state = states.get(statement);
    return state == null ? List.of() : state.preparedText();
  }

  /** The state of a statement, made if there is none. */
  StatementState state(Statement statement) {
    StatementState state = states.get(statement);
    if (state == null) {
      state = new StatementState(null);
      states.put(statement, state);
    }
    return state;
  }

  @Nullable StatementState find(Statement statement) {
    return states.get(statement);
  }

  void rememberMasks(Statement statement, Admission admission) {
    state(statement).last(admission);
  }

  void forgetMasks(Statement statement) {
    StatementState state = states.get(statement);
    if (state != null) {
      state.last(null);
    }
  }

  void closed(Statement statement) {
    states.remove(statement);
  }
}
