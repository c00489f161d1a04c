package dev.sluice.r2dbc;

import dev.sluice.gate.OwnWork;
import org.jspecify.annotations.Nullable;

/**
 * Where all advice arrives. Nothing thrown in here reaches the service: what goes wrong is counted,
 * and an execution that cannot be governed is one that is not handed out.
 */
final class R2dbcCalls {
  private static final String ROWS_UPDATED = "getRowsUpdated";

  private static volatile @Nullable R2dbcCollaborators collaborators;

  private R2dbcCalls() {}

  /** Starts to govern; before, every call passes. */
  static void start(R2dbcCollaborators r2dbc) {
    collaborators = r2dbc;
  }

  /** A connection made a statement. */
  static void created(Object connection, @Nullable Object statement, @Nullable String sql) {
    R2dbcCollaborators r2dbc = collaborators;
    if (r2dbc == null || statement == null || OwnWork.isRunning()) {
      return;
    }
    try {
      StatementState state = new StatementState(r2dbc.connections().of(connection), false);
      if (sql != null) {
        state.text(sql);
      }
      r2dbc.statements().putIfAbsent(statement, state);
    } catch (Throwable problem) {
      r2dbc.failures().count("r2dbc.statement", "a new statement is not known", problem);
    }
  }

  /** A connection made a batch. */
  static void created(Object connection, @Nullable Object batch) {
    R2dbcCollaborators r2dbc = collaborators;
    if (r2dbc == null || batch == null || OwnWork.isRunning()) {
      return;
    }
    try {
      r2dbc
          .statements()
          .putIfAbsent(batch, new StatementState(r2dbc.connections().of(connection), true));
    } catch (Throwable problem) {
      r2dbc.failures().count("r2dbc.statement", "a new batch is not known", problem);
    }
  }

  /** A text was added to a batch. */
  static void added(Object batch, @Nullable String sql) {
    StatementState state = state(batch);
    if (state != null && sql != null) {
      state.text(sql);
    }
  }

  /** A set of parameters was completed. */
  static void added(Object statement) {
    StatementState state = state(statement);
    if (state != null) {
      state.added();
    }
  }

  /** Values that the database makes were asked for. */
  static void generatesValues(Object statement, String @Nullable [] columns) {
    StatementState state = state(statement);
    if (state != null && columns != null) {
      state.generatesValues(columns);
    }
  }

  /** Rows are to be read so many at a time. */
  static void fetches(Object statement, int rows) {
    StatementState state = state(statement);
    if (state != null) {
      state.fetchSize(rows);
    }
  }

  /**
   * A parameter was bound.
   *
   * @param method {@code bind} or {@code bindNull}
   * @param parameter its index or name
   * @param value what was bound; of NULL its class
   */
  static void bound(
      Object statement, String method, @Nullable Object parameter, @Nullable Object value) {
    StatementState state = state(statement);
    if (state == null) {
      return;
    }
    int index = parameter instanceof Integer number ? number : ParameterName.index(parameter);
    if (index < 0) {
      state.boundUnclear();
    } else if (method.equals("bind")) {
      state.bound(new Binding(index, value, value == null ? Object.class : null));
    } else {
      state.bound(new Binding(index, null, value instanceof Class<?> type ? type : Object.class));
    }
  }

  private static @Nullable StatementState state(Object statement) {
    R2dbcCollaborators r2dbc = collaborators;
    return r2dbc == null ? null : r2dbc.statements().get(statement);
  }

  /**
   * After {@code execute}.
   *
   * @param inner whether it was called inside another one
   * @return what to return in place of the driver's publisher, or a {@code Throwable} to throw;
   *     null to leave it
   */
  static @Nullable Object executed(Object statement, @Nullable Object returned, boolean inner) {
    R2dbcCollaborators r2dbc = collaborators;
    if (r2dbc == null || returned == null || OwnWork.isRunning() || returned instanceof Governed) {
      return null;
    }
    try {
      StatementState state = r2dbc.statements().get(statement);
      if (state == null) {
        if (inner) {
          return null; // a part of the outer one, which is decided
        }
        state = new StatementState(r2dbc.connections().unknown(), false);
      }
      ServiceLink link = r2dbc.links().of(statement);
      if (link != null) {
        return link.execution(returned, state.call(vendor(statement)));
      }
    } catch (Throwable problem) {
      r2dbc.failures().count("r2dbc.execute", "an execution could not be governed", problem);
    }
    if (!r2dbc.closed()) {
      return null;
    }
    return Refusals.ofCall(statement, "execute");
  }

  private static String vendor(Object object) {
    String name = object.getClass().getName();
    int second = name.indexOf('.', name.indexOf('.') + 1);
    return second < 0 ? name : name.substring(0, second);
  }

