package dev.sluice.r2dbc;

import dev.sluice.testing.MariaDbServer;
import dev.sluice.testing.PostgresServer;
import io.r2dbc.h2.H2ConnectionConfiguration;
import io.r2dbc.h2.H2ConnectionFactory;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.mariadb.r2dbc.MariadbConnectionConfiguration;
import org.mariadb.r2dbc.MariadbConnectionFactory;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** The databases, each met through a factory that was made by hand. */
enum Vendor {
  H2("$1") {
    @Override
    ConnectionFactory factory(String database) {
      return new H2ConnectionFactory(
          H2ConnectionConfiguration.builder()
              .inMemory(database)
              .property("DB_CLOSE_DELAY", "-1")
              .property("DATABASE_TO_UPPER", "FALSE")
              .build());
    }
  },
  POSTGRESQL("$1") {
    @Override
    ConnectionFactory factory(String database) {
      return new PostgresqlConnectionFactory(
          PostgresqlConnectionConfiguration.builder()
              .host("127.0.0.1")
              .port(Servers.POSTGRES.port())
              .username(Servers.POSTGRES.superuser())
              .database(database)
              .build());
    }

    @Override
    void create(String database) {
      Servers.POSTGRES.createDatabase(database);
    }
  },
  MARIADB("?") {
    @Override
    ConnectionFactory factory(String database) {
      return new MariadbConnectionFactory(
          MariadbConnectionConfiguration.builder()
              .host("127.0.0.1")
              .port(Servers.MARIADB.port())
              .username("root")
              .database(database)
              .build());
    }

    @Override
    void create(String database) {
      Servers.MARIADB.createDatabase(database);
    }
  };

  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Started when a test first asks for them; they end with the JVM. */
  private static final class Servers {
    static final PostgresServer POSTGRES = PostgresServer.start();
    static final MariaDbServer MARIADB = MariaDbServer.start();
  }

  private final String parameter;

  Vendor(String parameter) {
    this.parameter = parameter;
  }

  /** How the first parameter stands in a text. */
  String parameter() {
    return parameter;
  }

  /** A text with numbered parameters as this database has them. */
  String text(String sql) {
    return this == MARIADB ? sql.replaceAll("\\$[0-9]", "?") : sql;
  }

  abstract ConnectionFactory factory(String database);

  /** Has MariaDB's privileges count, which do not on a server that was just started. */
  static void checkMariaDbPrivileges() {
    Servers.MARIADB.checkPrivileges();
  }

  /** Creates a database, where there is none by itself. */
  void create(String database) {}

  /** What a use of a new connection emits, for whom a context tells. */
  static <T> List<T> use(
      ConnectionFactory factory, Context context, Function<Connection, Publisher<T>> use) {
    return Objects.requireNonNull(
        Flux.usingWhen(Mono.from(factory.create()), use, Connection::close)
            .contextWrite(context)
            .collectList()
            .block(PATIENCE));
  }

  /** Runs texts one after the other, for nobody in particular. */
  static void run(ConnectionFactory factory, String... texts) {
    use(
        factory,
        Context.empty(),
        connection ->
            Flux.fromArray(texts)
                .concatMap(
                    text ->
                        Flux.from(connection.createStatement(text).execute())
                            .concatMap(result -> result.getRowsUpdated())));
  }
}
