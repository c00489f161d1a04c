package dev.sluice.agent.service;

import dev.sluice.agent.service.Tried.Outcome;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.RefCursor;
import io.r2dbc.proxy.ProxyConnectionFactory;
import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Blob;
import io.r2dbc.spi.Clob;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mariadb.r2dbc.MariadbConnectionFactory;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Where an object of a driver is met: some live only while a result is read.
 *
 * @param lent whether the connection is taken by the service itself, whoever uses it then
 */
record ReactivePlace(String name, boolean lent, Meeting meeting) {
  static final String QUERY = Subjects.QUERY;
  static final String DUPLICATE = Subjects.DUPLICATE;

  /** A trigger of the table raises a notice that quotes what is protected. */
  private static final String NOTICE = "UPDATE loud SET id = id";

  /** The driver lets the server prepare a call, and so gets its parameters, only if written so. */
  private static final String CALL = "call anybody(?, ?, ?, ?)";

  /** What is done with the object. */
  @FunctionalInterface
  interface Visit {
    Mono<Outcome> to(Object target);
  }

  /** Leads to the object over a connection. */
  @FunctionalInterface
  interface Meeting {
    Publisher<Outcome> over(Connection connection, Visit visit);
  }

  /** Does something with the object, over a connection of its own or one that was lent. */
  Mono<Outcome> visited(ConnectionFactory factory, @Nullable Connection made, Visit visit) {
    if (name.equals("factory")) {
      return visit.to(factory);
    }
    if (made != null) {
      return Flux.from(meeting.over(made, visit)).next();
    }
    return Flux.usingWhen(
            factory.create(), connection -> meeting.over(connection, visit), Connection::close)
        .next();
  }

  /** All places of a driver. */
  static List<ReactivePlace> of(ConnectionFactory factory) {
    List<ReactivePlace> places = new ArrayList<>();
    places.add(place("factory", (connection, visit) -> Mono.empty()));
    places.add(place("connection", (connection, visit) -> visit.to(connection)));
    places.add(
        new ReactivePlace("lent connection", true, (connection, visit) -> visit.to(connection)));
    places.add(
        place(
            "transaction",
            (connection, visit) ->
                Mono.from(connection.beginTransaction())
                    .then(Mono.from(connection.createSavepoint("x")))
                    .then(Mono.defer(() -> visit.to(connection)))));
    places.add(
        place("statement", (connection, visit) -> visit.to(connection.createStatement(QUERY))));
    places.add(
        place(
            "refused by the database",
            (connection, visit) -> visit.to(connection.createStatement(DUPLICATE))));
    places.add(
        place(
            "batch",
            (connection, visit) -> {
              Batch batch = connection.createBatch();
              return visit.to(batch.add(QUERY));
            }));
    places.add(
        place("result", (connection, visit) -> results(connection, QUERY).concatMap(visit::to)));
    places.add(
        place(
            "row",
            (connection, visit) ->
                results(connection, QUERY)
                    .concatMap(result -> result.map((row, metadata) -> visit.to(row).block()))));
    places.add(
        place(
            "readable",
            (connection, visit) ->
                results(connection, QUERY)
                    .concatMap(result -> result.map(readable -> visit.to(readable).block()))));
    places.add(
        place(
            "metadata of a row",
            (connection, visit) ->
                results(connection, QUERY)
                    .concatMap(result -> result.map((row, metadata) -> metadata))
                    .concatMap(visit::to)));
    places.add(
        place(
            "metadata of a column",
            (connection, visit) ->
                results(connection, QUERY)
                    .concatMap(
                        result ->
                            result.map((row, metadata) -> metadata.getColumnMetadata("email")))
                    .concatMap(visit::to)));
    places.add(
        place(
            "segment",
            (connection, visit) ->
                results(connection, QUERY)
                    .concatMap(
                        result ->
                            result.flatMap(
                                segment -> Mono.fromCallable(() -> visit.to(segment).block())))));
    places.add(
        place(
            "metadata of a connection", (connection, visit) -> visit.to(connection.getMetadata())));
    places.add(
        place(
            "part of what failed",
            (connection, visit) -> parts(connection, DUPLICATE, Result.Message.class, visit)));
    places.add(
        place(
            "notice",
            (connection, visit) -> parts(connection, NOTICE, Result.Message.class, visit)));
    places.add(
        place(
            "count",
            (connection, visit) ->
                parts(
                    connection,
                    "UPDATE customers SET name = name WHERE id = 1",
                    Result.UpdateCount.class,
                    visit)));
    places.add(
        place("clob", (connection, visit) -> values(connection, "email", Clob.class, visit::to)));
    places.add(
        place("blob", (connection, visit) -> values(connection, "picture", Blob.class, visit::to)));
    places.add(
        place(
            "pooled connection",
            (connection, visit) ->
                Flux.usingWhen(
                    Mono.fromSupplier(
                        () ->
                            new ConnectionPool(
                                ConnectionPoolConfiguration.builder(factory)
                                    .initialSize(0)
                                    .build())),
                    pool -> Flux.usingWhen(pool.create(), visit::to, Connection::close),
                    ConnectionPool::disposeLater)));
    places.add(
        place(
            "proxied connection",
            (connection, visit) ->
                Flux.usingWhen(
                    ProxyConnectionFactory.builder(factory).build().create(),
                    visit::to,
                    Connection::close)));
    places.add(
        place(
            "statement of a proxy",
            (connection, visit) ->
                Flux.usingWhen(
                    ProxyConnectionFactory.builder(factory).build().create(),
                    proxied -> visit.to(proxied.createStatement(QUERY)),
                    Connection::close)));
    places.add(
        place(
            "result of a proxy",
            (connection, visit) ->
                Flux.usingWhen(
                    ProxyConnectionFactory.builder(factory).build().create(),
                    proxied -> results(proxied, QUERY).concatMap(visit::to),
                    Connection::close)));
    if (factory instanceof PostgresqlConnectionFactory postgresql) {
      places.addAll(ofPostgresql(postgresql));
    }
    if (factory instanceof MariadbConnectionFactory) {
      places.addAll(ofMariadb());
    }
    return places;
  }