  /** After {@code ConnectionFactory.create}; as {@link #executed}. */
  static @Nullable Object connecting(Object factory, @Nullable Object returned) {
    R2dbcCollaborators r2dbc = collaborators;
    if (r2dbc == null || returned == null || OwnWork.isRunning() || returned instanceof Governed) {
      return null;
    }
    try {
      ServiceLink link = r2dbc.links().of(factory);
      return link == null ? null : link.connections(returned, factory);
    } catch (Throwable problem) {
      r2dbc.failures().count("r2dbc.connect", "new connections are not known", problem);
      return null;
    }
  }

  /** After {@code create} of a pool; as {@link #executed}. */
  static @Nullable Object taking(Object pool, @Nullable Object returned) {
    R2dbcCollaborators r2dbc = collaborators;
    if (r2dbc == null || returned == null || returned instanceof Governed) {
      return null;
    }
    try {
      ServiceLink link = r2dbc.links().of(pool);
      return link == null ? null : link.taken(returned);
    } catch (Throwable problem) {
      r2dbc.failures().count("r2dbc.take", "connections of a pool work for anybody", problem);
      return null;
    }
  }

  /** After what gives a connection back to its pool; as {@link #executed}. */
  static @Nullable Object releasing(@Nullable Object pooled, @Nullable Object returned) {
    R2dbcCollaborators r2dbc = collaborators;
    if (r2dbc == null || pooled == null || returned == null || returned instanceof Governed) {
      return null;
    }
    try {
      Session session = r2dbc.connections().below(pooled);
      ServiceLink link = session == null ? null : session.link();
      return session == null || link == null || !r2dbc.telling().isTakenBack()
          ? null
          : link.released(returned, session);
    } catch (Throwable problem) {
      r2dbc.failures().count("r2dbc.take_back", "a pool keeps what a session was told", problem);
      return null;
    }
  }

  /** After the methods of a result that read it; as {@link #executed}. */
  static @Nullable Object consuming(Object result, String method, @Nullable Object returned) {
    R2dbcCollaborators r2dbc = collaborators;
    if (r2dbc == null || returned == null || returned instanceof Governed) {
      return null;
    }
    Execution execution = r2dbc.results().get(result);
    if (execution == null) {
      return null;
    }
    try {
      ServiceLink link = r2dbc.links().of(result);
      return link == null
          ? null
          : link.consumption(returned, result, execution, method.equals(ROWS_UPDATED));
    } catch (Throwable problem) {
      r2dbc.failures().count("r2dbc.consume", "a result is read unseen", problem);
      return null;
    }
  }

  /** A result made another one of its parts. */
  @SuppressWarnings("ReferenceEquality") // the driver's very object
  static void filtered(Object result, @Nullable Object returned) {
    R2dbcCollaborators r2dbc = collaborators;
    Execution execution = r2dbc == null ? null : r2dbc.results().get(result);
    if (r2dbc != null && execution != null && returned != null && returned != result) {
      r2dbc.results().put(returned, execution);
    }
  }

  /** After the methods of {@link SessionCall}; as {@link #executed}. */
  static @Nullable Object followed(Object connection, String method, @Nullable Object returned) {
    R2dbcCollaborators r2dbc = collaborators;
    Session session = r2dbc == null ? null : r2dbc.connections().known(connection);
    SessionCall call = SessionCall.of(method);
    if (r2dbc == null
        || session == null
        || call == null
        || returned == null
        || OwnWork.isRunning()
        || returned instanceof Governed) {
      return null;
    }
    try {
      ServiceLink link = r2dbc.links().of(connection);
      return link == null ? null : link.following(returned, session, call);
    } catch (Throwable problem) {
      r2dbc.failures().count("r2dbc.follow", "a session is not followed", problem);
      return null;
    }
  }

  /** After methods that lead past statements; as {@link #executed}. */
  static @Nullable Object ungoverned(Object target, String method, @Nullable Object returned) {
    R2dbcCollaborators r2dbc = collaborators;
    if (r2dbc == null || returned == null || OwnWork.isRunning() || returned instanceof Governed) {
      return null;
    }
    try {
      ServiceLink link = r2dbc.links().of(target);
      StatementState state = r2dbc.statements().get(target);
      Session session = state == null ? r2dbc.connections().of(target) : state.session();
      if (link != null) {
        return link.ungoverned(returned, session, method);
      }
    } catch (Throwable problem) {
      r2dbc.failures().count("r2dbc.ungoverned", "a call could not be governed", problem);
    }
    if (!r2dbc.closed()) {
      return null;
    }
    return Refusals.ofCall(target, method);
  }
}
