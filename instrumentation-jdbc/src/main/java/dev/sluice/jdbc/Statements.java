package dev.sluice.jdbc;

import dev.sluice.gate.Admission;
import dev.sluice.gate.RowAllowance;
import dev.sluice.sql.SessionState;
import dev.sluice.weak.WeakIdentityMap;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The state of the service's statement objects. Thread-safe. */
final class Statements {
  private final WeakIdentityMap<Statement, StatementState> states = new WeakIdentityMap<>();

  /** A statement was prepared in a session of this state. */
  void prepared(Statement statement, String sql, SessionState session) {
    states.put(statement, new StatementState(sql, session));
  }

  /** The state of a statement, made if there is none. */
  StatementState state(Statement statement) {
    StatementState state = states.get(statement);
    if (state == null) {
      state = new StatementState(null, null);
      states.put(statement, state);
    }
    return state;
  }

  @Nullable StatementState find(Statement statement) {
    return states.get(statement);
  }

  /**
   * A parameter was set and could not be looked at. If that cannot be remembered either, nothing is
   * known of the statement any more, its text neither.
   */
  void parameterUnknown(Statement statement, int index) {
    boolean remembered = false;
    try {
      StatementState state = states.get(statement);
      if (state != null) {
        state.parameters().setUnknown(index);
      }
      remembered = true;
    } finally {
      if (!remembered) {
        states.remove(statement);
      }
    }
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

  void rememberAllowance(Statement statement, @Nullable RowAllowance allowance) {
    if (allowance != null) {
      state(statement).allowance(allowance);
      return;
    }
    StatementState state = states.get(statement);
    if (state != null) {
      state.allowance(null);
    }
  }

  /** An execution threw, of which the driver may hold a result all the same. */
  void failed(Statement statement, Admission admission, @Nullable RowAllowance allowance) {
    if (admission.withholds() || allowance != null) {
      state(statement).failed(admission, allowance);
      return;
    }
    StatementState state = states.get(statement);
    if (state != null) {
      state.failed(admission, null);
    }
  }

  void closed(Statement statement) {
    states.remove(statement);
  }
}