  private static List<ReactivePlace> ofPostgresql(PostgresqlConnectionFactory factory) {
    return List.of(
        place(
            "copy",
            (connection, visit) ->
                visit.to(
                    ((PostgresqlConnection) connection)
                        .copyIn("COPY customers (id) FROM STDIN")
                        .from(ReactiveArguments.line()))),
        new ReactivePlace(
            "notification",
            true,
            (connection, visit) ->
                results(connection, "LISTEN news")
                    .concatMap(Result::getRowsUpdated)
                    .thenMany(
                        Flux.merge(
                            ((PostgresqlConnection) connection)
                                .getNotifications()
                                .next()
                                .flatMap(visit::to),
                            results(
                                    connection,
                                    "SELECT pg_notify('news', (SELECT min(email) FROM customers))")
                                .concatMap(result -> result.map(row -> "told"))
                                .thenMany(Flux.<Outcome>empty())))),
        place(
            "replication",
            (connection, visit) ->
                Flux.usingWhen(
                    factory.replication(), visit::to, replicating -> replicating.close())),
        new ReactivePlace(
            "ref cursor",
            true,
            (connection, visit) ->
                Mono.from(connection.beginTransaction())
                    .thenMany(results(connection, "SELECT everybody() AS cursor"))
                    .concatMap(result -> result.map((row, metadata) -> row.get(0, RefCursor.class)))
                    .concatMap(visit::to)));
  }

  private static List<ReactivePlace> ofMariadb() {
    return List.of(
        ofCall("out parameters", Result.OutSegment::outParameters),
        ofCall("segment of out parameters", segment -> segment),
        ofCall("metadata of out parameters", segment -> segment.outParameters().getMetadata()),
        ofCall(
            "metadata of an out parameter",
            segment -> segment.outParameters().getMetadata().getParameterMetadata("email")));
  }

  private static ReactivePlace ofCall(String name, Function<Result.OutSegment, Object> part) {
    return place(
        name,
        (connection, visit) ->
            Flux.from(
                    connection
                        .createStatement(CALL)
                        .bind(0, Parameters.out(R2dbcType.INTEGER))
                        .bind(1, Parameters.out(R2dbcType.VARCHAR))
                        .bind(2, Parameters.out(R2dbcType.VARCHAR))
                        .bind(3, Parameters.out(R2dbcType.INTEGER))
                        .execute())
                .concatMap(
                    result ->
                        result.flatMap(
                            segment ->
                                segment instanceof Result.OutSegment out
                                    ? Mono.fromCallable(() -> visit.to(part.apply(out)).block())
                                    : Mono.empty())));
  }

  private static ReactivePlace place(String name, Meeting meeting) {
    return new ReactivePlace(name, false, meeting);
  }

  private static Flux<Outcome> parts(
      Connection connection, String sql, Class<? extends Result.Segment> part, Visit visit) {
    return results(connection, sql)
        .concatMap(
            result ->
                result.flatMap(
                    segment ->
                        part.isInstance(segment)
                            ? Mono.fromCallable(() -> visit.to(segment).block())
                            : Mono.empty()));
  }

  private static <T> Flux<Outcome> values(
      Connection connection, String column, Class<T> type, Function<T, Mono<Outcome>> visit) {
    return results(connection, "SELECT email, picture FROM customers WHERE id = 1")
        .concatMap(
            result -> result.map((row, metadata) -> Optional.ofNullable(row.get(column, type))))
        .concatMap(value -> value.map(visit).orElse(Mono.empty()));
  }

  private static Flux<Result> results(Connection connection, String sql) {
    return Flux.from(connection.createStatement(sql).execute());
  }
}
