package dev.sluice.r2dbc.linked;

import dev.sluice.gate.OwnWork;
import dev.sluice.gate.SqlStates;
import dev.sluice.policy.DatabaseRole;
import dev.sluice.policy.Refusal;
import dev.sluice.r2dbc.Governor;
import dev.sluice.r2dbc.Session;
import dev.sluice.r2dbc.ToldSession;
import dev.sluice.sql.Dialect;
import dev.sluice.telling.DatabaseRoles;
import dev.sluice.telling.Objection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Has sessions take a role of the database, or go back to their own, as over JDBC. */
final class RoleTaking {
  private RoleTaking() {}

  /**
   * Takes a role, in a turn of whoever wants it; {@link ToldSession} then knows of it.
   *
   * @param role empty for the session's own
   * @return whether names may mean something else to the session now
   */
  static Mono<Boolean> take(Tables tables, Session session, Connection connection, String role) {
    return Mono.defer(
        () -> {
          ToldSession told = session.toldSession();
          long version = told.takes();
          return send(connection, session.database().dialect(), role)
              .then(Mono.defer(() -> tables.askUnderRole(session, connection)))
              .doOnNext(differs -> told.took(role, version));
        });
  }

  /** Has a session go back to its own role, and nothing more. */
  static Mono<Void> goBack(Connection connection, Dialect dialect) {
    return send(connection, dialect, "");
  }

  private static Mono<Void> send(Connection connection, Dialect dialect, String role) {
    boolean own = role.isEmpty();
    if (dialect == Dialect.POSTGRESQL) {
      return own
          ? run(connection, DatabaseRoles.POSTGRESQL_RETURN)
          : run(connection, DatabaseRoles.POSTGRESQL_TAKE.replace("?", "$1"), role);
    }
    return own
        ? Tables.rows(connection, DatabaseRoles.MARIADB_OWN, 1)
            .next()
            .flatMap(row -> run(connection, DatabaseRoles.mariaDbTake(String.valueOf(row[0]))))
            .then(Mono.defer(() -> run(connection, DatabaseRoles.MARIADB_FORGET)))
        : run(connection, DatabaseRoles.MARIADB_NOTE)
            .then(Mono.defer(() -> run(connection, DatabaseRoles.mariaDbTake(role))));
  }

  /** A statement of Sluice's own, to its end. */
  static Mono<Void> run(Connection connection, String sql, String... values) {
    return Flux.defer(
            () -> {
              try (OwnWork work = OwnWork.begin()) {
                io.r2dbc.spi.Statement statement = connection.createStatement(sql);
                for (int i = 0; i < values.length; i++) {
                  statement.bind(i, values[i]);
                }
                return Flux.<Result>from(statement.execute());
              }
            })
        .concatMap(Result::getRowsUpdated)
        .then();
  }

  /**
   * What follows from a failure to take a role.
   *
   * @return why statements are refused
   * @param problem what went wrong; thrown on if it is one of the connection
   */
  static Mono<Refusal> refused(Governor governor, DatabaseRole wanted, Throwable problem) {
    if (problem instanceof R2dbcException known && SqlStates.isOfConnection(known.getSqlState())) {
      return Mono.error(problem);
    }
    governor.failures().count("r2dbc.take_role", "a session did not take a role", problem);
    Objection objection = DatabaseRoles.notTaken(wanted);
    return Mono.just(Refusal.ofRole(wanted, objection.why(), objection.fix()));
  }
}
