package dev.sluice.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of this JVM's own, on a free port of the loopback interface. It trusts every
 * connection: passwords are not asked for. Ends, and leaves nothing behind but the cached binaries,
 * on {@link #close()} or with the JVM.
 */
public final class PostgresServer implements AutoCloseable {
  private final EmbeddedPostgres server;
  private final Path logDirectory;
  private final @Nullable StatementLog log;

  private PostgresServer(EmbeddedPostgres server, Path logDirectory, @Nullable StatementLog log) {
    this.server = server;
    this.logDirectory = logDirectory;
    this.log = log;
  }

  /** Starts a server without a statement log. */
  public static PostgresServer start() {
    return start(false);
  }

  /** Starts a server that logs every statement that reaches it, for {@link #statementLog()}. */
  public static PostgresServer startLogging() {
    return start(true);
  }

  private static PostgresServer start(boolean logging) {
    Path logDirectory = Directories.temporary("sluice-postgres-log");
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig("max_connections", "100");
    if (logging) {
      builder
          .setServerConfig("log_statement", "all")
          .setServerConfig("log_destination", "stderr")
          .setServerConfig("logging_collector", "on")
          .setServerConfig("log_rotation_size", "0")
          .setServerConfig("log_directory", logDirectory.toString())
          .setServerConfig("log_filename", "statements.log")
          .setServerConfig("log_line_prefix", PostgresLogFormat.PREFIX);
    }
    try {
      EmbeddedPostgres server = builder.start();
      Path file = logDirectory.resolve("statements.log");
      StatementLog log = logging ? new StatementLog(file, PostgresLogFormat::statements) : null;
      return new PostgresServer(server, logDirectory, log);
    } catch (IOException e) {
      Directories.delete(logDirectory);
      throw new UncheckedIOException("PostgreSQL did not start", e);
    }
  }

  public int port() {
    return server.getPort();
  }

  /** The superuser's name. */
  public String superuser() {
    return "postgres";
  }

  /** URL of the database {@code postgres} for the superuser. */
  public String jdbcUrl() {
    return jdbcUrl("postgres", superuser());
  }

  /** URL of a database for a user, who is named in it. */
  public String jdbcUrl(String database, String user) {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database + "?user=" + user;
  }

  /**
   * Creates a database, owned by the superuser.
   *
   * @return its URL for the superuser
   */
  public String createDatabase(String name) {
    execute("CREATE DATABASE " + quoted(name));
    return jdbcUrl(name, superuser());
  }

  /** Creates a role that can log in and has no rights but those of everybody. */
  public void createRole(String name) {
    execute("CREATE ROLE " + quoted(name) + " LOGIN");
  }

  /** Executes statements on the database {@code postgres} as superuser. */
  public void execute(String... statements) {
    executeOn(jdbcUrl(), statements);
  }

  /** Executes statements over a connection of their own. */
  public void executeOn(String jdbcUrl, String... statements) {
    Sql.execute(jdbcUrl, statements);
  }

  /**
   * The texts of all statements that have reached the server, by whatever protocol: simple
   * statements, executions (not preparations) of prepared ones with {@code $1} for parameters, and
   * the names of functions called by fastpath.
   *
   * @throws IllegalStateException if the server was not started by {@link #startLogging()}
   */
  public List<String> statementLog() {
    if (log == null) {
      throw new IllegalStateException("started without a statement log: use startLogging()");
    }
    return log.read(marker -> execute("SELECT '" + marker + "'"));
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not stop", e);
    } finally {
      Directories.delete(logDirectory);
    }
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
